import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integersAttribute } from '../attributes.ts';
import { transpose } from '../operators/synaptic.ts';
import { floatsOf, requiredConstantAt, shapeOf, type Operator } from '../step.ts';
import { ELEMENT } from '../model.ts';
import { computed } from './constants.ts';
import { elementTypeOf, isIntegerType, levelsOf } from './integer-types.ts';

/** Transpose of constant weights, as exporters leave it between a quantiser and a matrix product. */
export const transposeConstant: Operator = (step) => {
  const input = requiredConstantAt(step, 0);
  const shape = shapeOf(input);
  if (shape.length > MOST_AXES) fail('S320', { what: 'axes of a constant', limit: MOST_AXES }, step.where);
  const order = integersAttribute(step, 'perm') ?? shape.map((_, axis) => axis).reverse();
  if (order.length !== shape.length || shape.some((_, axis) => !order.includes(axis))) {
    fail('S311', { setting: 'perm', value: `[${order.slice(0, 8).join(', ')}]`, accepted: `each of the axes 0 to ${shape.length - 1} once` }, step.where);
  }
  const elementType = elementTypeOf(input);
  const integers = isIntegerType(elementType);
  const values = integers ? Float32Array.from(levelsOf(step, input)) : floatsOf(step, input);
  const moved = order.length === 2 && order[0] === 1 ? transpose(values, shape[0]!, shape[1]!) : permute(values, shape, order);
  const grid = input.kind === 'computed' ? input.grid : null;
  return computed(step, order.map((axis) => shape[axis]!), integers ? elementType! : ELEMENT.float, moved,
    grid && { ...grid, axis: typeof grid.axis === 'number' ? order.indexOf(grid.axis) : grid.axis });
};

const MOST_AXES = 64;

/** Values of shape `shape` with their axes in another order. */
function permute(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const result = new Float32Array(values.length);
  const extents = order.map((axis) => shape[axis]!);
  const strides = order.map((axis) => sizeOf(shape.slice(axis + 1)));
  const at = new Array<number>(order.length).fill(0);
  for (let flat = 0, from = 0; flat < result.length; flat++) {
    result[flat] = values[from]!;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < extents[axis]!) break;
      from -= strides[axis]! * extents[axis]!;
      at[axis] = 0;
    }
  }
  return result;
}
