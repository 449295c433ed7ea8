import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DenseProjection, Network } from '../../../../src/ir/network.ts';
import { stopOnErrors } from '../../../../src/diagnostics/diagnostic.ts';
import { verifyNetwork } from '../../../../src/ir/verify-network.ts';
import { float, floats, integers, read, type ModelSpec, type NodeSpec } from '../build-model.ts';
import { casesOf, readCase } from './cases.ts';
import { levels, TYPE } from './level-tensor.ts';

const FILES = ['onnxruntime-cases.json', 'qonnx-cases.json'];

describe('every network of the cases', () => {
  it.each(FILES)('%s keeps the rules of its stage', (file) => {
    for (const one of casesOf(file)) expect([one.name, stopOnErrors(verifyNetwork(readCase(one).network))]).toEqual([one.name, []]);
  });
});

const neurons = (network: Network) => network.populations.map(({ name, neuron }) => [name, neuron.kind]);
const gridsOf = (network: Network) => network.projections.map((one) => ('grid' in one && one.grid ? [Array.from(one.grid.scale), one.grid.bits] : null));

function structureOf(name: string): Network {
  const found = FILES.flatMap(casesOf).find((one) => one.name === name);
  return readCase(found!).network;
}

describe('the levels in the file are the levels of the projection', () => {
  it.each([
    ['int8 weights, one scale an output, bias int32', [0.5, 0.25, 2], 4],
    ['MatMul, one scale a column, zero points', [0.5, 0.25, 2], 8],
    ['Transpose behind the weights', [0.5, 0.25, 2], 2],
    ['alpha -2', [1, 0.5, 4], 3],
    ['int4 weights', [0.5, 0.25, 2], 4],
    ['int16 weights', [0.5, 0.25, 2], 10],
    ['float16 scale and Cast', [0.5, 0.25, 2], 8],
    ['float weights, quantised and clipped', [0.5, 0.25, 0.125], 4],
    ['uint8 weights, zero point 128', [0.5, 0.5, 0.5], 8],
    ['QLinearMatMul', [0.5, 0.5, 0.5], 8],
    ['MatMulInteger with fixed scales', [4, 4, 4], 9],
    ['weights of 4 bits, one scale an output, bias of 16', [0.25, 0.5, 0.125], 4],
    ['weights transposed behind the quantiser', [0.25, 0.5, 0.125], 3],
    ['bipolar weights', [0.25, 0.5, 2], 2],
    ['bipolar weights by IntQuant', [0.25, 0.25, 0.25], 2],
  ])('%s', (name, scale, bits) => {
    const projection = structureOf(name).projections.find((one): one is DenseProjection => one.kind === 'dense')!;
    const [grid] = gridsOf({ ...structureOf(name), projections: [projection] });
    expect(grid![0]).toEqual(scale);
    expect(grid![1]).toBeLessThanOrEqual(bits);
    const { weights: { shape, data } } = projection;
    const found = Array.from(data, (value, index) => value / scale[Math.floor(index / shape[1]!)]!);
    expect(found).toEqual(found.map(Math.round));
    const most = Math.max(...found.map(Math.abs));
    expect(most).toBeLessThan(2 ** (Number(grid![1]) - 1));
    if (grid![1] !== 2) expect(most).toBeGreaterThanOrEqual(2 ** (Number(grid![1]) - 2));
  });

  it('for any levels, scales and zero points', () => {
    const one = fc.record({
      outputs: fc.integer({ min: 1, max: 4 }), inputs: fc.integer({ min: 1, max: 5 }), bits: fc.integer({ min: 2, max: 8 }), seed: fc.integer({ min: 0, max: 2 ** 30 }), several: fc.boolean(), last: fc.boolean(),
    });
    fc.assert(fc.property(one, ({ outputs, inputs, bits, seed, several, last }) => {
      let state = seed;
      const random = (): number => (state = (state * 48271 + 1) % 2147483647) / 2147483647;
      const most = 2 ** (bits - 1) - 1;
      const dims = last ? [inputs, outputs] : [outputs, inputs];
      const integersOf = Array.from({ length: outputs * inputs }, () => Math.round((2 * random() - 1) * most));
      const count = several ? outputs : 1;
      const scale = Array.from({ length: count }, () => Math.fround(0.001 + random()));
      const zero = Array.from({ length: count }, () => Math.round((2 * random() - 1) * (127 - most)));
      const channel = (index: number): number => (several ? (last ? index % outputs : Math.floor(index / inputs)) : 0);
      const spec: ModelSpec = {
        inputs: { x: ['N', inputs] },
        tensors: [levels('w', TYPE.int8, dims, integersOf.map((value, index) => value + zero[channel(index)]!)), floats('s', [count], scale), levels('z', TYPE.int8, [count], zero)],
        nodes: [['DequantizeLinear', ['w', 's', 'z'], ['W'], { axis: last ? 1 : 0 }], ['Gemm', ['x', 'W'], ['y'], { transB: last ? 0 : 1 }]],
      };
      const { grid, weights } = read(spec).network.projections[0] as DenseProjection;
      const wanted = Array.from({ length: outputs * inputs }, (_, flat) => (last ? integersOf[(flat % inputs) * outputs + Math.floor(flat / inputs)]! : integersOf[flat]!));
      expect(Array.from(weights.data, (value, flat) => Math.round(value / grid!.scale[Math.floor(flat / inputs)]!) + 0)).toEqual(wanted.map((value) => value + 0));
      expect(grid!.bits).toBe(Math.max(2, 1 + Math.ceil(Math.log2(1 + Math.max(...wanted.map(Math.abs))))));
    }), { numRuns: 60, seed: 7 });
  });

  const weights = [levels('w', TYPE.int8, [2, 3], [1, -2, 3, 0, 5, -6]), floats('s', [2], [0.5, 0.25])];
  const dequantise: NodeSpec = ['DequantizeLinear', ['w', 's'], ['W'], { axis: 0 }];

  it('a bias, a factor and a batch norm behind do not touch them', () => {
    const { network } = read({
      inputs: { x: ['N', 3] }, tensors: [...weights, floats('b', [2], [1, 2]), floats('k', [2], [3, 5])],
      nodes: [dequantise, ['Gemm', ['x', 'W'], ['a'], { transB: 1 }], ['Add', ['a', 'b'], ['c']], ['Mul', ['c', 'k'], ['d']], ['BatchNormalization', ['d', 'k', 'b', 'b', 'k'], ['e']], ['Relu', ['e'], ['y']]],
    });
    expect(network.projections.map((one) => one.kind)).toEqual(['dense', 'batch-norm', 'batch-norm']);
    expect(gridsOf(network)[0]).toEqual([[0.5, 0.25], 4]);
  });

  it('two nodes may share weights, one with a factor', () => {
    const { network } = read({
      inputs: { x: ['N', 3] }, tensors: weights,
      nodes: [dequantise, ['Gemm', ['x', 'W'], ['a'], { transB: 1, alpha: float(2) }], ['Gemm', ['x', 'W'], ['b'], { transB: 1 }], ['Add', ['a', 'b'], ['y']]],
    });
    expect(gridsOf(network).slice(0, 2)).toEqual([[[1, 0.5], 4], [[0.5, 0.25], 4]]);
    expect(network.projections.slice(0, 2).map((one) => (one as DenseProjection).weights.data[2])).toEqual([3, 1.5]);
  });

  it('a Reshape keeps them, if every output keeps its scale', () => {
    const reshaped = (shape: number[], last: NodeSpec) => read({ inputs: { x: ['N', 3] }, tensors: [...weights, integers('to', shape)], nodes: [dequantise, ['Reshape', ['W', 'to'], ['V']], last] });
    expect(gridsOf(reshaped([2, 3], ['Gemm', ['x', 'V'], ['y'], { transB: 1 }]).network)).toEqual([[[0.5, 0.25], 4]]);
    const mixed = reshaped([3, 2], ['Gemm', ['x', 'V'], ['y']]);
    expect(gridsOf(mixed.network)).toEqual([null]);
    expect(mixed.diagnostics.map((one) => [one.code, one.severity])).toEqual([['S359', 'note']]);
  });

  it('is told where an output has several scales', () => {
    for (const name of ['scales along the inputs', 'weights with one scale each']) {
      const { network, diagnostics } = readCase(FILES.flatMap(casesOf).find((one) => one.name === name)!);
      expect(gridsOf(network).flat()).not.toContain(4);
      expect(diagnostics.map((one) => one.code)).toEqual(['S359']);
    }
  });
});

