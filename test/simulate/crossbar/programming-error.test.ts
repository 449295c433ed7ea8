import { describe, expect, test } from 'vitest';
import type { StateSpread } from '../../../src/ir/non-idealities.ts';
import { applyProgrammingError } from '../../../src/simulate/crossbar/programming-error.ts';
import { spreadAt } from '../../../src/simulate/crossbar/state-spread.ts';
import { ADDRESS, devicesAt } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

describe('the spread of a state', () => {
  test.each<[string, StateSpread, number, number]>([
    ['absolute', { polynomial_uS: [0.5] }, 20, 0.5],
    ['relative', { polynomial_uS: [0, 0.1] }, 20, 2],
    // -0.00178767 x 25^2 + 0.07585724 x 25 + 0.28638599 (CrossSim, PCM_Joshi).
    ['a fit of PCM', { polynomial_uS: [0.28638599, 0.07585724, -0.00178767] }, 25, 1.06552324],
    // A charge-trapping cell: 12.58 nA (1 - exp(-1)) at 0.1 V.
    ['saturating', { saturating: { most_uS: 0.1258037, scale_uS: 2.1536557 } }, 2.1536557, 0.0795231],
    ['both', { polynomial_uS: [0.1], saturating: { most_uS: 1, scale_uS: 1e-9 } }, 5, 1.1],
    ['a fit that falls below zero', { polynomial_uS: [1, -1] }, 2, 0],
  ])('%s', (_what, spread, conductance_uS, sigma_uS) => expect(spreadAt(spread)(conductance_uS * 1e-6) * 1e6).toBeCloseTo(sigma_uS, 6));
});

describe('programming error', () => {
  test.each([[10], [25]])('at %d uS devices land around their target with the sigma of that state, each for itself', (conductance_uS) => {
    const made = devicesAt(conductance_uS * 1e-6);
    const spread = { polynomial_uS: [0.28638599, 0.07585724, -0.00178767] };
    applyProgrammingError(made, spread, ADDRESS);
    const sigma = spreadAt(spread)(conductance_uS * 1e-6);
    for (const side of [made.positive, made.negative]) {
      expect(Math.abs(mean(side) - conductance_uS * 1e-6) / sigma).toBeLessThan(0.02);
      expect(deviation(side) / sigma).toBeCloseTo(1, 1);
      expect(mean(side.map((conductance) => Number(Math.abs(conductance - conductance_uS * 1e-6) < sigma)))).toBeCloseTo(0.6827, 2);
    }
    expect(Math.abs(correlation(made.positive, made.negative))).toBeLessThan(0.015);
    expect(Math.abs(correlation(made.positive.subarray(1), made.positive.subarray(0, -1)))).toBeLessThan(0.015);
  });

  test('no conductance falls below zero', () => {
    const made = devicesAt(1e-6);
    applyProgrammingError(made, { polynomial_uS: [1] }, ADDRESS);
    expect(Math.min(...made.positive)).toBe(0);
    expect(mean(made.positive.map((conductance) => Number(conductance === 0)))).toBeCloseTo(0.1587, 2);
  });
});
