import { describe, expect, test } from 'vitest';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Device } from '../../../src/ir/target.ts';
import { expectedPulses, writePasses } from '../../../src/simulate/crossbar/program-and-verify.ts';
import { writeDevices } from '../../../src/simulate/crossbar/write-devices.ts';
import { countWrites } from '../../../src/simulate/ledger/count-writes.ts';
import { loadNonIdealities, loadTarget } from '../../../targets/load.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { handMade } from '../ledger/hand-made.ts';

const device: Device = loadTarget('rram-128@generic-20k-200k').target.device!;
const SPAN = device.conductanceOn_S.value - device.conductanceOff_S.value;
const effects = (some: Partial<NonIdealities>): NonIdealities => ({ ...IDEAL, programmingVariation: { sigma: 0.1 }, ...some });
const [ROWS, COLUMNS] = [200, 100];
/** Half of the range, in every positive device; the negative ones are off. */
const written = (some: Partial<NonIdealities>, seed = 1) => writeDevices(new Float64Array(ROWS * COLUMNS).fill(50), ROWS, COLUMNS, new Float64Array(COLUMNS).fill(100), device, effects(some), { seed, core: 0, crossbar: 0 });
const AIMED = device.conductanceOff_S.value + 0.5 * SPAN;
const errors = (some: Partial<NonIdealities>, seed?: number): Float64Array => written(some, seed).positive.map((conductance) => conductance - AIMED);
const shareBeyond = (values: Float64Array, limit: number): number => values.filter((value) => Math.abs(value) > limit).length / values.length;
const rms = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('program-and-verify', () => {
  // sigma 0.1 x 27.5 uS = 2.75 uS; half a sigma is 1.375 uS = 3.06 % of the range; a pulse misses with p = 0.617.
  const tolerance = (0.5 * 0.1 * AIMED) / SPAN;
  const p = 0.6171;

  test.each([1, 2, 4, 10])('%i passes: p^passes of the devices are left beyond the tolerance', (passes) => {
    const share = shareBeyond(errors({ programAndVerify: { passes, tolerance } }), tolerance * SPAN);
    expect(Math.abs(share - p ** passes)).toBeLessThan(4 * Math.sqrt(p ** passes / (ROWS * COLUMNS)) + 1e-3);
  });

  test('errors shrink to a normal distribution that is cut at the tolerance, of mean 0', () => {
    const found = errors({ programAndVerify: { passes: 40, tolerance } });
    expect(shareBeyond(found, tolerance * SPAN)).toBe(0);
    // Variance of N(0, 1) cut at +-a: 1 - 2 a phi(a) / (2 Phi(a) - 1), 0.0806 at a = 0.5.
    expect(rms(found) / (0.1 * AIMED)).toBeCloseTo(Math.sqrt(0.0806), 2);
    expect(Math.abs(found.reduce((sum, value) => sum + value, 0) / found.length)).toBeLessThan(0.01 * 0.1 * AIMED);
    const sizes = [1, 2, 4, 8].map((passes) => rms(errors({ programAndVerify: { passes, tolerance } })));
    for (let i = 1; i < sizes.length; i++) expect(sizes[i]!).toBeLessThan(sizes[i - 1]!);
  });

  test('of one pass, or of a tolerance that nothing misses, is a plain write, bit for bit; without variation nothing happens', () => {
    expect(written({ programAndVerify: { passes: 1, tolerance } })).toEqual(written({}));
    expect(written({ programAndVerify: { passes: 9, tolerance: 1 } })).toEqual(written({}));
    expect(written({ programmingVariation: { sigma: 0 }, programAndVerify: { passes: 9, tolerance } })).toEqual(written({ programmingVariation: null }));
  });

  test('chips differ, and the same seed gives the same chip', () => {
    const some = { programAndVerify: { passes: 4, tolerance } };
    expect(errors(some)).toEqual(errors(some));
    expect(errors(some, 2)).not.toEqual(errors(some));
  });

  test('works on errors that depend on the state', () => {
    const some = { programmingVariation: null, programmingError: { polynomial_uS: [3] }, programAndVerify: { passes: 30, tolerance } };
    expect(shareBeyond(errors(some), tolerance * SPAN)).toBe(0);
  });
});

