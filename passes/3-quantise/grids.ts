import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { isLevel, printLevels, rangeOf, type WeightLevels } from '../../src/ir/levels.ts';
import { channelCount, type Population } from '../../src/ir/network.ts';
import { channelOfRow } from './levels.ts';
import type { Incoming } from './scales.ts';

/** Scales of the same level may differ by what rounding to f32 leaves. */
const ROUNDING = 1e-5;

export interface GridScales {
  /** Value of one level per channel; null where no grid can be kept. */
  readonly scales: Float64Array | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The scales at which every weight into a population has the level that it had in the file.
 * Diagnostics: S554 where the file has levels that cannot be kept.
 */
export function gridScales(population: Population, incoming: readonly Incoming[], levels: WeightLevels): GridScales {
  const gridded = incoming.filter(({ projection }) => projection.grid);
  if (gridded.length === 0) return { scales: null, diagnostics: [] };
  const reason = reasonAgainst(population, incoming, levels);
  if (typeof reason !== 'string') return { scales: reason, diagnostics: [] };
  return { scales: null, diagnostics: [diagnose('S554', { population: population.name, reason }, gridded[0]!.projection.origin)] };
}

function reasonAgainst(population: Population, incoming: readonly Incoming[], levels: WeightLevels): Float64Array | string {
  const without = incoming.find(({ projection }) => !projection.grid);
  if (without) return `"${without.projection.name}" has none`;
  const unfit = levels.rise === 'mid-tread' ? finerThan(incoming, levels.bits) : outsideOf(incoming, levels);
  if (unfit !== null) return unfit;
  const scales = new Float64Array(channelCount(population));
  for (const { projection, inputScale } of incoming) {
    const channel = channelOfRow(projection, population);
    for (let row = 0; row < projection.weights.shape[0]!; row++) {
      const at = channel(row);
      const scale = projection.grid!.scale[row]! * inputScale;
      if (scales[at] === 0) scales[at] = scale;
      else if (Math.abs(scales[at]! - scale) > ROUNDING * scale) return `the scales in channel ${at} differ`;
    }
  }
  return scales;
}

function finerThan(incoming: readonly Incoming[], bits: number): string | null {
  const finer = incoming.find(({ projection }) => projection.grid!.bits > bits);
  return finer ? `those of "${finer.projection.name}" have ${finer.projection.grid!.bits} bits, more than ${bits}` : null;
}

/** Mid-rise levels skip every other number and go further than mid-tread ones of as many bits: each weight is looked at. */
function outsideOf(incoming: readonly Incoming[], levels: WeightLevels): string | null {
  const { most, rise } = rangeOf(levels);
  for (const { projection: { name, weights, grid } } of incoming) {
    const columns = weights.data.length / weights.shape[0]!;
    for (let index = 0; index < weights.data.length; index++) {
      const level = Math.round(weights.data[index]! / grid!.scale[Math.floor(index / columns)]!);
      if (Math.abs(level) > most || !isLevel(level, rise)) return `"${name}" has the level ${level}, which is none of ${printLevels(levels)}`;
    }
  }
  return null;
}
