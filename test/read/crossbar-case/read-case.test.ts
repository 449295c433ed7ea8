import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { parseCase, readCase } from '../../../src/read/crossbar-case/read-case.ts';
import { CASE_SCHEMA } from '../../../src/read/crossbar-case/schema.ts';

const GOOD = {
  rows: 2, cols: 3, conductance_S: [[1e-5, 0, 3e-5], [4e-5, 5e-5, 6e-5]], inputs_V: [[0.1, 0], [0.2, -0.1]],
  driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 0, cell: { kind: 'linear' },
};

const legal = new Ajv2020().compile(CASE_SCHEMA);

const folder = mkdtempSync(join(tmpdir(), 'synaptile-case-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function findings(text: string): readonly string[] {
  try {
    parseCase(text, 'case.json');
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, message, help, where: { file, place, span } }) => {
      if (/'drive_ohm'|'sin'|'gate'/.test(message)) expect(help).toMatch(/^did you mean '(driver_ohm|sinh|gated)'\?$/);
      expect(file).toBe('case.json');
      expect(help).toMatch(/\S/);
      return `${code}${place === undefined ? '' : ` ${place}`}${span === undefined ? '' : ` ${span.line}:${span.column}`}: ${message}`;
    });
  }
  return [];
}

/** What is found in the good case with these keys changed, and whether the schema agrees that it is bad. */
function changed(changes: Readonly<Record<string, unknown>>, inSchema = true): readonly string[] {
  const value = JSON.parse(JSON.stringify({ ...GOOD, ...changes })) as unknown;
  expect(legal(value)).toBe(!inSchema);
  return findings(JSON.stringify(value));
}

describe('legal cases', () => {
  test('as in the contract', () => {
    expect(legal(GOOD)).toBe(true);
    expect(parseCase(JSON.stringify(GOOD), 'case.json')).toEqual({
      name: 'case', rows: 2, columns: 3, vectors: 2, firstVector: 0, conductance_S: Float64Array.of(1e-5, 0, 3e-5, 4e-5, 5e-5, 6e-5), inputs_V: Float64Array.of(0.1, 0, 0.2, -0.1),
      wires: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 0 }, cell: { kind: 'linear' }, silentRows: 'driven',
    });
  });
  test('curved cells, silent rows, open connections, shorted cells', () => {
    const more = { ...GOOD, $schema: 'x', name: 'mine', driver_ohm: 'inf', sense_ohm: 'Infinity', conductance_S: [[1, 2, 'inf'], [0, 0, 0]], cell: { kind: 'sinh', v0_V: 0.25 }, silentRows: 'gated' };
    expect(legal(more)).toBe(true);
    const read = parseCase(JSON.stringify(more).replace('"wireCol_ohm":10', '"wireCol_ohm":1e400'), 'case.json');
    expect(read.wires).toEqual({ driver_ohm: Infinity, wireRow_ohm: 5, wireCol_ohm: Infinity, sense_ohm: Infinity });
    expect(read.conductance_S[2]).toBe(Infinity);
    expect(read).toMatchObject({ name: 'mine', cell: { kind: 'sinh', v0_V: 0.25 }, silentRows: 'gated' });
    expect(parseCase(JSON.stringify({ ...GOOD, cell: { kind: 'cubic', a_perV2: -0.25 } }), 'case.json').cell).toEqual({ kind: 'cubic', a_perV2: -0.25 });
  });
  test('infinite numbers as Python writes them', () => {
    const text = JSON.stringify({ ...GOOD, name: 'Infinity NaN' }).replace('"driver_ohm":1000', '"driver_ohm":Infinity');
    expect(parseCase(text, 'case.json')).toMatchObject({ name: 'Infinity NaN', wires: { driver_ohm: Infinity } });
    const bad = text.replace('[[0.00001,', '[[NaN,').replace('[[0.1,', '[[-Infinity,').replace('"sense_ohm":0', '"sense_ohm":-Infinity');
    expect(findings(bad)).toEqual([
      `S860 conductance_S[0][0] 1:${bad.indexOf('NaN') + 1}: the conductance at row 0, column 0 is NaN; it must be a number from 0, in siemens`,
      `S861 inputs_V[0][0] 1:${bad.indexOf('-Infinity') + 1}: the voltage of input vector 0 at row 0 is -Infinity; it must be a finite number, in volts`,
      `S857 sense_ohm 1:${bad.lastIndexOf('-Infinity') + 1}: must be a number from 0, in ohm, or "inf", found -Infinity`,
    ]);
  });
  test('no cell, no input vectors', () => {
    const { cell: _cell, ...rest } = GOOD;
    expect(legal({ ...rest, inputs_V: [] })).toBe(true);
    expect(parseCase(JSON.stringify({ ...rest, inputs_V: [] }), 'case.json')).toMatchObject({ cell: { kind: 'linear' }, vectors: 0 });
  });
  test('any case reads back', () => {
    const sized = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 })).chain(([rows, cols, vectors]) => fc.record({
      rows: fc.constant(rows), cols: fc.constant(cols),
      conductance_S: fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: cols, maxLength: cols }), { minLength: rows, maxLength: rows }),
      inputs_V: fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: rows, maxLength: rows }), { minLength: vectors, maxLength: vectors }),
      driver_ohm: fc.double({ min: 0, max: 1e6, noNaN: true }), wireRow_ohm: fc.constant('inf'), wireCol_ohm: fc.nat(), sense_ohm: fc.constant(0),
    }));
    fc.assert(fc.property(sized, (value) => {
      expect(legal(JSON.parse(JSON.stringify(value)))).toBe(true);
      const read = parseCase(JSON.stringify(value), 'case.json');
      expect([...read.conductance_S]).toEqual(value.conductance_S.flat().map((one) => one + 0));
      expect([...read.inputs_V]).toEqual(value.inputs_V.flat().map((one) => one + 0));
    }), { numRuns: 100, seed: 6 });
  });
});

