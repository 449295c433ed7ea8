import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMAGES, LABELS, MODELS, reportOf, synaptile, text } from './synaptile.ts';

const model = (name: string): string => join(MODELS, 'snn', `${name}.onnx`);

describe('spiking networks from ONNX', () => {
  it.each([['snn_cnn_12_32', 'step'], ['snn_cnn_12_32', 'unrolled_T8'], ['snn_mlp_128_zero', 'step'], ['snn_mlp_128_zero', 'unrolled_T10']])('%s_%s: 20 images, the spikes of PyTorch', (name, form) => {
    const outputs = `${name}_${form}.csv`;
    const { status, stderr } = synaptile('run', model(`${name}_${form}`), '--target', 'none', '--input', IMAGES, '--labels', LABELS, '--limit', '20', '--outputs', outputs);
    expect(status, stderr).toBe(0);
    const expected = JSON.parse(readFileSync(join(MODELS, 'snn', `${name}.spikes20.json`), 'utf8')) as { images: { output_spike_counts: number[] }[] };
    const counts = text(outputs).trim().split('\n').slice(1).map((line) => line.split(',').slice(3).map(Number));
    expect(counts).toEqual(expected.images.map((image) => image.output_spike_counts));
  });

  it('run on hardware: 200 images on rram-128', () => {
    const { accuracy } = reportOf('run', model('snn_mlp_128_zero_unrolled_T10'), '--target', 'rram-128', '--input', IMAGES, '--labels', LABELS, '--limit', '200');
    expect(accuracy.value).toBeGreaterThan(0.93);
  });

  it('say what was assumed, and how to change it', () => {
    const { stdout } = synaptile('inspect', model('snn_mlp_128_zero_step'));
    expect(stdout).toContain('a sample lasts 10 timesteps, as the metadata of the file say');
    expect(stdout).toContain('--timesteps N');
  });
});
