import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute } from '../attributes.ts';
import { elementName, ELEMENT } from '../model.ts';
import { normalAxis } from '../operators/extents.ts';
import { constantAt, floatsOf, operandName, requiredConstantAt, shapeOf, type ConstantValue, type Step } from '../step.ts';
import { readUncheckedFloats } from '../tensors.ts';
import { elementTypeOf, levelsOf, rangeOf } from './integer-types.ts';

/** The numbers of one linear quantiser: value = scale (level - zero point). */
export interface Quantiser {
  /** One, or one an entry of `axis`; finite and above 0. */
  readonly scale: Float32Array;
  /** Axis of the whole value, batch included; null for one scale. */
  readonly axis: number | null;
  /** One, or as many as scales. */
  readonly zeroPoint: Int32Array;
  /** Of `ELEMENT`: the integer type of the levels. */
  readonly elementType: number;
}

/** Where a node has its quantiser, and what is quantised. */
export interface QuantiserPlace {
  /** Numbers of the inputs; no `scale` stands for a scale of 1. */
  readonly scale: number | null;
  readonly zeroPoint: number;
  /** Extents of the value, batch included, and the axis along which there may be several scales. */
  readonly extents: readonly number[];
  readonly axis: () => number;
  /** Type of the levels where it is known without the zero point. */
  readonly elementType: number | null;
}

/**
 * Reads scale and zero point. Without a zero point it is 0, and the type uint8.
 * @throws DiagnosticError S350 to S353, S312 where they are no constants
 */
export function quantiserAt(step: Step, place: QuantiserPlace): Quantiser {
  const zero = constantAt(step, place.zeroPoint);
  const stated = zero === null ? null : elementTypeOf(zero);
  const elementType = place.elementType ?? stated ?? ELEMENT.uint8;
  rangeOf(step, elementType);
  if (stated !== null && stated !== elementType) {
    fail('S351', { operand: operandName(step, place.zeroPoint), found: elementName(stated), wanted: elementName(elementType) }, step.where);
  }
  const scale = place.scale === null ? Float32Array.of(1) : scaleAt(step, place.scale, place);
  const zeroPoint = zero === null ? Int32Array.of(0) : zeroPointAt(step, place, zero, scale.length);
  const several = scale.length > 1 || zeroPoint.length > 1;
  return { scale, zeroPoint, axis: several ? place.axis() : null, elementType };
}

/** Attribute `axis`, counted from the start. */
export function axisAttribute(step: Step, rank: number, standard: number): number {
  return normalAxis(step, integerAttribute(step, 'axis', standard), rank, rank - 1);
}

/** Type of the levels that QuantizeLinear of opset 21 may state; null where it does not. */
export function statedType(step: Step): number | null {
  return integerAttribute(step, 'output_dtype', 0) || null;
}

/** @throws DiagnosticError S354 where an opset 21 quantiser has blocks */
export function refuseBlocks(step: Step): void {
  const blockSize = integerAttribute(step, 'block_size', 0);
  if (blockSize !== 0) fail('S354', { blockSize }, step.where);
}

/** A scale at input `index`, checked to be finite and above 0. @throws DiagnosticError S350 */
export function positiveFloats(step: Step, index: number): Float32Array {
  const constant = requiredConstantAt(step, index);
  const values = constant.kind === 'constant' ? readUncheckedFloats(step.file, constant.tensor) : floatsOf(step, constant);
  const bad = values.findIndex((value) => !(value > 0 && Number.isFinite(value)));
  if (bad >= 0) fail('S350', { operand: operandName(step, index), index: bad, value: values[bad]!, reason: 'scales are finite numbers above 0' }, step.where);
  return values;
}

function scaleAt(step: Step, index: number, place: QuantiserPlace): Float32Array {
  checkCount(step, place, 'scale', index, requiredConstantAt(step, index));
  return positiveFloats(step, index);
}

function zeroPointAt(step: Step, place: QuantiserPlace, constant: ConstantValue, scales: number): Int32Array {
  checkCount(step, place, 'zero point', place.zeroPoint, constant);
  const count = sizeOf(shapeOf(constant));
  if (place.scale !== null && count !== 1 && count !== scales) {
    refuseShape(step, place, `zero point ${operandName(step, place.zeroPoint)}`, shapeOf(constant), scales === 1 ? 'one number' : `[${scales}]`);
  }
  return levelsOf(step, constant);
}

/** One number, or a list as long as the axis. */
function checkCount(step: Step, place: QuantiserPlace, what: string, index: number, constant: ConstantValue): void {
  const shape = shapeOf(constant);
  if (shape.length <= 1 && sizeOf(shape) === 1) return;
  const extent = shape.length === 1 ? place.extents[place.axis()] : null;
  if (extent === shape[0]) return;
  refuseShape(step, place, `${what} ${operandName(step, index)}`, shape, extent === null ? 'one number, or a list along one axis' : `one number, or [${extent}]`);
}

function refuseShape(step: Step, place: QuantiserPlace, what: string, shape: readonly number[], wanted: string): never {
  return fail('S353', { what, shape, wanted, values: place.extents }, step.where);
}
