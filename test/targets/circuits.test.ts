import { Ajv2020 } from 'ajv/dist/2020.js';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { neuronCircuitJsonSchema } from '../../targets/circuit-schema.ts';
import { builtInNeuronCircuits, loadNeuronCircuit } from '../../targets/load-circuit.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'synaptile-circuits-')); });
afterEach(() => rmSync(folder, { recursive: true }));

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tests break files on purpose */
type Json = any;

const built = (name: string): Json => JSON.parse(readFileSync(`targets/neuron-circuits/${name}.json`, 'utf8'));

/** A copy of a built-in circuit, changed, as a file of the user. */
function changed(change: (json: Json) => void, name = 'cm28-min'): string {
  const json = built(name);
  change(json);
  const file = join(folder, 'own.json');
  writeFileSync(file, JSON.stringify(json, null, 2));
  return file;
}

/** What stands on a line says more than its number. */
const lineAt = (file: string, line: number): string => readFileSync(file, 'utf8').split('\n')[line - 1]!.trim().split(':')[0]!.replaceAll('"', '');

function found(nameOrFile: string): string[] {
  try {
    loadNeuronCircuit(nameOrFile);
  } catch (error) {
    if (error instanceof DiagnosticError) {
      return error.diagnostics.map(({ code, message, help, where }) => `${code} ${where.place ?? ''}${where.span ? `@${lineAt(where.file!, where.span.line)}:${where.span.column}` : ''} ${message} | ${help}`);
    }
    throw error;
  }
  return [];
}

describe('built-in circuits', () => {
  const names = builtInNeuronCircuits().map(({ name }) => name);

  test('are all the files of the folder', () => {
    expect([...names].sort()).toEqual(readdirSync('targets/neuron-circuits').map((file) => file.replace('.json', '')).sort());
  });

  test.each(names)('%s loads, as a file too, and JSON Schema accepts it', (name) => {
    expect(loadNeuronCircuit(name)).toMatchObject({ name });
    expect(loadNeuronCircuit(`targets/neuron-circuits/${name}.json`)).toEqual(loadNeuronCircuit(name));
    const validate = new Ajv2020().compile(neuronCircuitJsonSchema());
    expect(validate(built(name)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...built(name), swing: 1 })).toBe(false);
  });

  test('what nobody published has no price, and every price has a source', () => {
    expect(loadNeuronCircuit('phase-domain').energy).toEqual({ spike_J: null, synapticOperation_J: null, static_W: null });
    expect(loadNeuronCircuit('time-domain').energy).toMatchObject({ spike_J: null, synapticOperation_J: null, static_W: { value: 2.3e-7, evidence: 'simulated' } });
    expect(loadNeuronCircuit('granizo-2025').energy).toMatchObject({ spike_J: null, synapticOperation_J: { value: 2.01e-13, evidence: 'silicon' }, static_W: null });
    for (const cost of names.flatMap((name) => Object.values(loadNeuronCircuit(name).energy))) if (cost) expect(cost.source).toMatch(/\d/);
  });
});

describe('parameters behind the name', () => {
  test('replace those of the circuit, and show in its name', () => {
    expect(loadNeuronCircuit('cm28-min,reset_V=0.3,threshold_V=0.6,down=weak-headroom')).toEqual({
      ...loadNeuronCircuit('cm28-min'), name: 'cm28-min,reset_V=0.3,threshold_V=0.6,down="weak-headroom"', reset_V: 0.3, threshold_V: 0.6, down: 'weak-headroom',
    });
    expect(loadNeuronCircuit('time-domain,taps=64,energy.spike_J=off')).toMatchObject({ taps: 64, frequencyMismatch: 0 });
  });

  test('pass the checks of a file, without lines', () => {
    expect(found('cm28-min,treshold_V=0.6')).toEqual(["S603 treshold_V unknown key 'treshold_V' | did you mean 'threshold_V'?"]);
    expect(found('time-domain,taps=0.5')).toEqual(['S604 taps must be a whole number from 1 to 65536 or null, found 0.5 | write a whole number from 1 to 65536 or null']);
    expect(found('cm28-min,kind=ideal')).toEqual(['S604 kind must be "voltage-domain", found "ideal" | write "voltage-domain"']);
    expect(found('cm28-min,threshold_V')).toEqual([`S992  'threshold_V' does not set a parameter of a neuron circuit: it has no "=" | write NAME|FILE,key=value, for example cm28-min,reset_V=0.3,threshold_V=0.6`]);
  });
});

describe('a circuit of the user', () => {
  test.each([
    [(json: Json) => { json.threshold_V = 1; }, 'S990 threshold_V@threshold_V:18 the membrane cannot swing from 0.25 V to 1 V at a supply of 0.9 V: the threshold is not below the supply'],
    [(json: Json) => { json.reset_V = -0.1; json.threshold_V = 2; }, 'S990 reset_V@reset_V:14 the membrane cannot swing from -0.1 V to 2 V at a supply of 0.9 V: the reset is below ground'],
    [(json: Json) => { json.reset_V = 0.65; }, 'S990 reset_V@reset_V:14 the membrane cannot swing from 0.65 V to 0.65 V at a supply of 0.9 V: the reset is not below the threshold'],
    [(json: Json) => { json.earlyUp_V = 0.5; }, 'S991 earlyUp_V@earlyUp_V:16 the up step is 0 from 0.5 V on, short of the threshold of 0.65 V'],
    [(json: Json) => { json.earlyDown_V = 0.4; }, 'S991 earlyDown_V@earlyDown_V:18 the down step is 0 up to 0.5 V, short of the middle of the swing, 0.45 V'],
  ])('S990, S991: one diagnostic for a swing that cannot be: %#', (change, expected) => {
    const lines = found(changed(change));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${expected} | `);
  });

  test('weak headroom has no floor below the supply', () => {
    expect(found(changed((json) => { json.earlyDown_V = 0.4; json.down = 'weak-headroom'; }))).toEqual([]);
  });

  test('S601 to S605: names, text, keys and values, each at its place', () => {
    expect(found('cm28-mim')).toEqual([expect.stringContaining("S601  there is no built-in neuron circuit 'cm28-mim' and no file of that name | did you mean 'cm28-min'?")]);
    expect(found(changed((json) => { json.kind = 'voltage'; }))).toEqual([expect.stringContaining('S604 kind@kind:11 must be "ideal" or "voltage-domain" or "time-domain" or "phase-domain", found "voltage"')]);
    expect(found(changed((json) => { json.subSteps = 0; json.taps = 4; delete json.knee_V; json.energy.spike_J.value = -1; })).map((line) => line.split(' | ')[0]).sort()).toEqual([
      'S603 taps@taps:3 unknown key \'taps\'',
      'S604 energy.spike_J.value@value:16 must be a number from 0 to 1, found -1',
      'S604 subSteps@subSteps:15 must be a whole number from 1 to 256, found 0',
      "S605 @{:1 the key 'knee_V' is missing",
    ]);
    writeFileSync(join(folder, 'bad.json'), '{"kind": "ideal",}');
    expect(found(join(folder, 'bad.json'))).toEqual([expect.stringContaining('S602 @{kind:18 is not JSON')]);
  });
});
