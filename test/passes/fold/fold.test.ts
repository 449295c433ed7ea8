import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import type { ConvolutionProjection, DenseProjection, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { forward } from '../../../src/forward/forward.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import {
  batchNorm, convolution, CURRENT, dense, integrateAndFire, LINEAR, network, noise, noiseSamples, oneToOne, pad, pooling, population, RELU, samples, sparse, SPIKES, sumWindow,
} from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { contextWith } from '../context.ts';

function folded(from: Network): Network {
  expect(verifyNetwork(from)).toEqual([]);
  const { output } = fold.run(from, {}, contextWith());
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

/** The only projection that is left. */
function only<P = DenseProjection>(from: Network): P {
  const { projections } = folded(from);
  expect(projections).toHaveLength(1);
  return projections[0] as P;
}

const norm = { gamma: [2, 3], beta: [1, 0], mean: [4, 0], variance: [4, 9] };

describe('golden cases', () => {
  test('batch norm after dense: w g / sqrt(var), (b - mean) g / sqrt(var) + beta', () => {
    const left = only(network(
      [population('x', [2], CURRENT), population('a', [2], LINEAR), population('y', [2], RELU)],
      [dense('x', 'a', [[1, 2], [3, 4]], { bias: Float32Array.of(5, 6) }), batchNorm('a', 'y', norm)],
    ));
    expect(left).toMatchObject({ kind: 'dense', source: 'x', destination: 'y', name: 'x-a' });
    expect([...left.weights.data]).toEqual([1, 2, 3, 4]);
    expect([...left.bias!]).toEqual([2, 6]);
  });

  test('batch norm before dense: columns scaled, shift into the bias', () => {
    const left = only(network(
      [population('x', [2], CURRENT), population('a', [2], LINEAR), population('y', [1], RELU)],
      [batchNorm('x', 'a', { ...norm, gamma: [4, 3] }), dense('a', 'y', [[10, 20]], { bias: Float32Array.of(1) })],
    ));
    expect([...left.weights.data]).toEqual([20, 20]);
    expect([...left.bias!]).toEqual([1 + 10 * (1 - 4 * 2)]);
  });

  test('average pooling before dense becomes its window, the divisor goes into the weights', () => {
    const left = only(network(
      [population('x', [1, 4, 4], CURRENT), population('a', [1, 2, 2], LINEAR), population('f', [4], LINEAR), population('y', [1], RELU)],
      [pooling('x', 'a', 'average', [2, 2]), oneToOne('a', 'f'), dense('f', 'y', [[4, 8, 12, 16]])],
    ));
    expect(left.window).toEqual({ kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0] });
    expect([...left.weights.data]).toEqual([1, 2, 3, 4]);
  });

  test('pooling into neurons is a convolution with one group per channel', () => {
    const left = only<ConvolutionProjection>(network(
      [population('x', [2, 4, 4], CURRENT), population('y', [2, 2, 2], RELU)],
      [pooling('x', 'y', 'average', [2, 2])],
    ));
    expect(left).toMatchObject({ kind: 'convolution', groups: 2, stride: [2, 2], weights: { shape: [2, 1, 2, 2] } });
    expect([...left.weights.data]).toEqual(Array<number>(8).fill(0.25));
  });

  test('one-to-one into a vector of neurons has weights [N, 1, 1, 1]', () => {
    const left = only<ConvolutionProjection>(network([population('x', [3], CURRENT), population('y', [3], RELU)], [oneToOne('x', 'y')]));
    expect(left).toMatchObject({ groups: 3, weights: { shape: [3, 1, 1, 1] } });
    expect([...left.weights.data]).toEqual([1, 1, 1]);
  });

  test('padding joins the padding of a convolution; an average of averages is one window', () => {
    const left = only<ConvolutionProjection>(network(
      [population('x', [1, 8, 8], CURRENT), population('p', [1, 10, 10], LINEAR), population('y', [1, 8, 8], RELU)],
      [pad('x', 'p', [1, 1, 1, 1]), convolution('p', 'y', [1, 1, 3, 3], noise(9))],
    ));
    expect(left).toMatchObject({ padding: [1, 1, 1, 1], window: null });
    const twice = only(network(
      [population('x', [1, 8, 8], CURRENT), population('a', [1, 4, 4], LINEAR), population('b', [1, 2, 2], LINEAR), population('y', [1], RELU)],
      [pooling('x', 'a', 'average', [2, 2]), pooling('a', 'b', 'average', [2, 2]), dense('b', 'y', [[16, 16, 16, 16]])],
    ));
    expect(twice).toMatchObject({ window: { kernel: [4, 4], stride: [4, 4] } });
    expect([...twice.weights.data]).toEqual([1, 1, 1, 1]);
  });

  test('dense after dense is the matrix product', () => {
    const left = only(network(
      [population('x', [2], CURRENT), population('a', [2], LINEAR), population('y', [1], RELU)],
      [dense('x', 'a', [[1, 2], [3, 4]], { bias: Float32Array.of(1, 1) }), dense('a', 'y', [[10, 100]], { bias: Float32Array.of(7) })],
    ));
    expect([...left.weights.data]).toEqual([310, 420]);
    expect([...left.bias!]).toEqual([117]);
    expect(left.name).toBe('x-a+a-y');
  });

  test('a sum of branches keeps every branch, and the bias behind it once; delays add up', () => {
    const { projections } = folded(network(
      [population('x', [1], SPIKES), population('a', [1], LINEAR), population('y', [1], integrateAndFire())],
      [dense('x', 'a', [[1]], { name: 'one', delay: 1 }), dense('x', 'a', [[2]], { name: 'two' }), dense('a', 'y', [[3]], { bias: Float32Array.of(5), delay: 2 })],
      { timesteps: 4 },
    ));
    expect(projections.map((left) => [(left as DenseProjection).weights.data[0], (left as DenseProjection).bias?.[0], left.delay])).toEqual([[3, 5, 3], [6, undefined, 2]]);
  });

  test('the linear output stays, a vector before a reshape takes the planes', () => {
    const { populations, projections } = folded(network(
      [population('x', [16], CURRENT), population('p', [1, 4, 4], LINEAR), population('a', [1, 2, 2], RELU), population('y', [1], LINEAR)],
      [oneToOne('x', 'p'), convolution('p', 'a', [1, 1, 3, 3], noise(9)), dense('a', 'y', [[1, 1, 1, 1]])],
    ));
    expect(populations.map(({ name, shape }) => [name, shape])).toEqual([['x', [1, 4, 4]], ['a', [1, 2, 2]], ['y', [1]]]);
    expect(projections.map(({ name }) => name)).toEqual(['p-a', 'a-y']);
  });

  test('statistics say how many of each were folded', () => {
    const from = network(
      [population('x', [2], CURRENT), population('a', [2], LINEAR), population('b', [2], LINEAR), population('y', [2], RELU)],
      [dense('x', 'a', [[1, 2], [3, 4]]), batchNorm('a', 'b', norm), oneToOne('b', 'y')],
    );
    expect(fold.run(from, {}, contextWith()).statistics).toMatchObject({ 'linear populations folded': 2, 'batch norms folded': 1, 'one-to-one folded': 1, 'poolings folded': 0 });
  });
});

