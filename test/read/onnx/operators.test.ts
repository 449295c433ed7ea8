import { describe, expect, it } from 'vitest';
import type { Network, Projection } from '../../../src/ir/network.ts';
import { buildModel, errorCodes, faults, float, floats, integers, ramp, read, tensorValue, writeModel, type Attributes, type NodeSpec } from './build-model.ts';
import { readOnnx } from '../../../src/read/onnx/read-onnx.ts';
import { evaluate } from './evaluate.ts';

function only<K extends Projection['kind']>(network: Network, kind: K): Extract<Projection, { kind: K }> {
  const found = network.projections.filter((one) => one.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as Extract<Projection, { kind: K }>;
}

const shapes = (network: Network): (readonly number[])[] => network.populations.map((one) => one.shape);
const dense = (...after: readonly NodeSpec[]): readonly NodeSpec[] => [['Gemm', ['x', 'W'], ['a'], { transB: 1 }, 'fc'], ...after];
const denseWeights = floats('W', [2, 3], [1, -2, 3, -4, 5, -6]);

describe('Conv', () => {
  const conv = (attributes: Attributes, size = 5, weights = floats('W', [1, 1, 3, 3], ramp(9))) =>
    read({ inputs: { x: ['N', weights.dims![1] as number, size, size] }, tensors: [weights], nodes: [['Conv', ['x', 'W'], ['y'], attributes]] }).network;

  it('reads strides, dilations and asymmetric pads', () => {
    const projection = only(conv({ strides: [2, 1], dilations: [1, 2], pads: [1, 2, 0, 3] }), 'convolution');
    expect(projection).toMatchObject({ stride: [2, 1], dilation: [1, 2], padding: [1, 2, 0, 3], groups: 1, bias: null, window: null });
    expect(shapes(conv({ strides: [2, 1], dilations: [1, 2], pads: [1, 2, 0, 3] }))[1]).toEqual([1, 2, 6]);
  });

  it.each([
    ['NOTSET', [0, 0, 0, 0], [1, 2, 2]], ['VALID', [0, 0, 0, 0], [1, 2, 2]],
    ['SAME_UPPER', [0, 0, 1, 1], [1, 3, 3]], ['SAME_LOWER', [1, 1, 0, 0], [1, 3, 3]],
  ] as const)('auto_pad %s', (mode, padding, shape) => {
    const network = conv({ auto_pad: mode, strides: [2, 2] }, mode.startsWith('SAME') ? 6 : 5);
    expect(only(network, 'convolution').padding).toEqual(padding);
    expect(shapes(network)[1]).toEqual(shape);
  });

  it('reads groups and bias, and keeps the values', () => {
    const { network } = read({
      inputs: { x: ['N', 2, 1, 1] }, tensors: [floats('W', [2, 1, 1, 1], [3, 5]), floats('B', [2], [10, 20])],
      nodes: [['Conv', ['x', 'W', 'B'], ['y'], { group: 2, kernel_shape: [1, 1] }]],
    });
    expect(evaluate(network, { x: [1, 2] })).toEqual([13, 30]);
  });

  it.each([
    ['one-dimensional weights', floats('W', [1, 1, 3], ramp(3)), {}, 'S310'],
    ['weights of other channels', floats('W', [1, 2, 3, 3], ramp(18)), {}, 'S310'],
    ['a kernel larger than the planes', floats('W', [1, 1, 9, 9], ramp(81)), {}, 'S310'],
    ['groups that do not divide', floats('W', [3, 1, 1, 1], ramp(3)), { group: 2 }, 'S310'],
    ['a kernel_shape that contradicts the weights', floats('W', [1, 1, 3, 3], ramp(9)), { kernel_shape: [2, 2] }, 'S311'],
    ['a stride of 0', floats('W', [1, 1, 3, 3], ramp(9)), { strides: [0, 1] }, 'S311'],
    ['negative pads', floats('W', [1, 1, 3, 3], ramp(9)), { pads: [-1, 0, 0, 0] }, 'S311'],
    ['an unknown auto_pad', floats('W', [1, 1, 3, 3], ramp(9)), { auto_pad: 'SAME' }, 'S311'],
    ['an attribute of another type', floats('W', [1, 1, 3, 3], ramp(9)), { group: 'one' }, 'S311'],
  ])('refuses %s', (_, weights, attributes, code) => {
    expect(errorCodes({ inputs: { x: ['N', 1, 5, 5] }, tensors: [weights], nodes: [['Conv', ['x', 'W'], ['y'], attributes as Attributes]] })).toEqual([code]);
  });
});

describe('Gemm and MatMul', () => {
  const sample = { x: [1, 10, 100] };
  const untransposed = floats('W', [3, 2], [1, -4, -2, 5, 3, -6]);

  it('Gemm: transB of both kinds, alpha, beta, bias of one number or one an output', () => {
    const gemm = (weights: typeof denseWeights, bias: number[], attributes: Attributes) => evaluate(read({
      inputs: { x: ['N', 3] }, tensors: [weights, floats('C', [bias.length], bias)], nodes: [['Gemm', ['x', 'W', 'C'], ['y'], attributes]],
    }).network, sample);
    expect(gemm(denseWeights, [1, 2], { transB: 1 })).toEqual([282, -552]);
    expect(gemm(untransposed, [1, 2], {})).toEqual([282, -552]);
    expect(gemm(untransposed, [7], { alpha: float(0.5), beta: float(2) })).toEqual([154.5, -263]);
  });

  it('transposes matrices larger than a block', () => {
    const values = ramp(70 * 40, 1 / 64);
    const { network } = read({ inputs: { x: ['N', 70] }, tensors: [floats('W', [70, 40], values)], nodes: [['MatMul', ['x', 'W'], ['y']]] });
    const { shape, data } = only(network, 'dense').weights;
    expect(shape).toEqual([40, 70]);
    expect([data[0], data[1], data[70], data[39 * 70 + 69]]).toEqual([values[0], values[40], values[1], values[70 * 40 - 1]]);
  });

  it.each([['x, bias', ['a', 'B']], ['bias, x', ['B', 'a']]])('MatMul + Add (%s) is one projection with bias', (_, operands) => {
    const { network } = read({
      inputs: { x: ['N', 3] }, tensors: [untransposed, floats('B', [2], [1, 2])],
      nodes: [['MatMul', ['x', 'W'], ['a'], {}, 'fc'], ['Add', operands, ['b']], ['Relu', ['b'], ['y']]],
    });
    expect(network.populations.map((one) => [one.name, one.neuron])).toEqual([
      ['x', { kind: 'input', coding: 'current' }], ['fc', { kind: 'relu', ceiling: null }],
    ]);
    expect(only(network, 'dense').bias).toEqual(Float32Array.of(1, 2));
    expect(evaluate(network, sample)).toEqual([282, 0]);
  });

  it('keeps the Add apart when somebody else reads the product', () => {
    const { network } = read({
      inputs: { x: ['N', 3] }, tensors: [untransposed, floats('B', [2], [1, 2])],
      nodes: [['MatMul', ['x', 'W'], ['a']], ['Add', ['a', 'B'], ['b']], ['Add', ['a', 'b'], ['y']]],
    });
    expect(only(network, 'dense').bias).toBeNull();
    expect(evaluate(network, sample)).toEqual([563, -1106]);
  });

  it('refuses weights that do not fit, with both shapes', () => {
    const [fault] = faults({ inputs: { x: ['N', 4] }, tensors: [denseWeights], nodes: dense(['Relu', ['a'], ['y']]) });
    expect(fault).toMatchObject({ code: 'S310', where: { place: "node 'fc' (Gemm)" } });
    expect(fault!.message).toContain('[2, 3]');
    expect(fault!.message).toContain('[4]');
  });

  it('refuses transA, a bias that does not fit, and products of two activations', () => {
    const gemm = (attributes: Attributes, inputs: string[]) =>
      errorCodes({ inputs: { x: ['N', 3], z: [3, 2] }, tensors: [denseWeights, floats('C', [3], ramp(3))], nodes: [['Gemm', inputs, ['y'], attributes]] });
    expect(gemm({ transA: 1, transB: 1 }, ['x', 'W'])).toEqual(['S311']);
    expect(gemm({ transB: 1 }, ['x', 'W', 'C'])).toEqual(['S310']);
    expect(gemm({}, ['x', 'z'])).toContain('S312');
    expect(gemm({ transB: 1, alpha: float(Infinity) }, ['x', 'W'])).toEqual(['S311']);
  });
});

describe('activations', () => {
  it('a Relu merges into a linear population that nobody else reads', () => {
    const { network } = read({ inputs: { x: ['N', 3] }, tensors: [denseWeights], nodes: dense(['Identity', ['a'], ['b']], ['Dropout', ['b'], ['c', 'mask']], ['Relu', ['c'], ['y']]) });
    expect(network.populations.map((one) => [one.name, one.neuron.kind])).toEqual([['x', 'input'], ['fc', 'relu']]);
  });

  it('a Relu stands alone behind an input, another Relu, or a value that others read', () => {
    const kinds = (nodes: readonly NodeSpec[]) => read({ inputs: { x: ['N', 3] }, tensors: [denseWeights], nodes }).network.populations.map((one) => one.neuron.kind);
    expect(kinds([['Relu', ['x'], ['y']]])).toEqual(['input', 'relu']);
    expect(kinds(dense(['Relu', ['a'], ['b']], ['Relu', ['b'], ['y']]))).toEqual(['input', 'relu', 'relu']);
    expect(kinds(dense(['Identity', ['a'], ['b']], ['Relu', ['b'], ['c']], ['Add', ['a', 'c'], ['y']]))).toEqual(['input', 'linear', 'relu', 'linear']);
  });

  it('Clip(0, c) is a ReLU with a ceiling, as attributes and as inputs', () => {
    const old = read({ opset: 9, inputs: { x: ['N', 3] }, tensors: [denseWeights], nodes: dense(['Clip', ['a'], ['y'], { min: float(0), max: float(6) }]) });
    const now = read({ inputs: { x: ['N', 3] }, tensors: [denseWeights, floats('lo', [], [0]), floats('hi', [], [6])], nodes: dense(['Clip', ['a', 'lo', 'hi'], ['y']]) });
    const open = read({ inputs: { x: ['N', 3] }, tensors: [denseWeights, floats('lo', [], [0]), floats('hi', [], [Infinity])], nodes: dense(['Clip', ['a', 'lo', 'hi'], ['y']]) });
    const low = read({ inputs: { x: ['N', 3] }, tensors: [denseWeights, floats('lo', [], [0])], nodes: dense(['Clip', ['a', 'lo'], ['y']]) });
    expect([old, now, open, low].map(({ network }) => network.populations[1]!.neuron)).toEqual([6, 6, null, null].map((ceiling) => ({ kind: 'relu', ceiling })));
  });

  it('refuses other bounds', () => {
    const clip = (low: number, high: number) => errorCodes({ opset: 9, inputs: { x: ['N', 3] }, nodes: [['Clip', ['x'], ['y'], { min: float(low), max: float(high) }]] });
    expect([clip(1, 1), clip(0, -1), clip(0, NaN)]).toEqual([['S311'], ['S311'], ['S311']]);
    expect(errorCodes({ inputs: { x: ['N', 3] }, tensors: [floats('lo', [2], [0, 0])], nodes: [['Clip', ['x', 'lo'], ['y']]] })).toEqual(['S310']);
  });
});

describe('pools', () => {
  const pool = (operator: string, attributes: Attributes, size = 4) => read({ inputs: { x: ['N', 1, size, size] }, nodes: [[operator, ['x'], ['y'], attributes]] }).network;

  it('average, with and without the padding counted', () => {
    expect(evaluate(pool('AveragePool', { kernel_shape: [2, 2], strides: [2, 2] }), { x: ramp(16) })).toEqual([2.5, 4.5, 10.5, 12.5]);
    const pads = { kernel_shape: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1] };
    expect(evaluate(pool('AveragePool', pads), { x: ramp(16) })[0]).toBe(0);
    expect(evaluate(pool('AveragePool', pads), { x: ramp(16) })[1]).toBe(1.5);
    expect(evaluate(pool('AveragePool', { ...pads, count_include_pad: 1 }), { x: ramp(16) })[1]).toBe(0.75);
  });

  it('maximum and global average', () => {
    expect(evaluate(pool('MaxPool', { kernel_shape: [2, 2], strides: [2, 2] }), { x: ramp(16) })).toEqual([5, 7, 13, 15]);
    const network = pool('GlobalAveragePool', {});
    expect(network.populations[1]!.shape).toEqual([1, 1, 1]);
    expect(evaluate(network, { x: ramp(16) })).toEqual([7.5]);
  });

  it('accepts ceil_mode where it changes nothing', () => {
    expect(shapes(pool('MaxPool', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }))[1]).toEqual([1, 2, 2]);
    expect(errorCodes({ inputs: { x: ['N', 1, 5, 5] }, nodes: [['MaxPool', ['x'], ['y'], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }]] })).toEqual(['S311']);
  });

  it.each([
    ['no kernel', {}], ['a dilation', { kernel_shape: [2, 2], dilations: [2, 1] }], ['padding as large as the kernel', { kernel_shape: [2, 2], pads: [2, 0, 0, 0] }],
  ])('refuses %s', (_, attributes) => {
    expect(errorCodes({ inputs: { x: ['N', 1, 5, 5] }, nodes: [['MaxPool', ['x'], ['y'], attributes as Attributes]] })).toEqual(['S311']);
  });

  it('refuses planes that are none, and indices', () => {
    expect(errorCodes({ inputs: { x: ['N', 5] }, nodes: [['MaxPool', ['x'], ['y'], { kernel_shape: [2, 2] }]] })).toEqual(['S310']);
    expect(errorCodes({ inputs: { x: ['N', 1, 2, 2] }, outputs: ['i'], nodes: [['MaxPool', ['x'], ['y', 'i'], { kernel_shape: [2, 2] }]] })).toEqual(['S311']);
  });
});

