/** How often each duration occurred, in ticks. Sum, count and largest are exact; bins are one tick wide up to a million ticks. */
export interface Histogram {
  count: number;
  sum: number;
  largest: number;
  /** Ticks of one bin: doubles when the bins would not do. */
  width: number;
  bins: Float64Array;
}

const FIRST_BINS = 256;
const MOST_BINS = 1 << 20;

export function emptyHistogram(): Histogram {
  return { count: 0, sum: 0, largest: 0, width: 1, bins: new Float64Array(FIRST_BINS) };
}

export function note(histogram: Histogram, ticks: number): void {
  let bin = Math.floor(ticks / histogram.width);
  if (bin >= histogram.bins.length) {
    makeRoom(histogram, ticks);
    bin = Math.floor(ticks / histogram.width);
  }
  histogram.bins[bin]!++;
  histogram.count++;
  histogram.sum += ticks;
  if (ticks > histogram.largest) histogram.largest = ticks;
}

export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  const merged = { ...a, bins: a.bins.slice() };
  makeRoom(merged, b.largest);
  while (merged.width < b.width) widen(merged);
  b.bins.forEach((count, bin) => {
    if (count > 0) merged.bins[Math.floor((bin * b.width) / merged.width)]! += count;
  });
  return { ...merged, count: a.count + b.count, sum: a.sum + b.sum, largest: Math.max(a.largest, b.largest) };
}

/** Nearest rank: the smallest duration that at least this share of all do not exceed (the upper end of its bin); null of none. */
export function quantile({ bins, count, width, largest }: Histogram, share: number): number | null {
  if (count === 0) return null;
  let seen = 0;
  const bin = bins.findIndex((one) => (seen += one) >= share * count);
  return Math.min(largest, (bin + 1) * width - 1);
}

function makeRoom(histogram: Histogram, ticks: number): void {
  while (Math.floor(ticks / histogram.width) >= histogram.bins.length) {
    if (histogram.bins.length < MOST_BINS) {
      const bins = new Float64Array(2 * histogram.bins.length);
      bins.set(histogram.bins);
      histogram.bins = bins;
    } else widen(histogram);
  }
}

function widen(histogram: Histogram): void {
  const { bins } = histogram;
  for (let bin = 0; bin < bins.length; bin += 2) {
    const both = bins[bin]! + bins[bin + 1]!;
    bins[bin] = bins[bin + 1] = 0;
    bins[bin / 2] = both;
  }
  histogram.width *= 2;
}
