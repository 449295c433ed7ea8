import { isLevel, type LevelRise } from '../ir/levels.ts';

/** How far a weight that was level x scale may lie from it after some roundings to f32, relative to its size. */
const ROUNDING = 2e-6;

/** Levels that weights turn out to stand on. */
export interface HiddenGrid {
  /** The value of one level. */
  readonly scale: number;
  /** Levels of the largest weight. */
  readonly largest: number;
}

/**
 * The levels that all weights stand on, as those of a network trained on few levels do even where its file does not say so: at the largest
 * scale at which every weight is a whole number of levels, at most `most`, and an odd one of mid-rise levels. Null where weights stand on no such levels.
 * @param weights blocks of weights, each with the factor that it is multiplied by
 */
export function hiddenGrid(weights: readonly (readonly [values: ArrayLike<number>, factor: number])[], most: number, rise: LevelRise = 'mid-tread'): HiddenGrid | null {
  let [least, peak] = [Infinity, 0];
  for (const [values, factor] of weights) {
    for (let index = 0; index < values.length; index++) {
      const size = Math.abs(values[index]! * factor);
      if (size === 0 && rise === 'mid-tread') continue;
      if (size === 0) return null;
      least = Math.min(least, size);
      peak = Math.max(peak, size);
    }
  }
  if (peak === 0) return null;
  const step = rise === 'mid-tread' ? 1 : 2;
  for (let part = 1; part <= most && (part * peak) / least <= most + 0.5; part += step) {
    if (standOn(weights, least / part, rise)) return { scale: least / part, largest: Math.round((part * peak) / least) };
  }
  return null;
}

function standOn(weights: Parameters<typeof hiddenGrid>[0], scale: number, rise: LevelRise): boolean {
  for (const [values, factor] of weights) {
    for (let index = 0; index < values.length; index++) {
      const levels = Math.abs(values[index]! * factor) / scale;
      const nearest = Math.round(levels);
      if (Math.abs(levels - nearest) > ROUNDING * levels || !isLevel(nearest, rise)) return false;
    }
  }
  return true;
}
