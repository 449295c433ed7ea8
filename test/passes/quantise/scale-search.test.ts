import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestLevel } from '../../../passes/3-quantise/levels.ts';
import { leastSquaresScale } from '../../../passes/3-quantise/scale-search.ts';
import { rangeOf } from '../../../src/ir/levels.ts';

const error = (sizes: ArrayLike<number>, scale: number, range: ReturnType<typeof rangeOf>): number =>
  Array.from(sizes).reduce((sum, size) => sum + (size - scale * nearestLevel(size, scale, range)) ** 2, 0);

test('no candidate has a smaller error than the one chosen, for few and many levels of either kind', () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }), fc.constantFrom(2, 3, 5, 7, 8, 12), fc.constantFrom('mid-tread' as const, 'mid-rise' as const),
    (sizes, bits, rise) => {
      const range = rangeOf({ bits, rise });
      const widest = Math.max(...sizes) / range.most || 1;
      const found = error(sizes, leastSquaresScale(Float64Array.from(sizes), widest, range), range);
      const least = Math.min(...Array.from({ length: 46 }, (_, step) => error(sizes, widest * (1 - 0.02 * step), range)));
      expect(found).toBeLessThanOrEqual(least + 1e-9 * sizes.length);
    }), { seed: 1, numRuns: 200 });
});

test('of the levels -1 and 1 the scale is the mean size; without weights, or where all are 0, the widest', () => {
  expect(leastSquaresScale(Float64Array.of(1, 2, 6), 6, rangeOf({ bits: 1, rise: 'mid-rise' }))).toBe(3);
  expect(leastSquaresScale(new Float64Array(0), 1, rangeOf({ bits: 2, rise: 'mid-tread' }))).toBe(1);
  expect(leastSquaresScale(new Float64Array(4), 1, rangeOf({ bits: 8, rise: 'mid-tread' }))).toBe(1);
});