describe('shapes', () => {
  const after = (nodes: readonly NodeSpec[], tensors: ReturnType<typeof integers>[] = [], opset = 13, input: (number | string)[] = ['N', 2, 3, 4]) =>
    read({ inputs: { x: input }, tensors, nodes: [['Identity', ['x'], ['h']], ...nodes], opset }).network;

  it('Flatten and Reshape are one-to-one into the new shape', () => {
    expect(shapes(after([['Flatten', ['h'], ['y']]]))).toEqual([[2, 3, 4], [24]]);
    expect(shapes(after([['Flatten', ['h'], ['y'], { axis: -3 }]]))).toEqual([[2, 3, 4], [24]]);
    for (const target of [[-1, 24], [1, -1], [0, -1], [0, 24]]) expect(shapes(after([['Reshape', ['h', 's'], ['y']]], [integers('s', target)]))).toEqual([[2, 3, 4], [24]]);
    const planes = after([['Reshape', ['h', 's'], ['y']]], [integers('s', [-1, 4, 3, 2])]);
    expect(shapes(planes)[1]).toEqual([4, 3, 2]);
    expect(evaluate(planes, { x: ramp(24) })).toEqual(ramp(24));
  });

  it('the target of a Reshape may be computed from Shape', () => {
    const nodes: NodeSpec[] = [
      ['Shape', ['h'], ['sh']], ['Constant', [], ['zero'], { value: tensorValue(integers('', [0], [])) }], ['Gather', ['sh', 'zero'], ['n']],
      ['Unsqueeze', ['n', 'axes'], ['n1']], ['Concat', ['n1', 'rest'], ['target'], { axis: 0 }], ['Reshape', ['h', 'target'], ['y']],
    ];
    for (const batch of ['N', 8]) expect(shapes(after(nodes, [integers('axes', [0]), integers('rest', [-1])], 13, [batch, 2, 3, 4]))).toEqual([[2, 3, 4], [24]]);
    const old = nodes.map((node): NodeSpec => (node[0] === 'Unsqueeze' ? ['Unsqueeze', ['n'], ['n1'], { axes: [0] }] : node));
    expect(shapes(after(old, [integers('rest', [-1])], 9))).toEqual([[2, 3, 4], [24]]);
  });

  it('folds Slice, Mul, Sub, Div, Add, Cast and Squeeze in shape computations', () => {
    const nodes: NodeSpec[] = [
      ['Shape', ['h'], ['sh']], ['Slice', ['sh', 'one', 'three'], ['cd']], ['Gather', ['cd', 'first'], ['c']], ['Cast', ['c'], ['c64'], { to: 7 }],
      ['Mul', ['c64', 'twelve'], ['p']], ['Add', ['p', 'two'], ['q']], ['Sub', ['q', 'two'], ['r']], ['Div', ['r', 'two'], ['t']],
      ['Squeeze', ['t', 'first'], ['u']], ['Unsqueeze', ['u', 'first'], ['v']], ['Concat', ['minus', 'v', 'two'], ['target'], { axis: 0 }], ['Reshape', ['h', 'target'], ['y']],
    ];
    const constants = [['one', 1], ['three', 3], ['first', 0], ['twelve', 12], ['two', 2], ['minus', -1]].map(([name, value]) => integers(name as string, [value as number]));
    expect(shapes(after(nodes, constants))).toEqual([[2, 3, 4], [24]]);
  });

  it('Squeeze and Unsqueeze keep the neurons, in both forms', () => {
    expect(shapes(after([['Squeeze', ['h'], ['y'], { axes: [2, 3] }], ], [], 11, ['N', 6, 1, 1]))).toEqual([[6, 1, 1], [6]]);
    expect(shapes(after([['Squeeze', ['h', 'a'], ['y']]], [integers('a', [-1, -2])], 13, ['N', 6, 1, 1]))).toEqual([[6, 1, 1], [6]]);
    expect(shapes(after([['Squeeze', ['h'], ['b']], ['Relu', ['b'], ['y']]], [], 13, ['N', 6, 1, 1]))).toEqual([[6, 1, 1], [6]]);
    expect(shapes(after([['Unsqueeze', ['h', 'a'], ['y']]], [integers('a', [1])], 13, ['N', 28, 28]))).toEqual([[784], [1, 28, 28]]);
  });

  it('a sample without batch may get one from Unsqueeze', () => {
    expect(shapes(after([['Unsqueeze', ['h', 'a'], ['y']]], [integers('a', [0])], 13, [1, 28, 28]))).toEqual([[784], [1, 28, 28]]);
  });

  it('refuses whatever mixes samples', () => {
    const codes = (node: NodeSpec, tensors: ReturnType<typeof integers>[] = []) => errorCodes({ inputs: { x: ['N', 2, 3, 4] }, nodes: [node], tensors });
    expect(codes(['Flatten', ['x'], ['y'], { axis: 2 }])).toEqual(['S313']);
    expect(codes(['Reshape', ['x', 's'], ['y']], [integers('s', [-1, 12])])).toEqual(['S313']);
    expect(codes(['Reshape', ['x', 's'], ['y']], [integers('s', [1, 5, -1])])).toEqual(['S313']);
    expect(codes(['Squeeze', ['x', 'a'], ['y']], [integers('a', [0])])).toEqual(['S313']);
    expect(codes(['Flatten', ['x'], ['y'], { axis: 9 }])).toEqual(['S311']);
  });

  it('weights may pass through Identity, Reshape and Constant', () => {
    const { network } = read({
      inputs: { x: ['N', 3] }, tensors: [floats('flat', [6], [1, -2, 3, -4, 5, -6]), integers('s', [2, 3])],
      nodes: [
        ['Reshape', ['flat', 's'], ['w0']], ['Identity', ['w0'], ['W']], ['Constant', [], ['C'], { value_floats: { floats: [1, 2], type: 6 } }],
        ['Gemm', ['x', 'W', 'C'], ['y'], { transB: 1 }],
      ],
    });
    expect(evaluate(network, { x: [1, 10, 100] })).toEqual([282, -552]);
  });

  it('all forms of Constant', () => {
    const scaled = (attributes: Attributes) => evaluate(read({ inputs: { x: ['N', 2] }, nodes: [['Constant', [], ['c'], attributes], ['Mul', ['x', 'c'], ['y']]] }).network, { x: [1, 2] });
    expect(scaled({ value_float: float(3) })).toEqual([3, 6]);
    expect(scaled({ value_int: 3 })).toEqual([3, 6]);
    expect(scaled({ value_ints: [3, 4] })).toEqual([3, 8]);
    expect(scaled({ value_floats: { floats: [3, 4], type: 6 } })).toEqual([3, 8]);
    expect(scaled({ value: tensorValue(floats('', [1], [3])) })).toEqual([3, 6]);
    expect(errorCodes({ inputs: { x: ['N', 2] }, nodes: [['Constant', [], ['c'], { value_string: 'x' }], ['Mul', ['x', 'c'], ['y']]] })).toEqual(['S311']);
  });
});

