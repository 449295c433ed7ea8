import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feedbackOf, roundWithFeedback, solveWith } from '../../../passes/3-quantise/error-feedback.ts';
import { createProducts } from '../../../src/calibrate/linear/product.ts';
import { rangeOf, type LevelRange } from '../../../src/ir/levels.ts';
import { uniform } from '../../../src/ir/random.ts';

const products = createProducts();
const DAMPING = 0.1;

/** Drawn inputs that move together, and weights. */
interface Case {
  readonly n: number;
  readonly outputs: number;
  /** X^T X, [n x n]. */
  readonly gram: Float64Array;
  /** [n x outputs]. */
  readonly weights: Float32Array;
}

function drawn(seed: number, n: number, outputs: number, dead: readonly number[] = []): Case {
  const rows = 3 * n;
  const x = (row: number, input: number): number => (dead.includes(input) ? 0 : (uniform(seed, row, 99) + uniform(seed, row, input) - 0.6) * (1 + (input % 3)));
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let row = 0; row < rows; row++) gram[i * n + j]! += x(row, i) * x(row, j);
  return { n, outputs, gram, weights: Float32Array.from({ length: n * outputs }, (_, index) => 2 * uniform(seed, index, 7777) - 1) };
}

/** H + damping, a 1 among the mean of the others for what never changes. */
function dampedOf({ n, gram }: Case): number[][] {
  const powers = Array.from({ length: n }, (_, i) => gram[i * n + i]!).filter((power) => power > 0);
  const mean = powers.reduce((a, b) => a + b, 0) / powers.length;
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_one, j) => gram[i * n + j]! + (i === j ? DAMPING * mean + (gram[i * n + i] === 0 ? mean : 0) : 0)));
}

/** Gauss and Jordan. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let i = 0; i < n; i++) {
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((value) => value / pivot);
    for (let k = 0; k < n; k++) if (k !== i) { const factor = rows[k]![i]!; rows[k] = rows[k]!.map((value, j) => value - factor * rows[i]![j]!); }
  }
  return rows.map((row) => row.slice(n));
}

const levelOf = (value: number, scale: number, { most, rise }: LevelRange): number => {
  const candidates = Array.from({ length: 2 * most + 1 }, (_, index) => index - most).filter((level) => rise === 'mid-tread' || level % 2 !== 0);
  return candidates.reduce((best, level) => (Math.abs(level * scale - value) < Math.abs(best * scale - value) ? level : best));
};

/**
 * Optimal brain quantisation in the order of falling power, as the formulas have it: after each weight the inverse of what is left of the Hessian is
 * taken anew. @returns the levels, and how near a value came to the middle between two levels
 */
function naive(of: Case, scale: number, range: LevelRange): { levels: number[]; margin: number } {
  const { n, outputs, gram, weights } = of;
  const hessian = dampedOf(of);
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => gram[b * n + b]! - gram[a * n + a]! || a - b);
  const levels = new Array<number>(n * outputs).fill(0);
  let margin = Infinity;
  const rest = Float64Array.from(weights);
  order.forEach((input, done) => {
    const left = order.slice(done);
    const inverted = inverse(left.map((i) => left.map((j) => hessian[i]![j]!)));
    for (let output = 0; output < outputs; output++) {
      const value = rest[input * outputs + output]!;
      const level = levelOf(value, scale, range);
      levels[input * outputs + output] = level;
      const distances = [level - 2, level - 1, level + 1, level + 2].filter((other) => Math.abs(other) <= range.most && (range.rise === 'mid-tread' || other % 2 !== 0)).map((other) => Math.abs(other * scale - value) - Math.abs(level * scale - value));
      margin = Math.min(margin, ...distances);
      const error = (value - level * scale) / inverted[0]![0]!;
      left.forEach((later, at) => { if (at > 0) rest[later * outputs + output]! -= error * inverted[0]![at]!; });
    }
  });
  return { levels, margin };
}

/** (w - wq)^T (H + damping) (w - wq) of each output. */
function objective(of: Case, levels: ArrayLike<number>, scale: number): number[] {
  const { outputs, weights } = of;
  const hessian = dampedOf(of);
  const lost = (input: number, output: number): number => weights[input * outputs + output]! - levels[input * outputs + output]! * scale;
  return Array.from({ length: outputs }, (_, output) => hessian.reduce((sum, row, i) => sum + row.reduce((part, value, j) => part + lost(i, output) * value * lost(j, output), 0), 0));
}

function rounded(of: Case, scale: number, range: LevelRange) {
  return roundWithFeedback(products, of.weights, feedbackOf(of.gram, of.n, products)!, new Float64Array(of.outputs).fill(scale), range);
}

const ranges = fc.constantFrom(rangeOf({ bits: 2, rise: 'mid-tread' }), rangeOf({ bits: 3, rise: 'mid-tread' }), rangeOf({ bits: 2, rise: 'mid-rise' }), rangeOf({ bits: 1, rise: 'mid-rise' }));

