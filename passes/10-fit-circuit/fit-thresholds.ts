/** Trims tried first are multiples of this, in units of the swing; then steps are halved around the best. */
const STEP = 0.1;
const MULTIPLES = 4;
const HALVINGS = 4;

/**
 * A trim of the threshold of every channel, the best for its own channel: channels of one population do not hear each other in one timestep, so all are tried at once.
 * @param range beyond which no threshold can go
 * @param evaluate cost of each channel with these trims
 */
export function fitThresholds(channels: number, range: readonly [least: number, most: number], evaluate: (trims: Float32Array) => Float64Array): Float32Array {
  let best = new Float32Array(channels);
  let costs = evaluate(best);
  const attempt = (around: Float32Array, offset: number): void => {
    const tried = around.map((trim) => Math.min(range[1], Math.max(range[0], trim + offset)));
    const found = evaluate(tried);
    const before = costs;
    best = best.map((trim, channel) => (found[channel]! < before[channel]! ? tried[channel]! : trim));
    costs = before.map((cost, channel) => Math.min(cost, found[channel]!));
  };
  const untrimmed = best;
  for (let k = 1; k <= MULTIPLES; k++) for (const sign of [1, -1]) attempt(untrimmed, sign * k * STEP);
  for (let step = STEP / 2, halved = 0; halved < HALVINGS; step /= 2, halved++) {
    const around = best;
    for (const sign of [1, -1]) attempt(around, sign * step);
  }
  return best;
}