describe('Pad', () => {
  it('pads and crops the planes, as attribute and as input', () => {
    const old = read({ opset: 9, inputs: { x: ['N', 1, 2, 2] }, nodes: [['Pad', ['x'], ['y'], { pads: [0, 0, 1, 0, 0, 0, 0, -1] }]] }).network;
    const now = read({ inputs: { x: ['N', 1, 2, 2] }, tensors: [integers('p', [0, 0, 1, 0, 0, 0, 0, -1])], nodes: [['Pad', ['x', 'p'], ['y']]] }).network;
    const axes = read({ opset: 18, inputs: { x: ['N', 1, 2, 2] }, tensors: [integers('p', [1, 0, 0, -1]), integers('a', [2, -1])], nodes: [['Pad', ['x', 'p', '', 'a'], ['y']]] }).network;
    for (const network of [old, now, axes]) {
      expect(only(network, 'padding').padding).toEqual([1, 0, 0, -1]);
      expect(evaluate(network, { x: [1, 2, 3, 4] })).toEqual([0, 1, 3]);
    }
  });

  it('of zero width is another name', () => {
    const { network } = read({ inputs: { x: ['N', 1, 2, 2] }, tensors: [integers('p', ramp(8, 0))], nodes: [['Relu', ['x'], ['a']], ['Pad', ['a', 'p'], ['b'], { mode: 'constant' }], ['Relu', ['b'], ['y']]] });
    expect(network.projections.map((one) => one.kind)).toEqual(['one-to-one', 'one-to-one']);
  });

  it('refuses other modes, values, axes and too much cropping', () => {
    const codes = (pads: number[], attributes: Attributes = {}, value = 0) =>
      errorCodes({ inputs: { x: ['N', 1, 2, 2] }, tensors: [integers('p', pads), floats('v', [], [value])], nodes: [['Pad', ['x', 'p', 'v'], ['y'], attributes]] });
    expect(codes([0, 0, 1, 0, 0, 0, 0, 0], { mode: 'reflect' })).toEqual(['S311']);
    expect(codes([0, 0, 1, 0, 0, 0, 0, 0], {}, 1)).toEqual(['S311']);
    expect(codes([0, 1, 0, 0, 0, 0, 0, 0])).toEqual(['S311']);
    expect(codes([0, 1])).toEqual(['S311']);
    expect(codes([0, 0, -2, 0, 0, 0, 2, 0])).toEqual(['S310']);
    expect(codes([0, 0, 2 ** 40, 0, 0, 0, 0, 0])).toEqual(['S320']);
  });
});

