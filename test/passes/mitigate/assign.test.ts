import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign } from '../../../passes/9-mitigate/assign.ts';

function costOf(cost: Float64Array, columns: number, columnOf: Int32Array): number {
  return columnOf.reduce((sum, column, row) => sum + cost[row * columns + column]!, 0);
}

/** The cheapest of all assignments, tried one by one. */
function cheapest(cost: Float64Array, rows: number, columns: number, row = 0, taken = 0): number {
  if (row === rows) return 0;
  let least = Infinity;
  for (let column = 0; column < columns; column++) {
    if ((taken >> column) & 1) continue;
    least = Math.min(least, cost[row * columns + column]! + cheapest(cost, rows, columns, row + 1, taken | (1 << column)));
  }
  return least;
}

describe('assignment', () => {
  test('by eye', () => {
    expect([...assign(Float64Array.of(4, 1, 3, 2, 0, 5, 3, 2, 2), 3, 3)]).toEqual([1, 0, 2]);
    expect([...assign(Float64Array.of(1, Infinity, 3, 1, 9, Infinity), 2, 3)]).toEqual([2, 0]);
  });

  test('is a column of its own for every row, at the least cost', () => {
    const sizes = fc.integer({ min: 1, max: 5 }).chain((rows) => fc.record({ rows: fc.constant(rows), columns: fc.integer({ min: rows, max: 6 }) }));
    const cases = sizes.chain(({ rows, columns }) => fc.record({ rows: fc.constant(rows), columns: fc.constant(columns), cost: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: rows * columns, maxLength: rows * columns }) }));
    fc.assert(fc.property(cases, ({ rows, columns, cost }) => {
      const matrix = Float64Array.from(cost);
      const found = assign(matrix, rows, columns);
      expect(new Set(found).size).toBe(rows);
      expect(costOf(matrix, columns, found)).toBe(cheapest(matrix, rows, columns));
    }), { seed: 1, numRuns: 300 });
  });

  test('refuses what cannot be', () => {
    expect(() => assign(Float64Array.of(Infinity, Infinity), 1, 2)).toThrow(RangeError);
  });
});
