import type { CountName } from '../../ir/target.ts';

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
}

export const CORE_COUNT_NAMES = [
  'synapticEvents', 'rowActivations', 'crossbarReads', 'adcConversions', 'dacConversions', 'partialSumAdditions',
  'neuronUpdates', 'neuronSpikes', 'packets', 'deliveries',
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
  /** Source population. */
  readonly population: string;
  readonly deliveries: number;
}

/** Fully zero counts, to add to. */
export function noCounts(): Record<CountName, number> {
  return {
    synapticEvents: 0, rowActivations: 0, crossbarReads: 0, adcConversions: 0, dacConversions: 0, partialSumAdditions: 0,
    neuronUpdates: 0, neuronSpikes: 0, packets: 0, deliveries: 0, hopsEastWest: 0, hopsNorthSouth: 0,
  };
}
