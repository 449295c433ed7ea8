import type { Range } from './unrolled.ts';

/** Rows of a unit with listed synapses: `rows` counts over the lists of all its projections (or blocks), one after the other, of each neuron by itself. */
export interface ListedRows {
  readonly first: number;
  readonly also: readonly number[];
  readonly rows: Range;
}

/**
 * Calls `visit` for each row at a position: the projection, the entry of its list (weight and source stand there) and the row in the unit.
 * @param offsetsOf where the lists of a projection begin, by position
 */
export function forEachListedRow({ first, also, rows }: ListedRows, position: number, offsetsOf: (projection: number) => Int32Array, visit: (projection: number, entry: number, row: number) => void): void {
  let before = 0;
  for (let k = -1; k < also.length && before < rows.end; k++) {
    const projection = k < 0 ? first : also[k]!;
    const offsets = offsetsOf(projection);
    const start = offsets[position]!;
    const count = offsets[position + 1]! - start;
    const end = Math.min(count, rows.end - before);
    for (let row = Math.max(0, rows.start - before); row < end; row++) visit(projection, start + row, before + row - rows.start);
    before += count;
  }
}

/** Length of the lists of several projections together at a position. */
export function listedLength(projections: readonly number[], position: number, offsetsOf: (projection: number) => Int32Array): number {
  let sum = 0;
  for (const projection of projections) sum += offsetsOf(projection)[position + 1]! - offsetsOf(projection)[position]!;
  return sum;
}
