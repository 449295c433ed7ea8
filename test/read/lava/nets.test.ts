import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { LoihiNeuron } from '../../../src/ir/neuron.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { outputOf } from '../nir/files.ts';
import { read } from './files.ts';

interface Expected {
  readonly steps: number;
  readonly input: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
}

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const expected = JSON.parse(readFileSync(beside('expected.json'), 'utf8')) as Readonly<Record<string, Expected>>;
const net = (name: string): string => beside(`nets/${name}.net`);

/** Files of make-nets.py, whose integer arithmetic was simulated there, apart from this program. */
describe('networks of lava-dl', () => {
  it('dense layers, biases, decays of each neuron, delays of neurons and of synapses', async () => {
    const { steps, input, output } = expected['dense-delays']!;
    const { network, diagnostics } = await read(net('dense-delays'));
    expect(diagnostics).toEqual([]);
    expect(outputOf(network, input.flat(), steps)).toEqual(output.flat());
    expect(network.timesteps).toBe(40);
    expect(network.projections.filter(({ destination }) => destination === 'dense_1').map(({ kind, delay }) => `${kind} ${delay}`)).toEqual(['sparse 1', 'sparse 2', 'sparse 3', 'sparse 4', 'sparse 6']);
    expect(network.projections.at(-1)).toMatchObject({ kind: 'dense', delay: 3 });
    const neuron = network.populations.find(({ name }) => name === 'dense_1')!.neuron as LoihiNeuron;
    expect([...neuron.currentDecay as Float32Array]).toEqual([1023, 2047, 4095, 511, 0, 2999]);
    expect([...neuron.bias as Float32Array]).toEqual([0, 192, -128, 64, 0, 320]);
  });

  it('an input with neurons, convolution, pooling, flatten, average', async () => {
    const { steps, input, output } = expected.planes!;
    const { network, diagnostics, assumptions } = await read(net('planes'));
    expect(diagnostics.map(({ code, where }) => `${code} ${where.place}`)).toEqual(['S936 layer 1 (conv)']);
    const sent = outputOf(network, input.flat(), steps);
    expect(Math.max(...sent.map((value, index) => Math.abs(value - output.flat()[index]!)))).toBeLessThan(1e-6);
    expect(network.output).toEqual({ population: 'average_6', readout: 'membrane' });
    expect(network.populations.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual(['input 2x8x8', 'encoder_0 2x8x8', 'conv_1 4x6x6', 'conv_2 2x6x5', 'pool_3 2x3x2', 'dense_5 6', 'average_6 3']);
    expect(network.projections.filter(({ destination }) => destination === 'conv_1').map(({ delay }) => delay)).toEqual([1, 2, 3]);
    expect(assumptions.map(({ text }) => text)).toEqual([
      'values x drive the input neurons as weight x + bias, in every timestep',
      'a spike arrives in the next timestep, and a delay of the file adds to that, as between the processes of Lava', 'the file does not say how many timesteps a sample lasts',
    ]);
  });

  it('recurrent synapses, and a last layer that sums up', async () => {
    const { steps, input, output } = expected.recurrent!;
    const { network } = await read(net('recurrent'));
    expect(network.output).toEqual({ population: 'dense_1', readout: 'membrane' });
    expect(network.populations[0]!.neuron).toEqual({ kind: 'input', coding: 'rate' });
    const dataset: Dataset = { file: 'data.npy', count: 1, shape: [4], timesteps: steps, labels: null, read: (_, out) => out.set(input.flat()) };
    const potentials = output.map((_, step) => [...interpret(network, dataset, { timesteps: step + 1 }).outputs]);
    expect(potentials).toEqual(output);
  });
});