describe('bad cases', () => {
  test('S101: no file, and S855 for text that is none', () => {
    expect(() => readCase(join(folder, 'absent.json'))).toThrow('S101');
    writeFileSync(join(folder, 'bytes.json'), Uint8Array.of(0x7b, 0xff, 0xfe));
    expect(() => readCase(join(folder, 'bytes.json'))).toThrow('S855 is not a crossbar case: it is not text in UTF-8');
  });
  test.each([
    ['', 'S855 1:1: is not a crossbar case: expected a value, found the end of the text'],
    ['{"rows": 2,\n "cols": 3,,}', "S855 2:12: is not a crossbar case: expected a key in double quotes, found ','"],
    ['{"rows": Nan}', "S855 1:10: is not a crossbar case: expected a value, found 'N'"],
    ['{"rows": 1, "driver_ohm": Infinity,}', "S855 1:36: is not a crossbar case: expected a key in double quotes, found '}'"],
    [`{"a": "${'\\"'.repeat(3e5)}", "a": 1}`, 'S855 1:600011: is not a crossbar case: the key "a" stands twice'],
    [`{"NaN": "${'\\"'.repeat(3e5)}`, expect.stringMatching(/^S855 1:9: .*a string is not closed/)],
    ['{"rows": 2, "rows": 3}', 'S855 1:13: is not a crossbar case: the key "rows" stands twice'],
    [`${'['.repeat(1000)}`, 'S855 1:102: is not a crossbar case: nested deeper than 100'],
    ['[1, 2]', 'S855: is not a crossbar case: it is not an object {...}'],
    ['null', 'S855: is not a crossbar case: it is not an object {...}'],
    [`{"a":${'['.repeat(3e6)}`, 'S855 1:106: is not a crossbar case: nested deeper than 100'],
    [`{"a":${'{"a":'.repeat(3e6)}`, expect.stringMatching(/^S855: is not a crossbar case: /)],
    [`{"a":[${'{"a":1},'.repeat(1e6)}0]}`, expect.stringMatching(/^S855: .*an object stands in a list/)],
  ])('S855: %.30s', (text, wanted) => expect(findings(text)).toEqual([wanted]));

  test('S856: unknown keys, the nearest name suggested', () => {
    expect(changed({ drive_ohm: 3, foo: 1 })).toEqual(["S856 drive_ohm 1:206: unknown key 'drive_ohm'", "S856 foo 1:220: unknown key 'foo'"]);
    expect(changed({ cell: { kind: 'sinh', v0_V: 1, v1_V: 2 } })).toEqual([expect.stringMatching(/^S856 cell\.v1_V .*'v1_V'/)]);
    expect(changed({ cell: { kind: 'linear', v0_V: 1 } })).toEqual([expect.stringMatching(/^S856 cell\.v0_V/)]);
  });
  test.each([
    [{ rows: 2.5 }, 'S857 rows 1:9: must be a whole number from 1, found 2.5'],
    [{ cols: 0 }, 'S857 cols 1:18: must be a whole number from 1, found 0'],
    [{ driver_ohm: -1 }, expect.stringMatching(/^S857 driver_ohm .*number from 0, in ohm, or "inf", found -1/)],
    [{ sense_ohm: null }, expect.stringMatching(/^S857 sense_ohm .*found null/)],
    [{ wireCol_ohm: 'open' }, expect.stringMatching(/^S857 wireCol_ohm .*found open/)],
    [{ conductance_S: 3 }, expect.stringMatching(/^S857 conductance_S .*a list of lists \[\[\.\.\.\], \.\.\.\], one for each row, found 3/)],
    [{ conductance_S: [[1, 2, 3], 4] }, expect.stringMatching(/^S857 conductance_S\[1\] .*a list of numbers for row 1, found 4/)],
    [{ inputs_V: [0.1, 0.2] }, expect.stringMatching(/^S857 inputs_V .*one for each input vector, found a list of 0\.1, \.\.\./)],
    [{ cell: 'linear' }, expect.stringMatching(/^S857 cell .*an object with a kind, found linear/)],
    [{ cell: { kind: 'sinh', v0_V: 0 } }, expect.stringMatching(/^S857 cell\.v0_V .*a number above 0, in volts, found 0/)],
    [{ cell: { kind: 'cubic', a_perV2: 'x' } }, expect.stringMatching(/^S857 cell\.a_perV2 .*found x/)],
    [{ name: 3 }, expect.stringMatching(/^S857 name .*text, found 3/)],
  ])('S857: %o', (changes, wanted) => expect(changed(changes)).toEqual([wanted]));

  test('S858: what is missing', () => {
    expect(legal({})).toBe(false);
    expect(findings('{}')).toEqual(['rows', 'cols', 'conductance_S', 'inputs_V', 'driver_ohm', 'wireRow_ohm', 'wireCol_ohm', 'sense_ohm'].map((key) => `S858 1:1: the key '${key}' is missing`));
    expect(changed({ cell: { kind: 'sinh' } })).toEqual([expect.stringMatching(/^S858 cell .*'v0_V' is missing/)]);
    expect(changed({ cell: {} })).toEqual([expect.stringMatching(/^S858 cell .*'kind' is missing/)]);
  });
  test('S859: lists of the wrong length, every one', () => {
    expect(changed({ conductance_S: [[1, 2, 3], [1, 2], [1, 2, 3, 4]], inputs_V: [[1, 2], [1], []] }, false)).toEqual([
      'S859 conductance_S 1:36: conductance_S holds 3 rows, where rows is 2',
      'S859 conductance_S[1] 1:45: row 1 of conductance_S holds 2 numbers, where cols is 3',
      'S859 conductance_S[2] 1:51: row 2 of conductance_S holds 4 numbers, where cols is 3',
      'S859 inputs_V[1] 1:80: input vector 1 holds 1 voltages, where rows is 2',
      'S859 inputs_V[2] 1:84: input vector 2 holds 0 voltages, where rows is 2',
    ]);
  });
  test('S860 and S861: bad numbers, with row and column', () => {
    expect(changed({ conductance_S: [[1e-5, -2e-5, null], ['x', 'inf', []]], inputs_V: [[0.1, 'inf'], [null, 1]] })).toEqual([
      'S860 conductance_S[0][1] 1:46: the conductance at row 0, column 1 is -0.00002; it must be a number from 0, in siemens',
      'S860 conductance_S[0][2] 1:55: the conductance at row 0, column 2 is null; it must be a number from 0, in siemens',
      'S860 conductance_S[1][0] 1:62: the conductance at row 1, column 0 is x; it must be a number from 0, in siemens',
      'S860 conductance_S[1][2] 1:72: the conductance at row 1, column 2 is a list; it must be a number from 0, in siemens',
      'S861 inputs_V[0][1] 1:94: the voltage of input vector 0 at row 1 is inf; it must be a finite number, in volts',
      'S861 inputs_V[1][0] 1:102: the voltage of input vector 1 at row 0 is null; it must be a finite number, in volts',
    ]);
    expect(findings(JSON.stringify({ ...GOOD, inputs_V: [[0.5, 0]] }).replace('0.5', '1e999'))).toEqual([expect.stringMatching(/^S861 .*row 0 is Infinity/)]);
  });
  test('S862: unknown kinds, the nearest suggested', () => {
    expect(changed({ cell: { kind: 'sin' } })).toEqual([expect.stringMatching(/^S862 cell\.kind .*cell\.kind does not know 'sin'/)]);
    expect(changed({ cell: { kind: 7 } })).toEqual([expect.stringMatching(/^S862 .*'7'/)]);
    expect(changed({ silentRows: 'gate' })).toEqual([expect.stringMatching(/^S862 silentRows .*'gate'/)]);
  });
  test('S863: sizes beyond memory, before anything is allocated', () => {
    expect(changed({ rows: 1e6, cols: 1e9 }, false)).toEqual([expect.stringMatching(/^S863 .*1000000000000000 cells are more than the 4194304/), ...[0, 1].map((vector) => expect.stringContaining(`input vector ${vector} holds 2 voltages`))]);
    const flat = { ...GOOD, rows: 1, cols: 5000, conductance_S: [new Array<number>(5000).fill(0)], inputs_V: new Array<number[]>(5000).fill([0]) };
    expect(findings(JSON.stringify(flat))).toEqual([expect.stringMatching(/^S863 inputs_V .*25000000 output currents are more than the 16777216/)]);
  });
  test('S868: of many findings the first, and a count', () => {
    const found = changed({ conductance_S: [new Array<number>(30).fill(-1), [1, 2, 3]], cols: 30 });
    expect(found).toHaveLength(22);
    expect(found.at(-1)).toBe('S868: 10 more findings of kind S860 are not shown');
  });
  test('all at once', () => {
    expect(changed({ rows: 'two', driver_ohm: -1, cell: { kind: 'cosh' }, extra: 1 }).map((line) => line.slice(0, 4))).toEqual(['S856', 'S857', 'S857', 'S862']);
  });
  test('what a file says is made harmless', () => {
    expect(changed({ 'a\u001b[31m': 1 })[0]).not.toContain('\u001b');
    expect(changed({ cell: { kind: 'x'.repeat(1000) } })[0]!.length).toBeLessThan(200);
  });
  test('any JSON is read or refused', () => {
    fc.assert(fc.property(fc.record({ rows: fc.jsonValue(), cols: fc.jsonValue(), conductance_S: fc.jsonValue(), inputs_V: fc.jsonValue(), cell: fc.jsonValue(), driver_ohm: fc.jsonValue() }, { requiredKeys: [] }), (changes) => {
      const text = JSON.stringify({ ...GOOD, ...changes });
      if (!legal(JSON.parse(text))) expect(findings(text).length).toBeGreaterThan(0);
      else findings(text);
    }), { numRuns: 300, seed: 6 });
  });
});
