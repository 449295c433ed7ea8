import { DiagnosticError, fail, type Where } from '../../../diagnostics/diagnostic.ts';
import { integerAttribute, integersAttribute } from '../attributes.ts';
import { emptyDraft } from '../draft.ts';
import { lengthOf, type ByteFile } from '../bytes.ts';
import type { NodeHeader } from '../model.ts';
import { normalAxis } from '../operators/extents.ts';
import { padsOf } from '../operators/shape.ts';
import { planeOf, readWindow, type SlidingWindow } from '../operators/windows.ts';
import { placeOf } from '../place.ts';
import { integersOf, isConstant as isConstantValue, requiredConstantAt, shapeOf, signalAt, type Signal, type Step, type Value } from '../step.ts';
import { storedAt } from './constants.ts';
import { internValue, isConstant, OWN, valueOf, type Flow } from './flow.ts';

/** Extents of a result, the batch first, from a node and its operands. */
type Extents = (step: Step, full: readonly number[]) => readonly number[];

/**
 * Operators that are more than element-wise and stay whole: synaptic ones, pools, moves. What they make of values is told by
 * `operators/` when the network is built; here only the shape of the result is asked for.
 */
const STRUCTURES: ReadonlyMap<string, Extents> = new Map<string, Extents>([
  ['ArgMax', reduced],
  ['AveragePool', pooled],
  ['BatchNormalization', (_, full) => full],
  ['Clip', (_, full) => full],
  ['Concat', joined],
  ['Conv', convolved],
  ['Gemm', (step, full) => [full[0]!, columnsOf(step, integerAttribute(step, 'transB', 0) !== 0)]],
  ['GlobalAveragePool', (_, full) => [...full.slice(0, 2), ...full.slice(2).map(() => 1)]],
  ['LogSoftmax', (_, full) => full],
  ['MatMul', (step, full) => [...full.slice(0, -1), columnsOf(step, false)]],
  ['MaxPool', pooled],
  ['Pad', padded],
  ['ReduceMean', reduced],
  ['ReduceSum', reduced],
  ['Softmax', (_, full) => full],
  ['Transpose', transposed],
]);

export function isStructure(operator: string): boolean {
  return STRUCTURES.has(operator);
}

/** The value of such an operator; equal nodes on equal operands are one. @throws DiagnosticError for shapes and settings that do not fit */
export function structure(flow: Flow, node: NodeHeader, operands: readonly (number | null)[]): number {
  const ids = operands.map((id) => id ?? -1);
  const key = `${node.operator}|${ids.join(',')}|${attributeKey(flow.file, node)}`;
  const known = flow.keys.get(key);
  if (known !== undefined) return known;
  const first = valueOf(flow, ids[0]!);
  const step = asActivation(probe(flow, node, operands), first.dims);
  const dims = STRUCTURES.get(node.operator)!(step, first.dims);
  if (!dims.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    fail('S310', { what: 'operands', shape: dims, wanted: 'extents of at least 1', input: first.dims }, step.where);
  }
  return internValue(flow, key, { operator: node.operator, operands: ids, dims, kind: first.kind, node });
}

/** A value whose node was refused: what reads it is passed over. */
export function broken(flow: Flow): number {
  return internValue(flow, OWN.broken, { operator: OWN.broken, dims: [] });
}

/** A node and its operands in the form in which `operators/` take them; its draft goes nowhere. */
export function probe(flow: Flow, node: NodeHeader, operands: readonly (number | null)[]): Step {
  const place = placeOf(node);
  const where: Where = { file: flow.file.path, place };
  return {
    file: flow.file, node, inputs: operands.map((id) => (id === null ? null : standIn(flow, id))), opset: flow.opset, batch: batchOf(flow, operands),
    draft: emptyDraft(), name: 'population', where, origin: { file: flow.file.path, place }, soleReader: () => false, note: () => undefined,
  };
}

/** What comes first is treated as activations, constant or not: states before the first timestep are. */
function asActivation(step: Step, dims: readonly number[]): Step {
  return { ...step, inputs: step.inputs.with(0, { kind: 'signal', population: '', shape: dims.slice(1), shared: true, dropped: null }) };
}

function standIn(flow: Flow, id: number): Value {
  const value = valueOf(flow, id);
  if (isConstant(value)) return storedAt(flow, id);
  return { kind: 'signal', population: '', shape: value.dims.slice(1), shared: true, dropped: null };
}

