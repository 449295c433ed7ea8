import { fail } from '../../diagnostics/diagnostic.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { printShape } from '../../ir/geometry.ts';
import { neuronCount, type Network, type Population } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';

/** Where in a sample the values of each input lie. */
export interface InputSlices {
  readonly neurons: number;
  readonly slices: readonly InputSlice[];
}

export interface InputSlice {
  readonly name: string;
  readonly population: Population;
  readonly offset: number;
  readonly length: number;
}

/** A sample holds the inputs one after the other, in the order of the populations. */
export function inputSlices(network: Network): InputSlices {
  let neurons = 0;
  const slices = network.populations.filter(({ neuron }) => neuron.kind === 'input').map((population): InputSlice => {
    const slice = { name: population.name, population, offset: neurons, length: neuronCount(population) };
    neurons += slice.length;
    return slice;
  });
  return { neurons, slices };
}

/** The inputs of the network. @throws DiagnosticError S561 when samples of `dataset` have another size. */
export function fitInputs(network: Network, dataset: Dataset): InputSlices {
  const inputs = inputSlices(network);
  if (sizeOf(dataset.shape) !== inputs.neurons) {
    const names = inputs.slices.map(({ name }) => `"${name}"`);
    fail('S561', { expected: inputs.neurons, found: printShape(dataset.shape), inputs: names }, { file: dataset.file });
  }
  return inputs;
}

/** Index of the largest value, lowest on a tie. */
export function largest(values: Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index;
  return best;
}

/** Turns the values of one input into what it sends, timestep by timestep. */
export interface Encoder {
  readonly start: (sample: Float32Array) => void;
  readonly emit: (step: number, sent: Float64Array) => void;
}

/**
 * @param total neurons of all inputs together, the length of one timestep of a sample
 * @param fixed stage `quantised`: values are levels, the rate encoder counts in levels and rounds to f32
 * @param dataTimesteps null for samples of values, which are presented in every step; past the last step there is silence
 * @throws DiagnosticError S562 for coding `spikes` without spike trains.
 */
export function encoderOf(slice: InputSlice, total: number, fixed: boolean, dataTimesteps: number | null): Encoder {
  const { neuron } = slice.population;
  if (neuron.kind !== 'input') throw new Error(`${slice.name} is no input`);
  if (neuron.coding === 'spikes' && dataTimesteps === null) fail('S562', { input: slice.name }, slice.population.origin);
  const levels = fixed && neuron.coding !== 'spikes' ? neuron.levels! : null;
  const round = fixed ? Math.fround : (value: number): number => value;
  const threshold = levels ? round(1 / levels.scale) : 1;
  const charge = new Float64Array(slice.length);
  let presented: Float32Array = new Float32Array(0);
  const valueAt = (step: number, index: number): number => {
    if (dataTimesteps !== null && step >= dataTimesteps) return 0;
    const value = presented[(dataTimesteps === null ? 0 : step * total) + slice.offset + index]!;
    return levels ? Math.min(levels.high, Math.max(levels.low, Math.round(value / levels.scale))) : value;
  };
  const encode = (step: number, index: number): number => {
    charge[index] = round(charge[index]! + valueAt(step, index));
    if (charge[index]! < threshold) return 0;
    charge[index] = round(charge[index]! - threshold);
    return 1;
  };
  const send = neuron.coding === 'rate' ? encode : valueAt;
  return {
    start: (sample) => {
      presented = sample;
      charge.fill(round(threshold / 2));
    },
    emit: (step, sent) => {
      for (let index = 0; index < slice.length; index++) sent[index] = send(step, index);
    },
  };
}
