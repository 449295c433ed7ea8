import { describe, expect, test } from 'vitest';
import { thresholdsOf } from '../../../passes/2-convert/thresholds.ts';
import { arrange, layoutOf } from '../../../src/calibrate/layout.ts';
import { population, RELU } from '../../ir/build.ts';

/** Two channels of two positions; one sample after the other, [channel][position] as the network orders them. */
const layout = layoutOf(population('h', [2, 1, 2], RELU));
function drives(...samples: readonly (readonly number[])[]): Float32Array {
  const values = new Float32Array(samples.length * layout.size);
  samples.forEach((sample, index) => arrange(sample, layout, values.subarray(index * layout.size)));
  return values;
}
const listed = (...parameters: Parameters<typeof thresholdsOf>): number[] => [...thresholdsOf(...parameters)];

const few = drives([1, 4, -8, 2], [3, -1, 0, 6]);

describe('one threshold for all channels', () => {
  test('the largest activation', () => expect(listed('maximum', 50, 4, few, layout, false)).toEqual([6, 6]));
  test('a percentile of the positive ones: 1 2 3 4 6', () => {
    expect(listed('percentile', 50, 4, few, layout, false)).toEqual([3, 3]);
    expect(listed('percentile', 87.5, 4, few, layout, false)).toEqual([5, 5]);
    expect(listed('percentile', 100, 4, few, layout, false)).toEqual([6, 6]);
  });
  test('0 where nothing is active', () => {
    for (const rule of ['maximum', 'percentile', 'mse'] as const) for (const shared of [false, true]) expect(listed(rule, 99, 4, drives([-1, 0, 0, -2]), layout, shared)).toEqual([0, 0]);
  });
});

describe('least squared error of what the timesteps can say', () => {
  // Four timesteps say 0, 1, 2, 3 and 4 quarters of the threshold.
  test('values that are quarters of the largest: the largest', () => {
    expect(listed('mse', 0, 4, drives([0.25, 0.5, 1, 2], [0.75, 1, 3, 4]), layout, false)).toEqual([1, 4]);
  });

  test('an outlier is clipped where all others then are said exactly', () => {
    // 1.25 x 0.8 = 1: the outlier costs 0.25 squared; with 1.25 each of the others would lose 1 - 3 x 0.3125.
    const most = Array.from({ length: 50 }, () => [1, 1, 1, 1]);
    expect(thresholdsOf('mse', 0, 4, drives(...most, [1.25, 1, 1, 1]), layout, false)[0]).toBeCloseTo(1, 6);
    // A larger one costs more than that.
    expect(thresholdsOf('mse', 0, 4, drives(...most, [400, 1, 1, 1]), layout, false)[0]).toBeGreaterThan(20);
  });

  test('with few timesteps lower than with many', () => {
    const even = drives(...Array.from({ length: 100 }, (_, index) => new Array<number>(4).fill((index + 1) / 100)));
    const [few_, many] = [2, 64].map((timesteps) => listed('mse', 0, timesteps, even, layout, false)[0]!);
    expect(few_).toBeLessThan(many!);
    expect(many).toBeGreaterThan(0.98);
    // By calculus: steps of t / 2, rounded, clipped at t: n (t / 2)^2 / 12 over 1.25 steps, and (1 - t)^3 / 3 beyond, are least near 0.8.
    expect(few_).toBeGreaterThan(0.74);
    expect(few_).toBeLessThan(0.9);
  });

  test('a channel that never was active gets the largest threshold of the others', () => {
    expect(listed('mse', 0, 4, drives([1, 0.5, -1, 0]), layout, false)).toEqual([1, 1]);
  });

  test('one for all where potentials are compared', () => {
    expect(listed('mse', 0, 4, drives([1, 2, 1, 2], [3, 1, 3, 4]), layout, true)).toEqual([4, 4]);
    expect(listed('mse', 0, 4, drives([1, 2, 1, 2], [3, 1, 3, 4]), layout, false)[0]).toBeLessThanOrEqual(3);
  });

  test('what is below 0 does not count', () => {
    const [with_, without] = [drives([1, 0.7, 0, 0], [-50, -0.3, 0, 0]), drives([1, 0.7, 0, 0])].map((values) => listed('mse', 0, 3, values, layout, false));
    expect(with_).toEqual(without);
  });
});
