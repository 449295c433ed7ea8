import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute, integersAttribute } from '../attributes.ts';
import { normalAxis } from '../operators/extents.ts';
import { elementsOf, gridAt, listAt, numbersConstant } from './constants.ts';
import { isConstant, OWN, valueOf, type Flow, type FlowValue } from './flow.ts';
import { elementAt, gridOf } from './grid.ts';
import type { Handler } from './handlers.ts';
import { reshape, stack } from './operations.ts';
import { slice } from './slices.ts';
import { isStructure, probe, structure } from './structure.ts';

/** Gather: entries of a constant, or entries at equal distances of a value. */
export const gather: Handler = ({ flow }, node, operands) => {
  const value = valueOf(flow, operands[0]!);
  const indices = valueOf(flow, operands[1]!);
  const step = probe(flow, node, operands);
  const axis = normalAxis(step, integerAttribute(step, 'axis', 0), value.dims.length, value.dims.length - 1);
  const dims = [...value.dims.slice(0, axis), ...indices.dims, ...value.dims.slice(axis + 1)];
  if (isIteration(flow, indices)) return [reshape(flow, slice(flow, value.id, { axis, start: null, step: 1, count: 1 }), dims, node)!];
  const list = listAt(flow, indices.id)?.map((index) => (index < 0 ? index + value.dims[axis]! : index));
  if (!list || list.length === 0) return [];
  if (!list.every((index) => index >= 0 && index < value.dims[axis]!)) fail('S311', { setting: 'indices', value: `[${list.slice(0, 8).join(', ')}]`, accepted: `0 to ${value.dims[axis]! - 1}` }, step.where);
  if (isConstant(value)) return gatherConstant(flow, value, axis, list, dims);
  const stride = (list[1] ?? list[0]! + 1) - list[0]!;
  if (stride < 1 || list.some((index, at) => index !== list[0]! + at * stride)) return [];
  return [reshape(flow, slice(flow, value.id, { axis, start: list[0]!, step: stride, count: list.length }), dims, node)!];
};

/** Whether a value is the number of the running step of a loop. */
function isIteration(flow: Flow, value: FlowValue): boolean {
  return value.operator === OWN.iteration || (value.operator === OWN.reshape && isIteration(flow, valueOf(flow, value.operands[0]!)));
}

function gatherConstant(flow: Flow, value: FlowValue, axis: number, list: readonly number[], dims: readonly number[]): readonly number[] {
  const grid = gridAt(flow, value.id);
  if (grid === null) return [];
  if (typeof grid === 'number') return [numbersConstant(flow, dims, grid, value.kind)];
  const inner = sizeOf(value.dims.slice(axis + 1));
  const values = new Float64Array(sizeOf(dims)).map((_, index) => {
    const outer = Math.floor(index / (inner * list.length));
    const entry = list[Math.floor(index / inner) % list.length]!;
    return elementAt(grid, value.dims, (outer * value.dims[axis]! + entry) * inner + (index % inner));
  });
  return [numbersConstant(flow, dims, gridOf(dims, values), value.kind)];
}

