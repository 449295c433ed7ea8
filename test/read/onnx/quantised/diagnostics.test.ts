import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../../src/read/onnx/read-onnx.ts';
import { verifyNetwork } from '../../../../src/ir/verify-network.ts';
import { buildModel, errorCodes, faults, faultsOf, float, floats, integers, read, writeModel, type Attributes, type NodeSpec } from '../build-model.ts';
import { evaluate } from '../evaluate.ts';
import { casesOf } from './cases.ts';
import { levels, typedLevels, TYPE } from './level-tensor.ts';

type Tensors = Parameters<typeof buildModel>[0]['tensors'];

const quantise: NodeSpec = ['QuantizeLinear', ['x', 's', 'z'], ['i']];
const dequantise: NodeSpec = ['DequantizeLinear', ['i', 's', 'z'], ['y']];
const good = [floats('s', [], [0.5]), levels('z', TYPE.uint8, [], [0])];
const codes = (nodes: readonly NodeSpec[], tensors: Tensors, opset = 13, shape: readonly number[] = [2, 2, 2]) => errorCodes({ inputs: { x: ['N', ...shape] }, tensors, nodes, opset });

describe('scales', () => {
  it.each([0, -0.5, NaN, Infinity])('S350 refuses %d', (scale) => {
    const [fault] = faults({ inputs: { x: ['N', 3] }, tensors: [floats('s', [], [scale]), good[1]!], nodes: [quantise, dequantise] });
    expect(fault).toMatchObject({ code: 'S350', where: { place: 'node number 1 (QuantizeLinear)' } });
    expect(fault!.message).toContain(`'s' is ${scale} at index 0`);
  });

  it('S350 refuses a level that becomes infinite, and names its scale', () => {
    const [fault] = faults({
      inputs: { x: ['N', 2] }, tensors: [levels('w', TYPE.int8, [2, 2], [1, 2, 3, 100]), floats('s', [2], [1, 3e37])],
      nodes: [['DequantizeLinear', ['w', 's'], ['W'], { axis: 0 }], ['Gemm', ['x', 'W'], ['y'], { transB: 1 }]],
    });
    expect(fault!.code).toBe('S350');
    expect(fault!.message).toContain('at index 1');
  });

  it.each([
    ['of another length', floats('s', [3], [1, 1, 1])],
    ['with two axes', floats('s', [2, 1], [1, 1])],
    ['without entries', floats('s', [0], [])],
  ])('S353 refuses a list %s', (_, scale) => {
    expect(codes([quantise, dequantise], [scale, good[1]!])).toEqual(['S353']);
  });

  it('S353 refuses zero points of another number than the scales', () => {
    expect(codes([quantise, dequantise], [floats('s', [], [1]), levels('z', TYPE.uint8, [2], [0, 0])])).toEqual(['S353']);
    expect(codes([quantise, dequantise], [floats('s', [2], [1, 1]), levels('z', TYPE.uint8, [3], [0, 0, 0])])).toEqual(['S353']);
  });

  it('S353 refuses several along the batch', () => {
    const found = faults({ inputs: { x: [2, 3] }, tensors: [floats('s', [2], [1, 2]), levels('z', TYPE.uint8, [2], [0, 0])], nodes: [['QuantizeLinear', ['x', 's', 'z'], ['i'], { axis: 0 }], dequantise] });
    expect(found.map((one) => one.code)).toEqual(['S353']);
  });

  it('S312 refuses one that is computed from the sample', () => {
    expect(codes([['Relu', ['x'], ['s2']], ['QuantizeLinear', ['x', 's2', 'z'], ['i']], dequantise], good)).toEqual(['S312']);
  });
});

