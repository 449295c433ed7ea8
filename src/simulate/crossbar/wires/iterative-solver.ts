import type { CrossbarCase } from '../../../ir/crossbar-case.ts';
import { allocateLadders, eliminate } from './ladders.ts';
import { allocateState, type LinearSolver, type LinearState } from './linear-solver.ts';
import { gateRows, silentRowsOf, withoutOpenParts, type ClosedNetwork } from './network.ts';
import { newton, type CurvedState } from './newton.ts';

/** What one input vector gives. */
export interface VectorOutcome {
  readonly reached: boolean;
  /** Solutions of all rows and all columns. */
  readonly iterations: number;
  /** Newton steps; 0 with linear cells. */
  readonly steps: number;
  /** Bound of the error of every output current, as a share of the largest current of a column. */
  readonly residual: number;
  /** Of each column, A. */
  readonly currents_A: Float64Array;
  /** Of each cell, from row node to column node, V; rows x columns. Overwritten by the next vector. */
  readonly cell_V: Float64Array;
}

export type VectorSolver = (input_V: Float64Array) => VectorOutcome;

/** Solves input vectors one after the other, each from the voltages of the one before. @param tolerance largest error of an output current, as a share of the largest current of a column */
export function iterativeSolver(problem: CrossbarCase, solve: LinearSolver, tolerance: number): VectorSolver {
  const closed = withoutOpenParts(problem);
  const linear = allocateState(allocateLadders(problem.rows, problem.columns, closed.wires));
  return problem.cell.kind === 'linear' ? linearSolver(problem, closed, linear, solve, tolerance) : curvedSolver(problem, closed, linear, solve, tolerance);
}

function linearSolver({ silentRows }: CrossbarCase, { conductance_S, wires }: ClosedNetwork, state: LinearState, solve: LinearSolver, tolerance: number): VectorSolver {
  const { ladders, row_V, column_V } = state;
  const cell_V = new Float64Array(conductance_S.length);
  ladders.slope_S.set(conductance_S);
  eliminate(ladders, wires, null);
  return (input_V) => {
    if (silentRows === 'gated') ladders.slope_S.set(gateRows(conductance_S, input_V));
    if (silentRows !== 'driven') eliminate(ladders, wires, silentRows === 'floating' ? silentRowsOf(input_V) : null);
    state.source_V.set(input_V);
    const { reached, iterations, residual_A, largest_A } = solve(state, { relative: tolerance, absolute_A: 0 });
    for (let cell = 0; cell < cell_V.length; cell++) cell_V[cell] = row_V[cell]! - column_V[cell]!;
    return { reached, iterations, steps: 0, residual: shareOf(residual_A, largest_A), currents_A: state.sensed_A.slice(), cell_V };
  };
}

function curvedSolver({ cell, silentRows }: CrossbarCase, { conductance_S, wires }: ClosedNetwork, linear: LinearState, solve: LinearSolver, tolerance: number): VectorSolver {
  const array = (): Float64Array => new Float64Array(conductance_S.length);
  const held = { linear, wires, volts: array(), carried_A: array(), current_A: array(), slope_S: array(), scratch: [array(), array(), array(), array()] as const };
  let warm = false;
  return (input_V) => {
    const state: CurvedState = {
      ...held, floats: silentRows === 'floating' ? silentRowsOf(input_V) : null,
      conductance_S: silentRows === 'gated' ? gateRows(conductance_S, input_V) : conductance_S,
    };
    linear.source_V.set(input_V);
    const { reached, iterations, steps, residual_A, largest_A } = newton(state, cell, solve, { relative: tolerance, absolute_A: 0 }, warm);
    warm = reached;
    return { reached, iterations, steps, residual: shareOf(residual_A, largest_A), currents_A: linear.sensed_A.slice(), cell_V: state.volts };
  };
}

function shareOf(residual_A: number, largest_A: number): number {
  return residual_A === 0 ? 0 : residual_A / largest_A;
}
