import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { caseText, makeCase, WIRE_SETS } from '../simulate/crossbar/wires/cases.ts';
import { FOLDER, synaptile, synaptileWith, text } from './synaptile.ts';

/** synaptile crossbar, as a user runs it. */
const CASE = JSON.stringify({
  rows: 1, cols: 2, conductance_S: [[1e-3, 2e-3]], inputs_V: [[1], [0.5]], driver_ohm: 100, wireRow_ohm: 10, wireCol_ohm: 20, sense_ohm: 300, cell: { kind: 'linear' },
});
// Branches of 1000 + 300 ohm and 10 + 500 + 300 ohm in parallel, behind the driver.
const NODE = 1 / (1 + 100 * (1 / 1300 + 1 / 810));
const CURRENTS = [NODE / 1300, NODE / 810];

function file(name: string, content: string): string {
  writeFileSync(join(FOLDER, name), content);
  return name;
}

const small = file('small.json', CASE);
const curved = file('curved.json', caseText(makeCase({ rows: 8, columns: 6, wires: WIRE_SETS.C, vectors: 3, cell: { kind: 'sinh', v0_V: 0.05 } })));
const large = file('large.json', caseText(makeCase({ rows: 64, columns: 64, wires: WIRE_SETS.C, vectors: 5 })));
const weak = file('weak.json', caseText(makeCase({ rows: 32, columns: 32, wires: { ...WIRE_SETS.C, sense_ohm: 1e6 }, vectors: 3 })));
const gated = file('gated.json', caseText(makeCase({ rows: 8, columns: 6, wires: WIRE_SETS.C, vectors: 3, silentRows: 'gated' })));

