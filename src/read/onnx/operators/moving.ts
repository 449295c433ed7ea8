import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute, integersAttribute } from '../attributes.ts';
import { addProjection } from '../draft.ts';
import {
  alias, constantAt, growInto, growPopulation, integersOf, populationShape, requiredConstantAt, shapeOf, signalAt, type Connection, type Signal, type Step,
} from '../step.ts';
import { normalAxis } from './extents.ts';

/** Entries start, start + stride, ... of an axis of a sample (0 is the first behind the batch). */
export interface Range {
  readonly axis: number;
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

/** A part of the activations along one axis. */
export function partOf(step: Step, input: Signal, { axis, start, stride, count }: Range): Signal {
  const extent = input.shape[axis]!;
  if (start === 0 && stride === 1 && count === extent) return { ...input, shared: true };
  const shape = input.shape.with(axis, count);
  const inner = sizeOf(input.shape.slice(axis + 1));
  if (isPlanes(step, input) && axis === 0) return growInto(step, shape, channels(input, count, extent, (entry) => start + entry * stride));
  if (isPlanes(step, input) && stride === 1) {
    const [before, after] = [-start, start + count - extent];
    return growInto(step, shape, { kind: 'padding', source: input.population, padding: axis === 1 ? [before, 0, after, 0] : [0, before, 0, after] });
  }
  return growInto(step, shape, moved(input, shape, (index) => {
    const outer = Math.floor(index / (inner * count));
    const entry = start + (Math.floor(index / inner) % count) * stride;
    return (outer * extent + entry) * inner + (index % inner);
  }));
}

/** Activations one after the other along an axis of a sample: each a projection into a part of the result. */
function joinedAlong(step: Step, inputs: readonly Signal[], axis: number): Signal {
  const [first] = inputs as [Signal];
  const extent = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = first.shape.with(axis, extent);
  const population = growPopulation(step, shape, { kind: 'linear' });
  const inner = sizeOf(shape.slice(axis + 1));
  let start = 0;
  for (const input of inputs) {
    const [own, offset] = [input.shape[axis]!, start];
    const projection = isPlanes(step, input) && axis === 0
      ? channels(input, extent, own, (entry) => entry - offset)
      : moved(input, shape, (index) => {
        const outer = Math.floor(index / (inner * extent));
        const entry = (Math.floor(index / inner) % extent) - offset;
        return entry < 0 || entry >= own ? -1 : (outer * own + entry) * inner + (index % inner);
      });
    addProjection(step.draft, { ...projection, destination: population, origin: step.origin });
    start += own;
  }
  return { kind: 'signal', population, shape, shared: false, dropped: null };
}

/** Split: parts of equal size, or of the sizes stated (an attribute up to opset 12, an input since). */
export function splitSignal(step: Step): readonly Signal[] {
  const input = signalAt(step, 0);
  const axis = sampleAxis(step, input, integerAttribute(step, 'axis', 0));
  const constant = step.opset < 13 ? null : constantAt(step, 1);
  const extent = input.shape[axis]!;
  const parts = step.node.outputs.length;
  const equal = Math.ceil(extent / parts);
  const sizes = (constant === null ? integersAttribute(step, 'split') : integersOf(step, constant)) ?? Array.from({ length: parts }, (_, index) => Math.min(equal, extent - index * equal));
  if (sizes.length !== parts || sizes.some((size) => !(size >= 1)) || sizes.reduce((sum, size) => sum + size, 0) !== extent) {
    fail('S311', { setting: 'split', value: `[${sizes.slice(0, 8).join(', ')}]`, accepted: `${parts} numbers that add up to ${extent}` }, step.where);
  }
  return sizes.map((count, index) => partOf(step, input, { axis, start: sizes.slice(0, index).reduce((sum, size) => sum + size, 0), stride: 1, count }));
}

/** Slice, one axis after the other; the batch stays whole. */
export function sliceSignal(step: Step): Signal {
  const input = signalAt(step, 0);
  const listAt = (index: number, attribute: string): readonly number[] | null => {
    if (step.opset < 10) return integersAttribute(step, attribute);
    const constant = constantAt(step, index);
    return constant === null ? null : integersOf(step, constant);
  };
  const [starts, ends] = [listAt(1, 'starts') ?? [], listAt(2, 'ends') ?? []];
  const axes = listAt(3, 'axes') ?? starts.map((_, axis) => axis);
  const strides = (step.opset < 10 ? null : listAt(4, '')) ?? starts.map(() => 1);
  let result = alias(step, input, 0);
  for (const [index, axis] of axes.entries()) {
    const rank = input.shape.length + 1;
    const at = normalAxis(step, axis, rank, rank - 1);
    const extent = at === 0 ? step.batch : result.shape[at - 1]!;
    const bounded = (bound: number): number => Math.min(extent, Math.max(0, bound < 0 ? bound + extent : bound));
    const [start, stride] = [bounded(starts[index] ?? 0), strides[index] ?? 1];
    const count = Math.ceil((bounded(ends[index] ?? extent) - start) / stride);
    if (!(stride >= 1) || !(count >= 1) || (at === 0 && count !== extent)) {
      fail('S311', { setting: `range of axis ${at}`, value: `${starts[index]}:${ends[index]}:${stride}`, accepted: at === 0 ? 'the whole batch' : `at least one of ${extent} entries, forwards` }, step.where);
    }
    if (at > 0) result = partOf(step, result, { axis: at - 1, start, stride, count });
  }
  return result;
}

/** Concat along an axis of a sample. */
export function concatSignals(step: Step): Signal {
  const inputs = step.inputs.map((_, index) => signalAt(step, index));
  const first = inputs[0] ?? fail('S312', { operand: 'number 0', wanted: 'activations', operator: step.node.operator }, step.where);
  const axis = sampleAxis(step, first, integerAttribute(step, 'axis', 0));
  for (const [index, { shape }] of inputs.entries()) {
    if (shape.length === first.shape.length && shape.every((extent, at) => at === axis || extent === first.shape[at])) continue;
    fail('S310', { what: `input ${index}`, shape, wanted: `the shape of the first input but along axis ${axis + 1}`, input: first.shape }, step.where);
  }
  return inputs.length === 1 ? alias(step, first, 0) : joinedAlong(step, inputs, axis);
}

/** Gather along an axis of a sample: entries in any order. */
export function gatherSignal(step: Step): Signal {
  const input = signalAt(step, 0);
  const axis = sampleAxis(step, input, integerAttribute(step, 'axis', 0));
  const indices = requiredConstantAt(step, 1);
  const extent = input.shape[axis]!;
  const list = integersOf(step, indices).map((index) => (index < 0 ? index + extent : index));
  const bad = list.find((index) => !(index >= 0 && index < extent));
  if (bad !== undefined || list.length === 0) fail('S311', { setting: 'indices', value: bad === undefined ? 'empty' : String(bad), accepted: `0 to ${extent - 1}` }, step.where);
  const shape = [...input.shape.slice(0, axis), ...shapeOf(indices), ...input.shape.slice(axis + 1)];
  const inner = sizeOf(input.shape.slice(axis + 1));
  return growInto(step, shape, moved(input, shape, (index) => {
    const outer = Math.floor(index / (inner * list.length));
    return (outer * extent + list[Math.floor(index / inner) % list.length]!) * inner + (index % inner);
  }));
}

/** Transpose; the batch stays first. */
export function transposeSignal(step: Step): Signal {
  const input = signalAt(step, 0);
  const rank = input.shape.length + 1;
  const order = integersAttribute(step, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length !== rank || order[0] !== 0 || !input.shape.every((_, axis) => order.includes(axis + 1))) {
    fail('S311', { setting: 'perm', value: `[${order.slice(0, 8).join(', ')}]`, accepted: `each of the axes 0 to ${rank - 1} once, the batch first` }, step.where);
  }
  const axes = order.slice(1).map((axis) => axis - 1);
  const shape = axes.map((axis) => input.shape[axis]!);
  const strides = axes.map((axis) => sizeOf(input.shape.slice(axis + 1)));
  return growInto(step, shape, moved(input, shape, (index) => {
    let [rest, from] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return from;
  }));
}

/** Axis of a sample from one that counts the batch. @throws DiagnosticError S311 for the batch itself */
function sampleAxis(step: Step, input: Signal, axis: number): number {
  const rank = input.shape.length + 1;
  const normal = normalAxis(step, axis, rank, rank - 1);
  if (normal === 0) fail('S311', { setting: 'axis', value: String(axis), accepted: 'an axis within a sample: samples stay apart' }, step.where);
  return normal - 1;
}

/** Whether the population holds the value as planes too: then a move of channels is a convolution of kernel 1, which folds into others. */
function isPlanes(step: Step, { population, shape }: Signal): boolean {
  const held = step.draft.populations.get(population)!.shape;
  return shape.length === 3 && held.length === 3 && held.every((extent, axis) => extent === shape[axis]) && shape[0]! <= MOST_CHANNELS;
}

const MOST_CHANNELS = 2048;

/** Channel i of the result is channel from(i) of the input, or silent where there is none. */
function channels(input: Signal, to: number, own: number, from: (entry: number) => number): Connection {
  const data = new Float32Array(to * own);
  for (let entry = 0; entry < to; entry++) if (from(entry) >= 0 && from(entry) < own) data[entry * own + from(entry)] = 1;
  return {
    kind: 'convolution', source: input.population, weights: { shape: [to, own, 1, 1], data }, bias: null,
    stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1, window: null,
  };
}

/** Neuron k of the result is neuron from(k) of the input; negative: of none. */
function moved(input: Signal, shape: readonly number[], from: (index: number) => number): Connection {
  const size = sizeOf(populationShape(shape));
  const sources = sizeOf(input.shape);
  const offsets = new Int32Array(sources + 1);
  for (let index = 0; index < size; index++) if (from(index) >= 0) offsets[from(index) + 1]! += 1;
  for (let source = 0; source < sources; source++) offsets[source + 1]! += offsets[source]!;
  const next = offsets.slice();
  const destinations = new Int32Array(offsets[sources]!);
  for (let index = 0; index < size; index++) {
    const source = from(index);
    if (source >= 0) destinations[next[source]!++] = index;
  }
  return { kind: 'sparse', source: input.population, size, offsets, destinations, values: new Float32Array(destinations.length).fill(1), bias: null };
}
