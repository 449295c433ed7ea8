import type { Deviation } from './deviation/deviation.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { ConverterRanges } from './mitigation/calibrate-converters.ts';
import type { NetworkCounts } from './mesh/network-counts.ts';

/** What a simulation of all samples gave. */
export interface SimulationResult {
  readonly samples: number;
  readonly outputCount: number;
  /** [samples x outputCount] spike counts (readout `count`), potentials (`membrane`) or spike times in units of tau (`first`; Infinity: silent) of the output population. */
  readonly outputs: Float32Array;
  /** The same of spike times, to the last bit; absent for other readouts. */
  readonly times?: Float64Array;
  /** Index of the largest output, of the earliest for spike times; lowest on a tie. */
  readonly predictions: Int32Array;
  readonly ledger: Ledger;
  /** Spikes of the first sample, for the raster. */
  readonly raster: readonly PopulationRaster[];
  /** Membrane potentials of the first sample; empty or absent where nobody asked for them, and for temporal networks, whose neurons have spike times alone. */
  readonly potentials?: readonly PopulationPotentials[];
  /** What the first samples did in the mesh, cycle by cycle; null or absent where packets were timed one by one only. */
  readonly network?: NetworkCounts | null;
  /** How far the first samples went from those on the ideal chip; null or absent where that was not measured. */
  readonly deviation?: Deviation | null;
  /** How the column converters were set by calibration samples; empty or absent where they were not. */
  readonly converters?: readonly ConverterRanges[];
  /** What all weights of the chip were multiplied with when they were written; 1 where no mitigation asks for that. */
  readonly weightScale?: number;
}

export interface PopulationRaster {
  readonly population: string;
  readonly neurons: number;
  /** Pairs (timesteps[i], indices[i]); sorted by timestep. Of temporal networks spike times in units of tau, f64. */
  readonly timesteps: Int32Array | Float64Array;
  readonly indices: Int32Array;
}

/** Membrane potentials of some neurons of a population. */
export interface PopulationPotentials {
  readonly population: string;
  /** Which neurons, row-major and ascending. */
  readonly neurons: Uint32Array;
  readonly timesteps: number;
  /** [timesteps x neurons] at the end of each timestep: after a reset that acts at once, before one that waits for the next timestep. */
  readonly values: Float32Array;
  /** Of each of these neurons, without what an adaptation adds; Infinity for those that never fire. */
  readonly thresholds: Float32Array;
  /** Of potentials and thresholds: levels of the weights on a chip, numbers of the network without hardware. */
  readonly unit: 'levels' | 'network';
}