function result(...parameters: readonly string[]): Record<string, never> & { currents_A: number[][]; method: string; effectiveMatrix_S?: number[][]; iterations: number[] | null; residual: number; error: { relativeL2: number } | null } {
  const { status, stdout, stderr } = synaptile('crossbar', ...parameters, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

function near(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toEqual(wanted.map((value) => expect.closeTo(value, 14)));
}

describe('results', () => {
  test('currents by default, one list for each input vector', () => {
    const { currents_A, method, ...rest } = result(small, '--effective-matrix');
    expect(method).toBe('merge');
    near(currents_A[0]!, CURRENTS);
    near(currents_A[1]!, CURRENTS.map((current) => current / 2));
    near(rest.effectiveMatrix_S![0]!, CURRENTS);
    expect(rest).toMatchObject({ schema: 'synaptile-crossbar/1', rows: 1, cols: 2, driver_ohm: 100, cell: { kind: 'linear' }, silentRows: 'driven', exact: true, nodes: 4, tolerance: null, iterations: null });
  });

  test.each(['line', 'pcg'])('--method %s --tolerance', (method) => {
    const found = result(large, '--method', method, '--tolerance', '1e-9');
    expect(found).toMatchObject({ method, tolerance: 1e-9, exact: true, nodes: 8192 });
    expect(found.residual).toBeLessThanOrEqual(1e-9);
    expect(found.iterations).toHaveLength(5);
    const merged = result(large).currents_A;
    const largest = Math.max(...merged.flat());
    found.currents_A.flat().forEach((current, at) => expect(Math.abs(current - merged.flat()[at]!) / largest).toBeLessThan(1e-9));
  });

  test.each(['jeong', 'dmr', 'alpha-beta'])('--method %s says its error', (method) => {
    const found = result(large, '--method', method);
    expect(found).toMatchObject({ method, exact: false });
    expect(found.error!.relativeL2).toBeGreaterThan(0.01);
    expect(synaptile('crossbar', large, '--method', method).stdout).toContain(`off by ${(100 * found.error!.relativeL2).toFixed(2)} % (L2)`);
  });

  test('curved cells and silent rows', () => {
    expect(result(curved)).toMatchObject({ method: 'pcg', cell: { kind: 'sinh', v0_V: 0.05 } });
    expect(result(gated)).toMatchObject({ method: 'merge', silentRows: 'gated' });
    expect(result(curved, '--vector', '2').currents_A).toEqual([expect.any(Array)]);
    expect(result(gated, '--vector', '2').currents_A[0]).toEqual(result(gated).currents_A[2]);
  });

  test('from standard input, to a file, with a summary on stdout', () => {
    const { status, stdout } = synaptileWith(CASE, 'crossbar', '-', '--json', 'out.json');
    expect(status).toBe(0);
    near(JSON.parse(text('out.json')).currents_A[0], CURRENTS);
    expect(stdout).toMatch(/1 x 2 linear cells, 2 input vectors\ndriver 100 ohm, row wire 10\.0 ohm, column wire 20\.0 ohm, sense 300 ohm\nmerge: .*; exact\n\nlost to wires: mean \d+\.\d\d %, worst column 1: .* worst row 0: /);
    expect(stdout).toMatch(/column +ideal, mean +with wires +lost\n +0 +750 µA/);
    expect(stdout).not.toContain('\u001b');
  });

  test('the summary of iterations names the weakest cell', () => {
    expect(synaptile('crossbar', curved).stdout).toMatch(/pcg: .*; \d+ to \d+ iterations in (\d+ to )?\d+ Newton steps, no current off by more than \S+ of the largest \(asked for 1e-11\)/);
    expect(synaptile('crossbar', curved).stdout).toMatch(/least cell voltage: \d+\.\d\d % of the input, at row \d, column \d \(input vector \d\)/);
  });

  test('open and ideal connections in the summary; no current, no loss', () => {
    const open = file('open.json', CASE.replace('"driver_ohm":100', '"driver_ohm":"inf"').replace('"sense_ohm":300', '"sense_ohm":0'));
    const { stdout } = synaptile('crossbar', open);
    expect(stdout).toContain('driver open, row wire 10.0 ohm, column wire 20.0 ohm, sense ideal');
    expect(result(open).currents_A).toEqual([[0, 0], [0, 0]]);
    const shorted = file('short.json', CASE.replace('[[0.001,0.002]]', '[["inf",0.002]]'));
    expect(result(shorted)).toMatchObject({ ideal_A: [[null, 0.002], [null, 0.001]] });
    expect(synaptile('crossbar', file('silent.json', CASE.replace('[[1],[0.5]]', '[[0]]'))).stdout).toContain('no current flows');
    expect(result(file('none.json', CASE.replace('[[1],[0.5]]', '[]'))).currents_A).toEqual([]);
  });

  test('the same bytes every time', () => {
    for (const one of [large, curved]) expect(synaptile('crossbar', one, '--json').stdout).toBe(synaptile('crossbar', one, '--json').stdout);
  });
});

describe('netlists', () => {
  test('--emit spice, on stdout and with -o', () => {
    const { status, stdout } = synaptile('crossbar', small, '--emit', 'spice');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\* case: crossbar of 1 rows x 2 columns, linear cells; ohm, V, A\n/);
    expect(stdout).toContain('\nRcell0_1 r0_1 c0_1 500\n');
    expect(stdout).toMatch(/\nop\nprint i\(Vsense0\)\nprint i\(Vsense1\)\necho vector 1\nalter Vin0 dc = 0\.5\nop\n/);
    expect(synaptile('crossbar', small, '--emit', 'spice', '-o', 'small.cir')).toMatchObject({ status: 0, stdout: '' });
    expect(text('small.cir')).toBe(stdout);
    expect(synaptile('crossbar', small, '--emit', 'spice', '--vector', '1').stdout).toContain('\necho vector 1\n');
    expect(synaptile('crossbar', curved, '--emit', 'spice').stdout).toMatch(/\nBcell0_0 r0_0 c0_0 I=\S+\*sinh\(V\(r0_0,c0_0\)\/0\.05\)\n/);
  });
});

describe('bad input', () => {
  function refused(code: string, ...parameters: readonly string[]): string {
    const { status, stdout, stderr } = synaptile('crossbar', ...parameters);
    expect(status, stderr).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^error ${code}[: ]`, 'm'));
    expect(stderr).toMatch(/\n {2}help: \S/);
    expect(stderr).not.toMatch(/\n\s+at /);
    return stderr;
  }

  test('a bad file: every finding with its place', () => {
    const bad = file('bad.json', CASE.replace('0.002', '-0.002').replace('wireCol_ohm', 'wireCols_ohm').replace('[[1],[0.5]]', '[[1],[0.5,2]]'));
    const stderr = refused('S860', bad);
    expect(stderr).toMatch(/error S856 bad\.json:1:\d+, wireCols_ohm: unknown key 'wireCols_ohm'/);
    expect(stderr).toMatch(/error S858 .*'wireCol_ohm' is missing/);
    expect(stderr).toMatch(/error S859 .*inputs_V\[1\]: input vector 1 holds 2 voltages, where rows is 1/);
    refused('S101', 'absent.json');
    refused('S855', file('cut.json', CASE.slice(0, 50)));
  });

  test('what a method cannot do, with the file', () => {
    expect(refused('S865', curved, '--method', 'merge')).toContain('curved.json');
    refused('S865', gated, '--effective-matrix');
    expect(refused('S864', weak, '--tolerance', '1e-15')).toContain('weak.json, inputs_V[0]');
    expect(refused('S864', weak, '--vector', '2', '--tolerance', '1e-15')).toContain('inputs_V[2]: input vector 2');
    refused('S864', weak, '--tolerance', '1e-15', '--json', 'never.json');
    expect(existsSync(join(FOLDER, 'never.json'))).toBe(false);
  });

  test('options that mean nothing together', () => {
    refused('S807', small, '-o', 'x');
    refused('S807', small, '--emit', 'spice', '--json');
    refused('S807', small, '--emit', 'spice', '--method', 'pcg');
    refused('S807', small, '--method', 'merge', '--tolerance', '1e-9');
    refused('S807', small, '--vector', '2');
    refused('S807', gated, '--emit', 'spice');
    refused('S102', small, '--json', 'no/such/folder.json');
    for (const usage of [['--method', 'newton'], ['--tolerance', '2'], ['--emit', 'verilog'], ['--vector', '-1']]) expect(synaptile('crossbar', small, ...usage).status).toBe(2);
  });
});

test('the schema is built and knows these cases', () => {
  const legal = new Ajv2020().compile(JSON.parse(readFileSync(join(import.meta.dirname, '../../dist/crossbar-case.schema.json'), 'utf8')));
  for (const one of [small, curved, large, gated]) expect(legal(JSON.parse(text(one)))).toBe(true);
});
