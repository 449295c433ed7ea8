import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { beside, outputOf, read } from './files.ts';

it('a leaky neuron does in 1,000 timesteps what it does in Norse: the same spikes, potentials within 1e-7', async () => {
  const { steps, input, spikes, potentials } = JSON.parse(readFileSync(beside('norse-lif.json'), 'utf8')) as Readonly<Record<'input' | 'spikes' | 'potentials', number[]>> & { readonly steps: number };
  const { network, codes } = await read(beside('models/norse-lif.nir'));
  expect(codes).toEqual([]);
  const data = Array.from({ length: steps }, (_, step) => (input.includes(step) ? 1 : 0));
  expect(outputOf(network, data, steps).flatMap((sent, step) => (sent > 0 ? [step] : []))).toEqual(spikes);
  const dataset: Dataset = { file: 'data.npy', count: 1, shape: [1], timesteps: steps, labels: null, read: (_, out) => out.set(data) };
  const potential = { ...network, output: { ...network.output, readout: 'membrane' as const } };
  const differences = Array.from({ length: steps / 10 }, (_, part) => Math.abs(interpret(potential, dataset, { timesteps: 10 * part + 1 }).outputs[0]! - potentials[10 * part]!));
  expect(Math.max(...differences)).toBeLessThan(1e-7);
});
