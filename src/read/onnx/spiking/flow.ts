import { fail } from '../../../diagnostics/diagnostic.ts';
import type { ByteFile } from '../bytes.ts';
import type { NodeHeader } from '../model.ts';
import type { ConstantValue } from '../step.ts';
import type { Grid } from './grid.ts';

/**
 * The values of a graph, each computed once: equal operations on equal operands are one value, constants are folded, other names for a
 * value have gone. Operands come before what is made of them, so ids are a topological order.
 */
export interface Flow {
  readonly file: ByteFile;
  readonly opset: number;
  /**
   * Whether a sum with 0 is a value of its own, one for each node. Such a node may add the state before the first timestep: without it
   * populations on one current would share their first potential.
   */
  readonly keepsZeros: boolean;
  readonly values: FlowValue[];
  readonly keys: Map<string, number>;
}

/** What the numbers of a value are: reals, whole numbers, or 0 and 1 for false and true. */
export type NumberKind = 'float' | 'whole' | 'truth';

export interface FlowValue {
  readonly id: number;
  /** An operator of ONNX, or one of `OWN`. */
  readonly operator: string;
  readonly operands: readonly number[];
  /** All extents, the batch among them. */
  readonly dims: readonly number[];
  readonly kind: NumberKind;
  /** The first node that gives it. */
  readonly node: NodeHeader | null;
  readonly constant: ConstantNumbers | null;
  /** Of a `merged` value: the element-wise operator that makes it of its operands. */
  readonly made: string;
  /** Of a `slice` or `stack`: where along which axis. */
  readonly cut: Cut | null;
  /** Name of the graph's input. */
  readonly name: string;
}

export interface ConstantNumbers {
  /** null for a tensor that was not read yet. */
  readonly grid: Grid | null;
  /** As the operators of networks of activations take it; null where only the grid is known. */
  readonly stored: ConstantValue | null;
}

/** Entries start, start + step, ... of an axis, `count` of them; start null: that of the running step of a loop. */
export interface Cut {
  readonly axis: number;
  readonly start: number | null;
  readonly step: number;
  readonly count: number;
}

/** Operators that no ONNX file has. */
export const OWN = {
  constant: '#constant', input: '#input', slice: '#slice', reshape: '#reshape', stack: '#stack', sequence: '#sequence',
  /** State of a loop as its body finds it, what a loop leaves of it, and what all its runs made of a value. */
  state: '#state', last: '#last', series: '#series', iteration: '#iteration',
  /** A current that is the same in every step, and the potential of the first one at once. */
  merged: '#merged',
  broken: '#broken',
} as const;

export function emptyFlow(file: ByteFile, opset: number, keepsZeros = false): Flow {
  return { file, opset, keepsZeros, values: [], keys: new Map() };
}

type NewValue = Pick<FlowValue, 'operator' | 'dims'> & Partial<Omit<FlowValue, 'id'>>;

/** Adds a value that is like no other. */
export function addValue(flow: Flow, { operator, dims, operands = [], kind = 'float', node = null, constant = null, made = '', cut = null, name = '' }: NewValue): number {
  const id = flow.values.length;
  if (id >= MOST_VALUES) fail('S320', { what: 'values', limit: MOST_VALUES }, { file: flow.file.path });
  flow.values.push({ id, operator, operands, dims, kind, node, constant, made, cut, name });
  return id;
}

/** The value of that key, added where there is none yet. */
export function internValue(flow: Flow, key: string, value: NewValue): number {
  const known = flow.keys.get(key);
  if (known !== undefined) return known;
  const id = addValue(flow, value);
  flow.keys.set(key, id);
  return id;
}

/**
 * Makes an element-wise value one that stands for itself, as a product with weights does: a current that enters in every step, beside being the
 * first potential, must not be taken apart there.
 */
export function sealAsCurrent(flow: Flow, id: number): void {
  const value = valueOf(flow, id);
  flow.values[id] = { ...value, operator: OWN.merged, made: value.operator };
}

export function valueOf(flow: Flow, id: number): FlowValue {
  return flow.values[id]!;
}

export function isConstant(value: FlowValue): boolean {
  return value.operator === OWN.constant;
}

const MOST_VALUES = 8_000_000;
