import { describe, expect, test } from 'vitest';
import { firstSpike, inputTime } from '../../src/ir/first-spike.ts';
import type { Network } from '../../src/ir/network.ts';
import { featuresOf } from '../../src/ir/neuron-features.ts';
import { earliest } from '../../src/ir/readout.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import { badTimes, isTemporal } from '../../src/ir/temporal.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { batchNorm, convolution, CURRENT, dense, integrateAndFire, LINEAR, network, oneToOne, pad, pooling, population, sumWindow } from './build.ts';
import { temporal, temporalNetwork, timeInput } from './temporal-networks.ts';

const input = population('x', [2], timeInput());
const planes = population('x', [1, 4, 4], timeInput({ kind: 'two-level', above: 0.5, early: 0, late: Infinity }));
const output = temporal('y', [1]);
const to = dense('x', 'y', [[2, 1]]);

const pooled = temporalNetwork(
  [planes, temporal('e', [1, 2, 2], 'step'), temporal('p', [1, 4, 4], 'step', Float32Array.of(1)), temporal('f', [16], 'step'), temporal('y', [2], 'alpha', Float32Array.of(1, 2))],
  [pooling('x', 'e', 'earliest', [2, 2]), pad('e', 'p', [1, 1, 1, 1]), oneToOne('p', 'f'), dense('f', 'y', [Array<number>(16).fill(1), Array<number>(16).fill(2)])],
  { tau_s: 1e-6 },
);

test('sound networks of temporal coding have no findings and read back from their text', () => {
  const small = temporalNetwork([input, output], [to], { timesteps: 1 });
  expect(verifyNetwork(small)).toEqual([]);
  expect(verifyNetwork(pooled)).toEqual([]);
  for (const one of [small, pooled]) expect(parseStage(printStage(one), 'x.tile')).toEqual(one);
  expect(isTemporal(small)).toBe(true);
  expect(isTemporal(network([population('x', [2], CURRENT), population('y', [1], LINEAR)], [to]))).toBe(false);
});

