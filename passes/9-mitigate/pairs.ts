/**
 * Pairs of devices of a crossbar, row-major, in shares of the range of a device: 0 is G_off, 1 is G_on. A weight is the difference of the two,
 * from -1 to 1.
 */
export interface Pairs {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** What a test found: where a device is stuck, NaN for one that can be written. */
export type StuckPairs = Pairs;

/**
 * What to write into a pair whose devices may be stuck, so that its difference comes as near to a weight as it can. Of healthy pairs one device stays at G_off.
 * @param weight wanted difference, -1..1
 * @param positive where the positive device is stuck; NaN where it can be written
 * @param negative the same of the negative one
 */
export function writePair(weight: number, positive: number, negative: number): readonly [positive: number, negative: number] {
  if (!Number.isNaN(positive)) return [positive, Number.isNaN(negative) ? within(positive - weight) : negative];
  if (!Number.isNaN(negative)) return [within(negative + weight), negative];
  return [Math.max(0, weight), Math.max(0, -weight)];
}

/** How far the difference of a pair stays from a weight. @param compensates whether the healthy device makes up for its stuck partner */
export function pairError(weight: number, positive: number, negative: number, compensates: boolean): number {
  if (compensates) {
    const [p, n] = writePair(weight, positive, negative);
    return p - n - weight;
  }
  return (Number.isNaN(positive) ? Math.max(0, weight) : positive) - (Number.isNaN(negative) ? Math.max(0, -weight) : negative) - weight;
}

/** What to write into all pairs. @param stuck null where nothing is known, or nothing done about it */
export function writePairs(weights: Float64Array, stuck: StuckPairs | null): Pairs {
  const written: Pairs = { positive: new Float64Array(weights.length), negative: new Float64Array(weights.length) };
  weights.forEach((weight, cell) => {
    [written.positive[cell], written.negative[cell]] = writePair(weight, stuck ? stuck.positive[cell]! : NaN, stuck ? stuck.negative[cell]! : NaN);
  });
  return written;
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
