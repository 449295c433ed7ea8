/** How far a weight that was level x scale may lie from it after some roundings to f32, relative to its size. */
const ROUNDING = 2e-6;

/**
 * The value of one level where all weights stand on levels, as those of a network trained on few levels do even where its file does not
 * say so: the largest scale at which every weight is a whole number of levels, at most `most`; where twice, three times .. as many levels
 * would fit as well, a whole part of it, so that the range of the device is used. Null where weights stand on no such levels.
 * @param weights blocks of weights, each with the factor that it is multiplied by
 */
export function hiddenScale(weights: readonly (readonly [values: ArrayLike<number>, factor: number])[], most: number): number | null {
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
    if (standOn(weights, least / part)) return least / part / Math.floor(most / Math.round((part * peak) / least));
  }
  return null;
}

function standOn(weights: Parameters<typeof hiddenScale>[0], scale: number): boolean {
  for (const [values, factor] of weights) {
    for (let index = 0; index < values.length; index++) {
      const levels = Math.abs(values[index]! * factor) / scale;
      if (Math.abs(levels - Math.round(levels)) > ROUNDING * levels) return false;
    }
  }
  return true;
}
