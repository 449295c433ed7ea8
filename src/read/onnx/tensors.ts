import { fail } from '../../diagnostics/diagnostic.ts';
import { lengthOf, type ByteFile } from './bytes.ts';
import { bfloat16ToFloat, float16ToFloat } from '../tensors/half-floats.ts';
import { ELEMENT, type TensorHeader } from './model.ts';
import { printable } from '../../diagnostics/printable.ts';
import { allocate, checkSize, convertPieces, eachVarint, elementCount, refuseType, withBytes } from './tensor-bytes.ts';
import { walkMessage, WIRE } from './wire.ts';

/**
 * The values of a floating-point tensor, read from the file straight into an array of their own and checked to be finite.
 * Double, float16 and bfloat16 are converted to float32, the first with rounding.
 * @throws DiagnosticError S302, S306, S307, S308, S309, S320
 */
export function readFloats(file: ByteFile, tensor: TensorHeader): Float32Array {
  const values = readUncheckedFloats(file, tensor);
  const index = firstNotFinite(values);
  if (index < values.length) {
    fail('S309', { tensor: printable(tensor.name), index: indexText(tensor.dimensions, index), value: String(values[index]) }, { file: file.path });
  }
  return values;
}

function firstNotFinite(values: Float32Array): number {
  let index = 0;
  while (index < values.length && Number.isFinite(values[index]!)) index++;
  return index;
}

/** As readFloats, but infinities and NaN pass: bounds of a Clip may be infinite. */
export function readUncheckedFloats(file: ByteFile, tensor: TensorHeader): Float32Array {
  const format = FLOAT_FORMATS.get(tensor.elementType) ?? refuseType(file, tensor, 'float, double, float16 or bfloat16');
  const count = elementCount(file, tensor);
  return withBytes(file, tensor, count * format.bytes, (source, region) => {
    if (region === null) return readTypedFloats(file, tensor, count, format);
    const values = allocate(file, tensor, count, Float32Array);
    if (format.convert === null) source.readInto(new Uint8Array(values.buffer), region.start);
    else convertPieces(source, region.start, values, format.bytes, format.convert);
    return values;
  });
}

/** The values of a small integer tensor: a shape, padding, axes. @throws DiagnosticError as readFloats */
export function readIntegers(file: ByteFile, tensor: TensorHeader): readonly number[] {
  const format = INTEGER_FORMATS.get(tensor.elementType) ?? refuseType(file, tensor, 'int64, int32, int16, int8, uint16, uint8 or bool');
  const count = elementCount(file, tensor);
  if (count > MOST_INTEGERS) fail('S320', { what: `values of the integer tensor '${printable(tensor.name)}'`, limit: MOST_INTEGERS }, { file: file.path });
  return withBytes(file, tensor, count * format.bytes, (source, region) => {
    if (region === null) return readTypedIntegers(file, tensor, count);
    const bytes = new Uint8Array(count * format.bytes);
    source.readInto(bytes, region.start);
    const view = new DataView(bytes.buffer);
    return Array.from({ length: count }, (_, index) => format.at(view, index * format.bytes));
  });
}

interface FloatFormat {
  readonly bytes: number;
  /** Converts `bytes` to `values`; null where the bytes are float32 already. */
  readonly convert: ((bytes: ArrayBuffer, values: Float32Array) => void) | null;
}

const FLOAT_FORMATS: ReadonlyMap<number, FloatFormat> = new Map([
  [ELEMENT.float, { bytes: 4, convert: null }],
  [ELEMENT.double, { bytes: 8, convert: (bytes: ArrayBuffer, values: Float32Array) => values.set(new Float64Array(bytes)) }],
  [ELEMENT.float16, { bytes: 2, convert: eachHalf(float16ToFloat) }],
  [ELEMENT.bfloat16, { bytes: 2, convert: eachHalf(bfloat16ToFloat) }],
]);

interface IntegerFormat {
  readonly bytes: number;
  readonly at: (view: DataView, offset: number) => number;
}

