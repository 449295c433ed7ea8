import type { ConfiguredPopulation } from '../../../ir/configuration.ts';
import { isPlain, largestPotential, type SpikingNeuron } from '../../../ir/neuron.ts';

/**
 * Whether the kernels update a population: plain neurons. They saturate but do not round: of neurons that compute in whole numbers they take those that
 * keep all of their potential and are driven by whole numbers, as the ideal chip does.
 */
export function isForKernels(population: ConfiguredPopulation, ideal: boolean): boolean {
  if (population.kind !== 'neurons' || !isPlain(population.neuron)) return false;
  const { integer, decay } = population.neuron;
  if (!integer) return true;
  return ideal && (typeof decay === 'number' ? decay === 1 : decay instanceof Float32Array && decay.every((factor) => factor === 1));
}

/** Where the potentials of neurons saturate, in levels; Infinity for real numbers. */
export function saturationOfPotential(neuron: SpikingNeuron): number {
  if (!('integer' in neuron) || !neuron.integer) return Infinity;
  return largestPotential(neuron.integer) / 2 ** neuron.integer.fraction;
}
