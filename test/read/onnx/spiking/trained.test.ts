import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assumer } from '../../../../src/read/assumptions.ts';
import { readOnnx } from '../../../../src/read/onnx/read-onnx.ts';
import { interpret } from '../../../../src/simulate/reference/interpret.ts';
import { mnist, modelFile } from '../../../models/mnist.ts';
import { trainsOf } from './cases.ts';

interface Expected {
  readonly timesteps: number;
  readonly images: readonly { readonly output_spike_counts: readonly number[]; readonly layer_total_spikes: readonly number[] }[];
}

/** Trained with snnTorch; the expected counts are those of PyTorch in float32. */
describe.each([['snn_cnn_12_32', 'unrolled_T8'], ['snn_mlp_128_zero', 'unrolled_T10']])('%s', (name, unrolled) => {
  const expected = JSON.parse(readFileSync(modelFile(`snn/${name}.spikes20.json`), 'utf8')) as Expected;
  const read = (form: string) => readOnnx(modelFile(`snn/${name}_${form}.onnx`), assumer({})).network;

  it.each(['step', unrolled])('gives the spikes of PyTorch for the first 20 test images (%s)', (form) => {
    const network = read(form);
    expect(network.timesteps).toBe(expected.timesteps);
    const totals: number[][] = [];
    const neurons = network.populations.filter(({ neuron }) => neuron.kind === 'lif');
    const { outputs, outputCount } = interpret(network, mnist('t10k'), {
      limit: 20, onSample: (_, activity) => totals.push(neurons.map((population) => activity.get(population.name)!.reduce((sum, spikes) => sum + spikes, 0))),
    });
    const counts = expected.images.map((_, index) => Array.from(outputs.subarray(index * outputCount, (index + 1) * outputCount)));
    expect(counts).toEqual(expected.images.map((image) => image.output_spike_counts));
    expect(totals).toEqual(expected.images.map((image) => image.layer_total_spikes));
  });

  it('has the same spike trains in one step and unrolled', () => {
    const [one, other] = ['step', unrolled].map((form) => trainsOf(read(form), mnist('t10k'), 3).map((train) => train.replaceAll(/^[^:]*/gm, '')));
    expect(other).toEqual(one);
  });
});
