import { sweepColumns, sweepRows, type Ladders } from './ladders.ts';

/**
 * A crossbar whose cells carry slope x voltage + offset, and the voltages its wires take. What a solver finds at hand is where it starts from, so
 * that one input vector begins with the solution of the one before.
 */
export interface LinearState {
  readonly ladders: Ladders;
  /** Of each row, V. */
  readonly source_V: Float64Array;
  /** Current of each cell at no voltage, A; rows x columns. */
  readonly offset_A: Float64Array;
  /** Of every row node and column node, V; rows x columns. */
  readonly row_V: Float64Array;
  readonly column_V: Float64Array;
  /** Through each sense resistance, A. */
  readonly sensed_A: Float64Array;
  /** For the solver's own use; rows x columns each. */
  readonly scratch: readonly Float64Array[];
}

/** What an iteration stops at: Kirchhoff's current law broken by at most this much, all nodes added up. */
export interface Goal {
  /** As a share of the largest current of a column. */
  readonly relative: number;
  /** Or this, where it is more, A. */
  readonly absolute_A: number;
}

export interface Outcome {
  readonly reached: boolean;
  /** The most iterations were used up: more of them would have come nearer. */
  readonly exhausted: boolean;
  /** Solutions of all rows and all columns. */
  readonly iterations: number;
  /** Currents that Kirchhoff's law misses, all nodes added up, and what rounding may hide, A: no output current is further from the truth. */
  readonly residual_A: number;
  /** The largest current of a column, A. */
  readonly largest_A: number;
}

export type LinearSolver = (state: LinearState, goal: Goal) => Outcome;

const SCRATCH = 6;

export function allocateState(ladders: Ladders): LinearState {
  const array = (): Float64Array => new Float64Array(ladders.rows * ladders.columns);
  return {
    ladders, source_V: new Float64Array(ladders.rows), offset_A: array(), row_V: array(), column_V: array(), sensed_A: new Float64Array(ladders.columns),
    scratch: Array.from({ length: SCRATCH }, array),
  };
}

/**
 * Solves every row for the column voltages at hand, then every column for these row voltages. Kirchhoff's law then holds at every column node; at a
 * row node it misses slope x change of the column voltage.
 * @param missing_A where that goes, rows x columns
 * @returns what is missing, all nodes added up, A
 */
export function relax({ ladders, source_V, offset_A, row_V, column_V, sensed_A, scratch }: LinearState, missing_A: Float64Array): number {
  const { slope_S } = ladders;
  const current_A = scratch[0]!;
  for (let cell = 0; cell < slope_S.length; cell++) {
    const carried = slope_S[cell]! * column_V[cell]!;
    missing_A[cell] = carried;
    current_A[cell] = carried - offset_A[cell]!;
  }
  sweepRows(ladders, current_A, source_V, row_V);
  for (let cell = 0; cell < slope_S.length; cell++) current_A[cell] = slope_S[cell]! * row_V[cell]! + offset_A[cell]!;
  sweepColumns(ladders, current_A, column_V, sensed_A);
  let sum = 0;
  for (let cell = 0; cell < slope_S.length; cell++) {
    const missing = slope_S[cell]! * column_V[cell]! - missing_A[cell]!;
    missing_A[cell] = missing;
    sum += Math.abs(missing);
  }
  return sum;
}

/** The currents at hand, A. */
export interface Currents {
  /** The largest sum over a column of the amounts of its cells' currents: what the tolerance is relative to. */
  readonly largest_A: number;
  /** What the rounding of the node voltages makes of the current of each cell, root of the sum of squares: no residual shows it. */
  readonly rounding_A: number;
}

export function measureCurrents({ ladders: { rows, columns, slope_S }, offset_A, row_V, column_V }: LinearState): Currents {
  let [largest_A, squares] = [0, 0];
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let row = 0, cell = column; row < rows; row++, cell += columns) {
      const [slope, from, to] = [slope_S[cell]!, row_V[cell]!, column_V[cell]!];
      sum += Math.abs(slope * (from - to) + offset_A[cell]!);
      const rounded = slope * (Math.abs(from) + Math.abs(to));
      squares += rounded * rounded;
    }
    if (!(sum <= largest_A)) largest_A = sum;
  }
  return { largest_A, rounding_A: (Number.EPSILON / 2) * Math.sqrt(squares) };
}

/** The residual that a goal asks for, A. */
export function allowed({ relative, absolute_A }: Goal, largest_A: number): number {
  return Math.max(relative * largest_A, absolute_A);
}

/** What is told of the currents at hand. @param missing_A what Kirchhoff's law misses */
export function conclude(state: LinearState, goal: Goal, iterations: number, missing_A: number, atTheEnd: boolean): Outcome {
  const { largest_A, rounding_A } = measureCurrents(state);
  const residual_A = missing_A + rounding_A;
  const reached = residual_A <= allowed(goal, largest_A);
  return { reached, exhausted: atTheEnd && !reached, iterations, residual_A, largest_A };
}
