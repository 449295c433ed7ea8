import type { Dataset } from '../../src/ir/dataset.ts';
import { isSpiking, isSynaptic, type InputNeuron, type IntegrateAndFire, type Network, type Population, type Projection } from '../../src/ir/network.ts';
import { drawNetwork, drawSamples } from '../equivalence/networks.ts';

/** A drawn network whose sums are exact in f32: weights are whole numbers, all else has few binary places. */
export function wholeNetwork(seed: number): Network {
  const drawn = drawNetwork(seed);
  return { ...drawn, populations: drawn.populations.map(withFewPlaces), projections: drawn.projections.map(withWholeWeights) };
}

function withFewPlaces(population: Population): Population {
  const { neuron } = population;
  if (neuron.kind === 'input') return { ...population, neuron: { ...neuron, ...(neuron.amplitude && { amplitude: 0.5 }) } as InputNeuron };
  if (!isSpiking(neuron)) return population;
  const { decay, threshold, initial } = neuron as IntegrateAndFire;
  return { ...population, neuron: { ...neuron, decay: decay === 1 ? 1 : 0.5, threshold: 1 + Math.round(8 * (threshold as number)) / 4, initial: 2 * (initial as number) } as IntegrateAndFire };
}

function withWholeWeights(projection: Projection): Projection {
  if (!isSynaptic(projection)) return projection;
  const { weights, bias } = projection;
  return { ...projection, weights: { ...weights, data: Float32Array.from(weights.data, (weight) => Math.round(3 * weight)) }, bias: bias && bias.map((value) => Math.round(8 * value) / 4) };
}

/** Values that are quarters, or spike trains. */
export function wholeSamples(network: Network, seed: number, count: number): Dataset {
  const drawn = drawSamples(network, seed, count);
  return {
    ...drawn,
    read: (index, out) => {
      drawn.read(index, out);
      for (let i = 0; i < out.length; i++) out[i] = Math.round(4 * out[i]!) / 4;
    },
  };
}
