import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/ir/non-idealities.ts';
import { applyDrift } from '../../../src/simulate/crossbar/drift.ts';
import { ADDRESS, DEVICE, devicesAt } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

const ON = DEVICE.conductanceOn_S.value;
const DAY: Drift = { time_s: 86400, start_s: 20, nu: { atOn: 0.05 }, spread: { atOn: 0 } };

/** The exponents that brought devices from a conductance to where they are. */
function exponents(side: Float64Array, from_S: number, { time_s, start_s }: Drift): Float64Array {
  return side.map((conductance) => -Math.log(conductance / from_S) / Math.log(time_s / start_s));
}

describe('drift', () => {
  test('without spread every device falls by (t / t0)^-nu', () => {
    const made = devicesAt(40e-6, 2, 2);
    applyDrift(made, DAY, DEVICE, ADDRESS);
    // (86400 / 20)^-0.05
    for (const conductance of [...made.positive, ...made.negative]) expect(conductance / 40e-6).toBeCloseTo(0.658, 4);
  });

  test('nu has its mean and spread, each device for itself', () => {
    const drift = { ...DAY, spread: { atOn: 0.008 } };
    const made = devicesAt(40e-6);
    applyDrift(made, drift, DEVICE, ADDRESS);
    const [nu, other] = [exponents(made.positive, 40e-6, drift), exponents(made.negative, 40e-6, drift)];
    expect(mean(nu)).toBeCloseTo(0.05, 3);
    expect(deviation(nu)).toBeCloseTo(0.008, 3);
    expect(Math.abs(correlation(nu, other))).toBeLessThan(0.015);
    expect(Math.abs(correlation(nu.subarray(1), nu.subarray(0, -1)))).toBeLessThan(0.015);
  });

  test.each([
    // -0.0155 ln(g) + 0.0244 between 0.049 and 0.1, g relative to the device that is on: the PCM model of aihwkit.
    [1, 0.049], [0.1, 0.0600901], [0.001, 0.1],
  ])('nu depends on the conductance: %d of G_on drifts with %d', (share, nu) => {
    const drift: Drift = { ...DAY, nu: { atOn: 0.0244, perLog: -0.0155, least: 0.049, most: 0.1 } };
    const made = devicesAt(share * ON, 1, 1);
    applyDrift(made, drift, DEVICE, ADDRESS);
    expect(exponents(made.positive, share * ON, drift)[0]).toBeCloseTo(nu, 6);
  });

  test('nothing drifts at the start, nor does a device that conducts nothing', () => {
    const made = devicesAt(40e-6, 3, 3);
    made.positive[4] = 0;
    const before = made.positive.slice();
    applyDrift(made, { ...DAY, time_s: 20, spread: { atOn: 0.1 } }, DEVICE, ADDRESS);
    expect(made.positive).toEqual(before);
    applyDrift(made, DAY, DEVICE, ADDRESS);
    expect(made.positive[4]).toBe(0);
  });
});
