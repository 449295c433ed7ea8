import type onnxProto from 'onnx-proto';

/** Element types of TensorProto.DataType that quantisers use. */
export const TYPE = { float: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, float8: 17, uint4: 21, int4: 22 } as const;

const BITS: Readonly<Record<number, number>> = {
  [TYPE.uint8]: 8, [TYPE.int8]: 8, [TYPE.uint16]: 16, [TYPE.int16]: 16, [TYPE.int32]: 32, [TYPE.uint4]: 4, [TYPE.int4]: 4, [TYPE.float8]: 8,
};

/** A tensor of integers in raw_data, little end first; two of four bits a byte, the lower half first. */
export function levels(name: string, dataType: number, dims: readonly number[], values: readonly number[]): onnxProto.onnx.ITensorProto {
  const bits = BITS[dataType]!;
  const rawData = new Uint8Array(Math.ceil((values.length * bits) / 8));
  values.forEach((value, index) => {
    if (bits === 4) rawData[index >> 1]! |= (value & 0xf) << (4 * (index % 2));
    else for (let at = 0; at < bits / 8; at++) rawData[(index * bits) / 8 + at] = (value >> (8 * at)) & 0xff;
  });
  return { name, dims: [...dims], dataType, rawData };
}

/** The same in int32_data; of four bits an entry holds two. */
export function typedLevels(name: string, dataType: number, dims: readonly number[], values: readonly number[]): onnxProto.onnx.ITensorProto {
  const int32Data = BITS[dataType] === 4 ? Array.from(levels(name, dataType, dims, values).rawData as Uint8Array) : [...values];
  return { name, dims: [...dims], dataType, int32Data };
}
