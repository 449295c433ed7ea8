import { expect, test } from 'vitest';
import type { Neuron } from '../../src/ir/network.ts';
import { forward } from '../../src/forward/forward.ts';
import { batchNorm, CURRENT, dense, integrateAndFire, LINEAR, network, oneToOne, pooling, population, RELU, samples, sparse } from '../ir/build.ts';
import { izhikevichNeuron } from '../ir/neurons.ts';
import { codesOf } from '../ir/expect-diagnostics.ts';

const x = population('x', [2], CURRENT);

test('dense, ReLU, dense by hand', () => {
  const from = network(
    [x, population('h', [2], { kind: 'relu', ceiling: 4 }), population('y', [2], LINEAR)],
    [dense('x', 'h', [[1, 2], [-1, 0]], { bias: Float32Array.of(0, 0.5) }), dense('h', 'y', [[1, 1], [2, -1]], { bias: Float32Array.of(-1, 0) })],
  );
  const seen: [string, number[], number][] = [];
  const result = forward(from, samples([2], [[1, 1], [-1, 3]]), { onPopulation: (name, values, sample) => seen.push([name, [...values], sample]) });
  expect(result).toMatchObject({ samples: 2, outputCount: 2, outputs: Float64Array.of(2, 6, 4.5, 6.5), predictions: Int32Array.of(1, 1) });
  expect(seen.slice(3)).toEqual([['x', [-1, 3], 1], ['h', [4, 1.5], 1], ['y', [4.5, 6.5], 1]]);
  expect(forward(from, samples([2], [[1, 1], [-1, 3]]), { limit: 1 }).samples).toBe(1);
});

test('the three poolings, with padding', () => {
  const pooled = (method: 'average' | 'sum' | 'maximum', countPadding = true): number[] => [...forward(network(
    [population('x', [1, 2, 2], CURRENT), population('y', [1, 1, 2], LINEAR)],
    [pooling('x', 'y', method, [2, 2], { padding: [0, 1, 0, 1], countPadding })],
  ), samples([1, 2, 2], [[-1, -2, -3, -6]])).outputs];
  expect(pooled('average')).toEqual([-1, -2]);
  expect(pooled('average', false)).toEqual([-2, -4]);
  expect(pooled('sum')).toEqual([-4, -8]);
  expect(pooled('maximum')).toEqual([-1, -2]);
});

test('batch norm and a skip connection', () => {
  const from = network([x, population('y', [2], LINEAR)], [
    batchNorm('x', 'y', { gamma: [2, 1], beta: [1, 0], mean: [3, 0], variance: [3, 0] }, 1), oneToOne('x', 'y', { name: 'skip' }),
  ]);
  expect([...forward(from, samples([2], [[5, 7]])).outputs]).toEqual([8, 14]);
});

test('levels of a quantised activation, per channel, through synapses one by one', () => {
  const levels: Neuron = { kind: 'quantised', scale: Float32Array.of(0.5, 0.25), zeroPoint: 1, low: -1, high: 4, rounding: 'half-even', bipolar: false };
  const from = network([x, population('h', [2], levels), population('y', [1], LINEAR)], [
    sparse('x', 'h', 2, 2, [[0, 0, 1], [0, 1, 0.25], [1, 1, -1]], { bias: Float32Array.of(0, 0.125) }), dense('h', 'y', [[1, 10]]),
  ]);
  // h0 = 0.5 clip(round(x0 / 0.5), -2, 3); h1 = 0.25 clip(round((x0 / 4 - x1 + 1/8) / 0.25), -2, 3)
  expect([...forward(from, samples([2], [[0.75, 0.5], [9, 0], [-9, 9]])).outputs]).toEqual([1 - 2.5, 1.5 + 7.5, -1 - 5]);
});

test('S541, S561, S563, S565', () => {
  const data = samples([2], [[1, 1]]);
  const plain = network([x, population('y', [1], RELU)], [dense('x', 'y', [[1, 1]])]);
  expect(codesOf(() => forward(network([x, population('y', [1], integrateAndFire())], [dense('x', 'y', [[1, 1]])]), data))).toEqual(['S541']);
  expect(codesOf(() => forward(network([x, population('y', [1], izhikevichNeuron())], [dense('x', 'y', [[1, 1]])]), data))).toEqual(['S541']);
  expect(codesOf(() => forward(plain, samples([3], [[1, 1, 1]])))).toEqual(['S561']);
  expect(codesOf(() => forward(plain, samples([2], [[1, 1]], 1)))).toEqual(['S563']);
  expect(codesOf(() => forward({ ...plain, projections: [...plain.projections, dense('y', 'y', [[1]], { delay: 1 })] }, data))).toEqual(['S565']);
});
