import type { CountName } from '../../ir/target.ts';
import type { DeviceWrites } from './count-writes.ts';
import type { TemporalCounts } from './temporal-counts.ts';

export type Counts = Readonly<Record<CountName, number>>;

/** Everything that happened during a simulation, summed over all samples. Counts only: prices are the report's. */
export interface Ledger {
  readonly samples: number;
  readonly timesteps: number;
  /** By population. Synaptic work is booked on the destination, spikes and their traffic on the source. */
  readonly populations: readonly PopulationCounts[];
  /** Sum over `populations`. */
  readonly total: Counts;
  /** By core id, for the counts that take time in a core. */
  readonly cores: Readonly<Record<CoreCountName, Float64Array>>;
  /** Packets over the link leaving tile t towards d (0 east, 1 north, 2 west, 3 south) at [4 t + d]. */
  readonly linkLoads: Float64Array;
  /** Spikes by distance to each destination core they were delivered to. */
  readonly distances: readonly SpikeDistance[];
  /** The first sample timestep by timestep; null where that is not counted (see `stepCounter`). */
  readonly steps?: StepCounts | null;
  /** Arrays that hold the slices of a weight: each of them is driven, read and digitised, and counted. Absent: 1. */
  readonly slices?: number;
  /** Once for a chip, not for its samples; null or absent where there are no devices. */
  readonly writes?: DeviceWrites | null;
  /** Of temporal networks, whose samples are one pass without timesteps; absent: others. */
  readonly temporal?: TemporalCounts;
}

/** What happened in each core in each timestep of one sample. */
export interface StepCounts {
  readonly timesteps: number;
  readonly cores: number;
  /** Neurons of each core; each is updated in every timestep. */
  readonly neurons: Uint32Array;
  /** [timestep][core]. */
  readonly counts: Readonly<Record<StepCountName, Uint32Array>>;
}

export type StepCountName = 'denseEvents' | 'sparseEvents' | 'convolutionEvents' | 'activeUpdates' | 'somaSpikes' | 'packets' | 'deliveries';

export const CORE_COUNT_NAMES = [
  'synapticEvents', 'denseEvents', 'sparseEvents', 'convolutionEvents', 'rowActivations', 'crossbarReads', 'adcConversions', 'dacConversions', 'partialSumAdditions',
  'neuronUpdates', 'activeUpdates', 'neuronSpikes', 'somaSpikes', 'packets', 'deliveries',
] as const satisfies readonly CountName[];
export type CoreCountName = (typeof CORE_COUNT_NAMES)[number];

export interface PopulationCounts {
  readonly name: string;
  readonly neurons: number;
  readonly counts: Counts;
}

export interface SpikeDistance {
  readonly eastWest: number;
  readonly northSouth: number;
  /** Of these, hops to another chip; absent: none. */
  readonly betweenChips?: number;
  /** Source population. */
  readonly population: string;
  readonly deliveries: number;
}

/** Fully zero counts, to add to. */
export function noCounts(): Record<CountName, number> {
  return {
    synapticEvents: 0, denseEvents: 0, sparseEvents: 0, convolutionEvents: 0, rowActivations: 0, crossbarReads: 0, adcConversions: 0, dacConversions: 0, partialSumAdditions: 0,
    neuronUpdates: 0, activeUpdates: 0, neuronSpikes: 0, somaSpikes: 0, packets: 0, deliveries: 0, hopsEastWest: 0, hopsNorthSouth: 0, hopsBetweenChips: 0,
  };
}
