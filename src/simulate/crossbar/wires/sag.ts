import type { Wires } from '../../../ir/wires.ts';
import { iterativeSolver } from './iterative-solver.ts';
import { preconditionedGradients } from './preconditioned-gradients.ts';
import { cellVoltages } from './sensitivity.ts';

/**
 * What every cell feels of the rows that are driven together, rows x columns. Across cell (i, j) there are V_i `own` - I_j `sag` volts, V_i the voltage of its row
 * and I_j, A, the current of its column; of a change of its current the share `felt` arrives in the column.
 */
export interface FeltVoltages {
  readonly own: Float64Array;
  readonly sag: Float64Array;
  readonly felt: Float64Array;
}

/** The voltages are used for spreads of noise: this is far below what is left out. */
const TOLERANCE = 1e-6;

/**
 * Rows that are driven together lift each other's columns and so lower the voltages across their cells. Taken from the array with all rows driven: what
 * a cell then has less than with its own row alone is laid to the currents of the others in its column, in proportion. Rows that are silent have
 * cells across which the column drives a current, too.
 * @param firstRow the first of the rows that are ever driven
 */
export function feltVoltages(conductance_S: Float64Array, rows: number, columns: number, wires: Wires, firstRow: number): FeltVoltages {
  const { forward, backward } = cellVoltages(conductance_S, rows, columns, wires);
  const solve = iterativeSolver({ name: '', rows, columns, conductance_S, vectors: 1, firstVector: 0, inputs_V: new Float64Array(rows), wires, cell: { kind: 'linear' }, silentRows: 'driven' }, preconditionedGradients, TOLERANCE);
  const { cell_V, currents_A } = solve(Float64Array.from({ length: rows }, (_, row) => (row < firstRow ? 0 : 1)));
  const sag = forward.map((alone, cell) => {
    if (cell < firstRow * columns) return 0;
    const others_A = currents_A[cell % columns]! - conductance_S[cell]! * alone * backward[cell]!;
    return others_A > LEAST_SHARE * currents_A[cell % columns]! ? (alone - cell_V[cell]!) / others_A : 0;
  });
  // The current of the column includes that of the cell itself.
  return { own: forward.map((alone, cell) => alone + conductance_S[cell]! * alone * backward[cell]! * sag[cell]!), sag, felt: backward };
}

/** A column in which one row carries nearly everything has nothing to learn from the others. */
const LEAST_SHARE = 1e-3;
