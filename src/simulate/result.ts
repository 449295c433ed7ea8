import type { Deviation } from './deviation/deviation.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { NetworkCounts } from './mesh/network-counts.ts';

/** What a simulation of all samples gave. */
export interface SimulationResult {
  readonly samples: number;
  readonly outputCount: number;
  /** [samples x outputCount] spike counts (readout `count`) or potentials (`membrane`) of the output population. */
  readonly outputs: Float32Array;
  /** Index of the largest output, lowest on a tie. */
  readonly predictions: Int32Array;
  readonly ledger: Ledger;
  /** Spikes of the first sample, for the raster. */
  readonly raster: readonly PopulationRaster[];
  /** What the first samples did in the mesh, cycle by cycle; null or absent where packets were timed one by one only. */
  readonly network?: NetworkCounts | null;
  /** How far the first samples went from those on the ideal chip; null or absent where that was not measured. */
  readonly deviation?: Deviation | null;
}

export interface PopulationRaster {
  readonly population: string;
  readonly neurons: number;
  /** Pairs (timesteps[i], indices[i]); sorted by timestep. */
  readonly timesteps: Int32Array;
  readonly indices: Int32Array;
}