/** Slice: bounds are attributes in opset 9 and inputs since. */
export const sliceNode: Handler = ({ flow }, node, operands) => {
  const step = probe(flow, node, operands);
  const at = (index: number, attribute: string): readonly number[] | null => (flow.opset < 10 ? integersAttribute(step, attribute) : listAt(flow, operands[index]));
  const value = valueOf(flow, operands[0]!);
  const [starts, ends] = [at(1, 'starts'), at(2, 'ends')];
  if (starts === null || ends === null || (operands[4] !== undefined && operands[4] !== null && listAt(flow, operands[4]) === null)) return [];
  const axes = at(3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = (flow.opset < 10 ? null : listAt(flow, operands[4])) ?? starts.map(() => 1);
  let result = value.id;
  for (const [index, stated] of axes.entries()) {
    const axis = normalAxis(step, stated, value.dims.length, value.dims.length - 1);
    const extent = value.dims[axis]!;
    const stride = steps[index] ?? 1;
    if (stride < 0 && isConstant(value)) {
      result = backwards(flow, result, axis, starts[index]!, ends[index] ?? -extent - 1, stride);
      continue;
    }
    if (!(stride >= 1)) fail('S311', { setting: 'steps', value: String(stride), accepted: 'numbers of at least 1' }, step.where);
    const start: number = bounded(starts[index]!, extent);
    const end: number = bounded(ends[index] ?? extent, extent);
    const count = Math.ceil((end - start) / stride);
    if (!(count >= 0) || (count === 0 && !isConstant(value))) fail('S310', { what: 'range', shape: [start, end], wanted: 'at least one entry', input: value.dims }, step.where);
    result = count === 0 ? numbersConstant(flow, valueOf(flow, result).dims.with(axis, 0), 0, value.kind) : slice(flow, result, { axis, start, step: stride, count });
  }
  return [result];
};

/** Entries of a constant from the last to the first: PyTorch turns its pads so. */
function backwards(flow: Flow, id: number, axis: number, start: number, end: number, stride: number): number {
  const extent = valueOf(flow, id).dims[axis]!;
  const limited = (bound: number, low: number): number => Math.min(extent - 1, Math.max(low, bound < 0 ? bound + extent : bound));
  const first = limited(start, 0);
  const count = Math.max(0, Math.ceil((limited(end, -1) - first) / stride));
  return slice(flow, id, { axis, start: first, step: stride, count });
}

function bounded(bound: number, extent: number): number {
  return Math.min(extent, Math.max(0, bound < 0 ? bound + extent : bound));
}

/** Split: sizes are an attribute up to opset 12, an input since; equal parts without. */
export const split: Handler = ({ flow }, node, operands) => {
  const step = probe(flow, node, operands);
  const value = valueOf(flow, operands[0]!);
  const axis = normalAxis(step, integerAttribute(step, 'axis', 0), value.dims.length, value.dims.length - 1);
  const extent = value.dims[axis]!;
  const stated = flow.opset < 13 ? integersAttribute(step, 'split') : listAt(flow, operands[1]);
  const equal = Math.ceil(extent / node.outputs.length);
  const sizes = stated ?? node.outputs.map((_, index) => Math.min(equal, extent - index * equal));
  if (sizes.length !== node.outputs.length || sizes.some((size) => !(size >= 1)) || sizes.reduce((sum, size) => sum + size, 0) !== extent) {
    fail('S311', { setting: 'split', value: `[${sizes.slice(0, 8).join(', ')}]`, accepted: `${node.outputs.length} numbers that add up to ${extent}` }, step.where);
  }
  let start = 0;
  return sizes.map((count) => {
    const part = slice(flow, value.id, { axis, start, step: 1, count });
    start += count;
    return part;
  });
};

/** Concat: of constants a constant, of values of extent 1 along the axis a stack (usually of timesteps). */
export const concat: Handler = ({ flow }, node, operands) => {
  const ids = operands.filter((id) => id !== null);
  const values = ids.map((id) => valueOf(flow, id));
  const step = probe(flow, node, ids);
  const rank = values[0]?.dims.length ?? 0;
  if (rank === 0 || values.some((value) => value.dims.length !== rank)) return [];
  const axis = normalAxis(step, integerAttribute(step, 'axis', 0), rank, rank - 1);
  if (values.some((value) => value.dims.some((extent, at) => at !== axis && extent !== values[0]!.dims[at]))) {
    fail('S310', { what: 'operands', shape: values.find((value) => value.dims.some((extent, at) => at !== axis && extent !== values[0]!.dims[at]))!.dims, wanted: 'the extents of the first operand but along the axis', input: values[0]!.dims }, step.where);
  }
  if (values.every(isConstant)) return concatConstants(flow, values, axis);
  if (values.every((value) => value.dims[axis] === 1)) return [stack(flow, ids, axis, node)];
  return isStructure('Concat') && values.every((value) => !isConstant(value)) ? [structure(flow, node, ids)] : [];
};

function concatConstants(flow: Flow, values: readonly FlowValue[], axis: number): readonly number[] {
  const grids = values.map((value) => gridAt(flow, value.id));
  if (grids.some((grid) => grid === null)) return [];
  const extent = values.reduce((sum, value) => sum + value.dims[axis]!, 0);
  const dims = values[0]!.dims.with(axis, extent);
  const inner = values.map((value) => sizeOf(value.dims.slice(axis)));
  const lists = values.map((value, index) => elementsOf(grids[index]!, value.dims));
  const outer = sizeOf(dims.slice(0, axis));
  const result: number[] = [];
  for (let row = 0; row < outer; row++) {
    for (const [index, list] of lists.entries()) for (let at = row * inner[index]!; at < (row + 1) * inner[index]!; at++) result.push(list[at]!);
  }
  return [numbersConstant(flow, dims, gridOf(dims, Float64Array.from(result)), values[0]!.kind)];
}