describe('what it costs', () => {
  test('pulses on average: 1 + p + p^2 + ...', () => {
    const some = effects({ programAndVerify: { passes: 3, tolerance: 0.02 } });
    // 0.02 x 45 uS = 0.9 uS, 2 sigma of a device that aims at 4.5 uS: p = 0.0455.
    expect(expectedPulses(some, device)(4.5e-6)).toBeCloseTo(1 + 0.0455 + 0.0455 ** 2, 4);
    expect(expectedPulses(effects({}), device)(2e-5)).toBe(1);
    expect(expectedPulses(effects({ programmingVariation: { sigma: 0 }, programAndVerify: { passes: 3, tolerance: 0.02 } }), device)(2e-5)).toBe(1);
    // Landing is cut at 0: a device that aims at less than the tolerance misses upwards alone.
    const low = effects({ programmingVariation: null, programmingError: { polynomial_uS: [1] }, programAndVerify: { passes: 2, tolerance: 0.04 } });
    expect(expectedPulses(low, device)(1e-6)).toBeCloseTo(1 + 0.0359, 4);
    expect(expectedPulses(low, device)(5e-6)).toBeCloseTo(1 + 2 * 0.03593, 4);
  });

  const { configuration, target } = handMade({ coding: 'spikes', levels: null });
  const onDevice = { ...target, device };
  const writes = (some: Partial<NonIdealities>) => countWrites(configuration, onDevice, effects(some))!;

  test('is counted device by device, with a read after each pulse', () => {
    const some = effects({ programAndVerify: { passes: 5, tolerance: 0.01 } });
    const pulses = expectedPulses(some, device);
    const at = (level: number): number => pulses(device.conductanceOff_S.value + (level / 127) * SPAN);
    const { devices, parts, verifyReads, busiest } = writes({ programAndVerify: { passes: 5, tolerance: 0.01 } });
    // Seven synapses other than 0 (3, 1, 0, 1 / 2, -1, 2): as many devices are raised, the others are off.
    const raised = [3, 1, 1, 2, 1, 2].reduce((sum, level) => sum + at(level), 0);
    expect(devices).toBe(20);
    expect(parts.loading).toBeCloseTo(raised + 14 * at(0), 9);
    expect(verifyReads).toBe(parts.loading);
    expect(busiest!).toBeLessThan(parts.loading);
    expect(busiest!).toBeGreaterThan(parts.loading / 2);
    expect(writes({ programAndVerify: { passes: 1, tolerance: 0.01 } }).parts.loading).toBeCloseTo(20, 9);
    expect(writes({}).verifyReads).toBeUndefined();
    const offset = writes({ offsetColumns: true, programAndVerify: { passes: 1, tolerance: 0.01 } });
    expect(offset.parts.loading).toBeCloseTo(offset.devices, 9);
    const sliced = writes({ bitSlicing: { bits: 2 }, programAndVerify: { passes: 1, tolerance: 0.01 } });
    expect(sliced.parts.loading).toBeCloseTo(sliced.devices, 9);
    expect(writes({ bitSlicing: { bits: 2 }, programAndVerify: { passes: 5, tolerance: 0.01 } }).parts.loading).toBeGreaterThan(4 * 20);
  });

  test('is what chips take', () => {
    const some = effects({ programAndVerify: { passes: 6, tolerance: 0.02 } });
    const landed = (passes: number): Float64Array => errors({ programAndVerify: { passes, tolerance: 0.02 } });
    const taken = [1, 2, 3, 4, 5].reduce((sum, passes) => sum + shareBeyond(landed(passes), 0.02 * SPAN), 1);
    expect(taken / expectedPulses(some, device)(AIMED)).toBeCloseTo(1, 2);
  });
});

test('passes and tolerance are those of the device unless the effect says others; S893, S871', () => {
  const { target } = loadTarget('rram-128@generic-20k-200k');
  const found = loadNonIdealities('programmingVariation.sigma=0.1,programAndVerify={}', target);
  expect(writePasses(found, device)).toEqual({ passes: 10, tolerance_S: 0.01 * SPAN });
  expect(writePasses({ ...found, programAndVerify: { passes: 3 } }, device).passes).toBe(3);
  expect(writePasses(IDEAL, device).passes).toBe(1);
  const own = loadTarget('rram-128').target;
  const codes = (text: string): readonly string[] => codesOf(() => loadNonIdealities(text, own));
  expect(codes('programmingVariation.sigma=0.1,programAndVerify.passes=3')).toEqual(['S893']);
  expect(codes('programAndVerify={"passes":3,"tolerance":0.1}')).toEqual(['S871']);
});
