import type { Wires } from '../../../../src/ir/wires.ts';

/**
 * G_eff by the plain way: nodal equations of all row and column nodes in one band, factored once, solved for every source. Shares nothing with what
 * it judges. All resistances finite and above 0, cells finite.
 */
export function bandedEffectiveMatrix(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const { band, half } = equationsOf(conductance_S, rows, columns, wires);
  factor(band, half, 2 * rows * columns);
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const x = new Float64Array(2 * rows * columns);
    x[rowNode(row, 0, columns)] = 1 / wires.driver_ohm;
    solve(band, half, x);
    for (let column = 0; column < columns; column++) result[row * columns + column] = x[rowNode(rows - 1, column, columns) + 1]! / wires.sense_ohm;
  }
  return result;
}

/** The column node of a cell is the one after its row node. */
function rowNode(row: number, column: number, columns: number): number {
  return 2 * (row * columns + column);
}

/** band[i][d] is element (i, i - d). */
function equationsOf(conductance_S: Float64Array, rows: number, columns: number, { driver_ohm, wireRow_ohm, wireCol_ohm, sense_ohm }: Wires): { band: Float64Array[]; half: number } {
  const half = 2 * columns;
  const band = Array.from({ length: 2 * rows * columns }, () => new Float64Array(half + 1));
  const join = (one: number, other: number, siemens: number): void => {
    band[one]![0]! += siemens;
    band[other]![0]! += siemens;
    band[Math.max(one, other)]![Math.abs(one - other)]! -= siemens;
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = rowNode(row, column, columns);
      join(at, at + 1, conductance_S[row * columns + column]!);
      if (column === 0) band[at]![0]! += 1 / driver_ohm;
      else join(at, at - 2, 1 / wireRow_ohm);
      if (row === rows - 1) band[at + 1]![0]! += 1 / sense_ohm;
      else join(at + 1, at + 1 + 2 * columns, 1 / wireCol_ohm);
    }
  }
  return { band, half };
}

/** L L^T in place of the lower half. */
function factor(band: Float64Array[], half: number, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = band[i]!;
    for (let j = Math.max(0, i - half); j <= i; j++) {
      const other = band[j]!;
      let sum = row[i - j]!;
      for (let k = Math.max(0, i - half); k < j; k++) sum -= row[i - k]! * other[j - k]!;
      row[i - j] = i === j ? Math.sqrt(sum) : sum / other[0]!;
    }
  }
}

function solve(band: Float64Array[], half: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    for (let k = Math.max(0, i - half); k < i; k++) x[i]! -= band[i]![i - k]! * x[k]!;
    x[i]! /= band[i]![0]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    x[i]! /= band[i]![0]!;
    for (let k = Math.max(0, i - half); k < i; k++) x[k]! -= band[i]![i - k]! * x[i]!;
  }
}
