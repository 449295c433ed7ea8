import type { CellCurve } from '../../../ir/crossbar-case.ts';
import type { Wires } from '../../../ir/wires.ts';
import { evaluateCells } from './cells.ts';
import { eliminate } from './ladders.ts';
import { allowed, type Goal, type LinearSolver, type LinearState, type Outcome } from './linear-solver.ts';

const MOST_STEPS = 200;
/** Share of its slope that the energy may keep along a step; a step that keeps more has gone too far beyond the valley. */
const STEEPEST = 0.5;
const MOST_HALVINGS = 60;
/** Solves of the linearised crossbar are as exact as this share of what the curves still miss. */
const INNER_SHARE = 1e-4;
/** A start from the vector before is kept where what it misses is at most this share of the largest current. */
const GOOD_START = 0.1;
/** sinh curves are approached in stages, from voltages of about so many v0, each stage so much steeper than the one before. */
const FIRST_STAGE = 2;
const STEEPENING = 3;

/** Cells with a curve between ladders, and a voltage and current for each that the wires agree to. rows x columns each. */
export interface CurvedState {
  readonly linear: LinearState;
  readonly wires: Wires;
  /** 1 where a row has no source; null: nowhere. */
  readonly floats: Uint8Array | null;
  readonly conductance_S: Float64Array;
  readonly volts: Float64Array;
  readonly carried_A: Float64Array;
  /** Of the curves at `volts`. */
  readonly current_A: Float64Array;
  readonly slope_S: Float64Array;
  readonly scratch: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

export interface CurvedOutcome extends Outcome {
  readonly steps: number;
}

/**
 * Newton's method: cells are replaced by their tangents at the voltages at hand, the linear crossbar is solved, and so on. Wires are linear, so after
 * each step they agree with the voltages and currents of all cells, and what is missing is how far the curves are from these currents. With rising
 * curves the solution is the one minimum of a convex energy, whose slope along a step is the sum of what is missing times the change
 * of voltage: a step is halved until that slope has come down, so that it arrives from anywhere.
 * @param warm the state holds the solution of a similar problem
 */
export function newton(state: CurvedState, curve: CellCurve, solve: LinearSolver, goal: Goal, warm: boolean): CurvedOutcome {
  let [iterations, steps] = [0, 0];
  const descend = (by: CellCurve, wanted: Goal): CurvedOutcome => {
    const outcome = descendFrom(state, by, solve, wanted);
    return { ...outcome, iterations: iterations += outcome.iterations, steps: steps += outcome.steps };
  };
  if (warm) {
    const start = follow(state, curve, solve, goal);
    iterations += start.iterations;
    if (missing(state) <= GOOD_START * start.largest_A) return descend(curve, goal);
  }
  for (const values of [state.linear.column_V, state.volts, state.carried_A]) values.fill(0);
  iterations += follow(state, { kind: 'linear' }, solve, goal).iterations;
  for (const stage of stagesBefore(curve, state.volts)) {
    const outcome = descend(stage, { relative: GOOD_START, absolute_A: 0 });
    if (outcome.exhausted) return outcome;
  }
  return descend(curve, goal);
}

/** Curves between a nearly linear one and this one. */
function stagesBefore(curve: CellCurve, volts: Float64Array): CellCurve[] {
  if (curve.kind !== 'sinh') return [];
  const highest = volts.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const stages: CellCurve[] = [];
  for (let v0_V = highest / FIRST_STAGE; v0_V > curve.v0_V; v0_V /= STEEPENING) stages.push({ kind: 'sinh', v0_V });
  return stages;
}

/** One whole step from the voltages at hand, wherever it leads: the state then agrees with the wires. */
function follow(state: CurvedState, curve: CellCurve, solve: LinearSolver, goal: Goal): Outcome {
  evaluateCells(curve, state.conductance_S, state.volts, state.current_A, state.slope_S);
  const outcome = solveTangent(state, solve, goal);
  const [changed_V, changed_A] = state.scratch;
  addTo(state.volts, changed_V, 1);
  addTo(state.carried_A, changed_A, 1);
  evaluateCells(curve, state.conductance_S, state.volts, state.current_A, state.slope_S);
  return outcome;
}

function descendFrom(state: CurvedState, curve: CellCurve, solve: LinearSolver, goal: Goal): CurvedOutcome {
  const { conductance_S, volts, carried_A, current_A, slope_S, scratch: [changed_V, changed_A] } = state;
  evaluateCells(curve, conductance_S, volts, current_A, slope_S);
  let [missing_A, iterations, largest_A, linear_A] = [missing(state), 0, 0, 0];
  for (let steps = 1; ; steps++) {
    const outcome = solveTangent(state, solve, { relative: goal.relative / 4, absolute_A: INNER_SHARE * missing_A });
    iterations += outcome.iterations;
    const share = shareOfStep(state, curve);
    addTo(volts, changed_V, share);
    addTo(carried_A, changed_A, share);
    evaluateCells(curve, conductance_S, volts, current_A, slope_S);
    missing_A = missing(state);
    linear_A = share * outcome.residual_A + (1 - share) * linear_A;
    largest_A = outcome.largest_A;
    const residual_A = missing_A + linear_A;
    const reached = residual_A <= allowed(goal, largest_A);
    const exhausted = !reached && (outcome.exhausted || steps >= MOST_STEPS);
    if (reached || exhausted || !Number.isFinite(residual_A)) return { reached, exhausted, iterations, steps, residual_A, largest_A };
  }
}

/** Solves the crossbar with the cells on their tangents; leaves the changes of voltage and current in the scratch. */
function solveTangent({ linear, wires, floats, volts, carried_A, current_A, slope_S, scratch: [changed_V, changed_A] }: CurvedState, solve: LinearSolver, goal: Goal): Outcome {
  const { ladders, offset_A, row_V, column_V } = linear;
  ladders.slope_S.set(slope_S);
  for (let cell = 0; cell < volts.length; cell++) offset_A[cell] = current_A[cell]! - slope_S[cell]! * volts[cell]!;
  eliminate(ladders, wires, floats);
  const outcome = solve(linear, goal);
  for (let cell = 0; cell < volts.length; cell++) {
    const voltage = row_V[cell]! - column_V[cell]!;
    changed_V[cell] = voltage - volts[cell]!;
    changed_A[cell] = slope_S[cell]! * voltage + offset_A[cell]! - carried_A[cell]!;
  }
  return outcome;
}

/** How much of the step to go. */
function shareOfStep(state: CurvedState, curve: CellCurve): number {
  const start = slopeAlong(state, state.current_A, 0);
  if (!(start < 0)) return 1;
  const [, , there_V, there_A] = state.scratch;
  let share = 1;
  for (let halvings = 0; halvings < MOST_HALVINGS; halvings++, share /= 2) {
    there_V.set(state.volts);
    addTo(there_V, state.scratch[0], share);
    // The slopes are written where the state keeps them: they are evaluated again where the step ends.
    evaluateCells(curve, state.conductance_S, there_V, there_A, state.slope_S);
    if (slopeAlong(state, there_A, share) <= STEEPEST * -start) return share;
  }
  return share;
}

/** Slope of the energy along the step, at a share of it, where the curves carry `current_A`; W. */
function slopeAlong({ carried_A, scratch: [changed_V, changed_A] }: CurvedState, current_A: Float64Array, share: number): number {
  let slope = 0;
  for (let cell = 0; cell < current_A.length; cell++) slope += (current_A[cell]! - carried_A[cell]! - share * changed_A[cell]!) * changed_V[cell]!;
  return slope;
}

function missing({ current_A, carried_A }: CurvedState): number {
  let sum = 0;
  for (let cell = 0; cell < current_A.length; cell++) sum += Math.abs(current_A[cell]! - carried_A[cell]!);
  return sum;
}

function addTo(values: Float64Array, changes: Float64Array, share: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + share * changes[i]!;
}
