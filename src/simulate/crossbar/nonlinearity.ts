import type { CellCurve } from '../../ir/crossbar-case.ts';
import type { NonIdealities, Nonlinearity } from '../../ir/non-idealities.ts';
import type { Device } from '../../ir/target.ts';
import { hasResistance } from '../../ir/wires.ts';
import type { Conductances } from './conductances.ts';

/**
 * Current of a device at a voltage relative to that of a conductor of the same small-signal conductance: I = G V r(V), with r = sinh(V / v0) v0 / V, or
 * 1 + c V^2. The state and the voltage are separate factors, so that a column still is a product: of conductances and of what the voltages became.
 */
export function relativeCurrent({ sinh_V, cubic_perV2 = 0 }: Nonlinearity, voltage_V: number): number {
  if (voltage_V === 0) return 1;
  return sinh_V === undefined ? 1 + cubic_perV2 * voltage_V * voltage_V : (Math.sinh(voltage_V / sinh_V) * sinh_V) / voltage_V;
}

/** Whether devices are anything but conductors. */
export function isCurved({ sinh_V, cubic_perV2 = 0 }: Nonlinearity): boolean {
  return sinh_V !== undefined || cubic_perV2 !== 0;
}

/** Whether every read is a circuit to solve: wires make the voltage of each device depend on all currents, and its conductance on its voltage. */
export function solvesReads({ nonlinearity, wires }: NonIdealities): boolean {
  return nonlinearity !== null && isCurved(nonlinearity) && wires !== null && hasResistance(wires);
}

/** The same curve for the solvers of single crossbars, on conductances of small signals. */
export function curveOf({ sinh_V, cubic_perV2 = 0 }: Nonlinearity): CellCurve {
  return sinh_V === undefined ? { kind: 'cubic', a_perV2: -cubic_perV2 } : { kind: 'sinh', v0_V: sinh_V };
}

/** Written once: conductances at the read voltage, which is what spikes see; G r(V_read) / r(V_reference). */
export function applyNonlinearity({ positive, negative }: Conductances, nonlinearity: Nonlinearity, { readVoltage_V }: Device): void {
  const { reference_V = readVoltage_V.value } = nonlinearity;
  const gain = relativeCurrent(nonlinearity, readVoltage_V.value) / relativeCurrent(nonlinearity, reference_V);
  for (const side of [positive, negative]) for (let cell = 0; cell < side.length; cell++) side[cell]! *= gain;
}

/** Every read: an input of `value` levels, `full` of which are the read voltage, in levels that drive the same current through a conductor of G at the read voltage. */
export function distortInput(value: number, full: number, nonlinearity: Nonlinearity, { readVoltage_V }: Device): number {
  const voltage_V = (readVoltage_V.value * Math.abs(value)) / full;
  return (value * relativeCurrent(nonlinearity, voltage_V)) / relativeCurrent(nonlinearity, readVoltage_V.value);
}
