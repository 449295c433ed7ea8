import { describe, expect, test } from 'vitest';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { toEffectiveLevels } from '../../../src/simulate/crossbar/conductances.ts';
import { toOffsetConductances } from '../../../src/simulate/crossbar/offset-columns.ts';
import { programCrossbar } from './program-crossbar.ts';
import { ADDRESS, DEVICE } from './device.ts';
import { correlation, deviation } from './statistics.ts';

const [ROWS, COLUMNS] = [200, 50];
const HIGHEST = new Float64Array(COLUMNS).fill(100);

/** Errors of levels, row-major. */
function errorsOf(effects: Partial<NonIdealities>, level = 40): Float32Array {
  return programCrossbar(new Float64Array(ROWS * COLUMNS).fill(level), ROWS, COLUMNS, HIGHEST, DEVICE, { ...IDEAL, ...effects }, ADDRESS).map((found) => found - level);
}

/** Errors of one column. */
function columnOf(errors: Float32Array, column: number): Float32Array {
  return Float32Array.from({ length: ROWS }, (_, row) => errors[row * COLUMNS + column]!);
}

describe('offset columns', () => {
  test('one device a weight: -n is off, n is on, 0 is the reference', () => {
    const { positive, negative } = toOffsetConductances(Float64Array.of(-100, 0, 50, 100), 1, 4, new Float64Array(4).fill(100), DEVICE);
    expect([...positive].map((conductance) => Math.round(conductance * 1e9))).toEqual([10000, 60000, 85000, 110000]);
    expect(new Set([...negative].map((conductance) => Math.round(conductance * 1e9)))).toEqual(new Set([60000]));
  });

  test.each([1, 3, 7, 127, 32767])('all levels up to %i come back as they were, bit for bit', (most) => {
    const levels = Float64Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
    const highest = new Float64Array(levels.length).fill(most);
    expect(toEffectiveLevels(toOffsetConductances(levels, 1, levels.length, highest, DEVICE), highest, DEVICE)).toEqual(Float32Array.from(levels));
  });

  test('what goes wrong in the reference column is common to a row; a level is worth half a device', () => {
    const sigma_uS = 1;
    const offset = errorsOf({ offsetColumns: true, programmingError: { polynomial_uS: [sigma_uS] } });
    const pairs = errorsOf({ programmingError: { polynomial_uS: [sigma_uS] } });
    // A level is 1 uS of a pair, 0.5 uS of an offset column.
    expect(deviation(pairs) / Math.SQRT2).toBeCloseTo(1, 1);
    expect(deviation(offset) / (2 * Math.SQRT2)).toBeCloseTo(1, 1);
    // Half of the variance is that of the reference.
    expect(correlation(columnOf(offset, 3), columnOf(offset, 17))).toBeCloseTo(0.5, 0);
    expect(correlation(columnOf(offset, 3), columnOf(offset, 17))).toBeGreaterThan(0.35);
    expect(Math.abs(correlation(columnOf(pairs, 3), columnOf(pairs, 17)))).toBeLessThan(0.2);
  });

  test('a grid of conductances rounds the weights, not the reference', () => {
    expect(errorsOf({ offsetColumns: true, levels: 201 }).every((error) => Math.abs(error) < 1e-4)).toBe(true);
    expect(new Set(errorsOf({ offsetColumns: true, levels: 2 }, 0).map(Math.abs))).toEqual(new Set([100]));
  });

  test('drift shrinks levels: weights and reference fall by the same share', () => {
    const drift = { time_s: 1e4, start_s: 20, nu: { atOn: 0.05 }, spread: { atOn: 0 } };
    const share = (1e4 / 20) ** -0.05;
    expect(errorsOf({ offsetColumns: true, drift })[0]).toBeCloseTo(40 * (share - 1), 3);
  });
});
