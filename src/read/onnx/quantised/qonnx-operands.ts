import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Parameter, QuantisedActivation, Rounding } from '../../../ir/network.ts';
import { integerAttribute, textAttribute } from '../attributes.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { alignedTo, spreadOver } from '../operators/broadcast.ts';
import { floatsOf, integersOf, operandName, requiredConstantAt, shapeOf, type Grid, type Step } from '../step.ts';
import { elementTypeOf, isFloat } from './integer-types.ts';
import { positiveFloats } from './quantiser.ts';

/** Levels of a bit width, with attributes signed and narrow. @throws DiagnosticError S358 where a single level is left */
export function levelRange(step: Step, bits: number): Pick<QuantisedActivation, 'low' | 'high'> {
  const narrow = integerAttribute(step, 'narrow', 0) !== 0 ? 1 : 0;
  const [low, high] = isSigned(step) ? [-(2 ** (bits - 1)) + narrow, 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1 - narrow];
  if (low >= high) fail('S358', { operand: 'the range of one narrow bit', found: `${low}..${high}`, wanted: 'at least two levels' }, step.where);
  return { low, high };
}

export function isSigned(step: Step): boolean {
  return integerAttribute(step, 'signed', 1) !== 0;
}

/** A bit width: a constant of floats or integers that are all the same. @throws DiagnosticError S355 above `most` */
export function bitsAt(step: Step, index: number, most: number): number {
  const values = numbersAt(step, index);
  const bad = values.find((value) => !(Number.isInteger(value) && value >= 1 && value <= most && value === values[0]));
  if (values.length === 0 || bad !== undefined) fail('S355', { operand: operandName(step, index), value: bad ?? NaN, largest: most }, step.where);
  return values[0]!;
}

/** Levels lie within -2^31 to 2^31. */
export function mostBits(step: Step): number {
  return isSigned(step) ? 32 : 31;
}

const ROUNDING_MODES: Readonly<Record<string, Rounding>> = {
  ROUND: 'half-even', HALF_EVEN: 'half-even', CEIL: 'ceil', FLOOR: 'floor', UP: 'up', DOWN: 'down', HALF_UP: 'half-up', HALF_DOWN: 'half-down',
};

export function roundingOf(step: Step, standard: string): Rounding {
  const mode = textAttribute(step, 'rounding_mode', standard);
  const rounding = Object.hasOwn(ROUNDING_MODES, mode.toUpperCase()) ? ROUNDING_MODES[mode.toUpperCase()] : undefined;
  return rounding ?? fail('S311', { setting: 'rounding_mode', value: `'${printable(mode)}'`, accepted: 'ROUND, CEIL, FLOOR, UP, DOWN, HALF_UP or HALF_DOWN' }, step.where);
}

/** Zero points: whole numbers, though QONNX stores them as floats. @throws DiagnosticError S358 */
export function zeroPointsAt(step: Step): Float32Array {
  const values = numbersAt(step, 2);
  const bad = values.find((value) => !(Number.isInteger(value) && Math.abs(value) < 2 ** 31));
  if (bad !== undefined) fail('S358', { operand: `zero point ${operandName(step, 2)}`, found: String(bad), wanted: 'a whole number' }, step.where);
  return Float32Array.from(values);
}

/** @throws DiagnosticError S358 where the zero points of activations differ */
export function uniform(step: Step, index: number, values: Float32Array): number {
  if (values.some((value) => value !== values[0])) fail('S358', { operand: `zero point ${operandName(step, index)}`, found: 'different in its channels', wanted: 'one number for activations' }, step.where);
  return values[0]!;
}

function numbersAt(step: Step, index: number): readonly number[] {
  const constant = requiredConstantAt(step, index);
  return isFloat(elementTypeOf(constant)) ? Array.from(floatsOf(step, constant)) : integersOf(step, constant);
}

interface Spread {
  readonly values: Float32Array;
  /** Axis along which the values differ; null for one value, mixed where there are several. */
  readonly axis: Grid['axis'];
  /** One an element. */
  readonly all: () => Float32Array;
}

/** A parameter that is broadcast over a value. @throws DiagnosticError S353 when its shape does not fit */
export function spreadAt(step: Step, index: number, extents: readonly number[], values: Float32Array): Spread {
  const shape = shapeOf(requiredConstantAt(step, index));
  const aligned = alignedTo(extents, shape);
  if (aligned === null || values.length === 0) {
    return fail('S353', { what: `input ${operandName(step, index)}`, shape, wanted: 'one number, or a shape that broadcasts over the values', values: extents }, step.where);
  }
  const axes = aligned.flatMap((extent, axis) => (extent === 1 ? [] : [axis]));
  const axis = axes.length === 0 ? null : axes.length === 1 ? axes[0]! : 'mixed';
  return { values, axis, all: () => spreadOver(extents, aligned, values) };
}

/** Scale of activations of this shape as a parameter of their population. */
export function scaleOver(step: Step, shape: readonly number[]): Parameter {
  const { values, axis, all } = spreadAt(step, 1, [1, ...shape], positiveFloats(step, 1));
  if (axis === null) return values[0]!;
  return axis === 1 && (shape.length === 1 || shape.length === 3) ? values : all();
}
