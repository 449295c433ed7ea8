import { activationOf } from '../../../forward/activate.ts';
import { neuronCount, type Neuron, type Population } from '../../../ir/network.ts';
import type { Soma } from './soma.ts';

/** Neurons that do not spike send a function of their drive. */
export function activationSoma(population: Population, neuron: Neuron): Omit<Soma, 'addBias'> {
  const activate = activationOf(population, neuron);
  return {
    start: () => undefined,
    potentials: () => new Float64Array(neuronCount(population)),
    update: ([drive], sent) => {
      for (let index = 0; index < drive!.length; index++) sent[index] = activate(drive![index]!, index);
    },
  };
}
