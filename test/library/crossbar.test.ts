import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCrossbarOptions, crossbarNetlist, solveCrossbar, type CrossbarOptions } from '../../src/library/crossbar.ts';
import { readCase } from '../../src/read/crossbar-case/read-case.ts';
import { renderCrossbarJson } from '../../src/report/crossbar/json.ts';
import { FOLDER, synaptile } from '../end-to-end/synaptile.ts';
import { codesOf, refusalsOf } from '../ir/expect-diagnostics.ts';
import { caseText, makeCase, WIRE_SETS } from '../simulate/crossbar/wires/cases.ts';

const FILE = join(FOLDER, 'case.json');
writeFileSync(FILE, caseText(makeCase({ rows: 8, columns: 6, wires: WIRE_SETS.C, vectors: 3 })));
const GATED = makeCase({ rows: 8, columns: 6, wires: WIRE_SETS.C, vectors: 3, silentRows: 'gated' });

/** What the command line prints; sources that were not built have no version. */
function printed(...parameters: readonly string[]): string {
  const { status, stdout, stderr } = synaptile('crossbar', FILE, ...parameters);
  if (status !== 0) throw new Error(stderr);
  return stdout.replace(/"version": ?"[^"]+"/, (found) => found.replace(/[\d.]+/, '0.0.0'));
}

test.each<readonly [CrossbarOptions, readonly string[]]>([
  [{}, []], [{ effectiveMatrix: true }, ['--effective-matrix']], [{ tolerance: 1e-9, vector: 1 }, ['--tolerance', '1e-9', '--vector', '1']], [{ method: 'jeong' }, ['--method', 'jeong']],
])('%j: what the command line prints', (options, flags) => {
  expect(renderCrossbarJson(solveCrossbar(readCase(FILE), { ...options, file: FILE }))).toBe(printed(...flags, '--json'));
});

test('the netlist is that of the command line', () => {
  expect(crossbarNetlist(readCase(FILE), { vector: 2 })).toBe(printed('--emit', 'spice', '--vector', '2'));
  expect(codesOf(() => crossbarNetlist(GATED))).toEqual(['S807']);
  expect(crossbarNetlist(GATED, { vector: 0 })).toContain('.control');
});

test('options as programs without types give them, and cases that a method cannot solve', () => {
  expect(codesOf(() => checkCrossbarOptions({ methd: 'line', tolerance: 2, vector: -1, effectiveMatrix: 1 } as never))).toEqual(['S993', 'S994', 'S994', 'S994']);
  expect(refusalsOf(() => checkCrossbarOptions({ method: 'lines' as never }))).toMatchObject([{ code: 'S994', message: expect.stringContaining('perhaps line is meant') }]);
  expect(codesOf(() => checkCrossbarOptions({ method: 'constructor' as never }))).toEqual(['S994']);
  expect(codesOf(() => checkCrossbarOptions({ method: 'merge', tolerance: 1e-3 }))).toEqual(['S807']);
  expect(codesOf(() => solveCrossbar(readCase(FILE), { vector: 3 }))).toEqual(['S807']);
  expect(refusalsOf(() => solveCrossbar(GATED, { effectiveMatrix: true, file: 'gated' }))).toMatchObject([{ code: 'S865', where: { file: 'gated' } }]);
});
