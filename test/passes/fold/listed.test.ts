import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import type { ListedProjection, Network, Population, Projection } from '../../../src/ir/network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { batchNorm, convolution, dense, integrateAndFire, LINEAR, network, noise, oneToOne, population, RELU, samples, sparse, SPIKES } from '../../ir/build.ts';
import { contextWith } from '../context.ts';

const folded = (from: Network): Network => fold.run(from, {}, contextWith()).output;
const x = population('x', [2, 2, 2], SPIKES);
const y = (shape: readonly number[]): Population => population('y', shape, integrateAndFire({ threshold: 1.3 }));
const FEW: readonly (readonly [number, number, number])[] = [[0, 0, 1], [0, 0, 0.5], [1, 3, -1], [3, 1, 2], [6, 0, 0.25], [7, 5, 1]];

/** Spikes of y over ten timesteps of noise. */
function spikesOf(from: Network): number[] {
  const data = samples([2, 2, 2], [noise(80, 3).map((value) => Number(value > 0))], 10);
  let spikes: number[] = [];
  interpret(from, data, { onSample: (_, activity) => { spikes = [...activity.get('y')!]; } });
  return spikes;
}

function between(...projections: readonly Projection[]): Network {
  return network([x, population('a', [6], LINEAR), population('b', [6], LINEAR), y([6])], projections, { timesteps: 10 });
}

describe('sparse projections between spiking populations', () => {
  test('are listed by the neuron they end at; several between one pair are added up', () => {
    const from = network([x, y([6])], [sparse('x', 'y', 8, 6, FEW, { delay: 1, bias: Float32Array.from(noise(6)) })], { timesteps: 10 });
    const [listed] = folded(from).projections as [ListedProjection];
    expect([listed.kind, [...listed.offsets], [...listed.sources], [...listed.weights.data], listed.delay]).toEqual(['listed', [0, 2, 3, 3, 4, 4, 5], [0, 6, 3, 1, 7], [1.5, 0.25, 2, -1, 1], 1]);
    expect(spikesOf(folded(from))).toEqual(spikesOf(from));
  });

  test('take in factors of channels on both sides', () => {
    const norm = { gamma: [2, 1, 1, 0.5, 1, 3], beta: [0, 0.5, 0.25, 0, 0, -1], mean: [0, 0, 0, 0, 0, 0], variance: [1, 1, 1, 1, 1, 1] };
    const after = between(sparse('x', 'a', 8, 6, FEW), batchNorm('a', 'b', norm), oneToOne('b', 'y'));
    expect(folded(after).projections.map(({ kind }) => kind)).toEqual(['listed']);
    const [listed] = folded(after).projections as [ListedProjection];
    expect([[...listed.weights.data], [...listed.bias!]]).toEqual([[3, 0.5, 2, -0.5, 3], [0, 0.5, 0.25, 0, 0, -1]]);
    expect(spikesOf(folded(after))).toEqual(spikesOf(after));
    const before = network([x, population('a', [2, 2, 2], LINEAR), y([6])],
      [batchNorm('x', 'a', { gamma: [2, 0.5], beta: [0.5, 1], mean: [0, 0], variance: [1, 1] }), sparse('a', 'y', 8, 6, FEW)], { timesteps: 10 });
    const [own] = folded(before).projections as [ListedProjection];
    expect([own.kind, [...own.weights.data], [...own.bias!]]).toEqual(['listed', [3, 0.125, 4, -2, 0.5], [1, 1, 0, -0.5, 0, 1]]);
    expect(spikesOf(folded(before))).toEqual(spikesOf(before));
  });

  test('become a matrix where anything with weights is composed with them, or where half of the pairs have a synapse', () => {
    const twice = between(sparse('x', 'a', 8, 6, FEW), sparse('a', 'b', 6, 6, [[0, 1, 1], [5, 5, 2]]), oneToOne('b', 'y'));
    const kernel = network([x, population('a', [2, 2, 2], LINEAR), y([6])], [convolution('x', 'a', [2, 2, 1, 1], [1, 2, 3, 4]), sparse('a', 'y', 8, 6, FEW)], { timesteps: 10 });
    const product = between(dense('x', 'a', Array.from({ length: 6 }, (_, row) => noise(8, row))), sparse('a', 'b', 6, 6, [[0, 1, 1], [5, 5, 2]]), oneToOne('b', 'y'));
    const full = network([x, y([6])], [sparse('x', 'y', 8, 6, Array.from({ length: 24 }, (_, i) => [Math.floor(i / 3), i % 6, 0.3] as const))], { timesteps: 10 });
    for (const from of [twice, kernel, product, full]) {
      expect(folded(from).projections.map(({ kind }) => kind)).toEqual(['dense']);
      expect(spikesOf(folded(from))).toEqual(spikesOf(from));
    }
  });

  test('become a matrix in a network of activations', () => {
    const from = network([x, population('y', [6], RELU)], [sparse('x', 'y', 8, 6, FEW)]);
    expect(folded(from).projections.map(({ kind }) => kind)).toEqual(['dense']);
  });
});
