import type { BatchNormProjection, OneToOneProjection, PaddingProjection, PoolingProjection } from '../../../ir/network.ts';
import { optional, readArguments, required, type Field, type Fields } from '../fields.ts';
import { ANY, type Range } from '../quantities.ts';
import { ANY_SHAPE, exactly } from '../tensors.ts';
import { FLAG, number, PAIR, SIDES, vector, words } from '../values.ts';
import { projectionModel, type Body } from './model.ts';

/** Projections without weights of their own. */
const POOLING: Fields<Body<PoolingProjection>> = {
  method: required('method', words(['average', 'sum', 'maximum', 'earliest', 'latest']), 'what becomes of a window; earliest and latest are spike times of temporal coding'),
  kernel: required('kernel', PAIR, 'height and width of a window'),
  stride: optional('stride', PAIR, [1, 1], 'step between windows'),
  padding: optional('padding', SIDES, [0, 0, 0, 0], 'around the plane: top, left, bottom, right; negative values crop'),
  countPadding: optional('countPadding', FLAG, true, 'an average divides by the whole window, padding included'),
};

export const pooling = projectionModel<PoolingProjection>({
  word: 'pooling', kind: 'pooling', help: 'one value for each window of each channel', equation: 'X[c, y, x] = average, sum or maximum of a window of x[c], or its earliest or latest spike',
  example: 'pooling(method = average, kernel = [2, 2], stride = [2, 2])',
}, POOLING, (args) => readArguments(POOLING, args, ANY_SHAPE));

function variance(range: Range): Field<Float32Array> {
  return required('variance', vector(range), '[channels]');
}

const BATCH_NORM: Fields<Body<BatchNormProjection>> = {
  gamma: required('gamma', vector(ANY), '[channels]'),
  beta: required('beta', vector(ANY), '[channels]'),
  mean: required('mean', vector(ANY), '[channels]'),
  variance: variance(ANY),
  epsilon: required('epsilon', number(ANY), 'added to the variance, which brings every value above 0'),
};

export const batchNorm = projectionModel<BatchNormProjection>({
  word: 'batch_norm', kind: 'batch-norm', help: 'batch normalisation as at inference', equation: 'X = gamma (x - mean) / sqrt(variance + epsilon) + beta',
  example: 'batch_norm(gamma = [1, 1], beta = [0, 0], mean = [0.5, 0.2], variance = [1, 2], epsilon = 1e-5)',
}, BATCH_NORM, (args, { source }) => {
  const rule = exactly(source.slice(0, 1));
  const { variance: _, ...others } = BATCH_NORM;
  const found = readArguments(others, args, rule);
  const { epsilon } = found;
  const above: Range = { ...ANY, holds: (value) => Math.fround(value) + epsilon > 0, words: `a number that epsilon (${epsilon}) brings above 0` };
  return { ...found, variance: variance(above).read(args, rule, found) };
});

export const oneToOne = projectionModel<OneToOneProjection>({
  word: 'one_to_one', kind: 'one-to-one', help: 'neuron i to neuron i: skip connections, flatten, reshape', equation: 'X_i = x_i', example: 'one_to_one',
}, {}, () => ({}));

const PADDING: Fields<Body<PaddingProjection>> = { padding: required('padding', SIDES, 'top, left, bottom, right; negative values crop') };

export const padding = projectionModel<PaddingProjection>({
  word: 'padding', kind: 'padding', help: 'zeros around the planes', equation: 'X[c, y, x] = x[c, y - top, x - left], 0 outside', example: 'padding(padding = [1, 1, 1, 1])',
}, PADDING, (args) => readArguments(PADDING, args, ANY_SHAPE));
