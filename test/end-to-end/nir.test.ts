import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALIBRATION, FOLDER, IMAGES, LABELS, MODELS, reportOf, synaptile, text } from './synaptile.ts';

interface Image {
  readonly outputs: readonly number[];
  readonly layers: readonly number[];
  readonly literal?: readonly number[];
}

const expected = JSON.parse(readFileSync(join(MODELS, 'nir/expected.json'), 'utf8')) as Readonly<Record<string, { readonly timesteps: number; readonly images: readonly Image[] }>>;
const CNN = join(MODELS, 'nir/snn_cnn_12_32.nir');
const MLP = join(MODELS, 'nir/snn_mlp_128_zero.nir');
const READ = join(MODELS, '../read');
const EVENTS = join(READ, 'data/nir-data/events.h5');
const DATA = ['--input', IMAGES, '--labels', LABELS, '--limit', '20'];

/** Output spikes of 20 images, as `run --target none --outputs` writes them. */
function outputs(model: string, timesteps: number, ...options: readonly string[]): number[][] {
  const { status, stderr } = synaptile('run', model, '--target', 'none', '--timesteps', `${timesteps}`, ...DATA, '--outputs', 'o.csv', ...options);
  if (status !== 0) throw new Error(stderr);
  return text('o.csv').trim().split('\n').slice(1).map((line) => line.split(',').slice(3).map(Number));
}

describe('trained networks in NIR files', () => {
  it('give the output spikes that they were trained to give, all 20 images', () => {
    const { timesteps, images } = expected.snn_cnn_12_32!;
    expect(outputs(CNN, timesteps, '--assume', 'reset=subtract-delayed')).toEqual(images.map((image) => image.outputs));
    const zero = expected.snn_mlp_128_zero!;
    expect(outputs(MLP, zero.timesteps)).toEqual(zero.images.map((image) => image.outputs));
  });

  it('give other ones when read literally, as NIR has the hard reset alone, and that is said', () => {
    const { timesteps, images } = expected.snn_cnn_12_32!;
    const literal = outputs(CNN, timesteps);
    expect(literal).toEqual(images.map((image) => image.literal));
    expect(literal).not.toEqual(images.map((image) => image.outputs));
    const { stderr } = synaptile('run', CNN, '--target', 'none', '--timesteps', `${timesteps}`, ...DATA);
    expect(stderr).toContain('S912');
    expect(stderr).toContain('--assume reset=subtract-delayed');
  });

  it('send the same spikes after they were written and read again', () => {
    expect(synaptile('inspect', MLP, '-o', 'again.nir').status).toBe(0);
    const { timesteps, images } = expected.snn_mlp_128_zero!;
    expect(outputs('again.nir', timesteps)).toEqual(images.map((image) => image.outputs));
  });

  it('are refused when they are cut off, from a thread that may be ended, and when they are data', () => {
    writeFileSync(join(FOLDER, 'cut.nir'), readFileSync(MLP).subarray(0, 200_000));
    const { status, stderr } = synaptile('inspect', 'cut.nir');
    expect(status).toBe(1);
    expect(stderr).toContain('S901');
    expect(stderr).not.toContain('    at ');
    // A text whose length was overwritten: the library would ask for more than a gigabyte.
    copyFileSync(join(READ, 'hdf5/greedy.h5'), join(FOLDER, 'greedy.nir'));
    expect(synaptile('inspect', 'greedy.nir').stderr).toContain('S901');
    copyFileSync(EVENTS, join(FOLDER, 'events.nir'));
    expect(synaptile('inspect', 'events.nir').stderr).toContain('S903');
  });

  it('take spikes from NIR data', () => {
    const { status, stderr } = synaptile('run', join(READ, 'nir/models/lif.nir'), '--target', 'none', '--timesteps', '8', '--input', EVENTS, '--outputs', 'events.csv');
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    expect(text('events.csv').trim().split('\n')).toHaveLength(3);
    expect(synaptile('run', MLP, '--target', 'none', '--timesteps', '8', '--input', MLP).stderr).toContain('S938');
  });

  it('run on hardware, with spike trains where the file is read so', () => {
    const model = join(READ, 'nir/models/lif.nir');
    const options = ['--target', 'rram-128', '--timesteps', '8', '--input', EVENTS, '--assume', 'reset=subtract'];
    expect(synaptile('run', model, ...options).stderr).toContain('--assume input=spikes');
    expect(synaptile('run', model, ...options, '--assume', 'input=spikes').status).toBe(0);
    const { accuracy } = reportOf('run', MLP, '--target', 'rram-128', '--timesteps', '10', '--calibrate', CALIBRATION, '--input', IMAGES, '--labels', LABELS, '--limit', '100');
    expect(accuracy.value).toBeGreaterThanOrEqual(0.97);
  });

  it('run for as many timesteps as the data hold, else for 32 with a warning', () => {
    const data = ['--target', 'rram-128', '--assume', 'reset=subtract', '--assume', 'input=spikes', '--input', join(READ, 'data/nir-data/gridded.h5')];
    expect(reportOf('run', join(READ, 'nir/models/lif.nir'), ...data)).toMatchObject({ timesteps: 6 });
    expect(synaptile('run', MLP, '--target', 'rram-128', '--calibrate', CALIBRATION, '--input', IMAGES, '--limit', '1').stderr).toContain('warning S549');
  });

  it('tell their equations and what was assumed', () => {
    const { stdout, stderr } = synaptile('inspect', CNN);
    expect(`${stdout}${stderr}`).toContain('a timestep is 0.1 ms');
    expect(`${stdout}${stderr}`).toContain('--assume dt=');
  });
});

describe('networks of lava-dl', () => {
  it('are read, run, and tell their integer equations', () => {
    const net = join(READ, 'lava/nets/dense-delays.net');
    const { stdout, stderr } = synaptile('inspect', net);
    expect(`${stdout}${stderr}`).toContain('wrap24');
    expect(`${stdout}${stderr}`).toContain('as between the processes of Lava');
    writeFileSync(join(FOLDER, 'spikes.csv'), ['sample,time,index', ...Array.from({ length: 60 }, (_, i) => `0,${i % 40},${(i * 7) % 5}`)].join('\n'));
    const { status } = synaptile('run', net, '--target', 'none', '--input', 'spikes.csv', '--outputs', 'net.csv');
    expect(status).toBe(0);
    expect(text('net.csv').trim().split('\n')).toHaveLength(2);
  });
});
