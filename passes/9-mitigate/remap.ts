import { assign } from './assign.ts';
import type { Lines } from './lines.ts';
import { pairError, type StuckPairs } from './pairs.ts';

/** What may be done with the lines of a crossbar whose stuck devices are known. */
export interface RemapFreedom {
  /** Rows and columns may change places. */
  readonly rows: boolean;
  readonly columns: boolean;
  /** Columns may be written with the opposite sign. */
  readonly flip: boolean;
  /** Whether healthy devices make up for their stuck partners afterwards. */
  readonly pairs: boolean;
  /** Where the other device of every weight is, which is never written, if it is not stuck (a reference column); null for pairs. */
  readonly reference: number | null;
}

/**
 * Puts rows and columns of a block of weights where stuck devices change them least: the sum of squared errors over all pairs, by the importance of their rows,
 * and of the square of the sum of the errors of each column. Without that a neuron would find devices stuck on its own side in every one of its crossbars. Columns beyond those of `start`
 * are spare: any column may move there.
 * @param weights rows x columns of `start`, row-major, -1..1
 * @param importance of each row: how often it is driven
 * @param stuck by physical place, rows x `physicalColumns`
 */
export function remapLines(weights: Float64Array, importance: Float64Array, start: Lines, stuck: StuckPairs, physicalColumns: number, freedom: RemapFreedom): Lines {
  const faults = faultsOf(stuck, freedom);
  if (faults.length === 0) return start;
  const forColumns = (lines: Lines): Lines => assignColumns(weights, importance, lines, stuck, faults, physicalColumns, freedom);
  const lines = forColumns(start);
  return freedom.rows ? forColumns(assignRows(weights, importance, lines, stuck, faults, physicalColumns, freedom)) : lines;
}

/** Cells with a stuck device. */
function faultsOf({ positive, negative }: StuckPairs, { reference }: RemapFreedom): Int32Array {
  const found: number[] = [];
  for (let cell = 0; cell < positive.length; cell++) if (!Number.isNaN(positive[cell]!) || (reference === null ? !Number.isNaN(negative[cell]!) : negative[cell] !== reference)) found.push(cell);
  return Int32Array.from(found);
}

function assignColumns(weights: Float64Array, importance: Float64Array, { rowOf, columnOf, flipped }: Lines, stuck: StuckPairs, faults: Int32Array, physicalColumns: number, freedom: RemapFreedom): Lines {
  const columns = columnOf.length;
  const rowAt = inverse(rowOf);
  const zeros = (): Float64Array => new Float64Array(columns * physicalColumns);
  const [straight, turned, straightSum, turnedSum] = [zeros(), zeros(), zeros(), zeros()];
  for (const cell of faults) {
    const row = rowAt[Math.floor(cell / physicalColumns)]!;
    const place = cell % physicalColumns;
    for (let column = 0; column < columns; column++) {
      const weight = weights[row * columns + column]!;
      const at = column * physicalColumns + place;
      const error = errorOf(weight, stuck, cell, freedom);
      straight[at]! += importance[row]! * error * error;
      straightSum[at]! += importance[row]! * error;
      if (!freedom.flip) continue;
      const other = errorOf(-weight, stuck, cell, freedom);
      turned[at]! += importance[row]! * other * other;
      turnedSum[at]! += importance[row]! * other;
    }
  }
  straightSum.forEach((sum, at) => { straight[at]! += sum * sum; });
  turnedSum.forEach((sum, at) => { turned[at]! += sum * sum; });
  const cost = straight.map((value, at) => (freedom.flip ? Math.min(value, turned[at]!) : flipped[Math.floor(at / physicalColumns)] ? Infinity : value));
  if (!freedom.columns) forbidMoves(cost, columnOf, physicalColumns);
  const found = assign(cost, columns, physicalColumns);
  const at = (column: number): number => column * physicalColumns + found[column]!;
  return { rowOf, columnOf: found, flipped: freedom.flip ? flipped.map((_, column) => (turned[at(column)]! < straight[at(column)]! || (turned[at(column)] === straight[at(column)] && flipped[column]) ? 1 : 0)) : flipped };
}

/** Columns stay, or go to a spare one. */
function forbidMoves(cost: Float64Array, columnOf: Int32Array, physicalColumns: number): void {
  const used = new Set(columnOf);
  columnOf.forEach((own, column) => {
    for (let place = 0; place < physicalColumns; place++) if (place !== own && used.has(place)) cost[column * physicalColumns + place] = Infinity;
  });
}

function assignRows(weights: Float64Array, importance: Float64Array, { rowOf, columnOf, flipped }: Lines, stuck: StuckPairs, faults: Int32Array, physicalColumns: number, freedom: RemapFreedom): Lines {
  const [rows, columns] = [rowOf.length, columnOf.length];
  const columnAt = new Int32Array(physicalColumns).fill(-1);
  columnOf.forEach((place, column) => { columnAt[place] = column; });
  const cost = new Float64Array(rows * rows);
  for (const cell of faults) {
    const column = columnAt[cell % physicalColumns]!;
    if (column < 0) continue;
    const place = Math.floor(cell / physicalColumns);
    for (let row = 0; row < rows; row++) {
      const weight = weights[row * columns + column]!;
      cost[row * rows + place]! += importance[row]! * errorOf(flipped[column] ? -weight : weight, stuck, cell, freedom) ** 2;
    }
  }
  return { rowOf: assign(cost, rows, rows), columnOf, flipped };
}

function errorOf(weight: number, { positive, negative }: StuckPairs, cell: number, { pairs, reference }: RemapFreedom): number {
  return pairError(weight, positive[cell]!, negative[cell]!, pairs || reference !== null);
}

function inverse(places: Int32Array): Int32Array {
  const found = new Int32Array(places.length);
  places.forEach((place, line) => { found[place] = line; });
  return found;
}
