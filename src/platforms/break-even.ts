/** Up to where an SNN costs no more than its quantised ANN. */
export interface BreakEven {
  /** Most timesteps at the sparsity of the layers; null: not even one; `MOST_TIMESTEPS`: at least so many. */
  readonly timesteps: number | null;
  /** Highest rate of spikes (share of input and timestep pairs, the same in all layers) at the timesteps of the network; null: not even without a spike. */
  readonly rate: number | null;
  /** That rate over timesteps. */
  readonly curve: readonly { readonly timesteps: number; readonly rate: number | null }[];
}

/** Timesteps that are looked at. */
export const MOST_TIMESTEPS = 1024;
const CURVE_timesteps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24, 32, 48, 64] as const;
const RATE_TOLERANCE = 1e-7;

/**
 * Solves cost = ann for timesteps and for the rate of spikes. Both by halving: costs grow with them.
 * @param cost of the SNN; rate null: that of the network
 */
export function solveBreakEven(cost: (timesteps: number, rate: number | null) => number, ann: number, timesteps: number): BreakEven {
  const rateAt = (count: number): number | null => highestRate((rate) => cost(count, rate), ann);
  return {
    timesteps: mostTimesteps((count) => cost(count, null), ann),
    rate: rateAt(timesteps),
    curve: CURVE_timesteps.map((count) => ({ timesteps: count, rate: rateAt(count) })),
  };
}

function mostTimesteps(cost: (timesteps: number) => number, ann: number): number | null {
  if (cost(1) > ann) return null;
  let [good, bad] = [1, MOST_TIMESTEPS + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (cost(middle) <= ann) good = middle;
    else bad = middle;
  }
  return good;
}

/** Costs are straight lines over the rate, but for the rounding of counts: the line is tried first. */
function highestRate(cost: (rate: number) => number, ann: number): number | null {
  const [none, all] = [cost(0), cost(1)];
  if (none > ann) return null;
  if (all <= ann) return 1;
  const guess = (ann - none) / (all - none);
  let [good, bad] = [Math.max(0, guess - RATE_TOLERANCE), Math.min(1, guess + RATE_TOLERANCE)];
  if (cost(good) <= ann && cost(bad) > ann) return guess;
  [good, bad] = [0, 1];
  while (bad - good > RATE_TOLERANCE) {
    const middle = (good + bad) / 2;
    if (cost(middle) <= ann) good = middle;
    else bad = middle;
  }
  return good;
}
