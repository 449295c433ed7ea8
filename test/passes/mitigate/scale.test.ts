import { describe, expect, test } from 'vitest';
import { RANGES, rangeErrors } from '../../../passes/9-mitigate/choose-range.ts';
import { chooseShare, errorOfShare, SHARE_ERROR, type CompensatedCrossbar } from '../../../passes/9-mitigate/choose-share.ts';
import { lighterSigns } from '../../../passes/9-mitigate/lighter-signs.ts';
import type { Pairs, StuckPairs } from '../../../passes/9-mitigate/pairs.ts';
import { uniform } from '../../../src/ir/random.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { wiredCrossbars } from '../../../src/simulate/crossbar/wires/wired-crossbars.ts';

const evenly = (count: number): Float64Array => new Float64Array(count).fill(1);
const none = (count: number): Float64Array => new Float64Array(count).fill(NaN);
const best = (errors: Float64Array): number => RANGES[errors.indexOf(Math.min(...errors))]!;

describe('range', () => {
  const small = Float64Array.of(0.1, -0.1, 0.05, 0);
  const stuckOn: StuckPairs = { positive: Float64Array.of(NaN, NaN, NaN, 1), negative: none(4) };

  test('without stuck devices only cutting off costs: weights of a quarter of the range may be four times as large', () => {
    const errors = rangeErrors(Float64Array.of(0.25, -0.25), evenly(2), null, 1, false);
    expect([...errors.subarray(0, 7)]).toEqual(new Array(7).fill(0));
    // 5 x 0.25 ends at 1: 0.05 too little, twice.
    expect(errors[RANGES.indexOf(5)]).toBeCloseTo(2 * 0.05 ** 2, 12);
  });

  test('a device that is stuck on is worth 1 / factor', () => {
    const errors = rangeErrors(small, evenly(4), stuckOn, 1, false);
    RANGES.forEach((factor, i) => expect(errors[i]).toBeCloseTo(factor ** -2, 12));
  });

  test('where partners make up for stuck devices the whole range is best', () => expect(best(rangeErrors(small, evenly(4), stuckOn, 1, true))).toBe(1));

  test('beside a reference weights end at half a device', () => {
    const stuck = { positive: Float64Array.of(0, NaN), negative: Float64Array.of(0.5, 0.5) };
    const errors = rangeErrors(Float64Array.of(0.1, 0.25), evenly(2), stuck, 0.5, true);
    // Stuck off is -0.5 in place of 0.1; at factor 2 it is -0.25; at 4 the healthy one is 0.125 in place of 0.25.
    expect(errors[0]).toBeCloseTo(0.36, 12);
    expect(errors[RANGES.indexOf(2)]).toBeCloseTo(0.35 ** 2, 12);
    expect(errors[RANGES.indexOf(4)]).toBeCloseTo(0.225 ** 2 + 0.125 ** 2, 12);
  });

  test('rows that are seldom driven count less', () => {
    const importance = Float64Array.of(0, 1, 1, 0);
    expect(rangeErrors(small, importance, stuckOn, 1, false)[0]).toBe(0);
  });
});

describe('share', () => {
  const SIZE = 24;
  const [off_S, span_S] = [5e-6, 45e-6];
  const crossbarWith = (wires: { driver_ohm: number; wireRow_ohm: number; wireCol_ohm: number; sense_ohm: number }, offset: boolean): CompensatedCrossbar => {
    const wired = wiredCrossbars(wires, null, off_S, loadKernels());
    const weights = Float64Array.from({ length: SIZE * SIZE }, (_, cell) => (uniform(5, cell) * 2 - 1) / (offset ? 2 : 1));
    const stuck = offset ? { positive: none(weights.length), negative: new Float64Array(weights.length).fill(0.5) } : null;
    return { weights, stuck, crossbar: { off_S, span_S, effective: (sides: Pairs) => wired({ rows: SIZE, columns: SIZE, ...sides, ...(offset && { offset: true as const }) }) } };
  };
  const C = { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 };

  test('without resistance all of the weights is reached', () => expect(chooseShare([crossbarWith({ driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 }, false)])).toBe(1));

  test.each([['pairs', false], ['beside a reference', true]] as const)('%s: as much as can be reached, and not much less', (_what, offset) => {
    const crossbar = crossbarWith(C, offset);
    const share = chooseShare([crossbar]);
    expect(share).toBeLessThan(offset ? 0.4 : 0.7);
    expect(errorOfShare([crossbar], share)).toBeLessThanOrEqual(SHARE_ERROR);
    expect(errorOfShare([crossbar], 1.3 * share)).toBeGreaterThan(SHARE_ERROR);
    expect(chooseShare([crossbar])).toBe(share);
  });
});

test('lighter signs: columns whose driven weights are more above the reference than below it', () => {
  expect([...lighterSigns(Float64Array.of(0.5, -0.5, 0, 0.1, 0.1, 0), Float64Array.of(1, 1))]).toEqual([1, 0, 0]);
  expect([...lighterSigns(Float64Array.of(0.5, -0.4), Float64Array.of(0.1, 1))]).toEqual([0]);
});
