import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLES, FOLDER, synaptile } from './synaptile.ts';

const RUN = ['run', join(EXAMPLES, 'edges.synet'), '--target', 'rram-128', '--input', join(EXAMPLES, 'edges.csv'), '--labels', join(EXAMPLES, 'edges-labels.csv'), '--calibrate', join(EXAMPLES, 'edges.csv')];

function chip(name: string, effects: object): string {
  writeFileSync(join(FOLDER, name), JSON.stringify({ levels: null, programmingVariation: null, stuckCells: null, wires: null, readNoise: null, dac: null, adc: null, ...effects }));
  return name;
}

const WORN = chip('worn.json', { stuckCells: { off: 0.02, on: 0.03 }, wires: { driver_ohm: 500, wireRow_ohm: 5, wireCol_ohm: 5, sense_ohm: 500 } });

test('mitigations are reported with what they cost and win', () => {
  const { status, stdout, stderr } = synaptile(...RUN, '--non-idealities', WORN, '--mitigate', 'pairs,remap,spare-columns=2,recalibration=3', '--mitigation-gain', '--trials', '2', '--json');
  expect(status, stderr).toBe(0);
  const { mitigations, accuracy } = JSON.parse(stdout);
  expect(mitigations.used.map(({ name, number }: { name: string; number: number | null }) => [name, number])).toEqual([['remap', null], ['spare-columns', 2], ['pairs', null], ['recalibration', 3]]);
  for (const { cost } of mitigations.used) for (const { what, amount } of cost) expect(amount, what).toBeGreaterThan(0);
  expect(mitigations.gain).toMatchObject({ measure: 'accuracy', chips: 2 });
  expect(mitigations.gain.gain).toBeCloseTo(mitigations.gain.with - mitigations.gain.without, 12);
  expect(accuracy.total).toBeGreaterThan(0);
}, 60_000);

test('as text, and not where nothing is done', () => {
  const { status, stdout, stderr } = synaptile(...RUN, '--non-idealities', WORN, '--mitigate', 'pairs,gain');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/Mitigations {7}gain not measured \(--mitigation-gain\)\n {4}pairs .*devices tested/);
  expect(JSON.parse(synaptile(...RUN, '--non-idealities', WORN, '--json').stdout).mitigations).toBeNull();
}, 60_000);

test('where there is no hardware, nothing about chips is asked for in vain', () => {
  const none = (...options: readonly string[]) => synaptile('run', join(EXAMPLES, 'edges.synet'), '--target', 'none', '--input', join(EXAMPLES, 'edges.csv'), ...options);
  const { status, stdout, stderr } = none('--non-idealities', WORN, '--mitigate', 'pairs', '--mitigation-gain', '--trials', '2', '--ablate', '--error-samples', '3', '--errors', 'errors.csv');
  expect([status, stdout]).toEqual([1, '']);
  expect([...stderr.matchAll(/^error S807: option (\S+) is given; it must be left out where there is no hardware/gm)].map((found) => found[1]).toSorted()).toEqual(
    ['--ablate', '--error-samples', '--errors', '--mitigate', '--mitigation-gain', '--non-idealities', '--trials']);
  expect(none('--non-idealities', 'ideal', '--trials', '1').status).toBe(0);
}, 60_000);

test('what the chip is written with is in the report', () => {
  const report = JSON.parse(synaptile(...RUN, '--non-idealities', WORN, '--mitigate', 'pairs', '--json').stdout);
  expect(report.programming).toMatchObject({ energy_J: null, parts: { loading: report.programming.devices, testing: 2 * report.programming.devices } });
  const priced = JSON.parse(synaptile(...RUN.map((one) => (one === 'rram-128' ? 'rram-128@generic-20k-200k' : one)), '--json').stdout);
  expect(priced.programming.energy_J).toBeCloseTo(priced.programming.devices * 4.5e-12, 18);
  const sliced = JSON.parse(synaptile(...RUN, '--non-idealities', 'bitSlicing.bits=1', '--json').stdout);
  // Seven cells a weight: the mapping leaves room for all of them, with or without effects.
  const mapped = JSON.parse(synaptile(...RUN, '--cell-bits', '1', '--json').stdout);
  expect(sliced.utilisation).toEqual(mapped.utilisation);
  expect(sliced.utilisation.cellsUsed).toBe(7 * report.utilisation.cellsUsed);
  expect(sliced.utilisation.coresUsed).toBeGreaterThan(report.utilisation.coresUsed);
  expect([sliced.energy.parts_J.adc, sliced.area]).toEqual([mapped.energy.parts_J.adc, mapped.area]);
  expect(sliced.gaps.some((gap: string) => gap.startsWith('crossbars with bitSlicing'))).toBe(false);
}, 60_000);

test('what is wrong with them is said before the work begins, and what does nothing is a warning', () => {
  const wrong = synaptile(...RUN, '--non-idealities', WORN, '--mitigate', 'pear');
  expect([wrong.status, wrong.stdout]).toEqual([1, '']);
  expect(wrong.stderr).toMatch(/^error S846: there is no mitigation pear/m);
  expect(synaptile(...RUN, '--mitigation-gain').stderr).toMatch(/error S807: option --mitigation-gain/);
  expect(synaptile(...RUN, '--mitigate', 'pairs').stderr).toMatch(/warning S849: the mitigation pairs does nothing here: no devices are stuck/);
  expect(synaptile('mitigations').stdout).toMatch(/^recalibration +gain and offset/m);
}, 60_000);

test('side by side on the same chips: means and intervals, fewer timesteps like the others', () => {
  const made = synaptile('compile', RUN[1]!, '--target', 'rram-128', '--cell-bits', '4', '-o', 'edges.tile');
  expect(made.status, made.stderr).toBe(0);
  const data = ['--input', RUN[5]!, '--labels', RUN[7]!, '--calibrate', RUN[9]!];
  const compare = (...rest: readonly string[]) => synaptile('mitigations', 'edges.tile', ...data, '--non-idealities', WORN, '--trials', '3', ...rest);
  const { status, stdout, stderr } = compare('--json');
  expect(status, stderr).toBe(0);
  const found = JSON.parse(stdout);
  expect(found).toMatchObject({ schema: 'synaptile-mitigations/1', chips: 3, measure: 'accuracy' });
  const names = found.rows.map(({ mitigations }: { mitigations: string }) => mitigations);
  for (const name of [`timesteps=${Math.floor(found.timesteps / 2)}`, 'remap', 'pairs', 'gain', 'recalibration=100']) expect(names).toContain(name);
  for (const { gain, used } of found.rows) {
    expect(gain.chips).toBe(3);
    expect(gain.interval95[0]).toBeLessThanOrEqual(gain.gain);
    expect(gain.interval95[1]).toBeGreaterThanOrEqual(gain.gain);
    expect(used[0].cost.length).toBeGreaterThan(0);
    expect(gain.latency_s.without).toBe(found.without.latency_s);
  }
  expect(found.rows[0].gain.energy_J.with).toBeLessThan(found.without.energy_J);
  const text = compare('--mitigate', 'pairs,recalibration=3', '--mitigate', 'gain').stdout;
  expect(text).toMatch(/^ideal chip +[\d.]+$/m);
  expect(text).toMatch(/^pairs,recalibration=3 +[\d.]+ +[\d.]+\.\.[\d.]+ /m);
  expect(synaptile('mitigations', '--input', RUN[5]!).stderr).toMatch(/error S807: option --input/);
}, 120_000);
