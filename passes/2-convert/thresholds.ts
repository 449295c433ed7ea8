import type { Layout } from '../../src/calibrate/layout.ts';

/**
 * What a threshold is chosen by, from the activations of a population over the calibration samples: the largest; a percentile of the
 * positive ones; or, channel by channel, the one with the least squared error of the activations that T timesteps can say.
 */
export type ThresholdRule = 'mse' | 'percentile' | 'maximum';

/** Candidates of rule `mse`, as shares of the largest activation: 1.00, 0.99 .. 0.06 (Li et al. 2021, find_threshold_mse of SNN_Calibration). */
const SHARES = Array.from({ length: 95 }, (_, step) => 1 - 0.01 * step);

/** Values of one channel that `mse` looks at, evenly spread over all. */
const MOST_VALUES = 16384;
/** The same of a threshold for all channels. */
const MOST_SHARED_VALUES = 1 << 19;

/**
 * Thresholds of the channels of a population; 0 where it never was active.
 * @param drives [samples x layout size] what its neurons take in; activations are what is above 0
 * @param shared one threshold for all channels
 */
export function thresholdsOf(rule: ThresholdRule, percentile: number, timesteps: number, drives: Float32Array, layout: Layout, shared: boolean): Float32Array {
  const { channels } = layout;
  if (rule === 'mse' && !shared) {
    const each = Float32Array.from({ length: channels }, (_, channel) => leastSquares(valuesOf(drives, layout, channel), timesteps));
    // A channel that never was active fires when it is driven as the most active one.
    const most = each.reduce((a, b) => Math.max(a, b), 0);
    return each.map((threshold) => threshold || most);
  }
  const positive = drives.filter((value) => value > 0);
  return new Float32Array(channels).fill(oneOf(rule, percentile, timesteps, positive));
}

function oneOf(rule: ThresholdRule, percentile: number, timesteps: number, positive: Float32Array): number {
  switch (rule) {
    case 'mse': {
      const step = Math.ceil(positive.length / MOST_SHARED_VALUES);
      return leastSquares(positive.filter((_, i) => i % step === 0), timesteps);
    }
    case 'maximum': return positive.reduce((a, b) => Math.max(a, b), 0);
    case 'percentile': return percentileOf(positive.sort(), percentile);
  }
}

function valuesOf(drives: Float32Array, { size, stride, positions }: Layout, channel: number): Float32Array {
  const count = (drives.length / size) * positions;
  const step = Math.max(1, Math.floor(count / MOST_VALUES));
  return Float32Array.from({ length: Math.ceil(count / step) }, (_, i) => drives[Math.floor((i * step) / positions) * size + ((i * step) % positions) * stride + channel]!);
}

/** Least squared difference of max(0, x) from what a half charged neuron counts: (th / T) clip(floor(T x / th + 1/2), 0, T). */
function leastSquares(values: Float32Array, timesteps: number): number {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return 0;
  const positive = values.filter((value) => value > 0);
  let [best, least] = [most, Infinity];
  for (const share of SHARES) {
    const step = (share * most) / timesteps;
    let error = 0;
    for (let i = 0; i < positive.length; i++) {
      const value = positive[i]!;
      const count = Math.min(timesteps, Math.floor(value / step + 0.5));
      error += (value - count * step) ** 2;
    }
    if (error < least) [best, least] = [share * most, error];
  }
  return best;
}

/** Of sorted values, linear between the two nearest; 0 of none. */
function percentileOf(sorted: Float32Array, percentile: number): number {
  if (sorted.length === 0) return 0;
  const rank = (percentile / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (rank - below) * (sorted[above]! - sorted[below]!);
}
