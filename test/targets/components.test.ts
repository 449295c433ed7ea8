import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { AREA_um2, ENERGY_pJ } from '../../src/platforms/spikesim/constants.ts';
import { componentsJsonSchema } from '../../targets/component-schema.ts';
import { builtInLibraries, componentsOf, loadLibrary } from '../../targets/components.ts';
import { constantsOf } from '../../targets/constants.ts';
import { placeOf } from '../../targets/check-file.ts';
import { loadTarget } from '../../targets/load.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'synaptile-components-')); });
afterEach(() => rmSync(folder, { recursive: true }));

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tests break files on purpose */
type Json = any;

function written(name: string, value: unknown): string {
  writeFileSync(join(folder, name), JSON.stringify(value, null, 2));
  return join(folder, name);
}

function changed(change: (json: Json) => void): string {
  const json: Json = JSON.parse(readFileSync('targets/rram-128.json', 'utf8'));
  change(json);
  return written('own.json', json);
}

/** A component library of a user. */
function parts(change: (json: Json) => void = () => undefined): Json {
  const json: Json = {
    name: 'mine', summary: 'parts of ours', source: 'our own measurement', scope: 'term', evidence: 'silicon', node_nm: 65, node: 'our chip',
    components: {
      adc: { summary: 'a converter', energy_pJ: 1.5, area_um2: 300, follows: 'logic' },
      sum: { summary: 'all of a conversion', energy_pJ: 3, follows: 'logic', scope: 'all-in' },
    },
  };
  change(json);
  return json;
}

function failuresOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

const brief = (found: readonly Diagnostic[]): string[] => found.map(({ code, message, help, where }) => `${code} ${where.place ?? ''} ${message} | ${help}`);

describe('what prices are made of', () => {
  const before = JSON.parse(readFileSync('test/targets/prices.json', 'utf8')) as Record<string, readonly (readonly [string, number, string, string, string, string?])[]>;

  test.each(Object.keys(before))('numbers, sources and notes of %s are those that were written by hand', (name) => {
    const { target } = loadTarget(name);
    const made = constantsOf(target).filter(({ path }) => path[0] !== 'device' && path[0] !== 'mesh')
      .map(({ path, constant: { value, source, scope, evidence, note } }) => [placeOf(path), value, source, scope, evidence, ...(note === undefined ? [] : [note])]);
    expect(new Set(made.map((one) => JSON.stringify(one)))).toEqual(new Set(before[name]!.map((one) => JSON.stringify(one))));
  });

  test('no number stands in two places: targets that come with Synaptile hold none', () => {
    for (const name of Object.keys(before)) expect(readFileSync(`targets/${name}.json`, 'utf8')).not.toContain('"value"');
  });

  test('the platform SpikeSim computes with the same numbers', () => {
    const byId = new Map(builtInLibraries().flatMap(componentsOf).map((one) => [one.id, one]));
    expect(ENERGY_pJ.hTree.value).toBe(byId.get('spikesim/h-tree')!.energy_pJ! * 8);
    expect(AREA_um2.adc).toMatchObject({ value: byId.get('spikesim/adc')!.area_um2, source: byId.get('spikesim/adc')!.source });
  });

  test('libraries have the name of their file and keep their schema', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(componentsJsonSchema());
    const files = readdirSync('targets/components').map((file) => file.replace('.json', ''));
    expect(builtInLibraries().map(({ name }) => name).sort()).toEqual(files.sort());
    for (const library of builtInLibraries()) {
      expect(validate(library), JSON.stringify(validate.errors)).toBe(true);
      expect(loadLibrary(library.name)).toEqual(library);
    }
    expect(validate({ ...parts(), components: { adc: { summary: 'x', energy_nJ: 1, follows: 'logic' } } })).toBe(false);
  });
});

