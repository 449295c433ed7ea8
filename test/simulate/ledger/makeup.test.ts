import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS, type Mitigations } from '../../../src/ir/mitigations.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { COUNT_NAMES } from '../../../src/ir/target.ts';
import { countLedger } from '../../../src/simulate/ledger/count.ts';
import { countWrites, slicesOf } from '../../../src/simulate/ledger/count-writes.ts';
import { CORE_COUNT_NAMES } from '../../../src/simulate/ledger/ledger.ts';
import { loadTarget } from '../../../targets/load.ts';
import { samples } from '../../ir/build.ts';
import { runEngine } from '../engine/configured.ts';
import { handMade } from './hand-made.ts';

const { configuration, target } = handMade({ coding: 'spikes', levels: null });
const TRAIN = samples([3], [[1, 0, 0, 0, 1, 1, 1, 1, 0]], 3);
const ledgerOf = (effects: Partial<NonIdealities>) =>
  countLedger(configuration, target, runEngine(configuration, target, TRAIN, { effects }).counts, 1, 3, null, { effects: { ...IDEAL, ...effects }, mitigations: NO_MITIGATIONS });

/** Levels up to 127: 7 bits of magnitude. */
describe.each([[1, 7], [2, 4], [3, 3], [7, 1]])('weights in slices of %i bits: %i arrays', (bits, slices) => {
  const [plain, sliced] = [ledgerOf({}), ledgerOf({ bitSlicing: { bits } })];
  const inArrays = new Set<string>(['synapticEvents', 'denseEvents', 'rowActivations', 'crossbarReads', 'adcConversions']);

  test('what happens in an array happens in each, and nothing else', () => {
    expect([slicesOf(configuration, { ...IDEAL, bitSlicing: { bits } }), sliced.slices, plain.slices]).toEqual([slices, slices, 1]);
    for (const name of COUNT_NAMES) expect(sliced.total[name], name).toBe(plain.total[name] * (inArrays.has(name) ? slices : 1));
    for (const name of CORE_COUNT_NAMES) expect([...sliced.cores[name]], name).toEqual([...plain.cores[name]].map((count) => count * (inArrays.has(name) ? slices : 1)));
    expect(plain.total.adcConversions).toBe(10);
    expect(sliced.linkLoads).toEqual(plain.linkLoads);
  });

  test('populations add up to the total', () => {
    for (const name of COUNT_NAMES) expect(sliced.populations.reduce((sum, { counts }) => sum + counts[name], 0)).toBe(sliced.total[name]);
  });

  test('each array is written', () => expect(sliced.writes!.devices).toBe(20 * slices));
});

describe('devices that are written', () => {
  const writesOf = (effects: Partial<NonIdealities> = {}, mitigations: Partial<Mitigations> = {}) => countWrites(configuration, target, { ...IDEAL, ...effects }, { ...NO_MITIGATIONS, ...mitigations });

  test('pairs of 2 x 2 cells in core 1 and of 2 x 3 in core 5', () => expect(writesOf()).toEqual({ devices: 20, writes: 20, parts: { loading: 20, testing: 0 }, busiest: 12 }));

  test('offset columns: one a cell, and a reference in every row', () => expect(writesOf({ offsetColumns: true })!.devices).toBe(6 + 8));

  test('where stuck ones have to be known, two states are tried in each, spare columns included; together as well as alone', () => {
    expect(writesOf({}, { pairs: {} })).toEqual({ devices: 20, writes: 60, parts: { loading: 20, testing: 40 }, busiest: 12 });
    expect(writesOf({}, { pairs: {}, remap: {}, flip: {} })).toEqual(writesOf({}, { pairs: {} }));
    expect(writesOf({}, { spareColumns: { count: 2 } })!.parts).toEqual({ loading: 20, testing: 2 * (2 * 2 * 4 + 2 * 2 * 5) });
    expect(writesOf({}, { spareColumns: { count: 1000 } })!.parts.testing).toBe(2 * 2 * (2 * 2 * 128));
    expect(writesOf({}, { gain: {} })!.writes).toBe(20);
  });

  test('none without memory devices', () => expect(countWrites(configuration, loadTarget('loihi').target, IDEAL)).toBeNull());
});