describe('arithmetic', () => {
  it('Add of two values is a skip connection, into which a Relu merges', () => {
    const { network } = read({ inputs: { x: ['N', 2] }, tensors: [floats('W', [2, 2], [0, 1, 1, 0])], nodes: [['MatMul', ['x', 'W'], ['a']], ['Add', ['a', 'x'], ['b'], {}, 'skip'], ['Relu', ['b'], ['y']]] });
    expect(network.projections.map((one) => [one.kind, one.source, one.destination])).toEqual([['dense', 'x', 'MatMul_1'], ['one-to-one', 'MatMul_1', 'skip'], ['one-to-one', 'x', 'skip']]);
    expect(network.populations.at(-1)).toMatchObject({ name: 'skip', neuron: { kind: 'relu' } });
    expect(evaluate(network, { x: [1, -5] })).toEqual([0, 0]);
    expect(errorCodes({ inputs: { x: ['N', 2], z: ['N', 3] }, nodes: [['Add', ['x', 'z'], ['y']]] })).toEqual(['S310']);
  });

  it('constants become a scale and shift a channel', () => {
    const of = (operator: string, operands: string[], dims: number[], values: number[], input: (number | string)[], sample: number[]) =>
      evaluate(read({ inputs: { x: input }, tensors: [floats('c', dims, values)], nodes: [[operator, operands, ['y']]] }).network, { x: sample });
    expect(of('Add', ['x', 'c'], [2], [10, 20], ['N', 2], [1, 2])).toEqual([11, 22]);
    expect(of('Sub', ['x', 'c'], [2], [10, 20], ['N', 2], [1, 2])).toEqual([-9, -18]);
    expect(of('Sub', ['c', 'x'], [], [10], ['N', 2], [1, 2])).toEqual([9, 8]);
    expect(of('Mul', ['c', 'x'], [1], [10], ['N', 2], [1, 2])).toEqual([10, 20]);
    expect(of('Div', ['x', 'c'], [1, 2], [2, 4], ['N', 2], [1, 2])).toEqual([0.5, 0.5]);
    expect(of('Mul', ['x', 'c'], [2, 1, 1], [10, 20], ['N', 2, 1, 2], [1, 2, 3, 4])).toEqual([10, 20, 60, 80]);
    expect(of('Add', ['x', 'c'], [1, 2, 1, 1], [10, 20], ['N', 2, 1, 2], [1, 2, 3, 4])).toEqual([11, 12, 23, 24]);
    expect(of('Add', ['x', 'c'], [3], [10, 20, 30], ['N', 2, 3], ramp(6))).toEqual([10, 21, 32, 13, 24, 35]);
  });

  it('refuses constants that differ within a plane, broadcast the value, or divide by 0', () => {
    const codes = (operator: string, operands: string[], dims: number[], values: number[]) =>
      errorCodes({ inputs: { x: ['N', 1, 1, 2] }, tensors: [floats('c', dims, values)], nodes: [[operator, operands, ['y']]] });
    expect(codes('Add', ['x', 'c'], [2], [1, 2])).toEqual(['S310']);
    expect(codes('Add', ['x', 'c'], [3, 1, 1], [1, 2, 3])).toEqual(['S310']);
    expect(codes('Div', ['x', 'c'], [], [0])).toEqual(['S311']);
    expect(codes('Div', ['c', 'x'], [], [1])).toEqual(['S362']);
    expect(codes('Mul', ['x', 'x'], [], [1])).toEqual(['S362']);
  });

  const norm = (attributes: Attributes, variance: number[], opset = 13) => ({
    opset, inputs: { x: ['N', 2, 1, 2] }, tensors: [floats('g', [2], [1, 2]), floats('b', [2], [0.5, 0]), floats('m', [2], [1, 3]), floats('v', [variance.length], variance)],
    nodes: [['BatchNormalization', ['x', 'g', 'b', 'm', 'v'], ['y'], attributes]] as NodeSpec[],
  });

  it.each([9, 15])('BatchNormalization in opset %i', (opset) => {
    const { network } = read(norm({ epsilon: float(0), momentum: float(0.9) }, [4, 1], opset));
    expect(only(network, 'batch-norm')).toMatchObject({ epsilon: 0, mean: Float32Array.of(1, 3) });
    expect(evaluate(network, { x: [1, 3, 3, 4] })).toEqual([0.5, 1.5, 0, 2]);
  });

  it('BatchNormalization refuses training mode, negative variance and other channels', () => {
    expect(errorCodes(norm({ training_mode: 1 }, [1, 1], 15))).toEqual(['S311']);
    expect(errorCodes(norm({}, [1, -1]))).toEqual(['S311']);
    expect(errorCodes(norm({}, [1, 1, 1]))).toEqual(['S310']);
  });
});

