import { neuronBases, type Network } from './network.ts';

/** How often every neuron speaks: what mappers weigh axons by. */
export interface SpikeProfile {
  /** Messages of every neuron (numbered by `neuronBases`) in one inference: spikes, or one value of a current-coded input. */
  readonly spikes: Float64Array;
  /** `measured` on samples of the user, read from the network's `file`, or `estimated`: every neuron speaks once. */
  readonly kind: 'measured' | 'file' | 'estimated';
  /** Samples it was measured on; 0 where it was not. */
  readonly samples: number;
}

/** What is assumed where nothing is known: all neurons speak alike, once an inference, so that traffic counts axons. */
export function estimatedProfile(network: Network): SpikeProfile {
  const bases = neuronBases(network);
  return { spikes: new Float64Array(bases[bases.length - 1]!).fill(1), kind: 'estimated', samples: 0 };
}
