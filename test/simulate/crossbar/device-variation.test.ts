import { describe, expect, test } from 'vitest';
import type { DeviceVariation } from '../../../src/ir/non-idealities.ts';
import { correlatedField } from '../../../src/simulate/crossbar/correlated-field.ts';
import { applyDeviceVariation } from '../../../src/simulate/crossbar/device-variation.ts';
import { normalProbability } from '../../../src/simulate/crossbar/normal-probability.ts';
import { applyStuckCells } from '../../../src/simulate/crossbar/stuck-cells.ts';
import { ADDRESS, DEVICE, devicesAt } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

const SIDE = 240;

/** Correlation of the cells of a square array that are `down` rows and `right` columns apart. */
function correlationAt(values: Float64Array, down: number, right: number): number {
  const [a, b]: [number[], number[]] = [[], []];
  for (let row = 0; row + down < SIDE; row++) {
    for (let column = 0; column + right < SIDE; column++) {
      a.push(values[row * SIDE + column]!);
      b.push(values[(row + down) * SIDE + column + right]!);
    }
  }
  return correlation(a, b);
}

function varied(variation: DeviceVariation, seed = 1): { positive: Float64Array; negative: Float64Array } {
  const made = devicesAt(50e-6, SIDE, SIDE);
  applyDeviceVariation(made, variation, { ...ADDRESS, seed });
  return made;
}

test('normal probabilities are those of the tables', () => {
  expect([-7, -1.959963985, 0, 1, 3, 7].map((x) => Math.round(1e9 * normalProbability(x)) / 1e9)).toEqual([0, 0.025, 0.5, 0.841344746, 0.998650102, 1]);
});

test('a field has mean 0 and deviation 1, and the correlation of two squares that overlap', () => {
  const field = correlatedField(SIDE, SIDE, 4, 99);
  expect(Math.abs(mean(field))).toBeLessThan(0.06);
  expect(deviation(field)).toBeCloseTo(1, 1);
  for (const [down, right, expected] of [[0, 1, 0.75], [2, 0, 0.5], [1, 2, 0.375], [0, 4, 0], [4, 4, 0]] as const) expect(correlationAt(field, down, right)).toBeCloseTo(expected, 1);
});

describe('device variation', () => {
  test('normal: a factor of mean 1 and its sigma, each device for itself', () => {
    const { positive, negative } = varied({ sigma: 0.1, distribution: 'normal' });
    expect(mean(positive) / 50e-6).toBeCloseTo(1, 2);
    expect(deviation(positive) / 50e-6).toBeCloseTo(0.1, 2);
    expect(Math.abs(correlation(positive, negative))).toBeLessThan(0.015);
    expect(Math.abs(correlationAt(positive, 0, 1))).toBeLessThan(0.015);
  });

  test('lognormal: the logarithm has its sigma, the factor mean 1', () => {
    const { positive } = varied({ sigma: 0.4, distribution: 'lognormal' });
    const logs = positive.map((conductance) => Math.log(conductance / 50e-6));
    expect(mean(positive) / 50e-6).toBeCloseTo(1, 2);
    expect(mean(logs)).toBeCloseTo(-0.08, 2);
    expect(deviation(logs)).toBeCloseTo(0.4, 2);
  });

  test('correlated: neighbours resemble each other, the spread stays', () => {
    const { positive, negative } = varied({ sigma: 0.1, distribution: 'normal', width_cells: 3 });
    expect(deviation(positive) / 50e-6).toBeCloseTo(0.1, 2);
    expect(correlationAt(positive, 0, 1)).toBeCloseTo(2 / 3, 1);
    expect(Math.abs(correlationAt(positive, 3, 0))).toBeLessThan(0.04);
    expect(Math.abs(correlation(positive, negative))).toBeLessThan(0.04);
  });

  test('belongs to the chip where one is named, to the trial otherwise', () => {
    const ofChip = (seed: number): Float64Array => varied({ sigma: 0.1, distribution: 'normal', chip: 7 }, seed).positive;
    expect(ofChip(1)).toEqual(ofChip(2));
    expect(varied({ sigma: 0.1, distribution: 'normal' }, 1).positive).not.toEqual(varied({ sigma: 0.1, distribution: 'normal' }, 2).positive);
  });
});

describe('clusters of stuck cells', () => {
  const rates = { off: 0.06, on: 0.03 };
  const stuck = (cluster_cells: number, chip?: number, seed = 1): Float64Array => {
    const made = devicesAt(60e-6, SIDE, SIDE);
    applyStuckCells(made, { ...rates, cluster_cells, ...(chip === undefined ? {} : { chip }) }, DEVICE, { ...ADDRESS, seed });
    return made.positive;
  };
  const shareAt = (side: Float64Array, conductance_S: number): number => mean(side.map((conductance) => Number(conductance === conductance_S)));

  test('keep the shares', () => {
    for (const width of [1, 4]) {
      expect(Math.abs(shareAt(stuck(width), DEVICE.conductanceOff_S.value) - rates.off)).toBeLessThan(0.012);
      expect(Math.abs(shareAt(stuck(width), DEVICE.conductanceOn_S.value) - rates.on)).toBeLessThan(0.012);
    }
  });

  test('lie together: beside a stuck cell another is far more likely', () => {
    const marks = (width: number): Float64Array => stuck(width).map((conductance) => Number(conductance === DEVICE.conductanceOff_S.value));
    expect(Math.abs(correlationAt(marks(1), 0, 1))).toBeLessThan(0.03);
    expect(correlationAt(marks(4), 0, 1)).toBeGreaterThan(0.3);
    expect(Math.abs(correlationAt(marks(4), 0, 5))).toBeLessThan(0.05);
  });

  test('belong to the chip where one is named', () => {
    expect(stuck(1, 7, 1)).toEqual(stuck(1, 7, 2));
    expect(stuck(4, 7, 1)).toEqual(stuck(4, 7, 2));
    expect(stuck(1, undefined, 1)).not.toEqual(stuck(1, undefined, 2));
  });
});