describe('the same values after folding', () => {
  const rgb = population('x', [2, 6, 6], CURRENT);
  const weights = (shape: readonly number[], seed: number): [readonly number[], number[]] => [shape, noise(shape.reduce((a, b) => a * b), seed)];
  const cases: readonly (readonly [string, Network])[] = [
    ['convolution, overlapping average, ReLU', network(
      [rgb, population('a', [3, 4, 4], LINEAR), population('y', [3, 2, 2], RELU)],
      [convolution('x', 'a', ...weights([3, 2, 3, 3], 1), { bias: Float32Array.of(1, 2, 3) }), pooling('a', 'y', 'average', [3, 3], { stride: [1, 1] })])],
    ['strided dilated convolution, average, ReLU', network(
      [rgb, population('a', [2, 4, 4], LINEAR), population('y', [2, 2, 2], RELU)],
      [convolution('x', 'a', ...weights([2, 1, 2, 2], 2), { groups: 2, stride: [2, 2], padding: [2, 2, 2, 2], dilation: [2, 2] }), pooling('a', 'y', 'average', [2, 2])])],
    ['depthwise, pointwise, ReLU', network(
      [rgb, population('a', [2, 6, 6], LINEAR), population('y', [3, 6, 6], RELU)],
      [convolution('x', 'a', ...weights([2, 1, 3, 3], 3), { groups: 2, padding: [1, 1, 1, 1] }), convolution('a', 'y', ...weights([3, 2, 1, 1], 4))])],
    ['pointwise, padded convolution', network(
      [rgb, population('a', [3, 6, 6], LINEAR), population('y', [2, 6, 6], RELU)],
      [convolution('x', 'a', ...weights([3, 2, 1, 1], 3)), convolution('a', 'y', ...weights([2, 3, 3, 3], 4), { padding: [1, 1, 1, 1] })])],
    ['convolution then dense', network(
      [rgb, population('a', [3, 2, 2], LINEAR), population('y', [2], RELU)],
      [convolution('x', 'a', ...weights([3, 2, 3, 3], 1), { stride: [2, 2], bias: Float32Array.of(1, -1, 2) }), dense('a', 'y', [noise(12, 5), noise(12, 6)])])],
    ['dense then windowed convolution', network(
      [population('x', [3], CURRENT), population('a', [2, 4, 4], LINEAR), population('y', [1, 2, 2], RELU)],
      [dense('x', 'a', Array.from({ length: 32 }, (_, row) => noise(3, row)), { bias: Float32Array.from(noise(32, 9)) }),
        convolution('a', 'y', ...weights([1, 2, 3, 3], 7), { window: sumWindow([2, 2]), padding: [1, 1, 1, 1] })])],
    ['two overlapping averages into dense', network(
      [rgb, population('a', [2, 4, 4], LINEAR), population('b', [2, 2, 2], LINEAR), population('y', [2], RELU)],
      [pooling('x', 'a', 'average', [3, 3], { stride: [1, 1] }), pooling('a', 'b', 'average', [3, 3], { stride: [1, 1] }), dense('b', 'y', [noise(8, 5), noise(8, 6)])])],
    ['padded average into a padded convolution', network(
      [rgb, population('a', [2, 4, 4], LINEAR), population('y', [1, 4, 4], RELU)],
      [pooling('x', 'a', 'average', [2, 2], { padding: [1, 1, 1, 1] }), convolution('a', 'y', ...weights([1, 2, 3, 3], 8), { padding: [1, 1, 1, 1] })])],
    ['crop into a padded convolution', network(
      [rgb, population('a', [2, 4, 4], LINEAR), population('y', [1, 4, 4], RELU)],
      [pad('x', 'a', [-1, -1, -1, -1]), convolution('a', 'y', ...weights([1, 2, 3, 3], 8), { padding: [1, 1, 1, 1] })])],
    ['batch norm, average, batch norm, dense', network(
      [rgb, population('a', [2, 6, 6], LINEAR), population('b', [2, 3, 3], LINEAR), population('c', [2, 3, 3], LINEAR), population('y', [1], LINEAR)],
      [batchNorm('x', 'a', norm), pooling('a', 'b', 'average', [2, 2]), batchNorm('b', 'c', norm), dense('c', 'y', [noise(18, 3)])])],
    ['a skip connection', network(
      [rgb, population('h', [2, 6, 6], RELU), population('a', [2, 6, 6], LINEAR), population('y', [2, 6, 6], RELU)],
      [convolution('x', 'h', ...weights([2, 2, 3, 3], 1), { padding: [1, 1, 1, 1] }), convolution('h', 'a', ...weights([2, 2, 3, 3], 2), { padding: [1, 1, 1, 1] }),
        oneToOne('h', 'a', { name: 'skip' }), batchNorm('a', 'y', norm)])],
    ['convolution, maximum, ReLU', network(
      [rgb, population('a', [2, 6, 6], LINEAR), population('y', [2, 3, 3], { kind: 'relu', ceiling: 0.5 })],
      [convolution('x', 'a', ...weights([2, 2, 3, 3], 1), { padding: [1, 1, 1, 1] }), pooling('a', 'y', 'maximum', [2, 2])])],
    ['maximum of averages of ReLU', network(
      [rgb, population('h', [2, 6, 6], RELU), population('a', [2, 5, 5], LINEAR), population('b', [2, 3, 3], LINEAR), population('y', [1], LINEAR)],
      [convolution('x', 'h', ...weights([2, 2, 3, 3], 1), { padding: [1, 1, 1, 1] }), pooling('h', 'a', 'average', [2, 2], { stride: [1, 1] }),
        pooling('a', 'b', 'maximum', [3, 3], { stride: [2, 2], padding: [1, 1, 1, 1] }), dense('b', 'y', [noise(18, 3)])])],
  ];
  test.each(cases)('%s', (_name, from) => {
    const data = noiseSamples(from.populations[0]!.shape, 3, 11);
    const [before, after] = [forward(from, data), forward(folded(from), data)];
    before.outputs.forEach((value, index) => expect(after.outputs[index]).toBeCloseTo(value, 5));
    expect(before.outputs.some((value) => value !== 0)).toBe(true);
  });
});

