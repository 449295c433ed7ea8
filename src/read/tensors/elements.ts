import { fromBytes, type ElementType, type TensorData } from '../../ir/tensor.ts';
import { float16ToFloat } from './half-floats.ts';
import type { NumpyType } from './npy-header.ts';

/** Types that are held as they are stored; all others are converted. */
const SAME: Readonly<Record<string, ElementType>> = { b1: 'u8', u1: 'u8', i1: 'i8', i2: 'i16', i4: 'i32', f4: 'f32', f8: 'f64' };

/** Elements as stored in an .npy file -> typed array of this machine; null when an integer is beyond 2^53. */
export function readElements(stored: Uint8Array, type: NumpyType, bigEndian: boolean): TensorData | null {
  const bytes = bigEndian ? reversed(stored, type.size_bytes) : stored;
  const code = `${type.kind}${type.size_bytes}`;
  const same = SAME[code];
  if (same) return fromBytes(same, bytes);
  const aligned = bytes.byteOffset % type.size_bytes === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  const length = byteLength / type.size_bytes;
  switch (code) {
    case 'f2': return Float32Array.from(new Uint16Array(buffer, byteOffset, length), float16ToFloat);
    case 'u2': return Int32Array.from(new Uint16Array(buffer, byteOffset, length));
    case 'u4': return narrowed(Float64Array.from(new Uint32Array(buffer, byteOffset, length)));
    case 'i8': return fromLong(new BigInt64Array(buffer as ArrayBuffer, byteOffset, length));
    default: return fromLong(new BigUint64Array(buffer as ArrayBuffer, byteOffset, length));
  }
}

function reversed(bytes: Uint8Array, size: number): Uint8Array {
  const out = bytes.slice();
  for (let start = 0; start < out.length; start += size) out.subarray(start, start + size).reverse();
  return out;
}

function fromLong(values: BigInt64Array | BigUint64Array): TensorData | null {
  const out = new Float64Array(values.length);
  for (let index = 0; index < out.length; index++) {
    out[index] = Number(values[index]!);
    if (!Number.isSafeInteger(out[index])) return null;
  }
  return narrowed(out);
}

/** Whole numbers as i32 where all of them fit. */
function narrowed(values: Float64Array): TensorData {
  return values.every((value) => value === (value | 0)) ? Int32Array.from(values) : values;
}
