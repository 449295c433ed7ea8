import { sweepColumns, sweepRows } from './ladders.ts';
import { allowed, conclude, measureCurrents, relax, type Goal, type LinearState, type Outcome } from './linear-solver.ts';

const MOST_ITERATIONS = 2000;
/** So many steps without a smaller residual than ever: what is left is rounding. */
const PATIENCE = 200;
/** A new start, from the solution found, that leaves more than this share of the residual is a sign that what is left is rounding. */
const WORTHWHILE = 0.5;

/**
 * Conjugate gradients for the row voltages w, with the rows as preconditioner. With A = (row wires + G)^-1, B = (column wires + G)^-1, the
 * column voltages are b = B G w, and S w = (A^-1 - G B G) w is what the sources put in. A is applied by solving all rows, B by solving all columns.
 * S itself is never formed: the direction p comes with q = A^-1 p, which follows p's own recurrence, so that S p = q - G B G p; that holds for
 * ideal wires and drivers too, where A^-1 has no finite entries. The residual of S w at a solution of all rows is G times the change of b.
 */
export function preconditionedGradients(state: LinearState, goal: Goal): Outcome {
  const residual = state.scratch[1]!;
  let missing_A = relax(state, residual);
  for (let iterations = 1; ; ) {
    const { largest_A } = measureCurrents(state);
    if (!(missing_A > allowed(goal, largest_A))) return conclude(state, goal, iterations, missing_A, false);
    iterations += descend(state, residual, goal, largest_A, MOST_ITERATIONS - iterations) + 1;
    // The residual followed through the steps has drifted from the true one: a round of relaxation measures it, and improves the solution.
    const before_A = missing_A;
    missing_A = relax(state, residual);
    const exhausted = iterations >= MOST_ITERATIONS;
    if (exhausted || !(missing_A <= WORTHWHILE * before_A)) return conclude(state, goal, iterations, missing_A, exhausted);
  }
}

/** Steps from the solution at hand until the residual that is followed reaches half the goal. @returns how many */
function descend({ ladders, row_V, column_V, sensed_A, scratch }: LinearState, residual: Float64Array, goal: Goal, largest_A: number, most: number): number {
  const [current_A, , z, p, q, y] = scratch as readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const { slope_S } = ladders;
  sweepRows(ladders, residual, null, z);
  p.set(z);
  q.set(residual);
  let power = dot(residual, z);
  let [least, lastGain] = [Infinity, 0];
  for (let steps = 0; steps < most; steps++) {
    for (let cell = 0; cell < p.length; cell++) current_A[cell] = slope_S[cell]! * p[cell]!;
    sweepColumns(ladders, current_A, y, sensed_A);
    let curvature = 0;
    for (let cell = 0; cell < p.length; cell++) curvature += p[cell]! * (q[cell]! - slope_S[cell]! * y[cell]!);
    if (!(curvature > 0) || !(power > 0)) return steps;
    const step = power / curvature;
    let sum = 0;
    for (let cell = 0; cell < p.length; cell++) {
      row_V[cell] = row_V[cell]! + step * p[cell]!;
      column_V[cell] = column_V[cell]! + step * y[cell]!;
      const left = residual[cell]! - step * (q[cell]! - slope_S[cell]! * y[cell]!);
      residual[cell] = left;
      sum += Math.abs(left);
    }
    if (sum < least) [least, lastGain] = [sum, steps];
    if (!(sum > allowed(goal, largest_A) / 2) || steps - lastGain >= PATIENCE) return steps + 1;
    sweepRows(ladders, residual, null, z);
    const next = dot(residual, z);
    const kept = next / power;
    power = next;
    for (let cell = 0; cell < p.length; cell++) {
      p[cell] = z[cell]! + kept * p[cell]!;
      q[cell] = residual[cell]! + kept * q[cell]!;
    }
  }
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
