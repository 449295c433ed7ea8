import { float, floats, type ModelSpec, type NodeSpec } from '../read/onnx/build-model.ts';
import { levels, TYPE } from '../read/onnx/quantised/level-tensor.ts';
import { noise } from '../ir/build.ts';

/** A network trained on few levels as tools export it: [1, 6, 6] - 3 x 3 convolution of 4 - average pooling - dense of 5 - dense of 3. */
export interface QuantisedModel {
  readonly bits: number;
  /** Levels of the weights, as they stand in the file: [4, 1, 3, 3], [5, 36], [3, 5]. */
  readonly levels: readonly (readonly number[])[];
  /** Values of a level, one an output. */
  readonly scales: readonly (readonly number[])[];
  readonly biases: readonly (readonly number[])[];
}

const SHAPES = [[4, 1, 3, 3], [5, 36], [3, 5]] as const;
const ACTIVATIONS = [1 / 255, 0.02, 0.03] as const;

/** Levels -most..most, each row with the largest of them. */
export function quantisedModel(bits: number): QuantisedModel {
  const most = 2 ** (bits - 1) - 1;
  const rows = SHAPES.map((shape, index) => {
    const columns = shape.slice(1).reduce((a: number, b) => a * b, 1);
    return noise(shape[0] * columns, index + 3).map((value, at) => (at % columns === 1 ? most : Math.round(value * most)) + 0);
  });
  const scales = SHAPES.map((shape, index) => noise(shape[0], index + 11).map((value) => Math.fround((0.6 + 0.5 * Math.abs(value)) / most / [1.5, 4, 2][index]!)));
  const biases = SHAPES.map((shape, index) => noise(shape[0], index + 21).map((value) => Math.round(400 * value)));
  return { bits, levels: rows, scales, biases };
}

/** The model with QuantizeLinear and DequantizeLinear around every product (`relu` false: int8 activations of both signs). */
export function qdqSpec(model: QuantisedModel, { relu = true } = {}): ModelSpec {
  const type = relu ? TYPE.uint8 : TYPE.int8;
  const quantise = (from: string, to: string, scale: string, zero: string): NodeSpec[] => [['QuantizeLinear', [from, scale, zero], [`${to}.q`]], ['DequantizeLinear', [`${to}.q`, scale, zero], [to]]];
  const tensors = model.levels.flatMap((values, i) => [
    levels(`w${i}.q`, TYPE.int8, SHAPES[i]!, values), floats(`w${i}.s`, [SHAPES[i]![0]], model.scales[i]!), levels(`w${i}.z`, TYPE.int8, [SHAPES[i]![0]], model.scales[i]!.map(() => 0)),
    levels(`b${i}.q`, TYPE.int32, [SHAPES[i]![0]], model.biases[i]!), floats(`b${i}.s`, [SHAPES[i]![0]], model.scales[i]!.map((scale) => scale * ACTIVATIONS[i]!)),
    levels(`b${i}.z`, TYPE.int32, [SHAPES[i]![0]], model.biases[i]!.map(() => 0)), floats(`a${i}.s`, [], [ACTIVATIONS[i]!]), levels(`a${i}.z`, i === 0 ? TYPE.uint8 : type, [], [0]),
  ]);
  const constants = model.levels.flatMap((_, i): NodeSpec[] => [
    ['DequantizeLinear', [`w${i}.q`, `w${i}.s`, `w${i}.z`], [`w${i}`], { axis: 0 }], ['DequantizeLinear', [`b${i}.q`, `b${i}.s`, `b${i}.z`], [`b${i}`], { axis: 0 }],
  ]);
  const active = (from: string, to: string, i: number): NodeSpec[] => (relu ? [['Relu', [from], [`${to}.r`]], ...quantise(`${to}.r`, to, `a${i}.s`, `a${i}.z`)] : quantise(from, to, `a${i}.s`, `a${i}.z`));
  return {
    inputs: { x: ['N', 1, 6, 6] },
    tensors,
    nodes: [
      ...constants, ...quantise('x', 'x0', 'a0.s', 'a0.z'),
      ['Conv', ['x0', 'w0', 'b0'], ['h0'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }], ...active('h0', 'x1', 1),
      ['AveragePool', ['x1'], ['p1'], { kernel_shape: [2, 2], strides: [2, 2] }], ['Flatten', ['p1'], ['f1']],
      ['Gemm', ['f1', 'w1', 'b1'], ['h1'], { transB: 1 }], ...active('h1', 'x2', 2),
      ['Gemm', ['x2', 'w2', 'b2'], ['y'], { transB: 1 }],
    ],
  };
}

/** The same without quantisers: floats that are level x scale. */
export function floatSpec(model: QuantisedModel): ModelSpec {
  const columns = SHAPES.map((shape) => shape.slice(1).reduce((a: number, b) => a * b, 1));
  const tensors = model.levels.flatMap((values, i) => [
    floats(`w${i}`, SHAPES[i]!, values.map((level, at) => Math.fround(level * model.scales[i]![Math.floor(at / columns[i]!)]!))),
    floats(`b${i}`, [SHAPES[i]![0]], model.biases[i]!.map((bias, row) => bias * model.scales[i]![row]! * ACTIVATIONS[i]!)),
  ]);
  return {
    inputs: { x: ['N', 1, 6, 6] },
    tensors,
    nodes: [
      ['Conv', ['x', 'w0', 'b0'], ['h0'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }], ['Relu', ['h0'], ['x1']],
      ['AveragePool', ['x1'], ['p1'], { kernel_shape: [2, 2], strides: [2, 2] }], ['Flatten', ['p1'], ['f1']],
      ['Gemm', ['f1', 'w1', 'b1'], ['h1'], { transB: 1, alpha: float(1) }], ['Relu', ['h1'], ['x2']],
      ['Gemm', ['x2', 'w2', 'b2'], ['y'], { transB: 1 }],
    ],
  };
}
