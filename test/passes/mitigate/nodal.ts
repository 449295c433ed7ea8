import type { Wires } from '../../../src/ir/wires.ts';

/**
 * Effective conductances by the textbook: one equation a node, all of them solved at once by elimination with pivots, source by source. Slow, obvious, and with nothing in
 * common with the solvers of the simulator.
 */
export function effectiveByNodes(conductance_S: Float64Array, rows: number, columns: number, { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm }: Wires): Float64Array {
  const cells = rows * columns;
  const matrix = Array.from({ length: 2 * cells }, () => new Float64Array(2 * cells + rows));
  const join = (a: number, b: number, conductance: number): void => {
    matrix[a]![a]! += conductance;
    matrix[b]![b]! += conductance;
    matrix[a]![b]! -= conductance;
    matrix[b]![a]! -= conductance;
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      join(at, cells + at, conductance_S[at]!);
      if (column > 0) join(at - 1, at, 1 / wireRow_ohm);
      if (row > 0) join(cells + at - columns, cells + at, 1 / wireCol_ohm);
      if (column === 0) {
        matrix[at]![at]! += 1 / driver_ohm;
        matrix[at]![2 * cells + row]! += 1 / driver_ohm;
      }
      if (row === rows - 1) matrix[cells + at]![cells + at]! += 1 / sense_ohm;
    }
  }
  eliminate(matrix);
  return Float64Array.from({ length: cells }, (_, cell) => {
    const last = cells + (rows - 1) * columns + (cell % columns);
    return matrix[last]![2 * cells + Math.floor(cell / columns)]! / sense_ohm;
  });
}

/** Gauss and Jordan, on a matrix with right-hand sides behind it. */
function eliminate(matrix: Float64Array[]): void {
  matrix.forEach((_, column) => {
    let pivot = column;
    for (let row = column; row < matrix.length; row++) if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    const own = matrix[column]!;
    const scale = own[column]!;
    for (let k = column; k < own.length; k++) own[k]! /= scale;
    matrix.forEach((other, row) => {
      const factor = other[column]!;
      if (row !== column && factor !== 0) for (let k = column; k < own.length; k++) other[k]! -= factor * own[k]!;
    });
  });
}
