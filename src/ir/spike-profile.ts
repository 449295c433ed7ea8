import { neuronBases, type Network } from './network.ts';

/** How often every neuron speaks: what mappers weigh axons by. */
export interface SpikeProfile {
  /** Messages of every neuron (numbered by `neuronBases`) in one inference: spikes, or one value of a current-coded input. */
  readonly spikes: Float64Array;
  /** `measured` on samples of the user, read from the network's `file`, or `estimated`: every neuron speaks once. */
  readonly kind: 'measured' | 'file' | 'estimated';
  /** Samples it was measured on; 0 where it was not. */
  readonly samples: number;
  /** Who spoke in each timestep that was looked at, one sample after the other: neurons[offsets[t]] .. neurons[offsets[t + 1]]; where that is known. */
  readonly steps?: { readonly count: number; readonly offsets: Int32Array; readonly neurons: Int32Array };
}

/** Spikes of every neuron in one inference by the name of its population; NaN where they are not known. */
export type PopulationSpikes = ReadonlyMap<string, Float64Array>;

/** A profile from counts that a file states; neurons it does not name speak as often as the mean of the others. */
export function profileFromFile(network: Network, stated: PopulationSpikes): SpikeProfile {
  const bases = neuronBases(network);
  const spikes = new Float64Array(bases[bases.length - 1]!).fill(NaN);
  network.populations.forEach(({ name }, index) => {
    const counts = stated.get(name);
    if (counts && counts.length === bases[index + 1]! - bases[index]!) spikes.set(counts, bases[index]);
  });
  const known = spikes.filter((count) => !Number.isNaN(count));
  const mean = known.length === 0 ? 1 : known.reduce((sum, count) => sum + count, 0) / known.length;
  return { spikes: spikes.map((count) => (Number.isNaN(count) ? mean : count)), kind: 'file', samples: 0 };
}

/** What is assumed where nothing is known: all neurons speak alike, once an inference, so that traffic counts axons. */
export function estimatedProfile(network: Network): SpikeProfile {
  const bases = neuronBases(network);
  return { spikes: new Float64Array(bases[bases.length - 1]!).fill(1), kind: 'estimated', samples: 0 };
}
