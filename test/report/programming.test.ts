import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS } from '../../src/ir/mitigations.ts';
import { IDEAL } from '../../src/ir/non-idealities.ts';
import type { Device, DeviceVerify, DeviceWrite } from '../../src/ir/target.ts';
import { renderHtml } from '../../src/report/html.ts';
import { describeMitigations } from '../../src/report/mitigations.ts';
import { makeReport, type Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import type { DeviceWrites } from '../../src/simulate/ledger/count-writes.ts';
import { loadTarget } from '../../targets/load.ts';
import { handMade } from '../simulate/ledger/hand-made.ts';
import { constant, input, ledger, target } from './fixture.ts';

const DEVICE: Device = { ...loadTarget('rram-128').target.device!, conductanceOn_S: constant(2e-5) };
const WRITES: DeviceWrites = { devices: 100, writes: 300, parts: { loading: 100, testing: 200 } };

function reportOf(write: DeviceWrite | undefined, writes: DeviceWrites | null = WRITES): Report {
  return makeReport({ ...input, target: { ...target, device: { ...DEVICE, ...(write && { write }) } }, result: { ...input.result, ledger: { ...ledger, writes } } });
}

describe('programming', () => {
  test('price times count: as the device file gives it', () => {
    const { programming, energy, constants } = reportOf({ energy_pJ: constant(2, { source: 'a paper' }) });
    expect(programming).toEqual({ ...WRITES, energy_J: expect.closeTo(6e-10, 18), parts_J: { loading: expect.closeTo(2e-10, 18), testing: expect.closeTo(4e-10, 18), verifying: 0 }, time_s: null, source: 'a paper' });
    expect(programming!.parts_J!.loading + programming!.parts_J!.testing).toBe(programming!.energy_J);
    expect(energy).toEqual(makeReport(input).energy);
    expect(constants).toContainEqual(expect.objectContaining({ kind: 'energy', of: 'programming per write of a device', value: 2, source: 'a paper' }));
  });

  test('or from its write pulse, with the device fully on', () => {
    // (3 V)^2 x 20 uS x 10 ns = 1.8 pJ.
    const { programming, constants } = reportOf({ voltage_V: constant(3, { source: 'one' }), pulse_ns: constant(10, { source: 'another' }) });
    expect(programming!.energy_J).toBeCloseTo(300 * 1.8e-12, 18);
    expect(programming!.source).toBe('one; another');
    expect(constants).toContainEqual(expect.objectContaining({ of: 'programming per write of a device', evidence: 'derived', value: expect.closeTo(1.8, 12), unit: 'pJ' }));
    expect(constants.filter(({ of }) => of.includes(': write '))).toHaveLength(2);
  });

  test('no price is a gap with the count, never a zero', () => {
    const { programming, gaps } = reportOf(undefined);
    expect(programming).toEqual({ ...WRITES, energy_J: null, parts_J: null, time_s: null, source: null });
    expect(gaps).toContain(`energy of programming: memory device ${DEVICE.name} has no price of a write (300 writes)`);
    expect(gaps.some((gap) => gap.includes('program-and-verify'))).toBe(true);
  });

  test('verified pulses: their reads have a price, and both take time', () => {
    const write: DeviceWrite = { voltage_V: constant(3), pulse_ns: constant(10), verify: { passes: constant(5), tolerance: constant(0.01), read_ns: constant(20) } };
    const { programming, constants, gaps } = reportOf(write, { ...WRITES, parts: { loading: 150, testing: 150 }, busiest: 60, verifyReads: 150 });
    // (0.1 V)^2 x 20 uS x 20 ns = 4 fJ a read; 60 pulses of 10 ns and reads of 20 ns.
    expect(programming!.parts_J).toEqual({ loading: expect.closeTo(150 * 1.8e-12, 18), testing: expect.closeTo(150 * 1.8e-12, 18), verifying: expect.closeTo(150 * 4e-15, 20) });
    expect(programming!.energy_J).toBeCloseTo(300 * 1.8e-12 + 150 * 4e-15, 20);
    expect(programming!.time_s).toBeCloseTo(60 * 30e-9, 15);
    expect(constants.filter(({ of }) => /program-and-verify|verifying read/.test(of)).map(({ value }) => value)).toEqual([5, 0.01, 20]);
    expect(gaps.some((gap) => gap.startsWith('programming: pulses and reads of program-and-verify are their averages'))).toBe(true);
    const { verify: { read_ns: _, ...verify } = {}, ...rest } = write;
    const unknown = reportOf({ ...rest, verify: verify as DeviceVerify }, { ...WRITES, busiest: 60, verifyReads: 150 });
    expect([unknown.programming!.time_s, unknown.programming!.parts_J!.verifying]).toEqual([null, 0]);
    expect(unknown.gaps.some((gap) => gap.startsWith('energy and time of verifying') && gap.includes('150 reads'))).toBe(true);
    expect(renderText(reportOf(write, { ...WRITES, busiest: 60, verifyReads: 100 }), { colour: false, width: 200 })).toMatch(/100 devices written in 100 pulses, each verified and 200 writes to test devices, energy 540 pJ in 1.80 µs \(once\)/);
  });

  test('nothing was written where there are no devices', () => {
    const { programming, gaps } = makeReport(input);
    expect(programming).toBeNull();
    expect(gaps.filter((gap) => gap.includes('programming'))).toEqual(['programming: target toy-4 has no memory devices that are counted, and loading its memory is not']);
  });

  test('as text', () => {
    const text = (write?: DeviceWrite, writes = WRITES): string => renderText(reportOf(write, writes), { colour: false, width: 100 });
    expect(text({ energy_pJ: constant(2) })).toMatch(/^ {2}programming {5}100 devices written and 200 writes to test devices, energy 600 pJ \(once\)$/m);
    expect(text(undefined, { ...WRITES, writes: 100, parts: { loading: 100, testing: 0 } })).toMatch(/^ {2}programming {5}100 devices written, energy unknown \(once\)$/m);
    expect(text(undefined).split('programming')[0]).not.toContain('600 pJ');
  });

  test('on the page', async () => {
    const page = (write?: DeviceWrite) => renderHtml(reportOf(write), { raster: input.result.raster });
    expect(await page({ energy_pJ: constant(2) })).toContain('100 devices written: 600 pJ, once');
    expect(await page()).toContain('100 devices written<');
  });

  test('the generic device has the pulse of MNSIM 2.0: 3 V, 10 ns, at 50 uS 4.5 pJ', () => {
    const { device } = loadTarget('rram-128@generic-20k-200k').target;
    expect(makeReport({ ...input, target: { ...target, device }, result: { ...input.result, ledger: { ...ledger, writes: WRITES } } }).programming!.energy_J).toBeCloseTo(300 * 4.5e-12, 18);
  });
});

describe('weights in several arrays', () => {
  const SLICED = ['synapticEvents', 'crossbarReads', 'adcConversions', 'dacConversions'] as const;
  const times = (counts: typeof ledger.total) => ({ ...counts, ...Object.fromEntries(SLICED.map((name) => [name, 4 * counts[name]])) });
  const sliced = { ...ledger, slices: 4, total: times(ledger.total), populations: ledger.populations.map((one) => ({ ...one, counts: times(one.counts) })) };
  const [plain, report] = [makeReport(input), makeReport({ ...input, nonIdealities: { ...IDEAL, bitSlicing: { bits: 2 } }, result: { ...input.result, ledger: sliced } })];

  test('reads, conversions and the area of crossbars are those of all, neurons and links are not', () => {
    for (const part of ['crossbar', 'adc'] as const) expect(report.energy.parts_J[part]).toBeCloseTo(4 * plain.energy.parts_J[part], 20);
    for (const part of ['neuron', 'link'] as const) expect(report.energy.parts_J[part]).toBe(plain.energy.parts_J[part]);
    expect(Object.values(report.energy.parts_J).reduce((sum, part) => sum + part, 0)).toBeCloseTo(report.energy.perInference_J, 20);
    expect(report.area.parts_mm2['crossbar']).toBeCloseTo(4 * plain.area.parts_mm2['crossbar']!, 12);
    expect(report.area.parts_mm2['neurons']).toBe(plain.area.parts_mm2['neurons']);
    expect(Object.values(report.area.parts_mm2).reduce((sum, part) => sum + part, 0)).toBeCloseTo(report.area.total_mm2!, 12);
  });

  test('a weight is one synapse and one operation', () => {
    expect(report.synops).toEqual(plain.synops);
    expect(report.utilisation).toMatchObject({ crossbars: 8, crossbarsTotal: 4, columns: 24, synapses: 20, cellShare: plain.utilisation.cellShare });
  });

  test('what is not known of them is named', () => {
    expect(report.gaps.filter((gap) => gap.includes('bitSlicing')).map((gap) => gap.split(':')[0])).toEqual([
      'crossbars with bitSlicing', 'energy and time of bitSlicing', 'time of crossbarReads with bitSlicing']);
    // 224 conversions of four slices: three additions in every four.
    expect(report.gaps.some((gap) => gap.includes('(168 additions'))).toBe(true);
    expect(plain.gaps.some((gap) => gap.includes('bitSlicing') || gap.includes('offsetColumns'))).toBe(false);
    const whole = { ...target, areas: [{ part: 'all', per: 'core' as const, area_um2: constant(1) }] };
    expect(makeReport({ ...input, target: whole, result: { ...input.result, ledger: sliced } }).gaps.some((gap) => gap.startsWith('area with bitSlicing'))).toBe(true);
    expect(makeReport({ ...input, nonIdealities: { ...IDEAL, offsetColumns: true } }).gaps.some((gap) => gap.startsWith('energy of synapticEvents and area of crossbars with offsetColumns'))).toBe(true);
  });

  test('mitigations are paid for in each array', () => {
    const made = handMade({ coding: 'spikes', levels: null });
    const costs = (effects: object) => describeMitigations({ ...NO_MITIGATIONS, remap: {} }, made.configuration, made.target, 0, null, null, { ...IDEAL, ...effects })!.used[0]!.cost.map(({ amount }) => amount);
    expect(costs({})).toEqual([20, 4 + 5]);
    expect(costs({ bitSlicing: { bits: 2 } })).toEqual([80, 36]);
    expect(costs({ offsetColumns: true })).toEqual([14, 9]);
  });
});
