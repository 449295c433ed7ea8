import type { WeightGrid } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { fail } from '../../../diagnostics/diagnostic.ts';
import { floatAttribute, integerAttribute, integersAttribute } from '../attributes.ts';
import { gridOfRows, scaledGrid } from '../quantised/grid.ts';
import { constantAt, floatsOf, growInto, operandName, requiredConstantAt, shapeOf, signalAt, type ConstantValue, type Operator, type Signal, type Step } from '../step.ts';
import { isPairOf, planeOf, readWindow } from './windows.ts';

/** Conv, two-dimensional: weights [out, in / group, height, width]. */
export const conv: Operator = (step) => {
  const input = signalAt(step, 0);
  const constant = requiredConstantAt(step, 1);
  const weightShape = shapeOf(constant);
  if (weightShape.length !== 4) fail('S310', { what: 'weights', shape: weightShape, wanted: 'four axes (two-dimensional convolution)', input: input.shape }, step.where);
  const [outputs, inputs, height, width] = weightShape as [number, number, number, number];
  const plane = planeOf(step, input);
  const groups = integerAttribute(step, 'group', 1);
  if (groups < 1 || inputs * groups !== plane.channels || outputs < 1 || outputs % groups !== 0) {
    fail('S310', { what: `weights (${groups === 1 ? 'one group' : `${groups} groups`})`, shape: weightShape, wanted: `${plane.channels} input channels`, input: input.shape }, step.where);
  }
  const stated = integersAttribute(step, 'kernel_shape');
  if (stated !== null && !isPairOf(stated, height, width)) {
    fail('S311', { setting: 'kernel_shape', value: `[${stated.slice(0, 8).join(', ')}]`, accepted: `the kernel of the weights, [${height}, ${width}]` }, step.where);
  }
  const window = readWindow(step, plane, [height, width], false);
  const bias = biasAt(step, 2, outputs);
  return growInto(step, [outputs, ...window.output], {
    kind: 'convolution', source: input.population, weights: { shape: weightShape, data: floatsOf(step, constant) }, bias,
    stride: window.stride, padding: window.padding, dilation: window.dilation, groups, window: null, ...onGrid(gridOfRows(step, constant, 1, 0)),
  });
};

/** Gemm: alpha A B + beta C, with A the activations. */
export const gemm: Operator = (step) => {
  const input = signalAt(step, 0);
  if (integerAttribute(step, 'transA', 0) !== 0) fail('S311', { setting: 'transA', value: '1', accepted: '0 (samples are the rows of A)' }, step.where);
  const transposed = integerAttribute(step, 'transB', 0) !== 0;
  const { weights, grid } = matrixAt(step, input, transposed);
  const alpha = factorOf(step, 'alpha');
  const row = rowAt(step, 2, weights.shape[0]!);
  return growInto(step, [weights.shape[0]!], {
    kind: 'dense', source: input.population, weights: { ...weights, data: scaled(weights.data, alpha) }, bias: row && scaled(row, factorOf(step, 'beta')), window: null,
    ...onGrid(grid && scaledGrid(grid, alpha)),
  });
};

/** MatMul of activations with a constant matrix at the right. */
export const matMul: Operator = (step) => {
  const input = signalAt(step, 0);
  const { weights, grid } = matrixAt(step, input, false);
  return growInto(step, [...input.shape.slice(0, -1), weights.shape[0]!], { kind: 'dense', source: input.population, weights, bias: null, window: null, ...onGrid(grid) });
};

interface Matrix {
  readonly weights: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly grid: WeightGrid | null;
}

/** The constant at input 1 as [out, in]; axes of extent 1 before the last axis of the activations do no harm. */
function matrixAt(step: Step, input: Signal, transposed: boolean): Matrix {
  const constant = requiredConstantAt(step, 1);
  const shape = shapeOf(constant);
  const neurons = sizeOf(input.shape);
  const inputs = shape[transposed ? 1 : 0];
  if (shape.length !== 2 || inputs !== neurons || input.shape.at(-1) !== neurons) {
    fail('S310', { what: 'weights', shape, wanted: `[${transposed ? `outputs, ${neurons}` : `${neurons}, outputs`}]`, input: input.shape }, step.where);
  }
  const outputs = shape[transposed ? 0 : 1]!;
  const data = floatsOf(step, constant);
  const weights = { shape: [outputs, inputs], data: transposed ? data : transpose(data, inputs, outputs) };
  return { weights, grid: gridOfRows(step, constant, 1, transposed ? 0 : 1) };
}

/** Rows x columns to columns x rows, in blocks that stay in the cache. */
export function transpose(source: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(source.length);
  const block = 32;
  for (let top = 0; top < rows; top += block) {
    for (let left = 0; left < columns; left += block) {
      const bottom = Math.min(top + block, rows);
      const right = Math.min(left + block, columns);
      for (let column = left; column < right; column++) {
        for (let row = top; row < bottom; row++) result[column * rows + row] = source[row * columns + column]!;
      }
    }
  }
  return result;
}

/** Leaves the key out where weights stand on no levels. */
function onGrid(grid: WeightGrid | null): { readonly grid?: WeightGrid } {
  return grid === null ? {} : { grid };
}

function factorOf(step: Step, setting: 'alpha' | 'beta'): number {
  const factor = floatAttribute(step, setting, 1);
  return Number.isFinite(factor) ? factor : fail('S311', { setting, value: String(factor), accepted: 'a finite number' }, step.where);
}

/** A tensor of the file may be read by several nodes, so it is not changed in place. */
function scaled(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}

function biasAt(step: Step, index: number, outputs: number): Float32Array | null {
  const constant = constantAt(step, index);
  if (constant === null) return null;
  const shape = shapeOf(constant);
  if (shape.length !== 1 || shape[0] !== outputs) refuseBias(step, index, constant, outputs);
  return floatsOf(step, constant);
}

/** C of a Gemm: one number, or one an output. */
function rowAt(step: Step, index: number, outputs: number): Float32Array | null {
  const constant = constantAt(step, index);
  if (constant === null) return null;
  const shape = shapeOf(constant);
  const size = sizeOf(shape);
  if (shape.length > 2 || (size !== 1 && (size !== outputs || shape.at(-1) !== outputs))) refuseBias(step, index, constant, outputs);
  const values = floatsOf(step, constant);
  return size === outputs ? values : new Float32Array(outputs).fill(values[0]!);
}

function refuseBias(step: Step, index: number, constant: ConstantValue, outputs: number): never {
  return fail('S310', { what: `bias ${operandName(step, index)}`, shape: shapeOf(constant), wanted: `[${outputs}]`, input: [outputs] }, step.where);
}
