import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CellCurve, CrossbarCase } from '../../../../src/ir/crossbar-case.ts';
import { solveCase } from '../../../../src/simulate/crossbar/wires/solve-case.ts';
import { spiceNetlist } from '../../../../src/simulate/crossbar/wires/spice.ts';
import { makeCase, WIRE_SETS } from './cases.ts';

/** What ngspice 39 found (ngspice/make-currents.mjs), kept so that the comparison always runs. */
const KEPT = JSON.parse(readFileSync(join(import.meta.dirname, 'ngspice/currents.json'), 'utf8')) as Record<string, { set: keyof typeof WIRE_SETS; size: number; cell: CellCurve; currents_A: number[] }>;

const LINEAR_LIMIT = 1e-9;
const CURVED_LIMIT = 1e-8;

function largestError(found: Float64Array, wanted: readonly number[]): number {
  expect(found).toHaveLength(wanted.length);
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0) / wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe('currents that ngspice found', () => {
  test('are there for all sizes and wire sets', () => {
    for (const set of ['A', 'C']) for (const size of [16, 32, 64, 128]) expect(KEPT).toHaveProperty(`${set}-${size}-linear`);
    for (const set of ['A', 'C']) for (const size of [16, 32, 64, 128]) expect(KEPT).toHaveProperty(`${set}-${size}-sinh`);
  });

  test.each(Object.entries(KEPT))('%s', (_name, { set, size, cell, currents_A }) => {
    const problem = makeCase({ rows: size, columns: size, wires: WIRE_SETS[set], cell });
    if (cell.kind === 'linear') {
      for (const method of ['merge', 'line', 'pcg'] as const) expect(largestError(solveCase(problem, method, 1e-11).currents_A, currents_A), method).toBeLessThan(LINEAR_LIMIT);
    } else {
      for (const method of ['line', 'pcg'] as const) expect(largestError(solveCase(problem, method, 1e-11).currents_A, currents_A), method).toBeLessThan(CURVED_LIMIT);
    }
  });
});

const NGSPICE = spawnSync('ngspice', ['--version']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'synaptile-ngspice-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Currents of all vectors, vectors x columns, A. */
function runNgspice(problem: CrossbarCase): number[] {
  const file = join(folder, 'case.cir');
  writeFileSync(file, [...spiceNetlist(problem)].join(''));
  const { stdout, stderr } = spawnSync('ngspice', ['-b', file], { encoding: 'utf8' });
  const found = [...stdout.matchAll(/^i\(vsense\d+\) = (\S+)$/gm)].map(([, amperes]) => Number(amperes));
  expect(found, stderr).toHaveLength(problem.vectors * problem.columns);
  return found;
}

describe.skipIf(!NGSPICE)('netlists in ngspice (skipped where it is not installed)', () => {
  const [A, C] = [WIRE_SETS.A, WIRE_SETS.C];
  const sinh = { kind: 'sinh', v0_V: 0.05 } as const;
  test.each([
    ['16 x 16, set A, three vectors', makeCase({ rows: 16, columns: 16, wires: A, vectors: 3 })],
    ['16 x 16, set C, three vectors', makeCase({ rows: 16, columns: 16, wires: C, vectors: 3 })],
    ['5 x 9', makeCase({ rows: 5, columns: 9, wires: C, vectors: 2 })],
    ['ideal wires', makeCase({ rows: 8, columns: 8, wires: { driver_ohm: 0, wireRow_ohm: 0, wireCol_ohm: 0, sense_ohm: 0 } })],
    ['ideal row wires and sense', makeCase({ rows: 8, columns: 8, wires: { ...C, wireRow_ohm: 0, sense_ohm: 0 } })],
    ['ideal column wires and drivers', makeCase({ rows: 8, columns: 8, wires: { ...C, wireCol_ohm: 0, driver_ohm: 0 } })],
    ['open row wires', makeCase({ rows: 8, columns: 8, wires: { ...C, wireRow_ohm: Infinity } })],
    ['open column wires', makeCase({ rows: 8, columns: 8, wires: { ...C, wireCol_ohm: Infinity } })],
    ['sinh', makeCase({ rows: 8, columns: 8, wires: C, cell: sinh, vectors: 2 })],
    ['steep sinh', makeCase({ rows: 8, columns: 8, wires: C, cell: { kind: 'sinh', v0_V: 0.01 } })],
    ['cubic', makeCase({ rows: 8, columns: 8, wires: C, cell: { kind: 'cubic', a_perV2: 20 }, vectors: 2 })],
    ['cubic the other way', makeCase({ rows: 8, columns: 8, wires: A, cell: { kind: 'cubic', a_perV2: -20 } })],
  ] as const)('%s', (_name, problem) => {
    const limit = problem.cell.kind === 'linear' ? LINEAR_LIMIT : CURVED_LIMIT;
    expect(largestError(solveCase(problem, 'pcg', 1e-11).currents_A, runNgspice(problem))).toBeLessThan(limit);
  });

  test.each(['floating', 'gated'] as const)('silent rows %s', (silentRows) => {
    for (const cell of [{ kind: 'linear' }, sinh] as const) {
      const problem = makeCase({ rows: 8, columns: 8, wires: C, cell, silentRows });
      const silent = { ...problem, inputs_V: problem.inputs_V.map((volts, row) => (row % 3 === 0 ? 0 : volts)) };
      expect(largestError(solveCase(silent, 'pcg', 1e-11).currents_A, runNgspice(silent))).toBeLessThan(cell.kind === 'linear' ? LINEAR_LIMIT : CURVED_LIMIT);
    }
  });

  test('open and shorted cells, a row without cells', () => {
    const whole = makeCase({ rows: 8, columns: 8, wires: C });
    const holes = { ...whole, conductance_S: whole.conductance_S.map((conductance, at) => (at % 5 === 0 || at < 8 ? 0 : conductance)) };
    expect(largestError(solveCase(holes, 'merge', 0).currents_A, runNgspice(holes))).toBeLessThan(LINEAR_LIMIT);
    const short = { ...holes, conductance_S: holes.conductance_S.with(19, Infinity) };
    expect(largestError(solveCase(short, 'merge', 0).currents_A, runNgspice(short))).toBeLessThan(LINEAR_LIMIT);
  });

  test('open drivers leave nothing', () => {
    expect(runNgspice(makeCase({ rows: 4, columns: 4, wires: { ...C, driver_ohm: Infinity } }))).toEqual([0, 0, 0, 0]);
  });
});
