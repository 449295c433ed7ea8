import { fail } from '../../diagnostics/diagnostic.ts';
import { lengthOf, type ByteFile, type Region } from './bytes.ts';
import { openExternal } from './external-data.ts';
import { elementName, type TensorHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';
import { walkVarints, WIRE } from './wire.ts';

/** 4 GiB as float32; real tensors of crossbars are far below. */
const MOST_ELEMENTS = 2 ** 30;
/** Elements converted at a time. */
const PIECE_ELEMENTS = 65_536;

/** How many values the shape states. @throws DiagnosticError S320 */
export function elementCount(file: ByteFile, tensor: TensorHeader): number {
  const count = tensor.dimensions.reduce((product, extent) => (extent >= 0 ? product * extent : NaN), 1);
  if (!(count <= MOST_ELEMENTS)) {
    fail('S320', { what: `values of tensor '${printable(tensor.name)}' of shape [${tensor.dimensions.slice(0, 8).join(', ')}]`, limit: MOST_ELEMENTS }, { file: file.path });
  }
  return count;
}

/** A typed array of `count` values. @throws DiagnosticError S320 when memory does not suffice */
export function allocate<A>(file: ByteFile, tensor: TensorHeader, count: number, Kind: new (count: number) => A): A {
  try {
    return new Kind(count);
  } catch {
    return fail('S320', { what: `values of tensor '${printable(tensor.name)}' that fit into memory`, limit: count - 1 }, { file: file.path });
  }
}

/** Calls `read` with the raw bytes of the tensor, checked to be `expected` many, or null when they stand in typed fields. */
export function withBytes<T>(file: ByteFile, tensor: TensorHeader, expected: number, read: (source: ByteFile, region: Region | null) => T): T {
  if (tensor.external === null) {
    if (tensor.raw !== null) checkSize(file, tensor, expected, lengthOf(tensor.raw), 'bytes');
    return read(file, tensor.raw);
  }
  const external = openExternal(file, tensor, expected);
  try {
    return read(external.file, external.region);
  } finally {
    external.file.close();
  }
}

/** Reads `values` piece by piece from `start` on; an element may be half a byte. */
export function convertPieces<A extends Float32Array | Int32Array>(source: ByteFile, start: number, values: A, elementBytes: number, convert: (bytes: ArrayBuffer, values: A) => void): void {
  for (let index = 0; index < values.length; index += PIECE_ELEMENTS) {
    const piece = values.subarray(index, index + PIECE_ELEMENTS) as A;
    const bytes = new ArrayBuffer(Math.ceil(piece.length * elementBytes));
    source.readInto(new Uint8Array(bytes), start + index * elementBytes);
    convert(bytes, piece);
  }
}

/** The numbers of a field that is packed, or one of several. */
export function eachVarint(file: ByteFile, field: { readonly wire: number; readonly value: number; readonly region: Region }, visit: (value: number) => void): void {
  if (field.wire === WIRE.bytes) walkVarints(file, field.region, visit);
  else visit(field.value);
}

/** @throws DiagnosticError S306 when the file holds another count than the shape needs */
export function checkSize(file: ByteFile, tensor: TensorHeader, expected: number, found: number, unit: 'bytes' | 'values'): void {
  if (expected === found) return;
  fail('S306', { tensor: printable(tensor.name), shape: tensor.dimensions, expected, found, unit }, { file: file.path });
}

/** @throws DiagnosticError S307 */
export function refuseType(file: ByteFile, tensor: TensorHeader, accepted: string): never {
  return fail('S307', { tensor: printable(tensor.name), found: elementName(tensor.elementType), accepted }, { file: file.path });
}
