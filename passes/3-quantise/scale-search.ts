import type { LevelRange } from '../../src/ir/levels.ts';

/** Candidates, as shares of the scale at which no weight is clipped. */
const CLIPS = Array.from({ length: 46 }, (_, step) => 1 - 0.02 * step);

/** Up to so many levels on each side the errors are summed up level by level, from sums over sorted weights; beyond it weight by weight. */
const FEW_LEVELS = 31;

/** Weights between two looks at whether a candidate is still the best. */
const BLOCK = 64;

/**
 * The scale with the least squared rounding error, of 46 candidates 1.0, 0.98 .. 0.1 times the widest; larger weights are clipped.
 * @param sizes of the weights, from 0 up, in any order; sorted afterwards
 */
export function leastSquaresScale(sizes: Float64Array, widest: number, range: LevelRange): number {
  // Of the levels -1 and 1 there is no need to search: sum (|w| - s)^2 is least at the mean |w|.
  if (range.most === 1 && range.rise === 'mid-rise') return sizes.reduce((sum, size) => sum + size, 0) / sizes.length || widest;
  const errorOf = searched(sizes.sort(), range);
  let [best, least] = [widest, Infinity];
  for (const clip of CLIPS) {
    const error = errorOf(widest * clip, least);
    if (error < least) [best, least] = [widest * clip, error];
  }
  return best;
}

/** Squared rounding error at a scale; anything above `least` where it is more than that. */
function searched(sorted: Float64Array, range: LevelRange): (scale: number, least: number) => number {
  if (range.most > FEW_LEVELS) return (scale, least) => errorByWeight(sorted, scale, range, least);
  const tails = tailSums(sorted);
  const power = sorted.reduce((sum, size) => sum + size * size, 0);
  return (scale) => errorByLevel(sorted, tails, power, scale, range);
}

/** Element i: sum of the values from i on. */
function tailSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = values.length - 1; i >= 0; i--) sums[i] = sums[i + 1]! + values[i]!;
  return sums;
}

/** sum (w - s l)^2 = sum w^2 - 2 s sum l w + s^2 sum l^2, where each border between two levels that a weight has passed adds to its l and l^2. */
function errorByLevel(sorted: Float64Array, tails: Float64Array, power: number, scale: number, { most, rise }: LevelRange): number {
  const [lowest, step] = rise === 'mid-tread' ? [0, 1] : [1, 2];
  let [products, squares] = [lowest * tails[0]!, lowest * sorted.length];
  for (let level = lowest + step, from = 0; level <= most && from < sorted.length; level += step) {
    from = firstFrom(sorted, scale * (level - step / 2), from);
    products += step * tails[from]!;
    squares += (level ** 2 - (level - step) ** 2) * (sorted.length - from);
  }
  return power - 2 * scale * products + scale * scale * squares;
}

/** Index of the first of ascending values, from `low` on, that is at least `border`. */
function firstFrom(sorted: Float64Array, border: number, low: number): number {
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < border) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From the largest weight down, as it is clipped ones that make a scale bad. */
function errorByWeight(sorted: Float64Array, scale: number, { most, rise }: LevelRange, least: number): number {
  const [lowest, step] = rise === 'mid-tread' ? [0, 1] : [1, 2];
  let sum = 0;
  for (let last = sorted.length; last > 0 && sum <= least; last -= BLOCK) {
    for (let i = last - 1; i >= Math.max(0, last - BLOCK); i--) {
      const level = lowest + step * Math.floor(sorted[i]! / scale / step + (step === 1 ? 0.5 : 0));
      const error = sorted[i]! - scale * (level < most ? level : most);
      sum += error * error;
    }
  }
  return sum;
}
