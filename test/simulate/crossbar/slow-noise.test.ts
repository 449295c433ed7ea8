import { describe, expect, test } from 'vitest';
import { IDEAL, type FlickerNoise, type TelegraphNoise } from '../../../src/ir/non-idealities.ts';
import { applyFlickerNoise } from '../../../src/simulate/crossbar/flicker-noise.ts';
import { readVariances, variesInReads } from '../../../src/simulate/crossbar/read-variances.ts';
import type { FeltVoltages } from '../../../src/simulate/crossbar/wires/sag.ts';
import { applyTelegraphNoise } from '../../../src/simulate/crossbar/telegraph-noise.ts';
import { ADDRESS, DEVICE, devicesAt } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

const ON = DEVICE.conductanceOn_S.value;
const FLICKER: FlickerNoise = { scale: 0.0088, exponent: 0.65, most: 0.2, time_s: 20, readTime_s: 250e-9, redrawn: 'once' };
const TRAPS: TelegraphNoise = { amplitude: 0.2, probability: 0.3, redrawn: 'once' };

/** Standard deviation, S, of one device from read to read, where one level is 1 uS on these devices. */
function perRead(conductance_S: number, effects: Parameters<typeof variesInReads>[0]): number {
  const { positive, negative } = devicesAt(conductance_S, 1, 1);
  return Math.sqrt(readVariances({ rows: 1, columns: 1, positive, negative }, Float64Array.of(100), DEVICE, effects).own[0]! / 2) * 1e-6;
}

describe('1/f noise', () => {
  // Q sqrt(ln((20 + 250e-9) / 500e-9)) = Q 4.18389: 0.0088 at G_on, 0.0088 x 0.1^-0.65 = 0.039308 at a tenth, 0.2 at most.
  test.each([[1, 0.0368182], [0.1, 0.164461], [0.001, 0.836765]])('at %d of G_on its sigma is %d of G', (share, sigma) => {
    const made = devicesAt(share * ON);
    applyFlickerNoise(made, FLICKER, DEVICE, ADDRESS);
    const deviations = made.positive.map((conductance) => conductance / (share * ON) - 1);
    if (share > 0.01) {
      expect(Math.abs(mean(deviations)) / sigma).toBeLessThan(0.02);
      expect(deviation(deviations) / sigma).toBeCloseTo(1, 1);
    }
    expect(Math.min(...made.positive)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(correlation(made.positive, made.negative))).toBeLessThan(0.015);
    expect(perRead(share * ON, { ...IDEAL, flickerNoise: { ...FLICKER, redrawn: 'read' } }) / (share * ON)).toBeCloseTo(sigma, 5);
  });

  test('a device that conducts nothing has none', () => {
    const made = devicesAt(0, 2, 2);
    applyFlickerNoise(made, FLICKER, DEVICE, ADDRESS);
    expect([...made.positive]).toEqual([0, 0, 0, 0]);
  });
});

describe('telegraph noise', () => {
  test('slow traps: a share of the devices conducts less, each for itself', () => {
    const made = devicesAt(50e-6);
    applyTelegraphNoise(made, TRAPS, ADDRESS);
    for (const side of [made.positive, made.negative]) {
      expect(new Set(side)).toEqual(new Set([50e-6, 50e-6 * 0.8]));
      expect(mean(side.map((conductance) => Number(conductance < 50e-6)))).toBeCloseTo(0.3, 2);
    }
    expect(Math.abs(correlation(made.positive, made.negative))).toBeLessThan(0.015);
    expect(Math.abs(correlation(made.positive.subarray(1), made.positive.subarray(0, -1)))).toBeLessThan(0.015);
  });

  test('fast traps: the mean of both conductances, and their spread in every read', () => {
    const slow = devicesAt(50e-6);
    applyTelegraphNoise(slow, TRAPS, ADDRESS);
    const fast = devicesAt(50e-6, 1, 1);
    applyTelegraphNoise(fast, { ...TRAPS, redrawn: 'read' }, ADDRESS);
    expect(fast.positive[0]! / mean(slow.positive)).toBeCloseTo(1, 2);
    expect(perRead(fast.positive[0]!, { ...IDEAL, telegraphNoise: { ...TRAPS, redrawn: 'read' } }) / deviation(slow.positive)).toBeCloseTo(1, 1);
  });

  test('all noises together add their variances', () => {
    const [telegraphNoise, flickerNoise, deviceNoise] = [{ ...TRAPS, redrawn: 'read' } as const, { ...FLICKER, redrawn: 'read' } as const, { polynomial_uS: [2] }];
    const each = [{ ...IDEAL, telegraphNoise }, { ...IDEAL, flickerNoise }, { ...IDEAL, deviceNoise }].map((effects) => perRead(50e-6, effects));
    expect(perRead(50e-6, { ...IDEAL, telegraphNoise, flickerNoise, deviceNoise })).toBeCloseTo(Math.hypot(...each), 10);
  });

  test('with wires a change counts as much as the current of the column feels it', () => {
    const { positive, negative } = devicesAt(50e-6, 1, 1);
    const effects = { ...IDEAL, deviceNoise: { polynomial_uS: [2] } };
    const feels = (share: number): FeltVoltages => ({ own: Float64Array.of(1), sag: Float64Array.of(0), felt: Float64Array.of(share) });
    const variance = (plus: number, minus: number): number =>
      readVariances({ rows: 1, columns: 1, positive, negative }, Float64Array.of(100), DEVICE, effects, { positive: feels(plus), negative: feels(minus) }).own[0]!;
    expect([variance(1, 1), variance(0.5, 0), variance(0.5, 0.5)].map((value) => Math.round(1e4 * value) / 1e4)).toEqual([8, 1, 2]);
  });
});
