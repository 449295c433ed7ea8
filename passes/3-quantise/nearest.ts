import type { WeightLevels } from '../../src/ir/levels.ts';
import type { Network, Population } from '../../src/ir/network.ts';
import { roundedWeights, type Levels } from './levels.ts';
import { incomingOf, scalesOf, type ScaleChoice, type Scales } from './scales.ts';

/** What rounding makes of the weights into one population. */
export interface Rounding {
  readonly levels: WeightLevels;
  readonly scales: Scales;
  /** By projection. */
  readonly rounded: ReadonlyMap<string, Levels>;
  /** What one level of the source of each projection stands for. */
  readonly inputScales: ReadonlyMap<string, number>;
  readonly method: 'levels-of-file' | 'nearest' | 'error-feedback';
  /** Whether every weight is its level times its scale. */
  readonly lossless: boolean;
  /** What is added to the bias of each channel, in units of the drive, and potentials before the first timestep, one a neuron; null: as they were. */
  readonly shifts: Float64Array | null;
  readonly initials: Float32Array | null;
  /** Of the mean drive over the calibration samples; null without data or where nothing was lost. */
  readonly driveSignalToNoise_dB: number | null;
}

/** Relative to the power of the weights: below it, rounding is that of f32. */
const LOSSLESS_dB = 100;

/** Every weight rounded to the level nearest to it. */
export function roundNearest(network: Network, population: Population, levels: WeightLevels, scale: ScaleChoice): Rounding {
  const incoming = incomingOf(network, population);
  const scales = scalesOf(network, population, incoming, levels, scale);
  const rounded = new Map(incoming.map(({ projection, inputScale }) => [projection.name, roundedWeights(projection, population, scales.scales, inputScale, levels)]));
  const lossless = [...rounded.values()].every(({ signalToNoise_dB }) => signalToNoise_dB > LOSSLESS_dB);
  const gridded = lossless && incoming.some(({ projection }) => projection.grid);
  return {
    levels, scales, rounded, inputScales: new Map(incoming.map(({ projection, inputScale }) => [projection.name, inputScale])),
    method: gridded ? 'levels-of-file' : 'nearest', lossless, shifts: null, initials: null, driveSignalToNoise_dB: null,
  };
}
