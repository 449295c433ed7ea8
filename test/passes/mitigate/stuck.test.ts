import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderLines } from '../../../passes/9-mitigate/line-order.ts';
import { sameLines, toLogical, toPhysical } from '../../../passes/9-mitigate/lines.ts';
import { pairError, writePair, writePairs, type StuckPairs } from '../../../passes/9-mitigate/pairs.ts';
import { remapLines, type RemapFreedom } from '../../../passes/9-mitigate/remap.ts';

const HEALTHY = NaN;
const ALL: RemapFreedom = { rows: true, columns: true, flip: false, pairs: true, reference: null };

describe('a pair with stuck devices', () => {
  test.each([
    ['healthy, positive', 0.5, HEALTHY, HEALTHY, [0.5, 0]],
    ['healthy, negative', -0.5, HEALTHY, HEALTHY, [0, 0.5]],
    ['the positive device stuck on, a positive weight: its partner takes the rest away', 0.25, 1, HEALTHY, [1, 0.75]],
    ['the positive device stuck on, a negative weight: 0 at best', -0.25, 1, HEALTHY, [1, 1]],
    ['the positive device stuck off, a positive weight: 0 at best', 0.25, 0, HEALTHY, [0, 0]],
    ['the positive device stuck off, a negative weight: nothing lost', -0.25, 0, HEALTHY, [0, 0.25]],
    ['the negative device stuck on', -0.25, HEALTHY, 1, [0.75, 1]],
    ['both stuck', 0.5, 0, 1, [0, 1]],
  ] as const)('%s', (_what, weight, positive, negative, written) => {
    expect(writePair(weight, positive, negative)).toEqual(written);
    expect(pairError(weight, positive, negative, true)).toBeCloseTo(written[0] - written[1] - weight, 12);
  });

  test('comes as near to its weight as any that can be written', () => {
    const share = fc.integer({ min: 0, max: 16 }).map((value) => value / 16);
    const device = fc.oneof(fc.constant(NaN), share);
    fc.assert(fc.property(share, fc.boolean(), device, device, (size, minus, positive, negative) => {
      const weight = minus ? -size : size;
      const choices = (stuck: number): number[] => (Number.isNaN(stuck) ? Array.from({ length: 17 }, (_, i) => i / 16) : [stuck]);
      const best = Math.min(...choices(positive).flatMap((p) => choices(negative).map((n) => Math.abs(p - n - weight))));
      expect(Math.abs(pairError(weight, positive, negative, true))).toBeCloseTo(best, 12);
      expect(Math.abs(pairError(weight, positive, negative, false))).toBeGreaterThanOrEqual(best - 1e-12);
    }), { seed: 1, numRuns: 300 });
  });
});

describe('lines', () => {
  test('what is placed comes back, whatever the order, the signs and the spare columns', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 }), fc.integer(), (rows, columns, spare, seed) => {
      const shuffle = (count: number, of: number): Int32Array => Int32Array.from([...Array(of).keys()].sort((a, b) => Math.sin(seed + 7 * a) - Math.sin(seed + 7 * b)).slice(0, count));
      const lines = { rowOf: shuffle(rows, rows), columnOf: shuffle(columns, columns + spare), flipped: Uint8Array.from({ length: columns }, (_, column) => (seed >> column) & 1) };
      const weights = Float64Array.from({ length: rows * columns }, (_, cell) => cell - 3);
      const placed = toPhysical(weights, lines, columns + spare);
      expect([...toLogical(Float32Array.from(placed), lines, columns + spare, true)]).toEqual([...weights].map((weight) => weight + 0));
      expect([...toLogical(Float32Array.from(placed.map(Math.abs)), lines, columns + spare, false)]).toEqual([...weights].map(Math.abs));
    }), { seed: 1, numRuns: 100 });
  });

  test('heavy rows go next to the sense amplifiers, heavy columns next to the drivers', () => {
    const { rowOf, columnOf } = orderLines(Float64Array.of(0, 9, 1, 1, 0, 0), new Float64Array(3).fill(1), 2);
    expect([...rowOf]).toEqual([2, 1, 0]);
    expect([...columnOf]).toEqual([1, 0]);
  });

  test('a row that is never driven is light', () => {
    expect([...orderLines(Float64Array.of(9, 1), Float64Array.of(0, 1), 1).rowOf]).toEqual([0, 1]);
  });
});

