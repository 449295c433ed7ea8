import { fail } from '../../diagnostics/diagnostic.ts';
import { elementType, sizeOf, tensor, type ElementType, type Tensor, type TensorData } from '../../ir/tensor.ts';
import { readElements } from './elements.ts';
import { readFileBytes } from './file-bytes.ts';
import { readHeader } from './npy-header.ts';

/**
 * Reads an .npy array (versions 1, 2, 3; numpy.lib.format).
 * Element types: bool and u1 give u8; i1, i2, i4 themselves; u2 i32; f2 and f4 f32; f8 f64; u4, i8, u8 i32 where all values fit,
 * else f64. Arrays in Fortran order come out row-major.
 * @param source a file, or bytes already read, then `name` names them in diagnostics
 * @throws DiagnosticError S101, S450..S454
 */
export function readNpy(source: string | Uint8Array, name = typeof source === 'string' ? source : 'array'): Tensor {
  const bytes = typeof source === 'string' ? readFileBytes(source) : source;
  return decodeNpy(bytes, { file: name });
}

/** As readNpy; `where` tells the entry of an archive too. */
export function decodeNpy(bytes: Uint8Array, where: { readonly file: string; readonly place?: string }): Tensor {
  const { type, bigEndian, fortranOrder, shape, dataOffset } = readHeader(bytes, where);
  const found = bytes.length - dataOffset;
  const expected = sizeOf(shape) * type.size_bytes;
  if (found !== expected) fail('S453', { expected, found }, where);
  // A plain view: `slice` of a Buffer would not copy.
  const stored = new Uint8Array(bytes.buffer, bytes.byteOffset + dataOffset, found);
  const data = readElements(stored, type, bigEndian);
  if (data === null) return fail('S454', {}, where);
  return tensor(shape, fortranOrder ? rowMajor(data, shape) : data);
}

const DESCRIPTIONS: Readonly<Record<ElementType, string>> = { f32: '<f4', f64: '<f8', i8: '|i1', i16: '<i2', i32: '<i4', u8: '|u1' };

/** The bytes of an .npy file, version 1.0, row-major, little-endian: those that numpy.save writes. */
export function encodeNpy({ shape, data }: Tensor): Uint8Array {
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${DESCRIPTIONS[elementType(data)]}', 'fortran_order': False, 'shape': (${extents}), }`;
  const unpadded = 10 + dictionary.length + 1;
  const total = Math.ceil(unpadded / 64) * 64;
  const header = `${dictionary}${' '.repeat(total - unpadded)}\n`;
  const bytes = new Uint8Array(total + data.byteLength);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(Buffer.from(header, 'latin1'), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), total);
  return bytes;
}

/** Fortran order counts the first index fastest. */
function rowMajor(data: TensorData, shape: readonly number[]): TensorData {
  const out = data.slice();
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