describe('types', () => {
  it('S351 refuses a zero point of another type than the levels', () => {
    const other = levels('z8', TYPE.int8, [], [0]);
    expect(codes([quantise, ['DequantizeLinear', ['i', 's', 'z8'], ['y']]], [...good, other])).toEqual(['S351']);
    expect(codes([['QuantizeLinear', ['x', 's', 'z'], ['i'], { output_dtype: TYPE.int8 }], dequantise], good, 21)).toEqual(['S351']);
    const weights = [levels('w', TYPE.int8, [2, 2], [1, 2, 3, 4]), ...good];
    expect(codes([['DequantizeLinear', ['w', 's', 'z'], ['W']], ['Gemm', ['x', 'W'], ['y']]], weights, 13, [2])).toEqual(['S351']);
    const { message } = faults({ inputs: { x: ['N', 2] }, tensors: weights, nodes: [['DequantizeLinear', ['w', 's', 'z'], ['W']], ['Gemm', ['x', 'W'], ['y']]] })[0]!;
    expect(message).toContain("'z' holds uint8, but the levels are int8");
  });

  it('S352 refuses levels that are no integers', () => {
    const float8 = levels('z', TYPE.float8, [], [0]);
    expect(codes([quantise, dequantise], [good[0]!, float8], 19)).toEqual(['S352']);
    expect(codes([['DequantizeLinear', ['w', 's'], ['W']], ['Gemm', ['x', 'W'], ['y']]], [good[0]!, levels('w', TYPE.float8, [2, 2], [0, 0, 0, 0])], 19, [2])).toEqual(['S352']);
    expect(codes([['DequantizeLinear', ['w', 's'], ['W']], ['Gemm', ['x', 'W'], ['y']]], [good[0]!, integers('w', [1, 2, 3, 4], [2, 2])], 13, [2])).toEqual(['S352']);
  });

  it('S354 refuses blocks', () => {
    const tensors = [levels('w', TYPE.int8, [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), floats('s', [2, 2], [1, 2, 3, 4])];
    expect(codes([['DequantizeLinear', ['w', 's'], ['W'], { axis: 1, block_size: 2 }], ['Gemm', ['x', 'W'], ['y'], { transB: 1 }]], tensors, 21, [4])).toEqual(['S354']);
  });

  it('S307 refuses integers where numbers are wanted', () => {
    const clipped: readonly NodeSpec[] = [['Clip', ['w', 'lo'], ['W']], ['Gemm', ['x', 'W'], ['y']]];
    expect(codes(clipped, [levels('w', TYPE.int8, [2, 2], [1, 2, 3, 4]), levels('lo', TYPE.int8, [], [0])], 13, [2])).toEqual(['S307']);
  });
});

describe('bit widths and rounding of QONNX', () => {
  const quant = (bits: readonly number[], attributes: Attributes = {}, zero: readonly number[] = [0], operator = 'IntQuant') => errorCodes({
    inputs: { x: ['N', 2] }, tensors: [floats('s', [], [0.5]), floats('z', [zero.length], zero), floats('b', [bits.length], bits)],
    nodes: [[operator, ['x', 's', 'z', 'b'], ['y'], attributes, '', 'qonnx.custom_op.general']],
  });

  it.each([0, -4, 4.5, 33, 1e30])('S355 refuses %d bits', (bits) => expect(quant([bits])).toEqual(['S355']));

  it('S355 refuses several that differ, none, and unsigned levels beyond 2^31', () => {
    expect([quant([4, 3]), quant([]), quant([32], { signed: 0 }), quant([32])]).toEqual([['S355'], ['S355'], ['S355'], []]);
  });

  it('S358 refuses zero points that are no whole numbers or differ, and a single level', () => {
    expect(quant([4], {}, [0.5])).toEqual(['S358']);
    expect(quant([4], {}, [1, 2])).toEqual(['S358']);
    expect(quant([1], { signed: 0, narrow: 1 })).toEqual(['S358']);
  });

  it('S311 refuses an unknown rounding mode', () => {
    expect(quant([4], { rounding_mode: 'NEAREST' })).toEqual(['S311']);
    expect(quant([4], { rounding_mode: 'toString' })).toEqual(['S311']);
  });

  it('S353 refuses operands that do not broadcast', () => {
    expect(quant([4], {}, [0, 0, 0])).toEqual(['S353']);
    expect(quant([4], {}, [])).toEqual(['S353']);
  });

  it('Trunc refuses dropping fewer than no bits, and out scales that are several', () => {
    const trunc = (values: readonly (readonly number[])[]) => errorCodes({
      inputs: { x: ['N', 2] }, tensors: values.map((list, index) => floats(`t${index}`, list.length === 1 ? [] : [list.length], list)),
      nodes: [['Trunc', ['x', ...values.map((_, index) => `t${index}`)], ['y'], {}, '', 'onnx.brevitas']],
    });
    expect(trunc([[0.5], [0], [4], [6]])).toEqual(['S311']);
    expect(trunc([[0.5], [0], [8], [0.25], [4]])).toEqual(['S311']);
    expect(trunc([[0.5], [0], [8], [1, 1], [4]])).toEqual(['S353']);
    expect(trunc([[0.5], [0], [8], [6]])).toEqual([]);
  });

  it('S305 names other operators of these domains', () => {
    const unknown = (operator: string, domain: string) => faults({ inputs: { x: ['N', 2] }, nodes: [[operator, ['x'], ['y'], {}, '', domain]] })[0]!;
    expect(unknown('QLinearAdd', 'com.microsoft')).toMatchObject({ code: 'S305', message: expect.stringContaining('com.microsoft.QLinearAdd') as string });
    expect(unknown('FloatQuant', 'qonnx.custom_op.general')).toMatchObject({ code: 'S305' });
    expect(unknown('Relu', 'com.microsoft')).toMatchObject({ code: 'S305' });
  });
});

describe('dynamic quantisation and integers on their way', () => {
  it('S356 refuses a scale that every sample changes, once', () => {
    expect(codes([
      ['DynamicQuantizeLinear', ['x'], ['i', 'ds', 'dz']], ['MatMulInteger', ['i', 'w', 'dz'], ['m']], ['Cast', ['m'], ['f'], { to: 1 }], ['Mul', ['f', 'ds'], ['y']],
    ], [levels('w', TYPE.int8, [2, 2], [1, 2, 3, 4])], 13, [2])).toEqual(['S356']);
  });

  it('S357 refuses integers where numbers are wanted, and the other way round', () => {
    expect(codes([quantise, ['Relu', ['i'], ['r']], ['DequantizeLinear', ['r', 's', 'z'], ['y']]], good)).toEqual(['S357']);
    expect(codes([['Relu', ['x'], ['r']], ['DequantizeLinear', ['r', 's', 'z'], ['y']]], good)).toEqual(['S357']);
    expect(codes([quantise, ['AveragePool', ['i'], ['y'], { kernel_shape: [2, 2] }]], good)).toEqual(['S357']);
  });

  it('S357 refuses integers of several scales where they are mixed', () => {
    const several = [floats('s', [2], [0.5, 1]), levels('z', TYPE.uint8, [2], [0, 0])];
    expect(codes([quantise, ['Flatten', ['i'], ['y']]], several)).toEqual(['S357']);
    expect(codes([quantise, ['MatMulInteger', ['i', 'w'], ['y']]], [...several, levels('w', TYPE.int8, [2, 2], [1, 2, 3, 4])], 13, [2])).toEqual(['S357']);
  });

  it('S358 refuses zero points of activations that differ, and a range of one level', () => {
    expect(codes([quantise, dequantise], [floats('s', [2], [1, 1]), levels('z', TYPE.uint8, [2], [1, 2])])).toEqual(['S358']);
    const bounds = [levels('lo', TYPE.uint8, [], [5]), levels('hi', TYPE.uint8, [], [5])];
    expect(codes([quantise, ['Clip', ['i', 'lo', 'hi'], ['c']], ['DequantizeLinear', ['c', 's', 'z'], ['y']]], [...good, ...bounds])).toEqual(['S358']);
  });

  it('S311 refuses a Cast of activations to integers, S310 bounds that are lists', () => {
    expect(codes([['Cast', ['x'], ['y'], { to: 3 }]], [])).toEqual(['S311']);
    expect(codes([quantise, ['Clip', ['i', 'lo'], ['y']]], [...good, levels('lo', TYPE.uint8, [2], [5, 6])])).toEqual(['S310']);
    expect(codes([['Transpose', ['w'], ['W']], ['MatMul', ['x', 'W'], ['y']]], [floats('w', new Array<number>(65).fill(1), [1])], 13, [1])).toEqual(['S320']);
    expect(codes([['Transpose', ['w'], ['W'], { perm: [0, 0] }], ['MatMul', ['x', 'W'], ['y']]], [floats('w', [2, 2], [1, 2, 3, 4])], 13, [2])).toEqual(['S311']);
  });
});

describe('tensors of levels', () => {
  const valuesOf = (tensor: ReturnType<typeof levels>) => {
    const { network } = read({ opset: 21, inputs: { x: ['N', 1] }, tensors: [tensor, floats('s', [], [1])], nodes: [['DequantizeLinear', ['w', 's'], ['W']], ['MatMul', ['x', 'W'], ['y']]] });
    return evaluate(network, { x: [1] });
  };

  it.each([
    [TYPE.int8, [-128, -1, 127]], [TYPE.uint8, [0, 128, 255]], [TYPE.int16, [-32768, -1, 32767]], [TYPE.uint16, [0, 40000, 65535]], [TYPE.int32, [-70000, -1, 16777215]],
    [TYPE.int4, [-8, -1, 7]], [TYPE.uint4, [0, 9, 15]],
  ])('of element type %i, as raw bytes and in typed fields', (type, values) => {
    for (const write of [levels, typedLevels]) expect(valuesOf(write('w', type, [1, values.length], values))).toEqual(values);
  });

  it('S306 refuses too little and too much data', () => {
    const wrong = (write: typeof levels, type: number, count: number) => codes(
      [['DequantizeLinear', ['w', 's'], ['W']], ['MatMul', ['x', 'W'], ['y']]], [{ ...write('w', type, [count], new Array<number>(count).fill(1)), dims: [1, 5] }, floats('s', [], [1])], 21, [1]);
    for (const write of [levels, typedLevels]) {
      expect([wrong(write, TYPE.int8, 4), wrong(write, TYPE.int8, 6), wrong(write, TYPE.int4, 4), wrong(write, TYPE.int4, 7)]).toEqual([['S306'], ['S306'], ['S306'], ['S306']]);
      expect(wrong(write, TYPE.int16, 0)).toEqual(['S306']);
    }
    expect(codes([['DequantizeLinear', ['w', 's'], ['W']], ['MatMul', ['x', 'W'], ['y']]], [{ name: 'w', dims: [1, 2 ** 29], dataType: TYPE.int4 }, floats('s', [], [1])], 21, [1])).toEqual(['S306']);
  });
});

it('whatever becomes of the bytes of a file, reading ends in a network or in diagnostics', () => {
  const models = ['onnxruntime-cases.json', 'qonnx-cases.json'].flatMap(casesOf).map((one) => Buffer.from(one.model, 'base64')).filter((model) => model.length < 4000);
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fc.nat({ max: models.length - 1 }), changes, fc.boolean(), (which, list, cut) => {
    const bytes = Uint8Array.from(models[which]!);
    for (const [at, value] of list) bytes[at % bytes.length] = value;
    const file = writeModel(cut ? bytes.subarray(0, list[0]![0] % bytes.length) : bytes);
    if (!faultsOf(file).some((one) => one.severity === 'error')) expect(verifyNetwork(readOnnx(file).network)).toEqual([]);
  }), { numRuns: 1500, seed: 11 });
});

it('weights of bfloat16 and float16 may be quantised in the graph', () => {
  const bfloat16 = { name: 'w', dims: [1, 2], dataType: 16, rawData: new Uint8Array([0x80, 0x3f, 0x20, 0xc0]) };
  const { network } = read({ inputs: { x: ['N', 1] }, tensors: [bfloat16, floats('s', [], [0.5]), levels('z', TYPE.int8, [], [0])], nodes: [
    ['QuantizeLinear', ['w', 's', 'z'], ['i']], ['DequantizeLinear', ['i', 's', 'z'], ['W']], ['Gemm', ['x', 'W'], ['y'], { alpha: float(1) }],
  ] });
  expect(evaluate(network, { x: [1] })).toEqual([1, -2.5]);
});
