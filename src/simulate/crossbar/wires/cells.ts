import type { CellCurve } from '../../../ir/crossbar-case.ts';

/** Beyond this share of 1 / sqrt(3 a), where its current stops rising, a cubic cell goes on along its tangent, so that iterations on their way have somewhere to go. */
const CUBIC_RANGE = 0.999;

/** Highest voltage, either way, that the curve describes a device at, V. */
export function rangeOf(curve: CellCurve): number {
  return curve.kind === 'cubic' && curve.a_perV2 > 0 ? CUBIC_RANGE / Math.sqrt(3 * curve.a_perV2) : Infinity;
}

/** Currents, A, and slopes of the current over the voltage, S, of all cells at these voltages, V. */
export function evaluateCells(curve: CellCurve, conductance_S: Float64Array, volts: Float64Array, current_A: Float64Array, slope_S: Float64Array): void {
  switch (curve.kind) {
    case 'linear': return evaluateLinear(conductance_S, volts, current_A, slope_S);
    case 'sinh': return evaluateSinh(curve.v0_V, conductance_S, volts, current_A, slope_S);
    case 'cubic': return evaluateCubic(curve.a_perV2, rangeOf(curve), conductance_S, volts, current_A, slope_S);
  }
}

function evaluateLinear(conductance_S: Float64Array, volts: Float64Array, current_A: Float64Array, slope_S: Float64Array): void {
  for (let cell = 0; cell < volts.length; cell++) current_A[cell] = conductance_S[cell]! * volts[cell]!;
  slope_S.set(conductance_S);
}

function evaluateSinh(v0_V: number, conductance_S: Float64Array, volts: Float64Array, current_A: Float64Array, slope_S: Float64Array): void {
  for (let cell = 0; cell < volts.length; cell++) {
    const conductance = conductance_S[cell]!;
    const steepness = volts[cell]! / v0_V;
    // An open cell stays open where sinh overflows.
    current_A[cell] = conductance === 0 ? 0 : conductance * v0_V * Math.sinh(steepness);
    slope_S[cell] = conductance === 0 ? 0 : conductance * Math.cosh(steepness);
  }
}

function evaluateCubic(a_perV2: number, range_V: number, conductance_S: Float64Array, volts: Float64Array, current_A: Float64Array, slope_S: Float64Array): void {
  for (let cell = 0; cell < volts.length; cell++) {
    const inside = Math.max(-range_V, Math.min(range_V, volts[cell]!));
    const slope = conductance_S[cell]! * (1 - 3 * a_perV2 * inside * inside);
    slope_S[cell] = slope;
    current_A[cell] = conductance_S[cell]! * inside * (1 - a_perV2 * inside * inside) + slope * (volts[cell]! - inside);
  }
}
