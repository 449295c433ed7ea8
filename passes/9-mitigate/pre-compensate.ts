import { writePairs, type Pairs, type StuckPairs } from './pairs.ts';

/** A crossbar whose conductances are to act as wanted behind its wires. */
export interface WiredCrossbar {
  /** Conductances of a device that is off, and between off and on, S. */
  readonly off_S: number;
  readonly span_S: number;
  /** The physics: effective conductances of all devices, from their conductances, S; row-major. */
  readonly effective: (conductances_S: Pairs) => Pairs;
}

/** Most times that the effective conductances are asked for. */
const MOST_ROUNDS = 12;

/** Largest change of a device, in shares of its range, at which the search ends: no device can be written that finely. */
const SETTLED = 5e-4;

/** How far a step may go beyond the next point, or stay behind it. */
const RELAXATION = { least: 0.5, most: 2.5 } as const;

/**
 * Pairs whose effective differences are the wanted ones as nearly as the range of the devices allows. Fixed point: where a device acts as a share f of what it
 * conducts, f+ G+ - f- G- = wanted is solved with one device of the pair at G_off (or where it is stuck), and f is taken anew. Steps are lengthened by how much
 * of each is left in the next (Aitken's relaxation, Irons and Tuck 1969), as heavier conductances only lower f further.
 * @param weights wanted effective differences, shares of the range of a device, row-major
 * @param stuck null where nothing is known, or nothing done about it
 */
export function preCompensate(weights: Float64Array, stuck: StuckPairs | null, { off_S, span_S, effective }: WiredCrossbar): Pairs {
  const off = off_S / span_S;
  const pairs = writePairs(weights, stuck);
  const cells = weights.length;
  let [step, before] = [new Float64Array(2 * cells), new Float64Array(2 * cells)];
  let relaxation = 1;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const left = sharesLeft(pairs);
    [step, before] = [before, step];
    for (let cell = 0; cell < cells; cell++) {
      const [p, n] = solvePair(weights[cell]!, left.positive[cell]!, left.negative[cell]!, stuck ? stuck.positive[cell]! : NaN, stuck ? stuck.negative[cell]! : NaN, off);
      step[cell] = p - pairs.positive[cell]!;
      step[cells + cell] = n - pairs.negative[cell]!;
    }
    const settled = step.every((change) => Math.abs(change) < SETTLED);
    if (round > 0) relaxation = settled ? 1 : relaxed(relaxation, before, step);
    for (let cell = 0; cell < cells; cell++) {
      pairs.positive[cell] = within(pairs.positive[cell]! + relaxation * step[cell]!);
      pairs.negative[cell] = within(pairs.negative[cell]! + relaxation * step[cells + cell]!);
    }
    if (settled) break;
  }
  return pairs;

  /** What of each device is left at the end of its column. */
  function sharesLeft({ positive, negative }: Pairs): Pairs {
    const conductances_S = { positive: positive.map((share) => off_S + share * span_S), negative: negative.map((share) => off_S + share * span_S) };
    const acting = effective(conductances_S);
    const over = (side: keyof Pairs): Float64Array => acting[side].map((left, cell) => left / conductances_S[side][cell]!);
    return { positive: over('positive'), negative: over('negative') };
  }
}

/** Shares p and n with f (off + p) - g (off + n) = weight, as small as they can be, within 0..1. */
function solvePair(weight: number, f: number, g: number, positive: number, negative: number, off: number): readonly [number, number] {
  const forPositive = (n: number): number => within((weight + g * (off + n)) / f - off);
  const forNegative = (p: number): number => within((f * (off + p) - weight) / g - off);
  if (!Number.isNaN(positive)) return [positive, Number.isNaN(negative) ? forNegative(positive) : negative];
  if (!Number.isNaN(negative)) return [forPositive(negative), negative];
  return weight >= (f - g) * off ? [forPositive(0), 0] : [0, forNegative(0)];
}

/** The relaxation of the next step from two neighbouring ones. */
function relaxed(relaxation: number, before: Float64Array, after: Float64Array): number {
  let [along, squared] = [0, 0];
  for (let i = 0; i < after.length; i++) {
    const change = after[i]! - before[i]!;
    along += before[i]! * change;
    squared += change * change;
  }
  return squared === 0 ? relaxation : Math.min(RELAXATION.most, Math.max(RELAXATION.least, (-relaxation * along) / squared));
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
