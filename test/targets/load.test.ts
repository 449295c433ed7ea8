import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { IDEAL } from '../../src/ir/non-idealities.ts';
import { loadNonIdealities, loadTarget, builtInTargets } from '../../targets/load.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'synaptile-targets-')); });
afterEach(() => rmSync(folder, { recursive: true }));

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tests break files on purpose */
type Json = any;

function own(text: string, name = 'own.json'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A copy of a built-in target, changed, as a file of the user. */
function changed(change: (json: Json) => void, name = 'rram-128'): string {
  const json: Json = JSON.parse(readFileSync(join('targets', `${name}.json`), 'utf8'));
  change(json);
  return own(JSON.stringify(json, null, 2));
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

const brief = (found: readonly Diagnostic[]): string[] => found.map(({ code, message, help, where }) =>
  `${code} ${where.place ?? ''}${where.span ? `@${where.span.line}:${where.span.column}` : ''} ${message} | ${help}`);

describe('built-in targets', () => {
  test.each(builtInTargets().map(({ name }) => name))('%s keeps every rule, without warnings', (name) => {
    expect(loadTarget(name)).toMatchObject({ target: { name }, diagnostics: [] });
  });

  test('examples keep them too', () => {
    expect(loadTarget('examples/robustness/rram-64.json')).toMatchObject({ target: { name: 'rram-64' }, diagnostics: [] });
  });

  test('the same file from disk gives the same target', () => {
    expect(loadTarget('targets/spikeflow-64.json')).toEqual(loadTarget('spikeflow-64'));
  });

  test('nine crossbar reads of spikeflow-64 with conversions and updates cost one PE cycle of ela_spikesim.py', () => {
    const { prices } = loadTarget('spikeflow-64').target;
    const counts: Record<string, number> = { crossbarReads: 9, adcConversions: 9 * 64, neuronUpdates: 64 };
    const total_pJ = prices.reduce((sum, { count, energy_pJ }) => sum + energy_pJ.value * (counts[count] ?? 0), 0);
    expect(total_pJ).toBeCloseTo(828.4861472, 6);
  });

  test('a tile of spikeflow-64 has the area of ela_spikesim.py', () => {
    const { areas } = loadTarget('spikeflow-64').target;
    const tile_um2 = areas.filter(({ per }) => per === 'core').reduce((sum, { area_um2 }) => sum + area_um2.value, 0);
    const pe_um2 = 9 * 26.2144 + 8 * (693.633 + 45.9);
    expect(tile_um2).toBeCloseTo(8 * 13411.41498 + 484.643999 + 0.7391 * 64 * 128 + 8 * pe_um2 + 216830 * 2, 4);
  });

  test('the cell read of rram-128 is V^2 G t of its device', () => {
    const { prices, device } = loadTarget('rram-128').target;
    const cell_J = device!.readVoltage_V.value ** 2 * (device!.conductanceOn_S.value + device!.conductanceOff_S.value) * 10e-9;
    expect(prices.find(({ part }) => part === 'crossbar')!.energy_pJ.value).toBeCloseTo(cell_J * 1e12, 5);
  });
});

describe('a target of the user', () => {
  test('names a device file beside it', () => {
    mkdirSync(join(folder, 'devices'));
    const device: Json = JSON.parse(readFileSync('targets/devices/spikesim-rram.json', 'utf8'));
    writeFileSync(join(folder, 'devices', 'mine.json'), JSON.stringify({ ...device, name: 'mine' }));
    const file = changed((json) => { json.device = 'devices/mine.json'; });
    expect(loadTarget(file).target.device?.name).toBe('mine');
  });

  test('S601: neither name nor file, for targets, devices and non-idealities', () => {
    expect(brief(failuresOf(() => loadTarget('ram-128')))).toEqual([
      "S601  there is no built-in target 'ram-128' and no file of that name | did you mean 'rram-128'?"]);
    expect(brief(failuresOf(() => loadTarget('chip.json')))).toEqual([
      "S601  there is no built-in target 'chip.json' and no file of that name | use one of rram-128, spikeflow-64, loihi, loihi-sanafe, or the path of a JSON file"]);
    expect(brief(failuresOf(() => loadTarget(changed((json) => { json.device = 'nothing.json'; }))))[0]).toMatch(
      /^S601 device@\d+:13 there is no built-in device 'nothing.json'/);
    expect(brief(failuresOf(() => loadNonIdealities('devise', loadTarget('rram-128').target)))[0]).toContain("did you mean 'device'?");
  });

  test('S101: a folder, or a file too large to be a description', () => {
    expect(failuresOf(() => loadTarget(folder))[0]).toMatchObject({ code: 'S101', where: { file: folder } });
    expect(failuresOf(() => loadTarget(own(' '.repeat(2 ** 20 + 1))))[0]).toMatchObject({ code: 'S101' });
  });

  test.each([
    ['', '1:1 is not JSON: expected a value, found the end of the text'],
    ['{\n  "name": "x",\n}', "3:1 is not JSON: expected a key in double quotes, found '}'"],
    ['{\n  "name": x }', "2:11 is not JSON: expected a value, found 'x'"],
    ['{"a": 1 "b": 2}', `1:9 is not JSON: expected ',' or '}', found '"'`],
    ['{"a" 1}', "1:6 is not JSON: expected ':' after the key, found '1'"],
    ['{"a": "x\n"}', '1:7 is not JSON: a string is not closed, or holds a character or escape that JSON does not allow'],
    ['{"a": 1, "a": 2}', '1:10 is not JSON: the key "a" stands twice'],
    ['{"a": 01}', `1:8 is not JSON: expected ',' or '}', found '1'`],
    ['{} {}', "1:4 is not JSON: expected the end of the text, found '{'"],
    ['['.repeat(5000), '1:102 is not JSON: nested deeper than 100'],
  ])('S602: not JSON, with line and column: %j', (text, expected) => {
    const [found] = failuresOf(() => loadTarget(own(text)));
    expect(`${found!.where.span!.line}:${found!.where.span!.column} ${found!.message}`).toBe(expected);
    expect(found!.code).toBe('S602');
  });

  test('S602: not UTF-8', () => {
    writeFileSync(join(folder, 'own.json'), Uint8Array.from([0x22, 0xff, 0x22]));
    expect(brief(failuresOf(() => loadTarget(join(folder, 'own.json'))))).toEqual(['S602  is not JSON: it is not text in UTF-8 | correct the text at this place']);
  });

  test('S603: unknown keys name the nearest known one, at their line', () => {
    const file = changed((json) => {
      json.fanin = 128;
      json.core.crossbars.colums = 3;
      json.unpriced.hopsEastWst = 'why';
      json.$comment = 'x';
    });
    const found = brief(failuresOf(() => loadTarget(file))).map((line) => line.replace(/@\d+/, '@'));
    expect(found).toEqual([
      "S603 core.crossbars.colums@:7 unknown key 'colums' | did you mean 'columns'?",
      "S603 unpriced.hopsEastWst@:5 unknown key 'hopsEastWst' | did you mean 'hopsEastWest'?",
      "S603 fanin@:3 unknown key 'fanin' | did you mean 'fanIn'?",
      expect.stringContaining("S603 $comment@:3 unknown key '$comment' | the keys here are $schema, papers, name"),
    ]);
  });

  test('S604 and S605: wrong and missing values, all of them, with path', () => {
    const file = changed((json) => {
      json.mesh.width = 0;
      json.mesh.multicast = 'yes';
      json.style = 'fast';
      json.prices[2].energy_pJ = { value: '5', source: 'a paper', scope: 'term', evidence: 'simulated' };
      json.weightBits.maximum = 1e400;
      delete json.core.neurons;
      json.prices[0].energy_pJ = { value: 5, scope: 'term', evidence: 'simulated' };
    });
    expect(brief(failuresOf(() => loadTarget(file))).map((line) => line.replace(/@\d+/, '@')).sort()).toEqual([
      'S604 mesh.multicast@:18 must be true or false, found "yes" | write true or false',
      'S604 mesh.width@:14 must be a whole number from 1 to 4096, found 0 | write a whole number from 1 to 4096',
      'S604 prices[2].energy_pJ.value@:18 must be a number from 0, found "5" | write a number from 0',
      'S604 style@:12 must be "column-per-neuron" or "weights-stored-once", found "fast" | write "column-per-neuron" or "weights-stored-once"',
      'S604 weightBits.maximum@:16 must be a whole number from 1 to 16, found null | write a whole number from 1 to 16',
      `S605 core@:11 the key 'neurons' is missing | add "neurons": a whole number from 1 to 2147483647 or null`,
      `S605 prices[0].energy_pJ@:20 the key 'source' is missing | add "source": text in double quotes`,
    ]);
  });

  test('S604: an infinite number, and a file that is no object', () => {
    const text = readFileSync('targets/rram-128.json', 'utf8').replace('"fanIn": 128', '"fanIn": 1e999');
    expect(brief(failuresOf(() => loadTarget(own(text))))).toEqual([expect.stringContaining('must be a whole number from 2 to 2147483647, found Infinity')]);
    expect(brief(failuresOf(() => loadTarget(own('5'))))).toEqual(['S604 @1:1 must be an object {...}, found 5 | write an object {...}']);
    expect(brief(failuresOf(() => loadTarget(own('{"__proto__": {"a": 1}}'))))[0]).toContain('S605');
  });

  test('a file with ten thousand errors is refused in a moment, with the first ones', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `"key number ${index} that nobody knows": 1`);
    const start = performance.now();
    expect(failuresOf(() => loadTarget(own(`{${keys.join(',\n')}}`)))).toHaveLength(20);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('S603 in a device file points into that file', () => {
    const device: Json = JSON.parse(readFileSync('targets/devices/spikesim-rram.json', 'utf8'));
    own(JSON.stringify({ ...device, level: 3 }), 'mine.json');
    const [found] = failuresOf(() => loadTarget(changed((json) => { json.device = 'mine.json'; })));
    expect(found).toMatchObject({ code: 'S603', where: { file: join(folder, 'mine.json') } });
  });
});

describe('non-idealities', () => {
  test('ideal, device and typical', () => {
    const { target } = loadTarget('rram-128');
    expect(loadNonIdealities('ideal', target)).toEqual(IDEAL);
    expect(loadNonIdealities('device', target)).toBe(target.device!.nonIdealities);
    expect(loadNonIdealities('typical', target).adc).toEqual({ bits: 9, range: 0.25 });
  });

  test('a file names the effects it wants; the others are off', () => {
    const file = own('{"summary": "noisy", "readNoise": {"sigma": 0.05}}');
    expect(loadNonIdealities(file, loadTarget('rram-128').target)).toEqual({ ...IDEAL, readNoise: { sigma: 0.05 } });
  });

  test('S603 and S604: unknown effects and impossible values', () => {
    const { target } = loadTarget('rram-128');
    expect(brief(failuresOf(() => loadNonIdealities(own('{"readnoise": null}'), target)))).toEqual([
      "S603 readnoise@1:2 unknown key 'readnoise' | did you mean 'readNoise'?"]);
    expect(brief(failuresOf(() => loadNonIdealities(own('{"stuckCells": {"off": 0.7, "on": 0.4}, "adc": {"bits": 1, "range": 2}}'), target))).sort()).toEqual([
      'S604 adc.bits@1:57 must be a whole number from 2 to 16, found 1 | write a whole number from 2 to 16',
      'S604 adc.range@1:69 must be a number above 0 to 1, found 2 | write a number above 0 to 1',
      'S604 stuckCells@1:16 must be shares that add up to at most 1, found an object | write shares that add up to at most 1',
    ]);
  });

  test('S608: a target without crossbars has only the ideal ones', () => {
    const { target } = loadTarget('loihi');
    expect(loadNonIdealities('ideal', target)).toEqual(IDEAL);
    for (const name of ['device', 'typical']) expect(failuresOf(() => loadNonIdealities(name, target))[0]).toMatchObject({ code: 'S608' });
  });
});
