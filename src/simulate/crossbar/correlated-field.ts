import { extendHash, normalAt } from '../../ir/random.ts';

/**
 * Standard normal numbers on a grid of rows x columns, row-major, that neighbours share: each is the sum of independent normal numbers over a square of
 * `width` x `width` cells, divided by `width`. Two cells dx and dy apart correlate by (1 - dx / width) (1 - dy / width), not at all from `width` on.
 */
export function correlatedField(rows: number, columns: number, width: number, address: number): Float64Array {
  const wide = columns + width - 1;
  const alongRows = new Float64Array((rows + width - 1) * columns);
  const line = new Float64Array(wide);
  for (let row = 0; row < rows + width - 1; row++) {
    for (let column = 0; column < wide; column++) line[column] = normalAt(extendHash(extendHash(address, row), column));
    for (let column = 0; column < columns; column++) alongRows[row * columns + column] = sumOf(line, column, 1, width);
  }
  return Float64Array.from({ length: rows * columns }, (_, cell) => sumOf(alongRows, cell, columns, width) / width);
}

function sumOf(values: Float64Array, first: number, stride: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += values[first + k * stride]!;
  return sum;
}