describe('against the formulas, with dense matrices in f64', () => {
  test('the same levels, and the same error', () => {
    let compared = 0;
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), ranges, fc.boolean(), (seed, n, range, some) => {
      const of = drawn(seed, n, 5, some && n > 3 ? [1, 3] : []);
      const scale = 1 / range.most;
      const wanted = naive(of, scale, range);
      fc.pre(wanted.margin > 1e-4);
      compared++;
      const { levels, errors } = rounded(of, scale, range);
      expect([...levels].map((level) => level + 0)).toEqual(wanted.levels.map((level) => level + 0));
      objective(of, levels, scale).forEach((error, output) => expect(errors[output]! / error).toBeCloseTo(1, 3));
    }), { seed: 1, numRuns: 100 });
    expect(compared).toBeGreaterThan(50);
  });

  test('what the drive loses is less than with rounding to the nearest, over many', () => {
    let [feedback, nearest] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const of = drawn(seed, 12, 8);
      const range = rangeOf({ bits: 3, rise: 'mid-tread' });
      feedback += objective(of, rounded(of, 1 / 3, range).levels, 1 / 3).reduce((a, b) => a + b);
      nearest += objective(of, Array.from(of.weights, (weight) => levelOf(weight, 1 / 3, range)), 1 / 3).reduce((a, b) => a + b);
    }
    expect(feedback).toBeLessThan(0.8 * nearest);
  });

  test('more inputs than are passed on at once', () => {
    const of = drawn(3, 150, 3);
    const range = rangeOf({ bits: 4, rise: 'mid-tread' });
    const { levels, errors } = rounded(of, 1 / 7, range);
    objective(of, levels, 1 / 7).forEach((error, output) => expect(errors[output]! / error).toBeCloseTo(1, 2));
    const nearest = objective(of, Array.from(of.weights, (weight) => levelOf(weight, 1 / 7, range)), 1 / 7);
    expect([...errors].reduce((a, b) => a + b)).toBeLessThan(0.7 * nearest.reduce((a, b) => a + b));
  });
});

test('the change that makes up for what lacks is that of ridge regression, over several blocks of inputs too', () => {
  for (const n of [5, 150]) {
    const of = drawn(4, n, 3);
    const found = solveWith(products, feedbackOf(of.gram, n, products)!, of.weights);
    dampedOf(of).forEach((row, i) => {
      for (let output = 0; output < 3; output++) expect(row.reduce((sum, value, j) => sum + value * found[j * 3 + output]!, 0)).toBeCloseTo(of.weights[i * 3 + output]!, 3);
    });
  }
});

describe('order and damping', () => {
  test('the most powerful input comes first; among equals the first', () => {
    expect([...feedbackOf(Float64Array.of(1, 0, 0, 0, 0, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4), 4, products)!.order]).toEqual([1, 3, 2, 0]);
  });

  test('fewer rows damp more: as many as inputs twice as much', () => {
    const of = drawn(6, 6, 2);
    const found = solveWith(products, feedbackOf(of.gram, 6, products, 6)!, of.weights);
    const added = (DAMPING * of.gram.filter((_, at) => at % 7 === 0).reduce((a, b) => a + b)) / 6;
    dampedOf(of).forEach((row, i) => expect(row.reduce((sum, value, j) => sum + (value + (i === j ? added : 0)) * found[2 * j]!, 0)).toBeCloseTo(of.weights[2 * i]!, 4));
  });

  test('an input that never changes is rounded to the nearest, and tells the others nothing', () => {
    const [with_, without] = [drawn(5, 6, 4, [2]), drawn(5, 6, 4)];
    const range = rangeOf({ bits: 3, rise: 'mid-tread' });
    const row = (levels: ArrayLike<number>): number[] => Array.from({ length: 4 }, (_, output) => levels[2 * 4 + output]!);
    expect(row(rounded(with_, 1 / 3, range).levels)).toEqual(row(Array.from(with_.weights, (weight) => levelOf(weight, 1 / 3, range))));
    const changed: Case = { ...with_, weights: without.weights.map((weight, index) => (Math.floor(index / 4) === 2 ? 0.4 : weight)) };
    const others = (levels: ArrayLike<number>): number[] => Array.from(levels).filter((_, index) => Math.floor(index / 4) !== 2);
    expect(others(rounded(changed, 1 / 3, range).levels)).toEqual(others(rounded(with_, 1 / 3, range).levels));
  });

  test('the unit of the inputs does not matter, also beside inputs that never change', () => {
    const of = drawn(8, 12, 6, [0, 5, 6, 7]);
    const range = rangeOf({ bits: 2, rise: 'mid-tread' });
    const levels = [...rounded(of, 1, range).levels];
    for (const unit of [1e-6, 1e6]) expect([...rounded({ ...of, gram: of.gram.map((value) => unit * value) }, 1, range).levels]).toEqual(levels);
  });

  test('without any input that changes all are rounded to the nearest', () => {
    const of = { ...drawn(2, 4, 3), gram: new Float64Array(16) };
    expect([...rounded(of, 1, rangeOf({ bits: 2, rise: 'mid-tread' })).levels]).toEqual(Array.from(of.weights, Math.round).map((level) => level + 0));
  });

  test('values that are no numbers are refused', () => expect(feedbackOf(Float64Array.of(NaN, 0, 0, 1), 2, products)).toBeNull());
});
