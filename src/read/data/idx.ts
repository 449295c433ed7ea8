import { fail } from '../../diagnostics/diagnostic.ts';

/** An idx file of unsigned bytes, as MNIST is distributed (yann.lecun.com/exdb/mnist). */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 8;
const ELEMENT_TYPES = [UNSIGNED_BYTE, 9, 11, 12, 13, 14];

/** Whether these bytes begin like an idx file. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && ELEMENT_TYPES.includes(bytes[2]!) && bytes[3]! > 0;
}

/** Bytes that an idx file of unsigned bytes must have by its header; null when these bytes are no such header. */
export function idxSize_bytes(bytes: Uint8Array): number | null {
  if (!isIdx(bytes) || bytes[2] !== UNSIGNED_BYTE || bytes.length < 4 + 4 * bytes[3]!) return null;
  return 4 + 4 * bytes[3]! + shapeOf(bytes).reduce((product, extent) => product * extent, 1);
}

/** @throws DiagnosticError S202, S203 */
export function decodeIdx(bytes: Uint8Array, file: string): Idx {
  if (!isIdx(bytes)) fail('S203', { reason: `it begins with ${[...bytes.subarray(0, 4)].join(', ') || 'nothing'}` }, { file });
  if (bytes[2] !== UNSIGNED_BYTE) fail('S203', { reason: `its element type is 0x${bytes[2]!.toString(16).padStart(2, '0')}` }, { file });
  const header_bytes = 4 + 4 * bytes[3]!;
  const expected = idxSize_bytes(bytes) ?? header_bytes;
  if (bytes.length !== expected) fail('S202', { format: 'its header', expected, found: bytes.length }, { file });
  return { shape: shapeOf(bytes), data: bytes.subarray(header_bytes) };
}

function shapeOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes[3]! }, (_, axis) => view.getUint32(4 + 4 * axis));
}
