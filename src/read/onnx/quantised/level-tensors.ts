import { lengthOf, type ByteFile } from '../bytes.ts';
import { ELEMENT, type TensorHeader } from '../model.ts';
import { allocate, checkSize, convertPieces, eachVarint, elementCount, refuseType, withBytes } from '../tensor-bytes.ts';
import { walkMessage } from '../wire.ts';

/**
 * The integers of a quantised tensor: int8, uint8, int16, uint16, int32, and int4 and uint4, two a byte with the lower half first.
 * @throws DiagnosticError S302, S306, S307, S308, S320
 */
export function readLevels(file: ByteFile, tensor: TensorHeader): Int32Array {
  const format = FORMATS.get(tensor.elementType) ?? refuseType(file, tensor, 'int4, uint4, int8, uint8, int16, uint16 or int32');
  const count = elementCount(file, tensor);
  return withBytes(file, tensor, Math.ceil(count * format.bytes), (source, region) => {
    if (region === null) return readTypedLevels(file, tensor, count, format);
    const levels = allocate(file, tensor, count, Int32Array);
    convertPieces(source, region.start, levels, format.bytes, format.convert);
    return levels;
  });
}

interface Format {
  /** Of one element; half a byte for four bits. */
  readonly bytes: number;
  readonly convert: (bytes: ArrayBuffer, levels: Int32Array) => void;
}

const FORMATS: ReadonlyMap<number, Format> = new Map([
  [ELEMENT.int8, { bytes: 1, convert: (bytes: ArrayBuffer, levels: Int32Array) => levels.set(new Int8Array(bytes)) }],
  [ELEMENT.uint8, { bytes: 1, convert: (bytes: ArrayBuffer, levels: Int32Array) => levels.set(new Uint8Array(bytes)) }],
  [ELEMENT.int16, { bytes: 2, convert: (bytes: ArrayBuffer, levels: Int32Array) => levels.set(new Int16Array(bytes)) }],
  [ELEMENT.uint16, { bytes: 2, convert: (bytes: ArrayBuffer, levels: Int32Array) => levels.set(new Uint16Array(bytes)) }],
  [ELEMENT.int32, { bytes: 4, convert: (bytes: ArrayBuffer, levels: Int32Array) => levels.set(new Int32Array(bytes)) }],
  [ELEMENT.int4, { bytes: 0.5, convert: eachHalf((bits) => (bits << 28) >> 28) }],
  [ELEMENT.uint4, { bytes: 0.5, convert: eachHalf((bits) => bits) }],
]);

function eachHalf(convert: (bits: number) => number): Format['convert'] {
  return (bytes, levels) => {
    const pairs = new Uint8Array(bytes);
    for (let index = 0; index < levels.length; index++) levels[index] = convert((pairs[index >> 1]! >> (4 * (index % 2))) & 0xf);
  };
}

/** int32_data (5): an entry holds one element, or two of four bits as a byte does. Written out as bytes, little end first, they are as raw data. */
function readTypedLevels(file: ByteFile, tensor: TensorHeader, count: number, { bytes, convert }: Format): Int32Array {
  const width = Math.ceil(bytes);
  const entries = Math.ceil((count * bytes) / width);
  // Every entry takes a byte at least, so this bounds the arrays by the length of the message.
  if (entries > lengthOf(tensor.message)) checkSize(file, tensor, entries, 0, 'values');
  const raw = new Uint8Array(entries * width);
  let filled = 0;
  walkMessage(file, tensor.message, (field) => {
    if (field.number !== 5) return;
    eachVarint(file, field, (value) => {
      for (let at = 0; filled < entries && at < width; at++) raw[filled * width + at] = (value >> (8 * at)) & 0xff;
      filled++;
    });
  });
  checkSize(file, tensor, entries, filled, 'values');
  const levels = allocate(file, tensor, count, Int32Array);
  convert(raw.buffer, levels);
  return levels;
}
