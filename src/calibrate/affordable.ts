import { isSynaptic, planeShape, populationNamed, type Network, type SynapticProjection } from '../ir/network.ts';

/** Additions of weights that one run over the calibration samples may take: some ten seconds. */
const MOST_ADDITIONS = 3e10;
const LEAST_SAMPLES = 64;
/** Spikes of a neuron in a timestep that the work is estimated with. */
const USUAL_RATE = 0.12;

/** Samples whose spikes can be followed through a network in a bearable time. */
export function affordableSamples(network: Network, timesteps: number): number {
  const additions = network.projections.filter(isSynaptic).filter(({ source }) => populationNamed(network, source).neuron.kind !== 'input')
    .reduce((sum, projection) => sum + synapsesOf(network, projection), 0);
  return Math.max(LEAST_SAMPLES, Math.floor(MOST_ADDITIONS / (additions * timesteps * USUAL_RATE)));
}

function synapsesOf(network: Network, { kind, weights: { data }, destination }: SynapticProjection): number {
  const [, height, width] = planeShape(populationNamed(network, destination).shape);
  return kind !== 'convolution' ? data.length : data.length * height * width;
}
