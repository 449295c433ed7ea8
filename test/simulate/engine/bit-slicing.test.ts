import { describe, expect, test } from 'vitest';
import type { Network } from '../../../src/ir/network.ts';
import { bitSlices } from '../../../src/simulate/crossbar/bit-slices.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../../ir/build.ts';
import { deviation, mean } from '../crossbar/statistics.ts';
import { configured, runEngine } from './configured.ts';

describe('slices of a level', () => {
  test('7 magnitude bits in cells of 2: four digits with the sign of the level', () => {
    const slices = bitSlices(127, 2);
    expect(slices.map(({ worth, largest }) => [worth, largest])).toEqual([[1, 3], [4, 3], [16, 3], [64, 3]]);
    // 107 = 1 x 64 + 2 x 16 + 2 x 4 + 3.
    expect(slices.map(({ digits }) => digits(Float64Array.of(107, -107, 0))[0])).toEqual([3, 2, 2, 1]);
    expect(slices.map(({ digits }) => digits(Float64Array.of(107, -107, 0))[1]! + 0)).toEqual([-3, -2, -2, -1]);
  });

  test.each([[127, 1, 7], [127, 3, 3], [127, 7, 1], [127, 16, 1], [1, 4, 1], [32767, 4, 4]])('up to %i in cells of %i bits: %i slices that add up to the level', (largest, bits, count) => {
    const levels = Float64Array.from({ length: Math.min(1000, 2 * largest + 1) }, (_, i) => Math.round((i / Math.min(999, 2 * largest)) * 2 * largest) - largest);
    const slices = bitSlices(largest, bits);
    expect(slices).toHaveLength(count);
    const sums = levels.map((_, i) => slices.reduce((sum, { worth, digits }) => sum + worth * digits(levels)[i]!, 0) + 0);
    expect(sums).toEqual(levels);
  });
});

describe.each(['rram-128', 'spikeflow-64'])('bit slicing on %s', (name) => {
  const { target } = loadTarget(name);

  test.each([1, 2, 3])('%i bits a cell: ideal cells give the ideal result, with converters of very many bits as well', (bits) => {
    for (const seed of [1, 2]) {
      const source = drawNetwork(seed);
      const data = drawSamples(source, seed, 2);
      const { configuration } = configured(source, target, data);
      const ideal = runEngine(configuration, target, data);
      expect(runEngine(configuration, target, data, { effects: { bitSlicing: { bits } } })).toEqual(ideal);
      expect(runEngine(configuration, target, data, { effects: { bitSlicing: { bits }, adc: { bits: 50, range: 1 } } })).toEqual(ideal);
    }
  });

  const source: Network = {
    ...network([population('x', [20], CURRENT), population('y', [6], integrateAndFire({ threshold: 1e9 }))], [dense('x', 'y', Array.from({ length: 6 }, (_, row) => noise(20, row + 1)))], { timesteps: 1 }),
    stage: 'spiking', output: { population: 'y', readout: 'membrane' },
  };
  const data = noiseSamples([20], 40, 3);
  const { configuration } = configured(source, target, data);
  const ideal = runEngine(configuration, target, data).outputs;
  const errors = (effects: Parameters<typeof runEngine>[3]): number[] => runEngine(configuration, target, data, effects).outputs.map((value, i) => value - ideal[i]!);

  test('the converter of each slice clips and rounds for itself: full scale is that of its digits', () => {
    // Without slices a code is 20 x 255 x 127 / 127; in slices of one bit that of the lowest is 20 x 255 / 127, and they add up.
    const whole = deviation(errors({ effects: { adc: { bits: 8, range: 1 } } }));
    const sliced = deviation(errors({ effects: { adc: { bits: 8, range: 1 }, bitSlicing: { bits: 1 } } }));
    const quadrature = Math.hypot(...Array.from({ length: 7 }, (_, k) => 2 ** k / 127));
    expect(sliced / whole).toBeGreaterThan(quadrature * 0.7);
    expect(sliced / whole).toBeLessThan(quadrature * 1.4);
  });

  test('noise of the slices is independent and weighs what they are worth', () => {
    const noisy = errors({ effects: { readNoise: { sigma: 0.01 }, bitSlicing: { bits: 1 } } });
    const whole = errors({ effects: { readNoise: { sigma: 0.01 } } });
    const quadrature = Math.hypot(...Array.from({ length: 7 }, (_, k) => 2 ** k / 127));
    expect(Math.abs(mean(noisy)) / deviation(noisy)).toBeLessThan(0.2);
    expect(deviation(noisy) / deviation(whole)).toBeCloseTo(quadrature, 0);
    expect(deviation(noisy) / deviation(whole) / quadrature).toBeGreaterThan(0.8);
    expect(deviation(noisy) / deviation(whole) / quadrature).toBeLessThan(1.2);
  });

  test('cells of two bits on four conductances lose nothing', () => {
    expect(errors({ effects: { bitSlicing: { bits: 2 }, levels: 4 } }).every((error) => Math.abs(error) < 0.5)).toBe(true);
    expect(errors({ effects: { levels: 4 } }).some((error) => Math.abs(error) > 100)).toBe(true);
  });
});
