import { describe, expect, test } from 'vitest';
import { digitise, columnConverter } from '../../../src/simulate/crossbar/adc.ts';
import { digitiseWithErrors, drawConverterErrors } from '../../../src/simulate/crossbar/adc-errors.ts';
import { ADDRESS } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

const NOTHING = { offset_codes: 0, gain: 0, inl_codes: 0 };
const COLUMNS = 40000;

describe('what is drawn for converters', () => {
  const errors = drawConverterErrors({ offset_codes: 2, gain: 0.01, inl_codes: 0.5 }, COLUMNS, ADDRESS, 0);

  test.each([['gain', 1, 0.01], ['offset', 0, 2], ['bow', 0, 0.5], ['ess', 0, 0.5]] as const)('%s has mean %d and spread %d, each converter for itself', (kind, centre, sigma) => {
    expect(Math.abs(mean(errors[kind]) - centre) / sigma).toBeLessThan(0.02);
    expect(deviation(errors[kind]) / sigma).toBeCloseTo(1, 1);
    expect(Math.abs(correlation(errors[kind].subarray(1), errors[kind].subarray(0, -1)))).toBeLessThan(0.015);
  });

  test('the four are independent, and others in another crossbar, slice and chip', () => {
    expect(Math.abs(correlation(errors.gain, errors.offset))).toBeLessThan(0.015);
    expect(Math.abs(correlation(errors.bow, errors.ess))).toBeLessThan(0.015);
    const spread = { offset_codes: 2, gain: 0, inl_codes: 0 };
    for (const other of [drawConverterErrors(spread, COLUMNS, { ...ADDRESS, crossbar: 0 }, 0), drawConverterErrors(spread, COLUMNS, ADDRESS, 1), drawConverterErrors(spread, COLUMNS, { ...ADDRESS, seed: 2 }, 0)]) {
      expect(Math.abs(correlation(errors.offset, other.offset))).toBeLessThan(0.015);
    }
    expect(drawConverterErrors(spread, COLUMNS, ADDRESS, 0).offset).toEqual(errors.offset);
  });

  test('columns that share a converter share its errors', () => {
    const { offset } = drawConverterErrors({ ...NOTHING, offset_codes: 1, columnsPerConverter: 8 }, 24, ADDRESS, 0);
    expect(new Set(offset).size).toBe(3);
    expect([...offset].every((value, column) => value === offset[column - (column % 8)])).toBe(true);
  });
});

describe('converting with errors', () => {
  /** 5 bits over 150: a code is 10. */
  const converter = columnConverter(5, 150);
  const convert = (values: readonly number[], errors: Partial<Record<'gain' | 'offset' | 'bow' | 'ess', number>>): number[] => {
    const columns = Float32Array.from(values);
    const all = (value: number): Float64Array => new Float64Array(values.length + 3).fill(value);
    digitiseWithErrors(columns, 0, columns.length, converter, { gain: all(errors.gain ?? 1), offset: all(errors.offset ?? 0), bow: all(errors.bow ?? 0), ess: all(errors.ess ?? 0) }, 3);
    return [...columns].map((value) => value + 0);
  };

  test('an offset moves every code, and the clipping stays', () => expect(convert([-200, -40, 0, 40, 140, 200], { offset: 2 })).toEqual([-150, -20, 20, 60, 150, 150]));
  test('a gain widens around 0', () => expect(convert([-100, -40, 0, 40, 100], { gain: 1.2 })).toEqual([-120, -50, 0, 50, 120]));
  test('a bow is largest in the middle and nothing at the ends', () => expect(convert([-150, 0, 150], { bow: 3 })).toEqual([-150, 30, 150]));
  // 87 / 150 is next to 1/sqrt(3).
  test('an S is odd, nothing in the middle and at the ends', () => expect(convert([-150, -87, 0, 87, 150], { ess: 3 })).toEqual([-150, -120, 0, 120, 150]));

  test('without errors the codes are those of an ideal converter', () => {
    const values = Array.from({ length: 801 }, (_, i) => (i - 400) / 2);
    const ideal = Float32Array.from(values);
    digitise(ideal, 0, ideal.length, converter);
    expect(convert(values, {})).toEqual([...ideal].map((value) => value + 0));
  });
});
