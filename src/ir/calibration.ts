import type { LevelRise } from './levels.ts';

export type { LevelRise };

/**
 * What calibration and quantisation did to a network, kept with it from the spiking stage to the configuration: a compilation that starts
 * from a stage file need not repeat it, and a report can tell it.
 */
export interface CalibrationRecord {
  /** The samples it was done with; null for the data-free default. */
  readonly data: { readonly file: string; readonly samples: number } | null;
  readonly conversion: readonly PopulationConversion[];
  readonly quantisation: readonly ProjectionQuantisation[];
}

/** How well the spikes of one population stand for the activations it replaces, over the calibration samples. */
export interface PopulationConversion {
  readonly population: string;
  readonly smallestThreshold: number;
  readonly largestThreshold: number;
  /** 10 log10(sum of squared activations / sum of squared differences of rate x threshold from them); null where nothing differs, -Infinity (null in JSON) where activations are all 0. */
  readonly signalToNoise_dB: number | null;
  /** Share of its neurons, 0..1, that never fired on any sample. */
  readonly silentShare: number;
  /** Spikes of one neuron in one timestep, mean. */
  readonly meanRate: number;
}

/** What became of the weights of one projection. */
export interface ProjectionQuantisation {
  readonly projection: string;
  readonly population: string;
  readonly bits: number;
  readonly rise: LevelRise;
  /** `levels-of-file`: kept as they were; `nearest`: rounded one by one; `error-feedback`: the rounding error of one weight is made up by the next. */
  readonly method: 'levels-of-file' | 'nearest' | 'error-feedback';
  /** 10 log10(sum of squared weights / sum of squared rounding errors); null where nothing was lost. */
  readonly weightSignalToNoise_dB: number | null;
  /** The same of the mean drive of its destination over the calibration samples; null without data or where nothing was lost. */
  readonly driveSignalToNoise_dB: number | null;
  /** How many weights have level `lowest`, `lowest` + 1, .. */
  readonly histogram: { readonly lowest: number; readonly counts: readonly number[] };
  /** Share of the calibration samples, 0..1, whose predicted class changes when these weights alone are rounded; null without data. */
  readonly changedPredictions: number | null;
}
