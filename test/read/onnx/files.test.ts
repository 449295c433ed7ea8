import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import type { DenseProjection } from '../../../src/ir/network.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { buildModel, faultsOf, floats, integers, ramp, temporaryFolder, writeModel, type ModelSpec } from './build-model.ts';

type Tensor = onnxProto.onnx.ITensorProto;
const values = [1.5, -2, 3, -0.25, 5, 2 ** -24];
const bytesOf = (array: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(array.buffer as ArrayBuffer);
const specOf = (weights: Tensor): ModelSpec => ({ inputs: { x: ['N', 3] }, tensors: [{ name: 'W', dims: [2, 3], ...weights }], nodes: [['Gemm', ['x', 'W'], ['y'], { transB: 1 }]] });
const codesOf = (file: string): readonly string[] => faultsOf(file).map((one) => one.code);

function weightsRead(file: string): number[] {
  return [...(readOnnx(file).network.projections[0] as DenseProjection).weights.data];
}

describe('tensor data', () => {
  const halves = Uint16Array.of(0x3e00, 0xc000, 0x4200, 0xb400, 0x4500, 0x0001);
  const brains = Uint16Array.of(0x3fc0, 0xc000, 0x4040, 0xbe80, 0x40a0, 0x3380);
  it.each<[string, Tensor]>([
    ['float in raw_data', { dataType: 1, rawData: bytesOf(Float32Array.from(values)) }],
    ['float in float_data', { dataType: 1, floatData: values }],
    ['double in raw_data', { dataType: 11, rawData: bytesOf(Float64Array.from(values)) }],
    ['double in double_data', { dataType: 11, doubleData: values }],
    ['float16 in raw_data', { dataType: 10, rawData: bytesOf(halves) }],
    ['float16 in int32_data', { dataType: 10, int32Data: [...halves] }],
    ['bfloat16 in raw_data', { dataType: 16, rawData: bytesOf(brains) }],
    ['bfloat16 in int32_data', { dataType: 16, int32Data: [...brains] }],
  ])('%s', (_, weights) => {
    expect(weightsRead(writeModel(buildModel(specOf(weights))))).toEqual(values);
  });

  it.each([[1, 0x25, Float32Array], [11, 0x51, Float64Array]] as const)('element type %i in unpacked fields', (dataType, tag, array) => {
    const fields = values.flatMap((value) => [tag, ...bytesOf(array.of(value))]);
    const packed = buildModel(specOf({ dataType, ...(dataType === 1 ? { floatData: values } : { doubleData: values }) }));
    expect(weightsRead(writeModel(unpack(packed, fields)))).toEqual(values);
  });

  it('integers of all element types', () => {
    const target = (tensor: Tensor): string => writeModel(buildModel({ inputs: { x: ['N', 6] }, tensors: [{ name: 's', dims: [3], ...tensor }], nodes: [['Reshape', ['x', 's'], ['a']], ['Relu', ['a'], ['y']]] }));
    const forms: Tensor[] = [
      { dataType: 7, rawData: bytesOf(BigInt64Array.of(1n, 2n, 3n)) }, { dataType: 7, int64Data: [1, 2, 3] }, { dataType: 6, rawData: bytesOf(Int32Array.of(1, 2, 3)) },
      { dataType: 6, int32Data: [1, 2, 3] }, { dataType: 5, rawData: bytesOf(Int16Array.of(1, 2, 3)) }, { dataType: 4, rawData: bytesOf(Uint16Array.of(1, 2, 3)) },
      { dataType: 3, rawData: bytesOf(Int8Array.of(1, 2, 3)) }, { dataType: 2, int32Data: [1, 2, 3] },
    ];
    for (const form of forms) expect(codesOf(target(form))).toEqual([]);
    expect(codesOf(target({ dataType: 9, rawData: Uint8Array.of(1, 1, 1) }))).toEqual(['S313']);
    expect(codesOf(target({ dataType: 7, int64Data: [1, 2] }))).toEqual(['S306']);
    expect(codesOf(target({ dataType: 7, int64Data: [1, 2, 3, 4] }))).toEqual(['S306']);
    expect(codesOf(target({ dataType: 8 }))).toEqual(['S307']);
  });

  it('sizes that contradict the data are refused before anything is allocated', () => {
    const codes = (weights: Tensor) => codesOf(writeModel(buildModel(specOf(weights))));
    expect(codes({ dataType: 1, rawData: bytesOf(Float32Array.from(values.slice(1))) })).toEqual(['S306']);
    expect(codes({ dataType: 1, floatData: [...values, 7] })).toEqual(['S306']);
    expect(codes({ dataType: 1 })).toEqual(['S306']);
    expect(codes({ dataType: 8, rawData: new Uint8Array(24) })).toEqual(['S307']);
    expect(codes({ dataType: 11, doubleData: [1, 2, 3, 4, 5, 1e300] })).toEqual(['S309']);
    const large = { ...specOf({}), inputs: { x: ['N', 2 ** 20] } } as ModelSpec;
    const claimed = (outputs: number) => codesOf(writeModel(buildModel({ ...large, tensors: [{ name: 'W', dims: [outputs, 2 ** 20], dataType: 1, floatData: [1] }] })));
    expect(claimed(512)).toEqual(['S306']);
    expect(claimed(2 ** 40)).toEqual(['S320']);
  });
});

/** Replaces the packed values of the only tensor by `fields`, and mends the lengths of the messages around it. */
function unpack(packed: Uint8Array, fields: readonly number[]): Uint8Array {
  const model = onnxProto.onnx.ModelProto.decode(packed);
  const tensor = onnxProto.onnx.TensorProto.encode({ ...model.graph!.initializer![0]!, floatData: [], doubleData: [] }).finish();
  const unpacked = [...tensor, ...fields];
  const opset = model.opsetImport;
  model.graph!.initializer = [];
  const graph = [...onnxProto.onnx.GraphProto.encode(model.graph!).finish(), 0x2a, unpacked.length, ...unpacked];
  const rest = onnxProto.onnx.ModelProto.encode({ opsetImport: opset }).finish();
  return Uint8Array.from([0x3a, (graph.length & 127) | 128, graph.length >> 7, ...graph, ...rest]);
}

describe('external data', () => {
  const external = (entries: Readonly<Record<string, string>>): Uint8Array =>
    buildModel(specOf({ dataType: 1, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) }));
  const folderWith = (entries: Readonly<Record<string, string>>, bytes = 4 * 6 + 8): { folder: string; file: string } => {
    const folder = path.join(temporaryFolder(), 'model');
    mkdirSync(path.join(folder, 'data'), { recursive: true });
    const content = new Uint8Array(bytes);
    content.set(bytesOf(Float32Array.from(values)).subarray(0, Math.max(0, bytes - 8)), 8);
    for (const name of ['w.bin', 'data/w.bin', '..hidden', '../outside.bin']) writeFileSync(path.join(folder, name), content);
    return { folder, file: writeModel(external(entries), folder) };
  };

  it('is read from the folder of the model and below', () => {
    for (const location of ['w.bin', 'data/w.bin', './w.bin', 'data/../w.bin', '..hidden']) expect(weightsRead(folderWith({ location, offset: '8' }).file)).toEqual(values);
    expect(weightsRead(folderWith({ location: 'w.bin', offset: '8', length: '24' }).file)).toEqual(values);
  });

  it.each([
    ['..', { location: '../outside.bin', offset: '8' }], ['.. within', { location: 'data/../../outside.bin', offset: '8' }],
    ['an absolute path', { location: '/etc/hostname' }], ['an absolute path of Windows', { location: 'C:\\w.bin' }], ['the folder itself', { location: '.' }],
    ['a zero byte', { location: 'w.bin\0' }], ['no location', {}], ['a missing file', { location: 'none.bin' }],
    ['a length that contradicts the shape', { location: 'w.bin', length: '20' }], ['an offset that is no number', { location: 'w.bin', offset: '-8' }],
    ['an end beyond the file', { location: 'w.bin', offset: '9' }],
  ])('is refused with %s', (_, entries) => {
    const found = faultsOf(folderWith(entries as Record<string, string>).file);
    expect(found.map((one) => one.code)).toEqual(['S308']);
  });

  it('is refused through links that lead outside', () => {
    const { folder } = folderWith({});
    symlinkSync(path.join(folder, '..', 'outside.bin'), path.join(folder, 'link.bin'));
    symlinkSync(path.join(folder, '..'), path.join(folder, 'up'));
    symlinkSync(path.join(folder, 'w.bin'), path.join(folder, 'inside.bin'));
    expect(codesOf(writeModel(external({ location: 'link.bin', offset: '8' }), folder, 'a.onnx'))).toEqual(['S308']);
    expect(codesOf(writeModel(external({ location: 'up/outside.bin', offset: '8' }), folder, 'b.onnx'))).toEqual(['S308']);
    expect(weightsRead(writeModel(external({ location: 'inside.bin', offset: '8' }), folder, 'c.onnx'))).toEqual(values);
    expect(codesOf(writeModel(external({ location: 'data' }), folder, 'd.onnx'))).toEqual(['S101']);
  });
});

