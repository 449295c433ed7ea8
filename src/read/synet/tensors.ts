import type { ValueSyntax } from '../../../grammar/syntax.ts';
import { printShape } from '../../ir/geometry.ts';
import type { Parameter } from '../../ir/network.ts';
import { allocate, sizeOf, type ElementType, type Tensor, type TensorData } from '../../ir/tensor.ts';
import { report, type Context } from './context.ts';
import { elementsOf, type Elements } from './elements.ts';
import { scalar, type Range } from './quantities.ts';

/** Whether a shape is right, and how the right one is called. */
export interface ShapeRule {
  readonly holds: (shape: readonly number[]) => boolean;
  readonly words: string;
}

/** Weights, f32 before stage quantised and i8 or i16 from it on. null after an error. */
export function weightTensor(value: ValueSyntax, what: string, rule: ShapeRule, range: Range, context: Context): Tensor | null {
  const quantised = context.stage === 'quantised';
  const natural = !quantised ? 'f32' : (context.bits ?? 8) <= 8 ? 'i8' : 'i16';
  const elements = elementsOf(value, what, range, context);
  if (elements === null || !shapeHolds(elements, what, rule, value, context)) return null;
  const type = typeOf(elements, what, quantised ? ['i8', 'i16'] : ['f32'], natural, value, context);
  const data = type && convert(elements, type, what, range, context);
  return data && { shape: elements.shape, data };
}

/** One f32 value for each of something: bias, gamma, scale. Empty after an error. */
export function vector(value: ValueSyntax, what: string, rule: ShapeRule, range: Range, context: Context): Float32Array {
  const elements = elementsOf(value, what, range, context);
  if (elements === null || !shapeHolds(elements, what, rule, value, context)) return new Float32Array(0);
  const type = typeOf(elements, what, ['f32'], 'f32', value, context);
  return (type && convert(elements, type, what, range, context) as Float32Array | null) ?? new Float32Array(0);
}

/** One number, or as many as the rule says: one a channel, or one a neuron. */
export function parameter(value: ValueSyntax, what: string, rule: ShapeRule, range: Range, context: Context): Parameter {
  return value.kind === 'number' || value.kind === 'string' || value.kind === 'call'
    ? scalar(value, what, range, context)
    : vector(value, what, rule, range, context);
}

/** Whole numbers of 32 bits: indices. null after an error. */
export function indices(value: ValueSyntax, what: string, rule: ShapeRule, range: Range, context: Context): Int32Array | null {
  const elements = elementsOf(value, what, range, context);
  if (elements === null || !shapeHolds(elements, what, rule, value, context)) return null;
  const type = typeOf(elements, what, ['i32'], 'i32', value, context);
  return type && convert(elements, type, what, range, context) as Int32Array | null;
}

/** Any shape: of values that are no tensors, or where the right shape is not known. */
export const ANY_SHAPE: ShapeRule = { holds: () => true, words: 'any shape' };

/** A list of any length. */
export const ANY_LENGTH: ShapeRule = { holds: (shape) => shape.length === 1, words: '[length]' };

/** Exactly this shape; any when the shape is not known (empty). */
export function exactly(shape: readonly number[]): ShapeRule {
  const words = printShape(shape);
  return { holds: (found) => shape.length === 0 || printShape(found) === words, words };
}

/** One value a channel or one a neuron; any number of them when the shape is not known (empty). */
export function parameterRule(shape: readonly number[]): ShapeRule {
  const shapes = [...new Set([[shape[0]!], [sizeOf(shape)], shape].map(printShape))];
  return { holds: (found) => shape.length === 0 || shapes.includes(printShape(found)), words: shapes.join(' or ') };
}

function shapeHolds(elements: Elements, what: string, rule: ShapeRule, value: ValueSyntax, context: Context): boolean {
  if (rule.holds(elements.shape)) return true;
  report(context, 'S420', { what, expected: rule.words, found: printShape(elements.shape) }, value.span);
  return false;
}

/** The type that the elements become; null when the text states one that is not allowed. */
function typeOf(elements: Elements, what: string, allowed: readonly ElementType[], natural: ElementType, value: ValueSyntax, context: Context): ElementType | null {
  const { stated, stored } = elements;
  if (stated === null) return stored !== null && allowed.includes(stored) ? stored : natural;
  if (allowed.includes(stated)) return stated;
  report(context, 'S421', { what, type: stated, expected: allowed.join(' or ') }, value.span);
  return null;
}

const INTEGERS: Readonly<Partial<Record<ElementType, readonly [low: number, high: number]>>> = { i8: [-128, 127], i16: [-32768, 32767], i32: [-(2 ** 31), 2 ** 31 - 1] };

/** Elements of the wanted type; null when one of them cannot be one, which is reported. */
function convert(elements: Elements, type: ElementType, what: string, range: Range, context: Context): TensorData | null {
  const { values, stored } = elements;
  const data = stored === type ? values : allocate(type, values.length);
  if (data !== values) data.set(values);
  const [low, high] = INTEGERS[type] ?? [-Infinity, Infinity];
  for (let index = 0; index < data.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(data[index]!) || !Number.isFinite(value) || value < low || value > high || (type !== 'f32' && data[index] !== value)) {
      report(context, 'S422', { what, value: String(value), index, type }, elements.spanOf(index));
      return null;
    }
    if (!range.holds(value)) {
      report(context, 'S418', { what: `${what} at index ${index}`, value: String(value), expected: range.words }, elements.spanOf(index));
      return null;
    }
  }
  if (stored === 'f64') warnOfRounding(values, data, what, elements, context);
  return data;
}

function warnOfRounding(values: TensorData, data: TensorData, what: string, elements: Elements, context: Context): void {
  let count = 0;
  for (let index = 0; index < data.length; index++) if (data[index] !== values[index]) count++;
  if (count > 0) report(context, 'S423', { what, count }, elements.spanOf(0));
}