function batchOf(flow: Flow, operands: readonly (number | null)[]): number {
  const first = operands[0] ?? null;
  return first === null ? 1 : valueOf(flow, first).dims[0] ?? 1;
}

/** The bytes of the attributes, so that equal nodes have equal keys; a node with endless attributes is like no other. */
export function attributeKey(file: ByteFile, node: NodeHeader): string {
  let key = '';
  for (const { message } of node.attributes) {
    if (lengthOf(message) > LONGEST_ATTRIBUTE) return `${key}|node ${node.index}`;
    const bytes = new Uint8Array(lengthOf(message));
    const { start, bytes: window } = file.windowAt(message.start, bytes.length);
    key += `|${Buffer.from(window.buffer, window.byteOffset + message.start - start, bytes.length).toString('latin1')}`;
  }
  return key;
}

const LONGEST_ATTRIBUTE = 4096;

function convolved(step: Step, full: readonly number[]): readonly number[] {
  const weights = shapeOf(requiredConstantAt(step, 1));
  return [full[0]!, weights[0]!, ...slid(step, full, weights.slice(2))];
}

function pooled(step: Step, full: readonly number[]): readonly number[] {
  return [...full.slice(0, 2), ...slid(step, full, integersAttribute(step, 'kernel_shape') ?? full.slice(2))];
}

/** Extents of the planes after a window; planes of one axis have height 1. */
function slid(step: Step, full: readonly number[], kernel: readonly number[]): readonly number[] {
  const window: SlidingWindow = readWindow(step, planeOf(step, signalAt(step, 0)), kernel.length === 1 ? [1, kernel[0]!] : [kernel[0]!, kernel[1]!], integerAttribute(step, 'ceil_mode', 0) !== 0);
  return full.length === 3 ? [window.output[1]] : window.output;
}

function columnsOf(step: Step, transposed: boolean): number {
  const shape = shapeOf(requiredConstantAt(step, 1));
  return shape[transposed ? 0 : 1] ?? NaN;
}

function joined(step: Step, full: readonly number[]): readonly number[] {
  const axis = normalAxis(step, integerAttribute(step, 'axis', 1), full.length, full.length - 1);
  const extents = step.inputs.map((value) => fullShape(step, value)[axis] ?? NaN);
  return full.with(axis, extents.reduce((sum, extent) => sum + extent, 0));
}

function fullShape(step: Step, value: Value | null): readonly number[] {
  if (value === null) return [];
  return isConstantValue(value) ? shapeOf(value) : [step.batch, ...(value as Signal).shape];
}

function padded(step: Step, full: readonly number[]): readonly number[] {
  const pads = padsOf(step, full.length);
  return full.map((extent, axis) => extent + pads[axis]! + pads[axis + full.length]!);
}

function transposed(step: Step, full: readonly number[]): readonly number[] {
  return orderOf(step, full.length).map((axis) => full[axis]!);
}

/** Order of the axes of a Transpose. @throws DiagnosticError S311 */
export function orderOf(step: Step, rank: number): readonly number[] {
  const order = integersAttribute(step, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length === rank && Array.from({ length: rank }).every((_, axis) => order.includes(axis))) return order;
  return fail('S311', { setting: 'perm', value: `[${order.slice(0, 8).join(', ')}]`, accepted: `each of the axes 0 to ${rank - 1} once` }, step.where);
}

function reduced(step: Step, full: readonly number[]): readonly number[] {
  const axes = reducedAxes(step, full.length);
  const kept = integerAttribute(step, 'keepdims', 1) !== 0;
  const dims = full.map((extent, axis) => (axes.includes(axis) ? 1 : extent)).filter((_, axis) => kept || !axes.includes(axis));
  return dims.length === 0 ? [1] : dims;
}

/** Axes that a Reduce operator or ArgMax takes together. @throws DiagnosticError S311 */
export function reducedAxes(step: Step, rank: number): readonly number[] {
  if (step.node.operator === 'ArgMax') return [normalAxis(step, integerAttribute(step, 'axis', 0), rank, rank - 1)];
  const second = step.inputs[1] ?? null;
  const stated = second !== null && isConstantValue(second) ? integersOf(step, second) : integersAttribute(step, 'axes');
  if (stated === null || stated.length === 0) return Array.from({ length: rank }, (_, axis) => axis);
  return stated.map((axis) => normalAxis(step, axis, rank, rank - 1));
}

/** `work`, or null when its operands do not go together. */
export function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}
