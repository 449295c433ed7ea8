/** Sums of products that an affine fit needs, by neuron: x what was wanted, y what came. */
export interface Moments {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xx: Float64Array;
  readonly yy: Float64Array;
  readonly xy: Float64Array;
}

/** A gain is trusted within this factor of the median of its population: outside, the sums of a neuron hardly vary, or its columns are lost. */
const TRUSTED = 4;

/** Share of the median spread of sums below which those of a neuron do not tell its gain. */
const QUIET = 0.02;

/**
 * Gain and offset of every neuron, y = gain x + offset, from samples. The gain is the ratio of the spreads of y and x: a least-squares fit of either on the other
 * would take for a gain what the errors of single weights do to the spread, and neurons would fire too often or too seldom.
 */
export function fitGains({ count, x, y, xx, yy, xy }: Moments): { readonly gain: Float32Array; readonly offset: Float32Array } {
  const spread = (sum: Float64Array, squares: Float64Array): Float64Array => squares.map((square, i) => Math.sqrt(Math.max(0, square / count - (sum[i]! / count) ** 2)));
  const wanted = spread(x, xx);
  const found = spread(y, yy);
  const quiet = QUIET * medianOf(wanted.filter((value) => value > 0));
  const ratios = wanted.map((value, i) => (value > quiet && xy[i]! / count > (x[i]! / count) * (y[i]! / count) ? found[i]! / value : NaN));
  const gain = trusted(ratios);
  return { gain, offset: gain.map((factor, i) => (y[i]! - factor * x[i]!) / Math.max(1, count)) };
}

/**
 * Gains of the columns of every neuron from the weights alone: the least-squares gain of effective on wanted weights, sum(wanted effective) / sum(wanted^2).
 * Neurons without weights, and those whose columns are lost, have the median gain of their population.
 */
export function gainsOfWeights(cross: Float64Array, wanted: Float64Array): Float32Array {
  return trusted(cross.map((sum, i) => (wanted[i]! > 0 ? sum / wanted[i]! : NaN)));
}

/** Numbers above 0 within a factor of their median; the others are replaced by the nearest that is, NaN by the median. */
function trusted(values: Float64Array): Float32Array {
  const median = medianOf(values.filter((value) => value > 0)) || 1;
  return Float32Array.from(values, (value) => (Number.isNaN(value) ? median : Math.min(median * TRUSTED, Math.max(median / TRUSTED, value))));
}

function medianOf(values: Float64Array): number {
  return values.slice().sort()[Math.floor(values.length / 2)] ?? 0;
}
