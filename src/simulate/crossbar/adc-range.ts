/** What one converter was shown: how many sums, the furthest from 0, and how many lie in each bin of a logarithmic scale. */
export interface SeenSums {
  count: number;
  largest: number;
  readonly bins: Uint32Array;
}

/** The full scale that was chosen for a converter, in levels, and how many of the sums seen are beyond it. */
export interface ConverterRange {
  readonly fullScale: number;
  readonly beyond: number;
}

/** Bins: 32 for each factor of 2, from 2^-16 to 2^24 levels; smaller sums are in the first, larger ones in the last. */
const STEPS = 32;
const LOWEST_EXPONENT = -16;
const BINS = 40 * STEPS;

export function noSums(): SeenSums {
  return { count: 0, largest: 0, bins: new Uint32Array(BINS) };
}

/** Notes the columns of one read, in levels. */
export function noteSums(seen: SeenSums, columns: Float32Array, start: number, length: number): void {
  for (let i = start; i < start + length; i++) {
    const sum = Math.abs(columns[i]!);
    if (sum > seen.largest) seen.largest = sum;
    seen.bins[binOf(sum)]!++;
  }
  seen.count += length;
}

/** The least full scale, to 2 % (the end of a bin), that takes the share `coverage` of the sums: at 1 the furthest sum itself; 0 where there was none but zeros. */
export function rangeOfSums({ count, largest, bins }: SeenSums, coverage: number): ConverterRange {
  let within = 0;
  for (let bin = 0; bin < BINS && coverage < 1; bin++) {
    within += bins[bin]!;
    const end = 2 ** ((bin + 1) / STEPS + LOWEST_EXPONENT);
    if (within >= coverage * count && end < largest) return { fullScale: end, beyond: count - within };
  }
  return { fullScale: largest, beyond: 0 };
}

function binOf(sum: number): number {
  return sum === 0 ? 0 : Math.max(0, Math.min(BINS - 1, Math.floor((Math.log2(sum) - LOWEST_EXPONENT) * STEPS)));
}
