import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { IDEAL } from '../../src/ir/non-idealities.ts';
import { BUILT_IN } from '../../targets/built-in.ts';
import { builtInDevices, loadNonIdealities, loadTarget } from '../../targets/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DEVICES = builtInDevices().map(({ name }) => name);
/** Cells of few conductances go with few bits. */
const ANALOGUE = DEVICES.filter((name) => BUILT_IN.device[name as keyof typeof BUILT_IN.device].levels.value >= 128);

function failuresOf(work: () => unknown): readonly Diagnostic[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

/** The device file with changes, as a file of its own. */
function changed(name: keyof typeof BUILT_IN.device, change: (device: Record<string, unknown>) => void): string {
  const device = structuredClone(BUILT_IN.device[name]) as unknown as Record<string, unknown>;
  change(device);
  const file = join(folder, `${name}-${Math.random()}.json`);
  writeFileSync(file, JSON.stringify(device));
  return file;
}

describe('memory devices that come with Synaptile', () => {
  test('are those of published and generic cells', () => expect(DEVICES.toSorted()).toEqual([
    'fefet', 'generic-20k-200k', 'hfox-cmo-rram', 'pcm', 'pcm-joshi', 'rram-milo', 'rram-wan', 'sonos', 'spikesim-rram', 'spikesim-rram-4bit']));

  test.each(ANALOGUE)('%s serves a target in place of its own device, inside its range of validity', (name) => {
    const { target, diagnostics } = loadTarget(`rram-128@${name}`);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(
      name === 'spikesim-rram' ? [] : [`S874 rram-128@${name}: the energy of a crossbar read stays that of spikesim-rram`]);
    expect(target.name).toBe(`rram-128@${name}`);
    expect(target.device!.name).toBe(name);
    expect(loadNonIdealities('device', target)).toEqual({ ...IDEAL, ...target.device!.nonIdealities });
  });

  test.each(DEVICES)('%s names its papers, and says of every assumed or derived number how it came about', (name) => {
    const device = BUILT_IN.device[name as keyof typeof BUILT_IN.device];
    for (const constant of [device.conductanceOff_S, device.conductanceOn_S, device.readVoltage_V, device.levels, ...('write' in device ? Object.values(device.write).flatMap((one) => ('value' in one ? [one] : Object.values(one))) : [])]) {
      expect(constant.source.length).toBeGreaterThan(0);
      if (constant.evidence !== 'simulated') expect((constant as { note?: string }).note).toBeTruthy();
    }
    if (Object.values(device.nonIdealities).some((effect) => effect !== null)) expect('papers' in device || name.startsWith('spikesim')).toBe(true);
  });

  test('a file in place of a name, and what is not a device or has no crossbars', () => {
    const file = changed('pcm', (device) => { device.name = 'mine'; });
    expect(loadTarget(`rram-128@${file}`).target.name).toBe('rram-128@mine');
    expect(failuresOf(() => loadTarget('rram-128@pcn'))[0]).toMatchObject({ code: 'S601' });
    expect(failuresOf(() => loadTarget('loihi@pcm'))[0]).toMatchObject({ code: 'S606' });
  });
});

describe('what a write takes', () => {
  const number = (value: number) => ({ value, source: 'test', scope: 'term', evidence: 'simulated' });
  const load = (write: object) => loadTarget(`rram-128@${changed('pcm', (device) => { device.write = write; })}`);

  test('is an energy, or the voltage and length of a pulse', () => {
    expect(load({ energy_pJ: number(5) }).target.device!.write).toEqual({ energy_pJ: number(5) });
    expect(load({ voltage_V: number(3), pulse_ns: number(10) }).target.device!.write).toEqual({ voltage_V: number(3), pulse_ns: number(10) });
  });

  test('S604: neither, both, half of it; or nothing', () => {
    const all = { energy_pJ: number(5), voltage_V: number(3), pulse_ns: number(10) };
    for (const write of [{}, all, { energy_pJ: all.energy_pJ, pulse_ns: all.pulse_ns }, { voltage_V: all.voltage_V }]) expect(failuresOf(() => load(write))[0], JSON.stringify(write)).toMatchObject({ code: 'S604', where: { place: 'write' } });
    expect(failuresOf(() => load({ energy_pJ: number(0) }))).toHaveLength(1);
  });
});

describe('a device outside of its range of validity', () => {
  const found = (file: string, effects = 'device'): readonly string[] =>
    failuresOf(() => loadNonIdealities(effects, loadTarget(`rram-128@${file}`).target)).map(({ code, message, where }) => `${code} ${where?.place ?? ''} ${message}`);

  test('S870: conductance, read voltage and time', () => {
    const much = changed('rram-milo', (device) => { (device.conductanceOn_S as { value: number }).value = 3e-4; (device.readVoltage_V as { value: number }).value = 0.6; });
    expect(found(much, 'ideal')).toEqual([
      'S870  rram-milo is used at an on conductance of 300 uS, its data hold from 50 uS to 225 uS',
      'S870  rram-milo is used at a read voltage of 0.6 V, its data hold from 0 V to 0.5 V',
    ]);
    const timed = changed('pcm', (device) => { device.valid = { time_s: [20, 1000], source: 'test' }; });
    expect(found(timed)).toEqual([
      'S870  pcm is used at a time after programming of 86420 s, its data hold from 20 s to 1000 s',
      'S870  pcm is used at a time after programming of 86420 s, its data hold from 20 s to 1000 s',
    ]);
  });

  test('S870: a fit of another device', () => expect(found('rram-milo', 'programmingError={"polynomial_uS":[0.3],"valid_uS":[0,100]}')).toEqual([
    'S870 programmingError.valid_uS rram-milo is used at a conductance of 225 uS, its data hold from 0 uS to 100 uS']));
});

describe('single effects on the command line', () => {
  const { target } = loadTarget('rram-128');
  const load = (text: string) => loadNonIdealities(text, target);

  test('behind a name they change its set; alone everything else is off', () => {
    const typical = load('typical');
    expect(load('typical,adc=off')).toEqual({ ...typical, adc: null });
    expect(load('typical, adc.bits=6, readNoise.sigma=0.02')).toEqual({ ...typical, adc: { ...typical.adc, bits: 6 }, readNoise: { sigma: 0.02 } });
    expect(load('readNoise.sigma=0.02')).toEqual({ ...IDEAL, readNoise: { sigma: 0.02 } });
    expect(load('ideal,drift={"time_s":100,"start_s":20,"nu":{"atOn":0.05},"spread":{"atOn":0}},telegraphNoise={"amplitude":0.1,"probability":0.5,"redrawn":"once"},telegraphNoise.redrawn=read'))
      .toEqual({ ...IDEAL, drift: { time_s: 100, start_s: 20, nu: { atOn: 0.05 }, spread: { atOn: 0 } }, telegraphNoise: { amplitude: 0.1, probability: 0.5, redrawn: 'read' } });
    expect(load('device,stuckCells=off').stuckCells).toBeNull();
  });

  test('S873: what switches nothing', () => {
    for (const text of ['typical,adc', 'typical,=3', 'typical,adc={', 'typical,a.b.c.d.e=1']) expect(failuresOf(() => load(text)).map(({ code }) => code), text).toEqual(['S873']);
  });

  test('what the schema refuses is told by its key', () => {
    expect(failuresOf(() => load('typical,readnoise.sigma=1'))[0]).toMatchObject({ code: 'S603', where: { place: 'readnoise' } });
    expect(failuresOf(() => load('typical,adc.bits=1'))[0]).toMatchObject({ code: 'S604', where: { place: 'adc.bits' } });
    expect(failuresOf(() => load('ideal,__proto__.sigma=1'))[0]).toMatchObject({ code: 'S603' });
  });

  test('S871: errors of converters that are off', () => {
    expect(failuresOf(() => load('adcErrors={"offset_codes":1,"gain":0,"inl_codes":0},adcCalibration={"sigmas":4,"activity":0.1}')).map(({ code, where }) => `${code} ${where?.place}`)).toEqual(['S871 adcErrors', 'S871 adcCalibration']);
    expect(load('adc={"bits":6,"range":1},adcCalibration={"samples":20}').adcCalibration).toEqual({ samples: 20 });
    expect(failuresOf(() => load('adc={"bits":6,"range":1},adcCalibration={"samples":20,"sigmas":4}'))).toHaveLength(1);
  });
});