describe('remapping', () => {
  /** The pair in row 0, column 0 has its positive device stuck off. */
  const stuck = (cells: number, at: readonly number[]): StuckPairs => ({ positive: Float64Array.from({ length: cells }, (_, cell) => (at.includes(cell) ? 0 : NaN)), negative: new Float64Array(cells).fill(NaN) });
  const alike = (rows: number): Float64Array => new Float64Array(rows).fill(1);

  test('columns: a negative weight goes where positive ones cannot be written', () => {
    const { columnOf } = remapLines(Float64Array.of(0.8, -0.8), alike(1), sameLines(1, 2), stuck(2, [0]), 2, ALL);
    expect([...columnOf]).toEqual([1, 0]);
  });

  test('rows: the same', () => {
    const { rowOf } = remapLines(Float64Array.of(0.8, -0.8), alike(2), sameLines(2, 1), stuck(2, [0]), 1, ALL);
    expect([...rowOf]).toEqual([1, 0]);
  });

  test('a row that is seldom driven takes the stuck device', () => {
    const { rowOf } = remapLines(Float64Array.of(0.8, 0.9), Float64Array.of(1.9, 0.1), sameLines(2, 1), stuck(2, [0]), 1, ALL);
    expect([...rowOf]).toEqual([1, 0]);
  });

  test('a column is flipped where that fits', () => {
    const { columnOf, flipped } = remapLines(Float64Array.of(0.8), alike(1), sameLines(1, 1), stuck(1, [0]), 1, { rows: false, columns: false, flip: true, pairs: true, reference: null });
    expect([...columnOf]).toEqual([0]);
    expect([...flipped]).toEqual([1]);
  });

  test('a spare column is taken, and without remapping no other moves', () => {
    const { columnOf } = remapLines(Float64Array.of(0.8, 0.7), alike(1), sameLines(1, 2), stuck(3, [0]), 3, { rows: false, columns: false, flip: false, pairs: true, reference: null });
    expect([...columnOf]).toEqual([2, 1]);
  });

  test('of a weight that is one device: where its device is stuck off, the smallest one is lost least', () => {
    // Halves of weights about a reference in the middle: a device stuck off acts as -1/2.
    const { columnOf } = remapLines(Float64Array.of(0.4, -0.4), alike(1), sameLines(1, 2), { ...stuck(2, [0]), negative: Float64Array.of(0.5, 0.5) }, 2, { ...ALL, reference: 0.5 });
    expect([...columnOf]).toEqual([1, 0]);
    expect(writePair(0.25, NaN, 0.5)).toEqual([0.75, 0.5]);
  });

  test('without stuck devices everything stays', () => {
    const lines = sameLines(2, 2);
    expect(remapLines(Float64Array.of(1, 2, 3, 4), alike(2), lines, stuck(4, []), 4, ALL)).toBe(lines);
  });

  test('what is left of the error is smaller than before, on arrays with 5 % stuck devices', () => {
    const [rows, columns] = [32, 24];
    const noise = (seed: number) => (_: unknown, i: number): number => Math.sin(12.9898 * (i + 1) * seed) * 43758.5453 % 1;
    const weights = Float64Array.from({ length: rows * columns }, noise(1)).map((value) => value ** 3);
    const side = (seed: number): Float64Array => Float64Array.from({ length: rows * columns }, noise(seed)).map((value) => (Math.abs(value) < 0.025 ? 0 : Math.abs(value) > 0.975 ? 1 : NaN));
    const faults = { positive: side(2), negative: side(3) };
    const errorOf = (lines: ReturnType<typeof sameLines>): number => {
      const placed = toPhysical(weights, lines, columns);
      const { positive, negative } = writePairs(placed, faults);
      return placed.reduce((sum, weight, cell) => sum + (positive[cell]! - negative[cell]! - weight) ** 2, 0);
    };
    const before = errorOf(sameLines(rows, columns));
    const after = errorOf(remapLines(weights, alike(rows), sameLines(rows, columns), faults, columns, ALL));
    expect(before).toBeGreaterThan(1);
    expect(after).toBeLessThan(0.2 * before);
    expect(errorOf(remapLines(weights, alike(rows), sameLines(rows, columns), faults, columns, { ...ALL, flip: true }))).toBeLessThan(after * 1.5);
  });
});
