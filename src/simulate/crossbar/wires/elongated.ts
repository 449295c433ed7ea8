import type { Wires } from '../../../ir/wires.ts';
import { iterativeSolver } from './iterative-solver.ts';
import { preconditionedGradients } from './preconditioned-gradients.ts';

/** The part of the merging that is kept for a side of so many lines takes a quarter of a gigabyte. */
const LONGEST = 4096;
/** Lines of the other side up to which it is cheaper to solve for each of them. */
const FEWEST = 32;

/** Largest error of a conductance, as a share of the sum of those of its line. */
const TOLERANCE = 1e-12;

/** Whether an array is so long and narrow that its lines are better solved one by one than merged. */
export function isElongated(rows: number, columns: number): boolean {
  return Math.max(rows, columns) > LONGEST && Math.min(rows, columns) <= FEWEST;
}

/**
 * G_eff of an array with few rows, or few columns: each of the few is driven by one volt, alone. With few columns that is done from the sense terminals: what a source
 * brings to a column, a volt at the column's end brings to the source.
 * @returns rows x columns, S; null where shorted cells or slow convergence leave no result
 */
export function elongatedMatrix(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array | null {
  if (conductance_S.includes(Infinity)) return null;
  if (rows <= columns) return fromSources(conductance_S, rows, columns, wires);
  // Seen from the sense terminals: the last column becomes the first row, the last row the first column.
  const turned = (cell: number): number => (columns - 1 - (cell % columns)) * rows + rows - 1 - Math.floor(cell / columns);
  const cells = new Float64Array(conductance_S.length);
  conductance_S.forEach((siemens, cell) => { cells[turned(cell)] = siemens; });
  const found = fromSources(cells, columns, rows, { driver_ohm: wires.sense_ohm, wireRow_ohm: wires.wireCol_ohm, wireCol_ohm: wires.wireRow_ohm, sense_ohm: wires.driver_ohm });
  return found && conductance_S.map((_, cell) => found[turned(cell)]!);
}

function fromSources(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array | null {
  const solve = iterativeSolver({ name: '', rows, columns, conductance_S, vectors: 1, firstVector: 0, inputs_V: new Float64Array(rows), wires, cell: { kind: 'linear' }, silentRows: 'driven' }, preconditionedGradients, TOLERANCE);
  const matrix = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const { reached, currents_A } = solve(new Float64Array(rows).with(row, 1));
    if (!reached) return null;
    matrix.set(currents_A, row * columns);
  }
  return matrix;
}
