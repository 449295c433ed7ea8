import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { floatAttribute, floatsAttribute, hasAttribute, integerAttribute, integersAttribute, tensorAttribute } from '../attributes.ts';
import { ELEMENT } from '../model.ts';
import { computed, reshapedComputed } from '../quantised/constants.ts';
import { elementTypeOf, isFloat } from '../quantised/integer-types.ts';
import { integersOf, requiredConstantAt, shapeOf, type Numbers, type Operator, type Step } from '../step.ts';

/** Constant: a tensor, or numbers in an attribute. */
export const constant: Operator = (step) => {
  const tensor = tensorAttribute(step, 'value');
  if (tensor !== null) return { kind: 'constant', tensor: { ...tensor, name: tensor.name || (step.node.outputs[0] ?? '') } };
  const [integers, floats] = [integersAttribute(step, 'value_ints'), floatsAttribute(step, 'value_floats')];
  if (integers !== null) return vector(integers);
  if (floats !== null) return computed(step, [floats.length], ELEMENT.float, Float32Array.from(floats), null);
  if (hasAttribute(step, 'value_int')) return scalar(integerAttribute(step, 'value_int', 0));
  if (hasAttribute(step, 'value_float')) return computed(step, [], ELEMENT.float, Float32Array.of(floatAttribute(step, 'value_float', 0)), null);
  return fail('S311', { setting: 'value', value: 'sparse, text or left out', accepted: 'a tensor, or numbers (value, value_int, value_ints, value_float, value_floats)' }, step.where);
};

/** Shape of a value, with its batch; a free batch counts as 1. */
export const shape: Operator = (step) => {
  const value = step.inputs[0];
  if (value?.kind === 'signal') return vector(sliced(step, [step.batch, ...value.shape]));
  return vector(sliced(step, shapeOf(requiredConstantAt(step, 0))));
};

export const gather: Operator = (step) => {
  const list = listAt(step, 0);
  const indices = requiredConstantAt(step, 1);
  if (integerAttribute(step, 'axis', 0) !== 0) refuseFolding(step);
  const values = integersOf(step, indices).map((index) => list.at(index) ?? refuseFolding(step));
  return { kind: 'numbers', shape: shapeOf(indices), values };
};

export const concat: Operator = (step) => bounded(step, step.inputs.flatMap((_, index) => listAt(step, index)));

/** Cast between integers changes no number that a shape may hold; floats are read as float32 whatever they are. */
export const cast: Operator = (step) => {
  const input = requiredConstantAt(step, 0);
  const to = integerAttribute(step, 'to', 0);
  if (isFloat(elementTypeOf(input)) && (to === ELEMENT.float || to === ELEMENT.double)) return input;
  return { kind: 'numbers', shape: shapeOf(input), values: integersOf(step, input) };
};

/** Reshape, Squeeze, Unsqueeze and Flatten of a constant, a tensor of weights among them: `extents` gives its new shape. */
export function reshapeConstant(extents: (step: Step, full: readonly number[]) => readonly number[] | null): Operator {
  return (step) => {
    const input = requiredConstantAt(step, 0);
    const from = shapeOf(input);
    const to = extents(step, from);
    const whole = to?.every((extent) => Number.isInteger(extent) && extent >= 0) ?? false;
    if (to === null || !whole || sizeOf(to) !== sizeOf(from)) return fail('S313', { from, to: to?.slice(0, 16) ?? [] }, step.where);
    switch (input.kind) {
      case 'numbers': return { ...input, shape: to };
      case 'constant': return { ...input, tensor: { ...input.tensor, dimensions: to } };
      case 'computed': return reshapedComputed(input, to);
    }
  };
}

/** Arithmetic of two lists of numbers, one of which may be a single number. */
export function arithmetic(operation: (left: number, right: number) => number): Operator {
  return (step) => {
    const [left, right] = [requiredConstantAt(step, 0), requiredConstantAt(step, 1)];
    const [leftValues, rightValues] = [integersOf(step, left), integersOf(step, right)];
    const length = Math.max(leftValues.length, rightValues.length);
    if (![leftValues, rightValues].every((values) => values.length === 1 || values.length === length)) refuseFolding(step);
    const values = Array.from({ length }, (_, index) => operation(leftValues[index % leftValues.length]!, rightValues[index % rightValues.length]!));
    const longer = sizeOf(shapeOf(left)) === length ? left : right;
    return { kind: 'numbers', shape: shapeOf(longer), values };
  };
}

/** Longest list a shape computation may build: no tensor has so many axes. */
const LONGEST_LIST = 4096;

function vector(values: readonly number[]): Numbers {
  return { kind: 'numbers', shape: [values.length], values };
}

function scalar(value: number): Numbers {
  return { kind: 'numbers', shape: [], values: [value] };
}

function bounded(step: Step, values: readonly number[]): Numbers {
  if (values.length > LONGEST_LIST) refuseFolding(step);
  return vector(values);
}

/** Attributes start and end of Shape, since opset 15. */
function sliced(step: Step, extents: readonly number[]): readonly number[] {
  const start = integerAttribute(step, 'start', 0);
  return hasAttribute(step, 'end') ? extents.slice(start, integerAttribute(step, 'end', 0)) : extents.slice(start);
}

function listAt(step: Step, index: number): readonly number[] {
  const input = requiredConstantAt(step, index);
  if (shapeOf(input).length > 1) refuseFolding(step);
  return integersOf(step, input);
}

function refuseFolding(step: Step): never {
  return fail('S312', { operand: 'one of its inputs', wanted: 'a short list of integers', operator: step.node.operator }, step.where);
}