test('the maximum of spikes is an OR neuron that forgets at once', () => {
  const from = network(
    [population('x', [1, 2, 2], SPIKES), population('a', [1, 1, 1], LINEAR), population('y', [1], integrateAndFire({ threshold: 2 }))],
    [pooling('x', 'a', 'maximum', [2, 2]), dense('a', 'y', [[1]])],
  );
  const after = folded(from);
  expect(after.populations[1]!.neuron).toMatchObject({ kind: 'lif', decay: 0, threshold: 1, reset: 'hard' });
  const trains = samples([1, 2, 2], [[1, 1, 0, 0, /**/ 0, 0, 0, 0, /**/ 0, 0, 0, 1, /**/ 1, 1, 1, 1]], 4);
  interpret(after, trains, { onSample: (_, sent) => expect([...sent.get('a')!]).toEqual([1, 0, 1, 1]) });
  expect(interpret(after, trains).outputs).toEqual(interpret(from, trains).outputs);
});

describe('what cannot be folded', () => {
  const x = population('x', [1, 4, 4], CURRENT);
  const conv = (source: string, destination: string, changes = {}) => convolution(source, destination, [1, 1, 3, 3], Array<number>(9).fill(1), changes);
  const refused: readonly (readonly [string, string, Network])[] = [
    ['S531', 'padding between two convolutions', network(
      [x, population('a', [1, 4, 4], LINEAR), population('y', [1, 4, 4], RELU)], [conv('x', 'a', { padding: [1, 1, 1, 1] }), conv('a', 'y', { padding: [1, 1, 1, 1] })])],
    ['S531', 'a reshape between convolutions', network(
      [x, population('a', [2, 2, 4], LINEAR), population('y', [2, 2, 4], RELU)], [oneToOne('x', 'a'), convolution('a', 'y', [2, 1, 1, 1], [1, 2], { groups: 2 })])],
    ['S532', 'a shift before a padded convolution', network(
      [x, population('a', [1, 4, 4], LINEAR), population('y', [1, 4, 4], RELU)],
      [batchNorm('x', 'a', { gamma: [1], beta: [1], mean: [0], variance: [1] }), conv('a', 'y', { padding: [1, 1, 1, 1] })])],
    ['S533', 'an average that does not count its padding', network(
      [x, population('y', [1, 3, 3], RELU)], [pooling('x', 'y', 'average', [2, 2], { padding: [1, 1, 1, 1], countPadding: false })])],
    ['S534', 'the maximum of values that may be negative', network(
      [x, population('a', [1, 4, 4], LINEAR), population('b', [1, 2, 2], LINEAR), population('y', [1], RELU)],
      [conv('x', 'a', { padding: [1, 1, 1, 1] }), pooling('a', 'b', 'maximum', [2, 2]), dense('b', 'y', [[1, 1, 1, 1]])])],
    ['S536', 'a linear population that feeds itself', network(
      [population('x', [1], SPIKES), population('a', [1], LINEAR), population('y', [1], integrateAndFire())], [dense('x', 'a', [[1]]), dense('a', 'a', [[1]], { delay: 1 }), dense('a', 'y', [[1]])])],
    ['S535', 'a product of enormous size', network(
      [population('x', [20000], CURRENT), population('a', [1], LINEAR), population('y', [20000], RELU)],
      [dense('x', 'a', [Array<number>(20000).fill(1)]), dense('a', 'y', Array.from({ length: 20000 }, () => [1]))])],
  ];
  test('S523: synapses whose matrix would be enormous', () => {
    const from = network([population('x', [2 ** 14], SPIKES), population('y', [2 ** 13], RELU)], [sparse('x', 'y', 2 ** 14, 2 ** 13, [[0, 0, 1]])]);
    expect(codesOf(() => fold.run(from, {}, contextWith()))).toEqual(['S523']);
  });

  test.each(refused)('%s: %s', (code, _what, from) => {
    expect(verifyNetwork(from)).toEqual([]);
    expect(codesOf(() => fold.run(from, {}, contextWith()))).toEqual([code]);
  });

  test('S537: a bias behind a delay is warned of', () => {
    const from = network(
      [population('x', [1], SPIKES), population('a', [1], LINEAR), population('y', [1], integrateAndFire())],
      [dense('x', 'a', [[1]], { bias: Float32Array.of(1) }), dense('a', 'y', [[1]], { delay: 2 })],
    );
    expect(fold.run(from, {}, contextWith()).diagnostics).toMatchObject([{ code: 'S537', severity: 'warning' }]);
  });

  test('an average whose windows stay clear of the padding it does not count is folded', () => {
    const from = network([x, population('y', [1, 2, 2], RELU)], [pooling('x', 'y', 'average', [2, 2], { padding: [0, 0, 1, 1], countPadding: false })]);
    expect(folded(from).projections).toHaveLength(1);
  });
});
