import { columnBases } from './board.ts';
import type { Plan, PlannedProjection } from './plan.ts';

/** Scales that are tried for a column: these shares of the largest magnitude / most level. */
const LOWEST_SHARE = 0.1;
const SHARES = 60;

/** Largest level of so many bits, sign included: levels are -most .. most. */
export function mostLevelOf(bits: number): number {
  return 2 ** (bits - 1) - 1;
}

/** Value of one level for every column: that of the least square error over the column, bias included; 1 for padding and for columns of zeros. */
export function fitScales(plan: Plan, weights: Float32Array, mostLevel: number, scales: Float32Array): void {
  const bases = columnBases(plan);
  scales.fill(1);
  plan.projections.forEach((planned, i) => {
    for (let column = 0; column < planned.used; column++) scales[bases[i]! + column] = fitColumn(planned, weights, column, mostLevel);
  });
}

function fitColumn({ rows, columns, offset }: PlannedProjection, weights: Float32Array, column: number, mostLevel: number): number {
  let largest = 0;
  for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(weights[offset + row * columns + column]!));
  // Levels of a scale that is denormal would not come back from the quotient.
  if (!(largest > 1e-30)) return 1;
  let [best, least] = [1, Infinity];
  for (let i = 1; i <= SHARES; i++) {
    const scale = Math.fround((largest / mostLevel) * (LOWEST_SHARE + ((1 - LOWEST_SHARE) * i) / SHARES));
    let error = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights[offset + row * columns + column]!;
      const rest = weight - scale * Math.min(mostLevel, Math.max(-mostLevel, Math.round(weight / scale)));
      error += rest * rest;
    }
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}
