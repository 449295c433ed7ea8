import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integersAttribute, tensorAttribute } from '../attributes.ts';
import { transposeConstant } from '../quantised/transpose.ts';
import { constantAt, integersOf, requiredConstantAt, shapeOf, type Numbers, type Operator, type Step } from '../step.ts';
import { normalAxis } from './extents.ts';

/** Numbers of a computation of shapes may have a few axes, as the pads of PyTorch do. */
const MOST_NUMBERS = 4096;

/** Slice of small constants: entries of any axes, backwards too. Bounds are attributes in opset 9, inputs since. */
export const sliceConstant: Operator = (step) => {
  const input = requiredConstantAt(step, 0);
  const listAt = (index: number, attribute: string): readonly number[] | null => {
    if (step.opset < 10) return attribute === '' ? null : integersAttribute(step, attribute);
    const constant = constantAt(step, index);
    return constant === null ? null : integersOf(step, constant);
  };
  const [starts, ends] = [listAt(1, 'starts') ?? [], listAt(2, 'ends') ?? []];
  const axes = listAt(3, 'axes') ?? starts.map((_, axis) => axis);
  const strides = listAt(4, '') ?? starts.map(() => 1);
  let numbers: Numbers = small(step, { kind: 'numbers', shape: shapeOf(input), values: integersOf(step, input) });
  axes.forEach((axis, index) => {
    const at = normalAxis(step, axis, numbers.shape.length, numbers.shape.length - 1);
    numbers = taken(numbers, at, entries(step, numbers.shape[at]!, starts[index], ends[index], strides[index] ?? 1));
  });
  return numbers;
};

/** Numbers of the entries from start to end; `end` itself is left out. */
function entries(step: Step, extent: number, start = NaN, end = NaN, stride = 1): readonly number[] {
  if (Number.isNaN(start) || Number.isNaN(end) || !(Math.abs(stride) >= 1)) fail('S311', { setting: 'range', value: `${start}:${end}:${stride}`, accepted: 'a start, an end and a step for every axis' }, step.where);
  const bounded = (bound: number, low: number, high: number): number => Math.min(high, Math.max(low, bound < 0 ? bound + extent : bound));
  const [low, high] = stride > 0 ? [0, extent] : [-1, extent - 1];
  const first = bounded(start, Math.max(0, low), high);
  const count = Math.max(0, Math.ceil((bounded(end, low, high) - first) / stride));
  return Array.from({ length: count }, (_, index) => first + index * stride);
}

function taken({ shape, values }: Numbers, axis: number, list: readonly number[]): Numbers {
  const inner = sizeOf(shape.slice(axis + 1));
  const to = shape.with(axis, list.length);
  const result = Array.from({ length: sizeOf(to) }, (_, index) => {
    const outer = Math.floor(index / (inner * list.length));
    return values[(outer * shape[axis]! + list[Math.floor(index / inner) % list.length]!) * inner + (index % inner)]!;
  });
  return { kind: 'numbers', shape: to, values: result };
}

/** Transpose of numbers of two axes; tensors of weights as quantised models have them. */
export const transposeNumbers: Operator = (step) => {
  const input = requiredConstantAt(step, 0);
  if (input.kind !== 'numbers' || input.shape.length !== 2) return transposeConstant(step);
  const [rows, columns] = input.shape as [number, number];
  const order = integersAttribute(step, 'perm') ?? [1, 0];
  if (order[0] === 0) return input;
  return { kind: 'numbers', shape: [columns, rows], values: input.values.map((_, index) => input.values[(index % rows) * columns + Math.floor(index / rows)]!) };
};

/** ConstantOfShape of a short list. */
export const constantOfShape: Operator = (step) => {
  const shape = integersOf(step, requiredConstantAt(step, 0));
  const tensor = tensorAttribute(step, 'value');
  const size = sizeOf(shape);
  if (!shape.every((extent) => extent >= 0) || !(size <= MOST_NUMBERS)) fail('S320', { what: 'values of a constant', limit: MOST_NUMBERS }, step.where);
  const value = tensor === null ? 0 : integersOf(step, { kind: 'constant', tensor })[0] ?? 0;
  return { kind: 'numbers', shape, values: new Array<number>(size).fill(value) };
};

function small(step: Step, numbers: Numbers): Numbers {
  if (numbers.values.length > MOST_NUMBERS) fail('S320', { what: 'values of a constant', limit: MOST_NUMBERS }, step.where);
  return numbers;
}
