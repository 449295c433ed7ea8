import { describe, expect, test } from 'vitest';
import { columnConverter, digitise } from '../../../src/simulate/crossbar/adc.ts';
import { mostSpikes, quantiseInput } from '../../../src/simulate/crossbar/dac.ts';
import { normalQuantiles } from '../../../src/simulate/crossbar/normal-quantiles.ts';
import { addReadNoise } from '../../../src/simulate/crossbar/read-noise.ts';
import { correlation, deviation, mean } from './statistics.ts';

const QUANTILES = normalQuantiles(2 ** 16);

describe('quantiles of the normal distribution', () => {
  test('are those of the tables, symmetric and of unit variance', () => {
    expect(normalQuantiles(4)[3]).toBeCloseTo(1.1503494, 6);
    expect(normalQuantiles(20)[19]).toBeCloseTo(1.959964, 6);
    expect(QUANTILES[2 ** 16 - 1]).toBeCloseTo(4.324919, 5);
    expect(QUANTILES.every((value, k) => value === -QUANTILES[2 ** 16 - 1 - k]!)).toBe(true);
    expect(deviation(QUANTILES)).toBeCloseTo(1, 3);
  });
});

describe('read noise', () => {
  const read = (seed: number, sample: number, timestep: number, readout: number): Float32Array => {
    const columns = new Float32Array(20000).fill(5);
    addReadNoise(columns, 0, columns.length, 2, QUANTILES, seed, sample, timestep, readout);
    return columns.map((value) => value - 5);
  };

  test('has mean 0 and its sigma, and neighbouring columns are independent', () => {
    const noise = read(1, 0, 0, 0);
    expect(Math.abs(mean(noise))).toBeLessThan(0.05);
    expect(deviation(noise)).toBeCloseTo(2, 1);
    expect(Math.abs(correlation(noise.subarray(1), noise.subarray(0, -1)))).toBeLessThan(0.025);
  });

  test.each([
    ['seed', [2, 0, 0, 0]], ['sample', [1, 1, 0, 0]], ['timestep', [1, 0, 1, 0]], ['readout', [1, 0, 0, 1]],
  ] as const)('is independent for another %s, and the same for the same', (_what, [seed, sample, timestep, readout]) => {
    expect(Math.abs(correlation(read(1, 0, 0, 0), read(seed, sample, timestep, readout)))).toBeLessThan(0.025);
    expect(read(seed, sample, timestep, readout)).toEqual(read(seed, sample, timestep, readout));
  });

  test('leaves other columns alone', () => {
    const columns = new Float32Array(6);
    addReadNoise(columns, 2, 2, 1, QUANTILES, 1, 0, 0, 0);
    expect(Array.from(columns, (value) => value !== 0)).toEqual([false, false, true, true, false, false]);
  });
});

describe('column converter', () => {
  const digitised = (bits: number, range: number, largestSum: number, values: readonly number[]): number[] => {
    const columns = Float32Array.from(values);
    digitise(columns, 0, columns.length, columnConverter(bits, range * largestSum));
    return [...columns];
  };

  test('3 bits over a range of 30: steps of 10, rounded half away from zero, clipped at both ends', () => {
    expect(digitised(3, 1, 30, [0, 4, 5, 14, 15, 25, 30, 99])).toEqual([0, 0, 10, 10, 20, 30, 30, 30]);
    expect(digitised(3, 1, 30, [-4, -5, -14, -15, -25, -30, -99])).toEqual([-0, -10, -10, -20, -30, -30, -30]);
  });

  test('a smaller range has finer steps and clips earlier', () => expect(digitised(3, 0.5, 30, [4, 11, 16])).toEqual([5, 10, 15]));
  test('2 bits tell three values', () => expect(digitised(2, 1, 10, [-7, -4, 4, 7])).toEqual([-10, -0, 0, 10]));

  test('is odd, non-decreasing, takes 2^bits - 1 values and is wrong by at most half a step inside the range', () => {
    const values = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 10);
    const out = digitised(5, 1, 90, values);
    expect(out.every((value, i) => value === -out[out.length - 1 - i]! && (i === 0 || value >= out[i - 1]!))).toBe(true);
    expect(new Set(out.map((value) => value + 0)).size).toBe(31);
    values.forEach((value, i) => { if (Math.abs(value) <= 90) expect(Math.abs(out[i]! - value)).toBeLessThanOrEqual(3.0001); });
  });
});

describe('row driver', () => {
  const unsigned = { scale: 1, low: 0, high: 255 };
  const signed = { scale: 1, low: -127, high: 127 };
  const valuesOf = (levels: typeof unsigned, bits: number): number[] =>
    [...new Set(Array.from({ length: levels.high - levels.low + 1 }, (_, i) => quantiseInput(levels.low + i, levels, bits) + 0))];

  test('2 bits put four voltages on a row', () => expect(valuesOf(unsigned, 2)).toEqual([0, 85, 170, 255]));
  test('3 bits with a sign: seven, zero among them', () => expect(valuesOf(signed, 3)).toHaveLength(7));
  test('1 bit with a sign: three', () => expect(valuesOf(signed, 1)).toEqual([-127, 0, 127]));
  test.each([1, 2, 5, 8, 16])('with %i bits zero stays zero and the ends stay the ends', (bits) => {
    for (const levels of [unsigned, signed]) {
      expect(quantiseInput(0, levels, bits)).toBe(0);
      expect(quantiseInput(levels.high, levels, bits)).toBe(levels.high);
      expect(quantiseInput(levels.low, levels, bits) + 0).toBe(levels.low);
    }
  });
  test('8 bits change no level of 8 bits', () => {
    expect(valuesOf(unsigned, 8)).toEqual(Array.from({ length: 256 }, (_, i) => i));
    expect(valuesOf(signed, 8)).toEqual(Array.from({ length: 255 }, (_, i) => i - 127));
  });
  test('a row carries at most 2^bits - 1 spikes', () => expect([1, 2, 3].map(mostSpikes)).toEqual([1, 3, 7]));
});
