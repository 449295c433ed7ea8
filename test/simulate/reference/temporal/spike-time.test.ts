import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Response } from '../../../../src/ir/first-spike.ts';
import { clockedSpikeTime } from './clocked.ts';
import { lambertW0 } from '../../../../src/forward/temporal/lambert.ts';
import { spikeTime, type Arrivals } from '../../../../src/forward/temporal/spike-time.ts';

const KERNELS: Readonly<Record<Response, (after: number) => number>> = {
  exponential: (t) => 1 - Math.exp(-t),
  alpha: (t) => t * Math.exp(-t),
  lif: (t) => t * Math.exp(-t),
  'lif-2': (t) => 2 * (Math.exp(-t / 2) - Math.exp(-t)),
  step: () => 1,
};

function potential(response: Response, { times, weights }: Arrivals, t: number): number {
  return times.reduce((sum, time, i) => sum + (time <= t ? weights[i]! * KERNELS[response](t - time) : 0), 0);
}

/** The first time on a fine grid at which the potential is at the threshold, made exact by bisection; Infinity where it is never there. */
function byBisection(response: Response, arrivals: Arrivals, threshold: number): number {
  const step = 1 / 512;
  for (let t = 0; t < 40; t += step) {
    if (potential(response, arrivals, t + step) < threshold) continue;
    let [low, high] = [t, t + step];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (potential(response, arrivals, middle) < threshold) low = middle;
      else high = middle;
    }
    return high;
  }
  return Infinity;
}

/** Times on a grid of 1/64, so that none is nearer to another than the fine grid can tell. */
const arrivals: fc.Arbitrary<Arrivals> = fc.array(fc.tuple(fc.integer({ min: 0, max: 256 }), fc.integer({ min: -150, max: 250 }).map((value) => value / 100)), { minLength: 1, maxLength: 12 }).map((list) => {
  const sums = new Map<number, number>();
  for (const [time, weight] of list) sums.set(time / 64, (sums.get(time / 64) ?? 0) + weight);
  const sorted = [...sums].toSorted(([a], [b]) => a - b);
  return { times: Float64Array.from(sorted, ([time]) => time), weights: Float64Array.from(sorted, ([, weight]) => weight) };
});

describe('the closed form is the first crossing that bisection finds', () => {
  test.each(Object.keys(KERNELS) as Response[])('%s', (response) => {
    let fired = 0;
    fc.assert(fc.property(arrivals, fc.integer({ min: 10, max: 150 }).map((value) => value / 100), (given, threshold) => {
      const spike = spikeTime(response, given, threshold);
      const found = byBisection(response, given, threshold);
      // A potential that only touches the threshold crosses it between two points of the grid, and one that comes near it slowly does so beyond its end.
      if (found === Infinity) {
        if (spike < 40) expect(potential(response, given, spike + 1 / 512)).toBeLessThan(threshold + 1e-4);
        return;
      }
      fired++;
      if (spike < found - 1e-7) expect(potential(response, given, (spike + found) / 2)).toBeCloseTo(threshold, 3);
      else expect(Math.abs(spike - found)).toBeLessThan(1e-7);
    }), { seed: 3, numRuns: 150 });
    expect(fired).toBeGreaterThan(30);
  });
});

describe('by hand', () => {
  const at = (response: Response, list: readonly (readonly [number, number])[], threshold = 1): number =>
    spikeTime(response, { times: Float64Array.from(list, ([time]) => time), weights: Float64Array.from(list, ([, weight]) => weight) }, threshold);

  test('one input', () => {
    expect(at('exponential', [[0, 2]])).toBeCloseTo(Math.LN2, 14); // z = 2 / (2 - 1)
    expect(at('exponential', [[1, 2]])).toBeCloseTo(1 + Math.LN2, 14);
    expect(at('exponential', [[0, 1]])).toBe(Infinity); // rises to 1 and never is there
    expect(at('alpha', [[0, Math.E]])).toBeCloseTo(1, 6); // touches the threshold at its top
    expect(at('alpha', [[0, 2.7]])).toBe(Infinity);
    expect(at('lif-2', [[0, 2]])).toBeCloseTo(2 * Math.log(4 / 2), 7); // 4 (h - h^2) = 1 at h = 1/2
    expect(at('lif-2', [[0, 1.99]])).toBe(Infinity);
    expect(at('step', [[3, 1]])).toBe(3);
  });

  test('a spike stands before the next input, or is taken back by it', () => {
    expect(at('exponential', [[0, 2], [0.7, -5]])).toBeCloseTo(Math.LN2, 14);
    expect(at('exponential', [[0, 2], [0.69, -5]])).toBe(Infinity);
    expect(at('step', [[0, 0.5], [1, 0.5], [2, -3]])).toBe(1);
    expect(at('alpha', [[0, 4], [0.2, -9], [3, 9]])).toBeGreaterThan(3);
  });

  test('a potential that has passed its top does not cross again', () => {
    expect(at('alpha', [[0, 2], [5, 0.01]])).toBe(Infinity);
    expect(at('lif-2', [[0, 1.5], [5, 0.01]])).toBe(Infinity);
  });
});

describe('Lambert W0', () => {
  test('w e^w = x', () => {
    expect(lambertW0(0)).toBe(0);
    expect(lambertW0(Math.E)).toBeCloseTo(1, 15);
    expect(lambertW0(1)).toBeCloseTo(0.5671432904097838, 15);
    expect(lambertW0(-1 / Math.E)).toBeCloseTo(-1, 7);
    expect(lambertW0(-0.36)).toBeCloseTo(-0.8060843159708175, 12);
    expect(lambertW0(-0.4)).toBeNaN();
    expect(lambertW0(1e300)).toBeCloseTo(684.2472086, 6);
    fc.assert(fc.property(fc.oneof(fc.double({ min: -0.36787944, max: 0, noNaN: true }), fc.double({ min: 0, max: 1e12, noNaN: true })), (x) => {
      const w = lambertW0(x);
      expect(Math.abs(w * Math.exp(w) - x)).toBeLessThanOrEqual(1e-14 + 4e-15 * Math.abs(x) * (1 + Math.abs(w)));
    }), { seed: 4, numRuns: 500 });
  });

  test('next to the branch point the distance is a square root', () => {
    for (const small of [1e-3, 1e-5, 1e-7, 1e-9, 1e-12]) {
      const w = -1 + small;
      expect(Math.abs(lambertW0(w * Math.exp(w)) - w)).toBeLessThan(Math.min(2.2e-8, 1e-11 + 4e-16 / small));
    }
  });
});

test('a clocked recursion comes to the same time, the nearer the shorter its steps', () => {
  const random = [[0, 0.9], [0.3, 0.8], [0.8, -0.5], [1.1, 1.2]] as const;
  const given = { times: Float64Array.from(random, ([time]) => time), weights: Float64Array.from(random, ([, weight]) => weight) };
  const exact = spikeTime('exponential', given, 1);
  expect(exact).toBeLessThan(3);
  const errors = [1e-2, 1e-3, 1e-4, 1e-5].map((dt) => Math.abs(clockedSpikeTime(given, 1, dt, 5) - exact));
  errors.forEach((error, i) => expect(error).toBeLessThan(4 * 10 ** -(i + 2)));
  // O(dt): four orders of the step are about four of the error.
  expect(errors[0]! / errors[3]!).toBeGreaterThan(100);
  expect(clockedSpikeTime({ times: Float64Array.of(0), weights: Float64Array.of(0.9) }, 1, 1e-2, 5)).toBe(Infinity);
});
