import { describe, expect, test } from 'vitest';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { toConductances, toEffectiveLevels, type CrossbarAddress } from '../../../src/simulate/crossbar/conductances.ts';
import { applyFiniteLevels } from '../../../src/simulate/crossbar/finite-levels.ts';
import { programCrossbar } from './program-crossbar.ts';
import { applyProgrammingVariation } from '../../../src/simulate/crossbar/programming-variation.ts';
import { applyStuckCells } from '../../../src/simulate/crossbar/stuck-cells.ts';
import { DEVICE } from './device.ts';
import { correlation, deviation, mean } from './statistics.ts';

const ADDRESS: CrossbarAddress = { seed: 1, core: 3, crossbar: 2 };
const OFF = DEVICE.conductanceOff_S.value;
const ON = DEVICE.conductanceOn_S.value;

/** The highest level of each of so many columns. */
function highest(level: number, columns: number): Float64Array {
  return new Float64Array(columns).fill(level);
}

/** All cells at one level of 100. */
function conductancesAt(level: number, cells = 40000) {
  return toConductances(new Float64Array(cells).fill(level), 200, cells / 200, highest(100, cells / 200), DEVICE);
}

describe('levels and conductances', () => {
  test('the sign chooses the device that is raised; no synapse leaves both off', () => {
    const { positive, negative } = toConductances(Float64Array.of(0, 100, -50), 1, 3, highest(100, 3), DEVICE);
    for (const [cell, expected] of [[0, [OFF, OFF]], [1, [ON, OFF]], [2, [OFF, 60e-6]]] as const) {
      expect(positive[cell]).toBeCloseTo(expected[0], 12);
      expect(negative[cell]).toBeCloseTo(expected[1], 12);
    }
  });

  test.each([1, 3, 7, 127, 32767])('all levels up to %i come back as they were, bit for bit', (most) => {
    const levels = Float64Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
    const columns = highest(most, levels.length);
    const back = toEffectiveLevels(toConductances(levels, 1, levels.length, columns, DEVICE), columns, DEVICE);
    expect(back.every((level, i) => level === levels[i])).toBe(true);
  });
});

describe('programming variation', () => {
  test('G lands around its target with a sigma relative to it, on both polarities', () => {
    const made = conductancesAt(60);
    applyProgrammingVariation(made, 0.1, ADDRESS);
    expect(mean(made.positive) / 70e-6).toBeCloseTo(1, 2);
    expect(deviation(made.positive) / 70e-6).toBeCloseTo(0.1, 2);
    expect(mean(made.negative) / OFF).toBeCloseTo(1, 2);
    expect(deviation(made.negative) / OFF).toBeCloseTo(0.1, 2);
    expect(Math.abs(correlation(made.positive, made.negative))).toBeLessThan(0.015);
    expect(Math.abs(correlation(made.positive.subarray(1), made.positive.subarray(0, -1)))).toBeLessThan(0.015);
  });

  test('68, 95 and 99.7 percent lie within one, two and three sigma', () => {
    const made = conductancesAt(100);
    applyProgrammingVariation(made, 0.1, ADDRESS);
    const within = (sigmas: number): number => mean(made.positive.map((conductance) => Number(Math.abs(conductance / ON - 1) < 0.1 * sigmas)));
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 2);
  });

  test('no conductance falls below zero: with sigma 1 a share of Phi(-1) = 15.9 percent lies at zero', () => {
    const made = conductancesAt(100);
    applyProgrammingVariation(made, 1, ADDRESS);
    expect(Math.min(...made.positive)).toBe(0);
    expect(mean(made.positive.map((conductance) => Number(conductance === 0)))).toBeCloseTo(0.1587, 2);
  });
});

describe('stuck cells', () => {
  test('the shares hold on both polarities, independently', () => {
    const made = conductancesAt(50);
    made.negative.fill(60e-6);
    applyStuckCells(made, { off: 0.1, on: 0.05 }, DEVICE, ADDRESS);
    for (const side of [made.positive, made.negative]) {
      expect(mean(side.map((conductance) => Number(conductance === OFF)))).toBeCloseTo(0.1, 2);
      expect(mean(side.map((conductance) => Number(conductance === ON)))).toBeCloseTo(0.05, 2);
      expect(mean(side.map((conductance) => Number(Math.abs(conductance - 60e-6) < 1e-12)))).toBeCloseTo(0.85, 2);
    }
    expect(Math.abs(correlation(made.positive, made.negative))).toBeLessThan(0.015);
  });

  test('stuck wins over programming variation: a share of 1 leaves nothing else', () => {
    const effects: NonIdealities = { ...IDEAL, programmingVariation: { sigma: 0.3 }, stuckCells: { off: 1, on: 0 } };
    expect(programCrossbar(new Float64Array(100).fill(80), 10, 10, highest(100, 10), DEVICE, effects, ADDRESS).every((level) => level === 0)).toBe(true);
  });
});

describe('finite levels', () => {
  test.each([2, 5, 16])('%i conductances: only those of the grid remain, each the nearest', (levels) => {
    const targets = Float64Array.from({ length: 201 }, (_, i) => i - 100);
    const made = toConductances(targets, 1, 201, highest(100, 201), DEVICE);
    const before = made.positive.slice();
    applyFiniteLevels(made, levels, DEVICE);
    const step = (ON - OFF) / (levels - 1);
    for (const side of [made.positive, made.negative]) {
      for (const conductance of side) expect(Math.abs((conductance - OFF) / step - Math.round((conductance - OFF) / step))).toBeLessThan(1e-9);
    }
    expect(new Set(Array.from(made.positive, (conductance) => Math.round((conductance - OFF) / step))).size).toBe(levels);
    made.positive.forEach((conductance, i) => expect(Math.abs(conductance - before[i]!)).toBeLessThanOrEqual(step / 2 + 1e-15));
  });
});

describe('what is drawn for a crossbar', () => {
  const effects: NonIdealities = { ...IDEAL, programmingVariation: { sigma: 0.1 }, stuckCells: { off: 0.01, on: 0.01 } };
  const programmed = (address: CrossbarAddress): Float32Array => programCrossbar(new Float64Array(64).fill(50), 8, 8, highest(100, 8), DEVICE, effects, address);
  const addresses = [0, 1].flatMap((seed) => [0, 1, 7].flatMap((core) => [0, 1].map((crossbar) => ({ seed, core, crossbar }))));

  test('is the same in whatever order crossbars are programmed', () => {
    const forwards = addresses.map(programmed);
    const backwards = addresses.toReversed().map(programmed).toReversed();
    expect(backwards).toEqual(forwards);
  });

  test('differs with the seed, the core and the crossbar', () => {
    expect(new Set(addresses.map((address) => programmed(address).join(' '))).size).toBe(addresses.length);
  });
});