const INTEGER_FORMATS: ReadonlyMap<number, IntegerFormat> = new Map([
  [ELEMENT.int64, { bytes: 8, at: (view: DataView, offset: number) => Number(view.getBigInt64(offset, true)) }],
  [ELEMENT.int32, { bytes: 4, at: (view: DataView, offset: number) => view.getInt32(offset, true) }],
  [ELEMENT.int16, { bytes: 2, at: (view: DataView, offset: number) => view.getInt16(offset, true) }],
  [ELEMENT.int8, { bytes: 1, at: (view: DataView, offset: number) => view.getInt8(offset) }],
  [ELEMENT.uint16, { bytes: 2, at: (view: DataView, offset: number) => view.getUint16(offset, true) }],
  [ELEMENT.uint8, { bytes: 1, at: (view: DataView, offset: number) => view.getUint8(offset) }],
  [ELEMENT.bool, { bytes: 1, at: (view: DataView, offset: number) => view.getUint8(offset) }],
]);

const MOST_INTEGERS = 65_536;
function eachHalf(convert: (bits: number) => number): (bytes: ArrayBuffer, values: Float32Array) => void {
  return (bytes, values) => new Uint16Array(bytes).forEach((bits, index) => { values[index] = convert(bits); });
}

/** float_data (4), double_data (10) or, for halves, their bits in int32_data (5); packed or one field each. */
function readTypedFloats(file: ByteFile, tensor: TensorHeader, count: number, format: FloatFormat): Float32Array {
  // Every value takes a byte at least, so this bounds the array by the length of the message.
  if (count > lengthOf(tensor.message)) checkSize(file, tensor, count, 0, 'values');
  const values = allocate(file, tensor, count, Float32Array);
  const number = TYPED_FIELDS.get(tensor.elementType);
  let filled = 0;
  walkMessage(file, tensor.message, (field) => {
    if (field.number !== number) return;
    if (format.bytes === 2) eachVarint(file, field, (bits) => { values[filled++] = halfToFloat(tensor.elementType, bits); });
    else if (field.wire === WIRE.fixed32 || field.wire === WIRE.fixed64) values[filled++] = field.value;
    else if (field.wire === WIRE.bytes) {
      const inside = Math.min(Math.floor(lengthOf(field.region) / format.bytes), count - filled);
      const target = values.subarray(filled, filled + Math.max(0, inside));
      if (format.convert === null) file.readInto(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), field.region.start);
      else convertPieces(file, field.region.start, target, format.bytes, format.convert);
      filled += Math.floor(lengthOf(field.region) / format.bytes);
    }
  });
  checkSize(file, tensor, count, filled, 'values');
  return values;
}

const TYPED_FIELDS: ReadonlyMap<number, number> = new Map([
  [ELEMENT.float, 4], [ELEMENT.double, 10], [ELEMENT.float16, 5], [ELEMENT.bfloat16, 5],
]);

function halfToFloat(elementType: number, bits: number): number {
  return elementType === ELEMENT.float16 ? float16ToFloat(bits & 0xffff) : bfloat16ToFloat(bits & 0xffff);
}

function readTypedIntegers(file: ByteFile, tensor: TensorHeader, count: number): readonly number[] {
  const values: number[] = [];
  const number = tensor.elementType === ELEMENT.int64 ? 7 : 5;
  walkMessage(file, tensor.message, (field) => {
    if (field.number !== number) return;
    eachVarint(file, field, (value) => {
      if (values.length < count) values.push(value);
      else checkSize(file, tensor, count, count + 1, 'values');
    });
  });
  checkSize(file, tensor, count, values.length, 'values');
  return values;
}

/** The index of element `flat`, one number a dimension. */
function indexText(dimensions: readonly number[], flat: number): string {
  const indices: number[] = [];
  let rest = flat;
  for (const extent of dimensions.toReversed()) {
    indices.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return `[${indices.join(', ')}]`;
}
