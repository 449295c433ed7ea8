import { fail } from '../diagnostics/diagnostic.ts';
import type { Dataset } from './dataset.ts';
import { printShape } from './geometry.ts';
import { neuronCount, type Network, type Population } from './network.ts';
import { sizeOf } from './tensor.ts';

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