describe('the head', () => {
  it.each([9, 13])('Softmax, LogSoftmax and ArgMax are dropped with a note (opset %i)', (opset) => {
    const { network, diagnostics } = read({ opset, inputs: { x: ['N', 3] }, tensors: [denseWeights], nodes: dense(['Softmax', ['a'], ['b'], { axis: 1 }], ['ArgMax', ['b'], ['y'], { axis: 1, keepdims: 0 }]) });
    expect(network.output.population).toBe('fc');
    expect(network.populations).toHaveLength(2);
    expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([['S316', 'note'], ['S316', 'note']]);
  });

  it('is refused inside the graph and over part of a sample', () => {
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['LogSoftmax', ['x'], ['a']], ['Relu', ['a'], ['y']]] })).toEqual(['S322']);
    expect(errorCodes({ inputs: { x: ['N', 2, 2, 2] }, nodes: [['Softmax', ['x'], ['y'], { axis: 1 }]] })).toEqual(['S311']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['ArgMax', ['x'], ['y']]] })).toEqual(['S311']);
    expect(errorCodes({ inputs: { x: ['N', 3] }, nodes: [['ArgMax', ['x'], ['y'], { axis: 1, select_last_index: 1 }]] })).toEqual(['S311']);
  });
});

it('reads the same whether a model is opened twice', () => {
  const file = writeModel(buildModel({ inputs: { x: ['N', 3] }, tensors: [denseWeights], nodes: dense(['Relu', ['a'], ['y']]) }));
  expect(readOnnx(file)).toEqual(readOnnx(file));
});
