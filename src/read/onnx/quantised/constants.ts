import { fail } from '../../../diagnostics/diagnostic.ts';
import { ROUNDINGS } from '../../../forward/activate.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { ELEMENT } from '../model.ts';
import {
  constantAt, floatsOf, operandName, requiredConstantAt, shapeOf, type Computed, type ConstantValue, type Grid, type Operator, type Step,
} from '../step.ts';
import { elementTypeOf, isIntegerType, levelsOf, rangeOf } from './integer-types.ts';
import { axisAttribute, quantiserAt, refuseBlocks, statedType, type Quantiser } from './quantiser.ts';

/** QuantizeLinear of a constant: weights on their way to levels, in the float32 arithmetic of ONNX. */
export const quantizeConstant: Operator = (step) => {
  refuseBlocks(step);
  const input = requiredConstantAt(step, 0);
  const extents = shapeOf(input);
  const quantiser = quantiserAt(step, { scale: 1, zeroPoint: 2, extents, axis: () => axisAttribute(step, extents.length, 1), elementType: statedType(step) });
  const { low, high } = rangeOf(step, quantiser.elementType);
  const values = Float32Array.from(floatsOf(step, input));
  const round = ROUNDINGS['half-even'];
  const { zeroPoint } = quantiser;
  eachScale(values, extents, quantiser, (value, scale, place) =>
    Math.min(high, Math.max(low, round(Math.fround(value / scale)) + zeroPoint[zeroPoint.length > 1 ? place : 0]!)));
  return computed(step, extents, quantiser.elementType, values, null);
};

/** DequantizeLinear of a constant: levels times scale, and the grid they stand on. */
export const dequantizeConstant: Operator = (step) => {
  refuseBlocks(step);
  const input = requiredConstantAt(step, 0);
  const extents = shapeOf(input);
  return dequantised(step, input, 1, quantiserAt(step, {
    scale: 1, zeroPoint: 2, extents, axis: () => axisAttribute(step, extents.length, 1), elementType: elementTypeOf(input),
  }));
};

/** The floats that integers stand for; `scaleIndex` is the input that holds the scale. @throws DiagnosticError S350 where a float is not finite */
export function dequantised(step: Step, constant: ConstantValue, scaleIndex: number, quantiser: Quantiser): Computed {
  const extents = shapeOf(constant);
  const { zeroPoint } = quantiser;
  const levels = Float32Array.from(levelsOf(step, constant));
  eachScale(levels, extents, quantiser, (integer, _, place) => integer - zeroPoint[zeroPoint.length > 1 ? place : 0]!);
  const axis = quantiser.scale.length > 1 ? quantiser.axis : null;
  return scaledLevels(step, extents, levels, { scale: quantiser.scale, axis }, scaleIndex);
}

/** Levels times their scales, and the grid that they stand on. The levels are overwritten. @throws DiagnosticError S350 where a float is not finite */
export function scaledLevels(step: Step, shape: readonly number[], levels: Float32Array, scales: Scales, scaleIndex: number): Computed {
  let largest = 0;
  let exact = true;
  eachScale(levels, shape, scales, (level, scale, place) => {
    const value = Math.fround(level * scale);
    if (!Number.isFinite(value)) fail('S350', { operand: operandName(step, scaleIndex), index: place, value: scale, reason: 'a level times this scale is no finite number' }, step.where);
    largest = Math.max(largest, Math.abs(level));
    exact &&= Math.round(value / scale) === level;
    return value;
  });
  return computed(step, shape, ELEMENT.float, levels, exact ? { ...scales, largest } : null);
}

/** Clip of a constant: the levels of a quantiser with fewer bits than its type has. */
export const clipConstant: Operator = (step) => {
  const input = requiredConstantAt(step, 0);
  const elementType = elementTypeOf(input) ?? ELEMENT.float;
  const integers = isIntegerType(elementType);
  const numbersOf = (constant: ConstantValue): Int32Array | Float32Array => (integers ? levelsOf(step, constant) : floatsOf(step, constant));
  const [low, high] = [1, 2].map((index) => {
    const bound = constantAt(step, index);
    if (bound === null) return null;
    if (sizeOf(shapeOf(bound)) !== 1) fail('S310', { what: index === 1 ? 'min' : 'max', shape: shapeOf(bound), wanted: 'one number', input: shapeOf(input) }, step.where);
    return numbersOf(bound)[0]!;
  });
  const values = Float32Array.from(numbersOf(input), (value) => Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value)));
  return computed(step, shapeOf(input), integers ? elementType : ELEMENT.float, values, null);
};

export function computed(step: Step, shape: readonly number[], elementType: number, values: Float32Array, grid: Grid | null): Computed {
  return { kind: 'computed', name: step.node.outputs[0] ?? '', shape, elementType, values, grid };
}

/** The same numbers, row-major, in another shape. */
export function reshapedComputed(constant: Computed, shape: readonly number[]): Computed {
  const { grid } = constant;
  if (grid === null || typeof grid.axis !== 'number') return { ...constant, shape };
  const inner = sizeOf(constant.shape.slice(grid.axis + 1));
  let behind = 1;
  let axis = shape.length - 1;
  while (axis >= 0 && !(behind === inner && shape[axis] === grid.scale.length)) behind *= shape[axis--]!;
  return { ...constant, shape, grid: { ...grid, axis: axis < 0 ? 'mixed' : axis } };
}

/** One scale, one an entry of an axis, or (mixed) one an element. */
type Scales = Pick<Grid, 'scale' | 'axis'>;

/** Replaces every value by what `use` makes of it with the scale of its place, and the number of that place. */
function eachScale(values: Float32Array, shape: readonly number[], { scale, axis }: Scales, use: (value: number, scale: number, place: number) => number): void {
  const places = axis === null ? 1 : axis === 'mixed' ? values.length : shape[axis]!;
  const inner = axis === null ? values.length : axis === 'mixed' ? 1 : sizeOf(shape.slice(axis + 1));
  for (let start = 0; start < values.length; start += inner) {
    const place = (start / inner) % places;
    const by = scale[scale.length > 1 ? place : 0]!;
    for (let index = start; index < start + inner; index++) values[index] = use(values[index]!, by, place);
  }
}
