import { planeShape, type ConvolutionProjection, type DenseProjection } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { optional, type Fields } from '../fields.ts';
import { whole } from '../quantities.ts';
import { ANY_SHAPE, type ShapeRule } from '../tensors.ts';
import { number, PAIR, SIDES } from '../values.ts';
import { projectionModel, type Body } from './model.ts';
import { bias, eachRow, grid, levels, weights, withBitsOf } from './weights.ts';
import { readWindow, window } from './window.ts';

const DENSE: Fields<Body<DenseProjection>> = { weights: weights('[out, in]'), bias: bias('[out]'), window, grid, levels };

export const dense = projectionModel<DenseProjection>({
  word: 'dense', kind: 'dense', help: 'every neuron of the source to every neuron of the destination', equation: 'X_j = sum_i weights[j, i] x_i + bias[j]',
  example: 'dense(weights = [[1, -1], [0.5, 2]], bias = [0, 1])',
}, DENSE, (args, ends) => {
  const { window: sum, shape } = readWindow(args, ends.source);
  const own = DENSE.levels.read(args, ANY_SHAPE, {});
  const tensor = DENSE.weights.read(withBitsOf(args, own), denseRule(shape, ends.destination), {});
  const found = DENSE.grid.read(args, eachRow(tensor), {});
  return { weights: tensor, bias: DENSE.bias.read(args, eachRow(tensor), {}), window: sum, ...(found && { grid: found }), ...(own && { levels: own }) };
});

const CONVOLUTION: Fields<Body<ConvolutionProjection>> = {
  weights: weights('[outChannels, inChannels / groups, height, width]'),
  bias: bias('[outChannels]'),
  stride: optional('stride', PAIR, [1, 1], 'step between positions of the kernel'),
  padding: optional('padding', SIDES, [0, 0, 0, 0], 'zeros around the plane: top, left, bottom, right; negative values crop'),
  dilation: optional('dilation', PAIR, [1, 1], 'step between the inputs of a kernel'),
  groups: optional('groups', number(whole(1)), 1, 'of channels that are not joined'),
  window,
  grid,
  levels,
};

export const convolution = projectionModel<ConvolutionProjection>({
  word: 'convolution', kind: 'convolution', help: 'a kernel that slides over planes, without being mirrored',
  equation: 'X[c, y, x] = sum weights[c, d, i, j] x[d, stride y + dilation i - top, stride x + dilation j - left] + bias[c]',
  example: 'convolution(weights = f32 [2, 1, 2, 2] [1, 1, 1, 1, -1, 1, -1, 1], padding = [1, 1, 0, 0])',
}, CONVOLUTION, (args, ends) => {
  const { window: sum, shape } = readWindow(args, ends.source);
  const groups = CONVOLUTION.groups.read(args, ANY_SHAPE, {});
  const own = CONVOLUTION.levels.read(args, ANY_SHAPE, {});
  const tensor = CONVOLUTION.weights.read(withBitsOf(args, own), convolutionRule(shape, ends.destination, groups), {});
  const { bias: offset, stride, padding, dilation } = CONVOLUTION;
  const found = CONVOLUTION.grid.read(args, eachRow(tensor), {});
  return {
    weights: tensor, bias: offset.read(args, eachRow(tensor), {}),
    stride: stride.read(args, ANY_SHAPE, {}), padding: padding.read(args, ANY_SHAPE, {}), dilation: dilation.read(args, ANY_SHAPE, {}),
    groups, window: sum, ...(found && { grid: found }), ...(own && { levels: own }),
  };
});

function denseRule(source: readonly number[], destination: readonly number[]): ShapeRule {
  const [out, inputs] = [destination, source].map((shape) => (shape.length === 0 ? null : sizeOf(shape)));
  return {
    holds: (found) => found.length === 2 && (out === null || found[0] === out) && (inputs === null || found[1] === inputs),
    words: `[${out ?? 'out'}, ${inputs ?? 'in'}]`,
  };
}

function convolutionRule(source: readonly number[], destination: readonly number[], groups: number): ShapeRule {
  const [out, channels] = [destination, source].map((shape) => (shape.length === 0 ? null : planeShape(shape)[0]));
  return {
    holds: (found) => found.length === 4 && (out === null || found[0] === out) && (channels === null || found[1]! * groups === channels),
    words: `[${out ?? 'outChannels'}, ${channels === null ? 'inChannels' : channels! / groups}, kernelHeight, kernelWidth]`,
  };
}