describe('component files of a user', () => {
  test('are named by the target beside them; sums are derived, single components keep their evidence', () => {
    written('parts.json', parts());
    const file = changed((json) => {
      json.components = ['parts.json'];
      json.prices[1].energy_pJ = { uses: { 'mine/adc': 1 } };
      json.prices[2].energy_pJ = { uses: { 'mine/adc': 2, 'spikesim/multiplexer': 1 }, sharedBy: 4, note: 'both' };
      json.areas[1].area_um2 = { uses: { 'mine/adc': 16 }, note: 'sixteen' };
    });
    const { target: { prices, areas }, diagnostics } = loadTarget(file);
    expect(diagnostics).toEqual([]);
    expect(prices[1]!.energy_pJ).toEqual({ value: 1.5, source: 'our own measurement', scope: 'term', evidence: 'silicon' });
    expect(prices[2]!.energy_pJ).toEqual({ value: 0.77356125, source: 'our own measurement; SpikeSim ela_spikesim.py (commit c2627bc), arXiv 2210.12899', scope: 'term', evidence: 'derived', note: 'both' });
    expect(areas[1]!.area_um2).toMatchObject({ value: 4800, evidence: 'derived' });
  });

  test('S720: a component that is not there', () => {
    const found = failuresOf(() => loadTarget(changed((json) => {
      json.prices[1].energy_pJ = { uses: { 'spikesim/adk': 1 } };
      json.prices[2].energy_pJ = { uses: { 'nothing': 1 } };
    })));
    expect(brief(found)).toEqual([
      "S720 prices[1].energy_pJ.uses there is no component 'spikesim/adk' | did you mean 'spikesim/adc'?",
      "S720 prices[2].energy_pJ.uses there is no component 'nothing' | see `synaptile components` for those that there are, or name a file of your own in \"components\"",
    ]);
    expect(found[0]!.where.span).toMatchObject({ line: expect.any(Number) });
  });

  test('S721: a component without a number of that unit', () => {
    expect(brief(failuresOf(() => loadTarget(changed((json) => { json.areas[0].area_um2 = { uses: { 'noxim/router': 1 } }; }))))).toEqual([
      "S721 areas[0].area_um2.uses 'noxim/router' has no area_um2, only energy_pJ | name a component with \"area_um2\", or give it to this one"]);
  });

  test('S722: an all-in number is added to nothing', () => {
    written('parts.json', parts());
    expect(brief(failuresOf(() => loadTarget(changed((json) => {
      json.components = ['parts.json'];
      json.prices[1].energy_pJ = { uses: { 'mine/adc': 1, 'mine/sum': 1 } };
    }))))).toEqual(["S722 prices[1].energy_pJ.uses the all-in number of 'mine/sum' is added to other components | use it alone, or components whose scope is a term"]);
  });

  test('S601, S728: a file that is not there, and a second library of one name', () => {
    expect(brief(failuresOf(() => loadTarget(changed((json) => { json.components = ['nowhere.json']; }))))).toEqual([
      expect.stringMatching(/^S601 components\[0\] there is no built-in component library 'nowhere.json' and no file of that name/)]);
    written('parts.json', parts((json) => { json.name = 'noxim'; }));
    expect(brief(failuresOf(() => loadTarget(changed((json) => { json.components = ['parts.json']; }))))).toEqual([
      "S728 components[0] there is another component library of the name 'noxim' | give this one a name of its own"]);
  });

  test.each<[string, (json: Json) => void, string]>([
    ['a wrong unit', (json) => { json.components.adc.energy_nJ = 1; }, "S603 components.adc.energy_nJ unknown key 'energy_nJ' | did you mean 'energy_pJ'?"],
    ['no source', (json) => { delete json.source; }, "S605  the key 'source' is missing | add \"source\": text in double quotes"],
    ['no node, nor why not', (json) => { delete json.node; }, "S605  the key 'node' is missing | add \"node\": text in double quotes"],
    ['no number', (json) => { delete json.components.adc.energy_pJ; delete json.components.adc.area_um2; }, 'S604 components.adc must be a component with at least one of "energy_pJ", "power_W", "latency_ns" and "area_um2", found an object'],
    ['a negative number', (json) => { json.components.adc.energy_pJ = -1; }, 'S604 components.adc.energy_pJ must be a number from 0 to 1000000000000000, found -1'],
    ['a name with a slash', (json) => { json.name = 'a/b'; }, 'S604 name must be a name of letters, digits, dots and dashes, found "a/b"'],
    ['no kind', (json) => { json.components.adc.follows = 'fog'; }, 'S604 components.adc.follows must be "logic" or "memory" or "analogue" or "wire" or "device", found "fog"'],
  ])('S603..S605: %s is told in the component file, alone', (_what, change, expected) => {
    const place = written('parts.json', parts(change));
    const found = failuresOf(() => loadTarget(changed((json) => { json.components = ['parts.json']; })));
    expect(brief(found)).toEqual([expect.stringContaining(expected)]);
    expect(found[0]!.where.file).toBe(place);
  });

  test('S603, S604: what is wrong with a use, together with the rest of the file', () => {
    const found = failuresOf(() => loadTarget(changed((json) => {
      json.prices[1].energy_pJ = { uses: {} };
      json.prices[2].energy_pJ = { uses: { 'spikesim/adc': 0 }, shared: 3 };
      json.areas[0].area_um2 = { uses: { 'spikesim/adc': 1 }, value: 4 };
      json.fanin = 3;
    })));
    expect(brief(found).map((line) => line.split(' | ')[0])).toEqual([
      'S604 prices[1].energy_pJ.uses must be an object that names at least one component, such as {"spikesim/adc": 1}, found an object',
      'S604 prices[2].energy_pJ.uses.spikesim/adc must be a number above 0 to 1000000000, found 0',
      "S603 prices[2].energy_pJ.shared unknown key 'shared'",
      "S603 areas[0].area_um2.value unknown key 'value'",
      "S603 fanin unknown key 'fanin'",
    ]);
  });
});
