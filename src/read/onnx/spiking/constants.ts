import { createHash } from 'node:crypto';
import { sizeOf } from '../../../ir/tensor.ts';
import { ELEMENT, type TensorHeader } from '../model.ts';
import type { Computed, ConstantValue } from '../step.ts';
import { readIntegers, readUncheckedFloats } from '../tensors.ts';
import { addValue, internValue, isConstant, OWN, valueOf, type Flow, type FlowValue, type NumberKind } from './flow.ts';
import { elementAt, gridKey, gridOf, type Grid } from './grid.ts';

/** A constant of numbers that were computed or are known; equal ones are one value. */
export function numbersConstant(flow: Flow, dims: readonly number[], grid: Grid, kind: NumberKind = 'float', stored: ConstantValue | null = null): number {
  const key = `${OWN.constant}|${kind}|${dims.join('x')}|${gridKey(grid)}`;
  return internValue(flow, key, { operator: OWN.constant, dims, kind, constant: { grid, stored } });
}

/**
 * A tensor of the file. Small ones are read, so that equal numbers are one value whatever their names; large ones stay in the file unless
 * `compare` says that another of the same shape exists: then the copies of one tensor are found by their bytes.
 */
export function tensorConstant(flow: Flow, tensor: TensorHeader, compare: boolean): number {
  const size = sizeOf(tensor.dimensions);
  const kind = kindOf(tensor);
  if (kind !== null && size <= SMALL) return numbersConstant(flow, tensor.dimensions, readGrid(flow, tensor, kind), kind, { kind: 'constant', tensor });
  const value = { operator: OWN.constant, dims: tensor.dimensions, kind: kind ?? 'float', constant: { grid: null, stored: { kind: 'constant', tensor } } } as const;
  if (!compare || kind !== 'float' || size > MOST_READ) return addValue(flow, value);
  const numbers = readUncheckedFloats(flow.file, tensor);
  const digest = createHash('sha256').update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)).digest('base64');
  return internValue(flow, `${OWN.constant}|${tensor.dimensions.join('x')}|${digest}`, value);
}

/** A tensor that was computed from constants: weights out of their quantiser, or transposed. */
export function computedConstant(flow: Flow, value: Computed): number {
  return addValue(flow, { operator: OWN.constant, dims: value.shape, constant: { grid: null, stored: value } });
}

/** The numbers of a constant, read where they were not yet; null for other values and for tensors too large to compute with. */
export function gridAt(flow: Flow, id: number): Grid | null {
  const value = valueOf(flow, id);
  if (!isConstant(value)) return null;
  const { grid, stored } = value.constant!;
  if (grid !== null || stored === null) return grid;
  const read = readStored(flow, stored);
  if (read !== null) flow.values[id] = { ...value, constant: { grid: read, stored } };
  return read;
}

function readStored(flow: Flow, stored: ConstantValue): Grid | null {
  switch (stored.kind) {
    case 'numbers': return gridOf(stored.shape, Float64Array.from(stored.values));
    case 'computed': return gridOf(stored.shape, Float64Array.from(stored.values));
    case 'constant': {
      const kind = kindOf(stored.tensor);
      return kind === null || sizeOf(stored.tensor.dimensions) > MOST_READ ? null : readGrid(flow, stored.tensor, kind);
    }
  }
}

/** A constant as the operators of networks of activations take it. */
export function storedAt(flow: Flow, id: number): ConstantValue {
  const { constant, dims, kind } = valueOf(flow, id);
  if (constant!.stored !== null) return constant!.stored;
  const elements = elementsOf(constant!.grid!, dims);
  if (kind !== 'float') return { kind: 'numbers', shape: dims, values: elements };
  return { kind: 'computed', name: '', shape: dims, elementType: ELEMENT.float, values: Float32Array.from(elements), grid: null };
}

/** The numbers of a short constant in order; null for anything else. */
export function listAt(flow: Flow, id: number | null | undefined): readonly number[] | null {
  if (id === null || id === undefined) return null;
  const { dims } = valueOf(flow, id);
  const grid = sizeOf(dims) <= LONGEST_LIST ? gridAt(flow, id) : null;
  return grid === null ? null : elementsOf(grid, dims);
}

/** The number of a constant of one element. */
export function numberAt(flow: Flow, id: number | null | undefined): number | null {
  const list = listAt(flow, id);
  return list?.length === 1 ? list[0]! : null;
}

export function elementsOf(grid: Grid, dims: readonly number[]): number[] {
  return Array.from({ length: sizeOf(dims) }, (_, index) => elementAt(grid, dims, index));
}

/** Whether a value is a constant of zeros. */
export function isZeroConstant(flow: Flow, value: FlowValue): boolean {
  return isConstant(value) && gridAt(flow, value.id) === 0;
}

/** Values below this many are read at once. */
const SMALL = 1024;
/** Values that are computed with at most: states of populations are far below. */
const MOST_READ = 2 ** 24;
const LONGEST_LIST = 65_536;

const FLOATS: readonly number[] = [ELEMENT.float, ELEMENT.double, ELEMENT.float16, ELEMENT.bfloat16];
const WHOLES: readonly number[] = [ELEMENT.int64, ELEMENT.int32, ELEMENT.int16, ELEMENT.int8, ELEMENT.uint16, ELEMENT.uint8];

function kindOf({ elementType }: TensorHeader): NumberKind | null {
  if (FLOATS.includes(elementType)) return 'float';
  if (elementType === ELEMENT.bool) return 'truth';
  return WHOLES.includes(elementType) ? 'whole' : null;
}

function readGrid(flow: Flow, tensor: TensorHeader, kind: NumberKind): Grid {
  const numbers = kind === 'float' ? readUncheckedFloats(flow.file, tensor) : readIntegers(flow.file, tensor);
  return gridOf(tensor.dimensions, Float64Array.from(numbers));
}
