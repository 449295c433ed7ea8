import { expect, test } from 'vitest';
import { coresAlongHilbert, hilbertOrder as curveOf } from '../../../passes/6-place/hilbert.ts';
import { usableCores } from '../../../src/ir/mesh.ts';
import { meshOf } from './flows.ts';

function hilbertOrder(width: number, height: number): [x: number, y: number][] {
  return Array.from(curveOf(width, height), (cell) => [cell % width, Math.floor(cell / width)]);
}

test('2 x 2, 4 x 2 and a line', () => {
  expect(hilbertOrder(2, 2)).toEqual([[0, 0], [0, 1], [1, 1], [1, 0]]);
  expect(hilbertOrder(4, 2)).toEqual([[0, 0], [0, 1], [1, 1], [1, 0], [2, 0], [2, 1], [3, 1], [3, 0]]);
  expect(hilbertOrder(1, 3)).toEqual([[0, 0], [0, 1], [0, 2]]);
});

test('every rectangle up to 40 x 40: each cell once, neighbours adjacent, but for one diagonal step where only the longer side is odd', () => {
  for (let width = 1; width <= 40; width++) {
    for (let height = 1; height <= 40; height++) {
      const what = `${width} x ${height}`;
      const cells = hilbertOrder(width, height);
      expect(cells[0], what).toEqual([0, 0]);
      expect(cells.length, what).toBe(width * height);
      expect(cells.every(([x, y]) => x >= 0 && y >= 0 && x < width && y < height), what).toBe(true);
      expect(new Set(cells.map(([x, y]) => y * width + x)).size, what).toBe(width * height);
      const steps = cells.slice(1).map(([x, y], i) => [Math.abs(x - cells[i]![0]), Math.abs(y - cells[i]![1])] as const);
      const other = steps.filter(([dx, dy]) => dx + dy !== 1);
      const mayBeDiagonal = Math.max(width, height) % 2 === 1 && Math.min(width, height) % 2 === 0;
      expect(other.length, what).toBeLessThanOrEqual(mayBeDiagonal ? 1 : 0);
      expect(other.every(([dx, dy]) => dx === 1 && dy === 1), what).toBe(true);
    }
  }
});

test('cores along the curve: from the corner of the entry, past faulty cores, in a rectangle that grows with them', () => {
  const along = (count: number, mesh: ReturnType<typeof meshOf>): number[] => [...coresAlongHilbert(count, mesh, usableCores(mesh))];
  expect(along(4, meshOf(4, 4))).toEqual([0, 4, 5, 1]);
  expect(along(4, meshOf(4, 4, { entry: { x: 3, y: 3 } }))).toEqual([15, 11, 10, 14]);
  expect(along(4, meshOf(4, 4, { faultyCores: [4] }))).toEqual([0, 5, 6, 2]);
  expect(along(15, meshOf(4, 4, { faultyCores: [4] }))).toHaveLength(15);
  expect(along(3, meshOf(2, 2, { coresPerTile: 2, faultyCores: [0] }))).toEqual([1, 2, 3]);
});
