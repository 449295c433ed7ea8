import { fail } from '../../../diagnostics/diagnostic.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { ROUNDINGS } from '../../../forward/activate.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { ELEMENT } from '../model.ts';
import { computed } from '../quantised/constants.ts';
import { elementTypeOf, isFloat } from '../quantised/integer-types.ts';
import { floatsOf, integersOf, requiredConstantAt, shapeOf, type Computed, type ConstantValue, type Operator, type Step } from '../step.ts';
import { alignedTo, spreadOver } from './broadcast.ts';

/**
 * An operator on two constants: floats in float32, spread by the rules of broadcasting; integers as `integers` has it.
 * @throws DiagnosticError S309 where a result is not finite, S310 where shapes do not go together, S320
 */
export function floatsOr(use: (left: number, right: number) => number, integers: Operator): Operator {
  return (step) => {
    const [left, right] = [requiredConstantAt(step, 0), requiredConstantAt(step, 1)];
    if (!holdsFloats(left) && !holdsFloats(right)) return integers(step);
    const shape = jointShape(step, shapeOf(left), shapeOf(right));
    const [one, other] = [spread(step, left, shape), spread(step, right, shape)];
    return finite(step, computed(step, shape, ELEMENT.float, one.map((value, index) => use(value, other[index]!)), null));
  };
}

/** An operator on every number of a constant, in float32 where they are floats. @throws DiagnosticError S309 where a result is not finite */
export function eachNumber(use: (value: number) => number): Operator {
  return (step) => {
    const input = requiredConstantAt(step, 0);
    if (!holdsFloats(input)) return { kind: 'numbers', shape: shapeOf(input), values: integersOf(step, input).map(use) };
    return finite(step, computed(step, shapeOf(input), ELEMENT.float, floatsOf(step, input).map(use), null));
  };
}

/** What computes the parameters of activations and neurons from those that were trained. */
export const EACH_NUMBER: ReadonlyMap<string, Operator> = new Map([
  ['Abs', eachNumber(Math.abs)],
  ['Ceil', eachNumber(Math.ceil)],
  ['Exp', eachNumber(Math.exp)],
  ['Floor', eachNumber(Math.floor)],
  ['Log', eachNumber(Math.log)],
  ['Neg', eachNumber((value) => -value)],
  ['Reciprocal', eachNumber((value) => 1 / value)],
  ['Relu', eachNumber((value) => Math.max(0, value))],
  ['Round', eachNumber(ROUNDINGS['half-even'])],
  ['Sigmoid', eachNumber((value) => 1 / (1 + Math.exp(-value)))],
  ['Softplus', eachNumber((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))))],
  ['Sqrt', eachNumber(Math.sqrt)],
  ['Tanh', eachNumber(Math.tanh)],
]);

/** An attribute may hold whole numbers or others; tensors say what they hold. */
function holdsFloats(constant: ConstantValue): boolean {
  return constant.kind === 'numbers' ? !constant.values.every(Number.isInteger) : isFloat(elementTypeOf(constant));
}

/** Most values of a constant that is larger than what it was computed from. */
const MOST_VALUES = 2 ** 22;

function jointShape(step: Step, left: readonly number[], right: readonly number[]): readonly number[] {
  const rank = Math.max(left.length, right.length);
  const extent = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => (extent(left, axis) === 1 ? extent(right, axis) : extent(left, axis)));
  if (sizeOf(shape) > Math.max(MOST_VALUES, sizeOf(left), sizeOf(right))) fail('S320', { what: 'values of a constant', limit: MOST_VALUES }, step.where);
  return shape;
}

function spread(step: Step, constant: ConstantValue, shape: readonly number[]): Float32Array {
  const from = shapeOf(constant);
  const aligned = alignedTo(shape, from) ?? fail('S310', { what: 'constant', shape: from, wanted: 'a shape that spreads over the other input', input: shape }, step.where);
  const values = floatsOf(step, constant);
  return values.length === sizeOf(shape) ? values : spreadOver(shape, aligned, values);
}

function finite(step: Step, constant: Computed): Computed {
  const bad = constant.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) fail('S309', { tensor: printable(constant.name), index: String(bad), value: String(constant.values[bad]) }, step.where);
  return constant;
}