describe('files that are no models', () => {
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'S301'],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html><html><body>Not found</body></html>'), 'S301'],
    ['a Git LFS pointer', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'S301'],
    ['zeros', new Uint8Array(1000), 'S301'],
    ['a varint without end', new Uint8Array(64).fill(0xff).fill(0x08, 0, 1), 'S301'],
    ['a length without end', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0xff), 'S301'],
    ['a cut varint', Uint8Array.of(0x08, 0xff), 'S302'],
    ['a message without a graph', Uint8Array.of(0x08, 0x07), 'S301'],
    ['two graphs', Uint8Array.of(0x3a, 0, 0x3a, 0), 'S301'],
    ['a graph that is a number', Uint8Array.of(0x38, 1), 'S301'],
  ])('%s', (_, bytes, code) => {
    const found = faultsOf(writeModel(bytes));
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]!.where.file).toBeDefined();
  });

  it('a folder and a missing file', () => {
    expect(codesOf(temporaryFolder())).toEqual(['S101']);
    expect(codesOf(path.join(temporaryFolder(), 'none.onnx'))).toEqual(['S101']);
  });
});

describe('damaged files', () => {
  const model = buildModel({
    inputs: { x: ['N', 2, 8, 8] }, metadata: { producer: 'test' },
    tensors: [
      floats('K', [4, 2, 3, 3], ramp(72, 0.01)), floats('g', [4], [1, 1, 1, 1]), floats('b', [4], ramp(4)), floats('m', [4], ramp(4)), floats('v', [4], [1, 1, 1, 1]),
      { ...floats('W', [10, 64], []), rawData: null, floatData: ramp(640, 0.001) }, floats('B', [10], ramp(10)), integers('s', [0, -1]),
    ],
    nodes: [
      ['Conv', ['x', 'K'], ['c'], { pads: [1, 1, 1, 1], strides: [1, 1], auto_pad: 'NOTSET' }, 'conv'], ['BatchNormalization', ['c', 'g', 'b', 'm', 'v'], ['n'], {}, 'norm'], ['Relu', ['n'], ['r']],
      ['MaxPool', ['r'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }], ['Reshape', ['p', 's'], ['f']], ['Gemm', ['f', 'W', 'B'], ['l'], { transB: 1 }], ['Softmax', ['l'], ['y']],
    ],
  });
  const folder = temporaryFolder();

  it('are readable when whole', () => {
    expect(codesOf(writeModel(model, folder))).toEqual([]);
  });

  it('give a diagnostic wherever they were cut', () => {
    for (let length = 0; length < model.length; length += 97) {
      expect(codesOf(writeModel(model.subarray(0, length), folder)), `cut at ${length}`).toHaveLength(1);
    }
  });

  it('give diagnostics or a network, nothing else, whatever bits are flipped', () => {
    const random = mulberry32(1);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 500; round++) {
      const damaged = model.slice();
      for (let flips = 1 + (round % 4); flips > 0; flips--) damaged[Math.floor(random() * damaged.length)]! ^= 1 << Math.floor(random() * 8);
      // Half of the rounds aim at the nodes, which stand first and are few bytes among many of weights.
      if (round % 2 === 0) damaged[Math.floor(random() * 500)] = Math.floor(random() * 256);
      faultsOf(writeModel(damaged, folder));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300e6);
    }
  });
});

/** Uniform numbers in 0..1 from a seed (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
