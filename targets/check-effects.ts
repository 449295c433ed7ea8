import { diagnose, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import type { NonIdealities, StateSpread } from '../src/ir/non-idealities.ts';
import type { Device } from '../src/ir/target.ts';

const PER_uS = 1e-6;
/** Shares of a range that rounding may go beyond it. */
const TOLERANCE = 1e-9;

/** What a schema cannot check of effects: that they go together, and that the device is used where its data hold. S870, S871, S893. */
export function breachesOfEffects(effects: NonIdealities, device: Device, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  return [...missingCircuits(effects, at), ...unknownPasses(effects, device, at), ...foldedCurve(effects, device, at), ...outsideDevice(effects, device, at), ...outsideFits(effects, device, at)];
}

function missingCircuits(effects: NonIdealities, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  const { programAndVerify, programmingVariation, programmingError } = effects;
  return [
    ...(['adcErrors', 'adcCalibration'] as const).flatMap((effect) => (effects[effect] && !effects.adc ? [diagnose('S871', { effect, needs: 'adc' }, at([effect]))] : [])),
    ...(programAndVerify && !programmingVariation && !programmingError ? [diagnose('S871', { effect: 'programAndVerify', needs: 'programmingVariation or programmingError' }, at(['programAndVerify']))] : []),
  ];
}

/** Passes and tolerance come from the effect or from the device. */
function unknownPasses({ programAndVerify }: NonIdealities, { name, write }: Device, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  if (!programAndVerify || write?.verify) return [];
  const missing = (['passes', 'tolerance'] as const).filter((key) => programAndVerify[key] === undefined);
  return missing.length === 0 ? [] : [diagnose('S893', { device: name, missing: missing.join(' and ') }, at(['programAndVerify']))];
}

/** Beyond its turning point a cubic curve falls: no device does that. */
function foldedCurve({ nonlinearity }: NonIdealities, device: Device, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  const cubic = nonlinearity?.cubic_perV2 ?? 0;
  const turn_V = cubic < 0 ? Math.sqrt(-1 / (3 * cubic)) : Infinity;
  const highest = Math.max(device.readVoltage_V.value, nonlinearity?.reference_V ?? 0);
  return highest <= turn_V ? [] : [breach(device, 'a voltage', 'V', [0, turn_V], highest, 'nonlinearity.cubic_perV2: the current falls beyond', at(['nonlinearity', 'cubic_perV2']))];
}

/** Ranges of the device file. */
function outsideDevice({ drift, flickerNoise, temperature }: NonIdealities, device: Device, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  const { valid } = device;
  if (!valid) return [];
  const outside = (what: string, unit: string, range: readonly [number, number] | undefined, value: number, path: readonly PropertyKey[]): readonly Diagnostic[] =>
    (range && isOutside(value, range) ? [breach(device, what, unit, range, value, valid.source, at(path))] : []);
  const [off, on] = conductancesOf(device);
  return [
    ...outside('an off conductance', 'uS', valid.conductance_uS, off, []),
    ...outside('an on conductance', 'uS', valid.conductance_uS, on, []),
    ...outside('a read voltage', 'V', valid.readVoltage_V, device.readVoltage_V.value, []),
    ...(temperature ? outside('a temperature', 'K', valid.temperature_K, temperature.temperature_K, ['temperature', 'temperature_K']) : []),
    ...(drift ? outside('a time after programming', 's', valid.time_s, drift.time_s, ['drift', 'time_s']) : []),
    ...(flickerNoise ? outside('a time after programming', 's', valid.time_s, flickerNoise.time_s, ['flickerNoise', 'time_s']) : []),
  ];
}

/** Ranges of the fits: a device must conduct within what its spread was fitted to. */
function outsideFits(effects: NonIdealities, device: Device, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  return (['programmingError', 'deviceNoise'] as const).flatMap((effect) => {
    const range = (effects[effect] as StateSpread | null)?.valid_uS;
    if (!range) return [];
    return conductancesOf(device).filter((conductance) => isOutside(conductance, range))
      .map((conductance) => breach(device, 'a conductance', 'uS', range, conductance, `${effect}.valid_uS`, at([effect, 'valid_uS'])));
  });
}

function conductancesOf({ conductanceOff_S, conductanceOn_S }: Device): readonly [number, number] {
  return [conductanceOff_S.value / PER_uS, conductanceOn_S.value / PER_uS];
}

function isOutside(value: number, [from, to]: readonly [number, number]): boolean {
  const slack = TOLERANCE * Math.max(Math.abs(from), Math.abs(to));
  return value < from - slack || value > to + slack;
}

function breach({ name }: Device, what: string, unit: string, [from, to]: readonly [number, number], value: number, source: string, where: Where): Diagnostic {
  const shown = (number: number): string => `${Number(number.toPrecision(6))} ${unit}`;
  return diagnose('S870', { device: name, what, value: shown(value), from: shown(from), to: shown(to), source }, where);
}
