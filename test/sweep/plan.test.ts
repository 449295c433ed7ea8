import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { RESERVED } from '../../src/sweep/plan/declared.ts';
import { runCallOf } from '../../src/sweep/plan/flags.ts';
import type { PlanFile } from '../../src/sweep/plan/plan.ts';
import { readPlan } from '../../src/sweep/plan/read-plan.ts';
import { planJsonSchema } from '../../src/sweep/plan/schema.ts';
import { countPoints, pointsOf } from '../../src/sweep/space/points.ts';
import { runCommand, runOptions } from './declared.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-plan-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
const OPTIONS = runOptions();
const HEAD = 'model: net.synet\ntarget: rram-128\ninput: data.csv\n';

function plan(text: string): PlanFile {
  const file = join(FOLDER, 'plan.yaml');
  writeFileSync(file, text);
  return readPlan(file, OPTIONS);
}

/** What a plan is refused for: code, line, message and help. */
function refusals(text: string): readonly string[] {
  try {
    plan(text);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, where, message, help }: Diagnostic) => `${code} ${where.span?.line ?? '-'}: ${message} | ${help}`);
  }
  return [];
}

describe('a plan', () => {
  it('has points with the options of run, read by the parsers of the command line', () => {
    const { plan: read } = plan(`${HEAD}options: {limit: 5, verify-each: true, reference: false, assume: [dt=1ms]}\ngrid:\n  bits: [2, 8]\n  non-idealities.readNoise.sigma: [0, 0.01]\n`);
    const { count, at } = pointsOf(read);
    expect(count).toBe(4);
    expect([0, 1, 2, 3].map((point) => [at(point).bits, at(point)['non-idealities.readNoise.sigma']])).toEqual([[2, 0], [2, 0.01], [8, 0], [8, 0.01]]);
    const { model, flags } = runCallOf(at(3), OPTIONS);
    expect(model).toBe('net.synet');
    expect(flags).toMatchObject({ bits: 8, limit: 5, verifyEach: true, reference: false, assume: ['dt=1ms'], nonIdealities: 'ideal,readNoise.sigma=0.01', mapper: 'tiles', seed: 1, trials: 1 });
    expect(flags.given).toEqual(['target', 'input', 'limit', 'verifyEach', 'reference', 'assume', 'bits', 'nonIdealities']);
  });

  it('has every kind of range', () => {
    const ranges = (text: string): readonly unknown[] => { const { plan: read } = plan(`${HEAD}grid: {seed: ${text}}`); const { count, at } = pointsOf(read); return Array.from({ length: count }, (_, point) => at(point).seed); };
    expect(ranges('{from: 1, to: 10, step: 4}')).toEqual([1, 5, 9]);
    expect(ranges('{from: 0, to: 100, count: 5}')).toEqual([0, 25, 50, 75, 100]);
    expect(ranges('{from: 1, to: 1000, count: 4, scale: log, whole: true}')).toEqual([1, 10, 100, 1000]);
  });

  it('is counted without being expanded', () => {
    const started = performance.now();
    const { plan: read } = plan(`${HEAD}grid: {seed: {from: 1, to: 4000000, step: 1}, bits: [2, 4, 8], limit: {from: 1, to: 1000, step: 1}}`);
    expect(countPoints(read)).toBe(12_000_000_000);
    expect(pointsOf(read).at(11_999_999_999)).toMatchObject({ seed: 4_000_000, bits: 8, limit: 1000 });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('keeps its digest-relevant part apart from how it is run', () => {
    const a = plan(`${HEAD}grid: {bits: [2]}`);
    const b = plan(`${HEAD}grid: {bits: [2]}\nthreads: 4\nslurm: {account: me, time: '01:00:00', modules: [node/20]}`);
    expect(b.plan).toEqual(a.plan);
    expect(b).toMatchObject({ threads: 4, slurm: { account: 'me', time: '01:00:00', modules: ['node/20'], pointsPerTask: 10 } });
  });

  it('is described by a schema that the examples and the reader agree with', () => {
    const validate = new Ajv({ strict: false, useDefaults: false }).compile(planJsonSchema());
    for (const example of ['edges', 'search']) {
      const file = join(import.meta.dirname, `../../examples/sweep/${example}.yaml`);
      expect(validate(parse(readFileSync(file, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
      expect(readPlan(file, OPTIONS).plan.name).toMatch(/^edges/);
    }
    expect(validate(parse(`${HEAD}gird: {bits: [2]}`))).toBe(false);
  });
});

describe('what is wrong is told with its line', () => {
  it.each([
    ['S620: no YAML', `${HEAD}grid: {bits: [2\n`, [/^S620 5: /]],
    ['S620: brackets without end', '['.repeat(2000), [/^S620/]],
    ['S620: aliases that multiply', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d]`, [/^S620/]],
    ['S621: unknown key', `${HEAD}griid: {bits: [2]}\n`, [/^S621 4: griid is no key of a plan \| write grid/]],
    ['S621: an option at the top', `${HEAD}bits: 2\ngrid: {seed: [1]}\n`, [/^S621 4: bits is no key of a plan \| write it under options/]],
    ['S621: no design, and two', HEAD, [/^S621 1: the plan needs one of grid/]],
    ['S621: two designs', `${HEAD}grid: {bits: [2]}\nlist: [{bits: 2}]\n`, [/^S621 5: the plan has grid and list/]],
    ['S621: wrong kinds', `${HEAD}random: {samples: many, axes: {bits: [2]}}\n`, [/^S621 4: random.samples is wrong/]],
    ['S621: not a mapping', '- a\n- b\n', [/^S621/]],
    ['S621: empty', '', [/^S621/]],
    ['S621: without a model', 'target: rram-128\ninput: a.csv\ngrid: {bits: [2]}\n', [/^S621 1: model is missing/]],
    ['S621: search without objectives', `${HEAD}search: {axes: {bits: [2, 4]}}\n`, [/^S621 4: objectives must say/]],
    ['S622: unknown options, nearest named', `${HEAD}options:\n  bitz: 2\n  nonIdealities: typical\ngrid:\n  timestep: [1]\n`, [/^S622 5: .*bitz \| write bits/, /^S622 6: .*\| write non-idealities/, /^S622 8: .*timestep \| write timesteps/]],
    ['S622: setting of what has none', `${HEAD}grid:\n  bits.x: [1]\n`, [/^S622 5/]],
    ['S623: values out of range', `${HEAD}options:\n  coding: morse\ngrid:\n  bits: [2, 0]\n  limit: [1.5]\n`, [/^S623 5: coding cannot be morse: Allowed choices/, /^S623 7: bits cannot be 0: must be a whole number/, /^S623 8: limit cannot be 1.5/]],
    ['S623: a range that leaves it', `${HEAD}grid:\n  percentile: {from: 90, to: 120, step: 10}\n`, [/^S623 5: percentile cannot be 110/]],
    ['S623: a flag is true or false', `${HEAD}options: {verify-each: maybe, bits: true}\ngrid: {seed: [1]}\n`, [/^S623 4: verify-each/, /^S623 4: bits/]],
    ['S623: standard input', `model: '-'\ntarget: rram-128\ninput: a\ngrid: {seed: [1]}\n`, [/^S623 1: model cannot be -/]],
    ['S624: what the sweep does itself', `${HEAD}options:\n  json: a.json\n  workers: 4\ngrid: {seed: [1]}\n`, [/^S624 5: json/, /^S624 6: workers.*threads/]],
    ['S625: empty grids and axes', `${HEAD}grid: {}\n`, [/^S625 4: grid is empty/]],
    ['S625: an axis without values', `${HEAD}grid:\n  bits: []\n`, [/^S625 5: bits is empty/]],
    ['S625: an empty list', `${HEAD}list: []\n`, [/^S625 4/]],
    ['S626: a key twice', `${HEAD}grid:\n  bits: [2]\n  bits: [4]\n`, [/^S626 6: the key bits/]],
    ['S626: fixed and an axis', `${HEAD}options: {bits: 2}\ngrid:\n  bits: [2]\n`, [/^S626 6: bits \(fixed, and an axis\)/]],
    ['S626: at the top and under options', `${HEAD}options:\n  input: b.csv\ngrid: {seed: [1]}\n`, [/^S626 5: input/]],
    ['S626: a value twice', `${HEAD}grid: {bits: [2, 4, 2]}\n`, [/^S626 4: the value 2 of bits/]],
    ['S631: ranges', `${HEAD}grid:\n  seed: {from: 5, to: 1, step: 1}\n  limit: {from: 1, to: 9}\n  loss: {from: 0, to: 1, count: 3, scale: log}\n  bits: {from: 1, to: 8, step: 1, count: 2}\n`, [/^S631 5: .*lower end/, /^S631 6: .*no step/, /^S631 7: .*logarithmic/, /^S631 8: .*step and count/]],
  ])('%s', (_name, text, expected) => {
    const found = refusals(text);
    expect(found.length).toBeGreaterThanOrEqual(expected.length);
    expected.forEach((pattern, index) => expect(found[index]).toMatch(pattern));
  });

  it('a hostile name cannot colour the terminal', () => {
    expect(refusals(`${HEAD}grid:\n  "\\e[31mbits": [2]\n`)[0]).not.toContain('\x1b');
  });
});

it('every option of run that writes or prints something is reserved', () => {
  const writing = runCommand().options.filter(({ description }) => /^(write|print) /.test(description)).map(({ long }) => long!.replace(/^--/, ''));
  expect(writing.length).toBeGreaterThan(4);
  expect(writing.filter((name) => !(name in RESERVED))).toEqual([]);
});
