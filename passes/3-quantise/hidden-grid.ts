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
 * scale at which every weight is a whole number of levels, at most `most`. Null where weights stand on no such levels.
 * @param weights blocks of weights, each with the factor that it is multiplied by
 */
export function hiddenGrid(weights: readonly (readonly [values: ArrayLike<number>, factor: number])[], most: number): HiddenGrid | null {
  let [least, peak] = [Infinity, 0];
  for (const [values, factor] of weights) {
    for (let index = 0; index < values.length; index++) {
      const size = Math.abs(values[index]! * factor);
      if (size === 0) continue;
      least = Math.min(least, size);
      peak = Math.max(peak, size);
    }
  }
  if (peak === 0) return null;
  for (let part = 1; part <= most && (part * peak) / least <= most + 0.5; part++) {
    if (standOn(weights, least / part)) return { scale: least / part, largest: Math.round((part * peak) / least) };
  }
  return null;
}

function standOn(weights: Parameters<typeof hiddenGrid>[0], scale: number): boolean {
  for (const [values, factor] of weights) {
    for (let index = 0; index < values.length; index++) {
      const levels = Math.abs(values[index]! * factor) / scale;
      if (Math.abs(levels - Math.round(levels)) > ROUNDING * levels) return false;
    }
  }
  return true;
}
