import { allowed, conclude, measureCurrents, relax, type Goal, type LinearState, type Outcome } from './linear-solver.ts';

const MOST_ITERATIONS = 5000;
/** So many iterations without a smaller residual than ever: what is left is rounding. */
const PATIENCE = 100;

/**
 * Line relaxation: all rows are solved for the column voltages at hand, then all columns for the row voltages, again and again. Each round
 * multiplies the error by about (N^2 Rr G / 2 + N Rs G)(M^2 Rc G / 2 + M Rk G) while that is small, by a number near 1 where it is large.
 */
export function lineRelaxation(state: LinearState, goal: Goal): Outcome {
  const missing_A = state.scratch[1]!;
  let [largest_A, least, lastGain] = [Infinity, Infinity, 0];
  for (let iterations = 1; ; iterations++) {
    const residual_A = relax(state, missing_A);
    if (residual_A < least) [least, lastGain] = [residual_A, iterations];
    // The largest current changes little from round to round, so it is looked at only where the goal may be reached.
    if (residual_A <= allowed(goal, largest_A)) ({ largest_A } = measureCurrents(state));
    const exhausted = iterations >= MOST_ITERATIONS;
    if (residual_A > allowed(goal, largest_A) && iterations - lastGain < PATIENCE && !exhausted) continue;
    return conclude(state, goal, iterations, residual_A, exhausted);
  }
}