describe('populations', () => {
  it('of a chain: one behind the input, and one with the quantiser for each activation', () => {
    expect(neurons(structureOf('a chain of 784, 32 and 10'))).toEqual([['x', 'input'], ['QuantizeLinear_1', 'quantised'], ['Gemm_1', 'quantised'], ['Gemm_2', 'linear']]);
  });

  it('a ReLU is absorbed as the lowest level, and its ceiling as the highest', () => {
    const behind = (name: string) => structureOf(name).populations.at(-1)!.neuron;
    expect(behind('ReLU before int8')).toEqual({ kind: 'quantised', scale: 0.5, zeroPoint: -3, low: -3, high: 127, rounding: 'half-even', bipolar: false });
    expect(behind('ReLU with a ceiling before uint8')).toMatchObject({ low: 3, high: 16 });
    expect(behind('QCDQ without min')).toMatchObject({ low: 0, high: 3 });
    expect(neurons(structureOf('ReLU that somebody else reads')).map(([, kind]) => kind)).toEqual(['input', 'relu', 'quantised', 'linear']);
    expect(neurons(structureOf('BipolarQuant behind a ReLU')).map(([, kind]) => kind)).toEqual(['input', 'relu', 'quantised']);
  });

  it('a quantiser of values that stand on its levels already adds nothing', () => {
    expect(neurons(structureOf('quantised again after a pool')).map(([, kind]) => kind)).toEqual(['input', 'quantised', 'linear', 'linear']);
  });

  it('levels of QONNX are those of the bit width', () => {
    const range = (name: string) => { const { neuron } = structureOf(name).populations.at(-1)!; return neuron.kind === 'quantised' ? [neuron.low, neuron.high] : []; };
    expect(['3 bits, signed 1, narrow 0', '3 bits, signed 1, narrow 1', '3 bits, signed 0, narrow 0', '3 bits, signed 0, narrow 1'].map(range)).toEqual([[-4, 3], [-3, 3], [0, 7], [0, 6]]);
    expect(structureOf('one signed bit').populations.at(-1)!.neuron).toMatchObject({ bipolar: true, low: -1, high: 1 });
  });

  it('a quantiser behind a Softmax at the end is left out with it', () => {
    const { network, diagnostics } = read({
      inputs: { x: ['N', 3] }, tensors: [levels('w', TYPE.int8, [2, 3], [1, -2, 3, 0, 5, -6]), floats('s', [], [0.5]), levels('z', TYPE.uint8, [], [0])],
      nodes: [['DequantizeLinear', ['w', 's'], ['W']], ['Gemm', ['x', 'W'], ['a'], { transB: 1 }], ['Softmax', ['a'], ['b']], ['QuantizeLinear', ['b', 's', 'z'], ['c']], ['DequantizeLinear', ['c', 's', 'z'], ['y']]],
    });
    expect(neurons(network)).toEqual([['x', 'input'], ['Gemm_1', 'linear']]);
    expect(diagnostics.map((one) => one.code)).toEqual(['S316', 'S316', 'S316']);
  });

  it('an input of integers is dequantised where it stands', () => {
    const { network } = read({ inputs: { x: ['N', 2] }, tensors: [floats('s', [], [0.5]), levels('z', TYPE.uint8, [], [4])], nodes: [['DequantizeLinear', ['x', 's', 'z'], ['y']]] });
    expect(network.projections[0]).toMatchObject({ kind: 'batch-norm', gamma: Float32Array.of(0.5, 0.5), beta: Float32Array.of(-2, -2) });
  });
});