describe('what does not go with temporal coding has its code', () => {
  const changed = (changes: Partial<Network>): Network => ({ ...pooled, ...changes });
  const wrong: readonly (readonly [string, string, Network])[] = [
    ['S610', 'an input that is presented in timesteps', temporalNetwork([population('x', [2], CURRENT), output], [to])],
    ['S610', 'neurons that run in timesteps', temporalNetwork([input, population('h', [2], integrateAndFire()), output], [oneToOne('x', 'h'), dense('h', 'y', [[1, 1]])])],
    ['S610', 'an activation', temporalNetwork([input, population('h', [2], LINEAR), output], [dense('x', 'h', [[1, 1], [1, 1]]), dense('h', 'y', [[1, 1]])])],
    ['S611', 'a delay', temporalNetwork([input, output], [{ ...to, delay: 1 }])],
    ['S611', 'a loop', temporalNetwork([input, output], [to, dense('y', 'y', [[1]], { delay: 1 })])],
    ['S611', 'a batch norm', temporalNetwork([input, temporal('y', [2], 'step')], [batchNorm('x', 'y', { gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [1, 1] })])],
    ['S611', 'an average', changed({ projections: [pooling('x', 'e', 'average', [2, 2]), ...pooled.projections.slice(1)] })],
    ['S611', 'a sum over windows', temporalNetwork([planes, temporal('y', [1, 2, 2])], [convolution('x', 'y', [1, 1, 1, 1], [2], { window: sumWindow([2, 2]) })])],
    ['S611', 'pooling into neurons that are not pooling ones', temporalNetwork([planes, temporal('y', [1, 2, 2])], [pooling('x', 'y', 'latest', [2, 2])])],
    ['S611', 'pooling into neurons that hear others', temporalNetwork([planes, temporal('y', [1, 2, 2], 'step')], [pooling('x', 'y', 'latest', [2, 2]), pooling('x', 'y', 'earliest', [2, 2], { name: 'again' })])],
    ['S611', 'pooling of times among values', network([population('x', [1, 4, 4], CURRENT), population('y', [1, 2, 2], LINEAR)], [pooling('x', 'y', 'latest', [2, 2])])],
    ['S611', 'a bias between levels', temporalNetwork(
      [input, { ...output, scale: Float32Array.of(0.5) }], [dense('x', 'y', [[1, 1]], { weights: { shape: [1, 2], data: Int8Array.of(1, 1) }, bias: Float32Array.of(0.5) })], { stage: 'quantised', bits: 8 },
    )],
    ['S612', 'timesteps', changed({ timesteps: 8 })],
    ['S612', 'the length of a timestep', changed({ dt_s: 1e-3 })],
    ['S612', 'a time constant of 0', changed({ tau_s: 0 })],
    ['S612', 'tau in a network of values', network([population('x', [2], CURRENT), population('y', [1], LINEAR)], [to], { tau_s: 1 })],
    ['S613', 'two responses', temporalNetwork([input, temporal('h', [2], 'lif'), temporal('y', [1], 'lif-2')], [dense('x', 'h', [[1, 1], [1, 1]]), dense('h', 'y', [[1, 1]])])],
    ['S517', 'another readout', changed({ output: { population: 'y', readout: 'count' } })],
    ['S516', 'a threshold of 0', temporalNetwork([input, temporal('y', [1], 'exponential', 0)], [to])],
    ['S525', 'a reset', temporalNetwork([input, population('y', [1], { ...firstSpike('step'), reset: 'hard' })], [to])],
    ['S525', 'an unknown response', temporalNetwork([input, population('y', [1], { ...firstSpike('step'), response: 'other' as 'step' })], [to])],
    ['S525', 'an input without times', temporalNetwork([population('x', [2], { kind: 'input', coding: 'time' }), output], [to])],
    ['S525', 'times of another coding', network([population('x', [2], { ...CURRENT, times: { kind: 'value' } }), population('y', [1], LINEAR)], [to])],
    ['S525', 'levels of times', temporalNetwork([population('x', [2], { ...timeInput(), levels: { scale: 1, low: 0, high: 1 } }), output], [to])],
  ];
  test.each(wrong)('%s: %s', (code, _what, checked) => {
    expect(verifyNetwork(checked).map((found) => found.code)).toContain(code);
  });
});

test('times of inputs', () => {
  const linear = { kind: 'linear', latest: 3 } as const;
  expect([0, 0.5, 1, 2, -1].map((x) => inputTime(linear, x))).toEqual([3, 1.5, 0, 0, 3]);
  expect([0, 0.5, 0.9].map((x) => inputTime({ ...linear, grid: 0.25, silentBelow: 0.1 }, x))).toEqual([Infinity, 1.5, 0.25]);
  expect([0.5, 0.6].map((x) => inputTime({ kind: 'two-level', above: 0.5, early: 0, late: Math.log(6) }, x))).toEqual([Math.log(6), 0]);
  const bad = [{ kind: 'linear', latest: 0 }, { kind: 'linear', latest: 1, grid: 0 }, { kind: 'linear', latest: 1, silentBelow: NaN }, { kind: 'two-level', above: NaN, early: 0, late: 1 }, { kind: 'two-level', above: 0, early: -1, late: 1 }] as const;
  for (const times of bad) expect(badTimes(times)).toEqual(expect.any(String));
  expect(badTimes({ kind: 'value' })).toBeNull();
});

test('the earliest spike is read, the lowest index on a tie, and 0 where there is none', () => {
  expect([[2, 1, 1], [Infinity, 3, Infinity], [Infinity, Infinity]].map((times) => earliest(Float64Array.from(times)))).toEqual([1, 1, 0]);
});

test('a target must have neurons of temporal coding', () => {
  expect(featuresOf(firstSpike('exponential'))).toEqual(['first-spike']);
});
