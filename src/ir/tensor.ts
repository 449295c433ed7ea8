/** A dense, row-major array of numbers. The element type is that of `data`. */
export type TensorData = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array;

export type ElementType = 'f32' | 'f64' | 'i8' | 'i16' | 'i32' | 'u8';

export interface Tensor<D extends TensorData = TensorData> {
  readonly shape: readonly number[];
  readonly data: D;
}

/** Number of elements of a shape; 1 for a scalar (empty shape). */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Wraps `data` as a tensor. @throws RangeError when the shape does not hold exactly the data. */
export function tensor<D extends TensorData>(shape: readonly number[], data: D): Tensor<D> {
  if (sizeOf(shape) !== data.length) throw new RangeError(`shape [${shape.join(', ')}] does not hold ${data.length} values`);
  return { shape, data };
}

export function elementType(data: TensorData): ElementType {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Float64Array) return 'f64';
  if (data instanceof Int8Array) return 'i8';
  if (data instanceof Int16Array) return 'i16';
  if (data instanceof Int32Array) return 'i32';
  return 'u8';
}

const CONSTRUCTORS = {
  f32: Float32Array, f64: Float64Array, i8: Int8Array, i16: Int16Array, i32: Int32Array, u8: Uint8Array,
} as const;

export function isElementType(name: unknown): name is ElementType {
  return typeof name === 'string' && Object.hasOwn(CONSTRUCTORS, name);
}

export function allocate(type: ElementType, length: number): TensorData {
  return new CONSTRUCTORS[type](length);
}

/** Views `bytes` (copied when not aligned) as elements of `type`. @throws RangeError when the byte count does not divide. */
export function fromBytes(type: ElementType, bytes: Uint8Array): TensorData {
  const constructor = CONSTRUCTORS[type];
  if (bytes.byteLength % constructor.BYTES_PER_ELEMENT !== 0) throw new RangeError(`${bytes.byteLength} bytes do not hold a whole number of ${type} values`);
  const aligned = bytes.byteOffset % constructor.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new constructor(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / constructor.BYTES_PER_ELEMENT);
}
