import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, expect, test } from 'vitest';
import { EXAMPLES, FOLDER, synaptile, text } from '../end-to-end/synaptile.ts';

/** JSON Schemas of what commands write, which are made from types, beside what they do write. */
const ROOT = join(import.meta.dirname, '../..');
const EDGES = [join(EXAMPLES, 'edges.synet'), '--input', join(EXAMPLES, 'edges.csv'), '--labels', join(EXAMPLES, 'edges-labels.csv')];
const INPUTS = join(EXAMPLES, 'models/inputs.csv');
const FIRST_SPIKE = [join(EXAMPLES, 'models/first-spike.synet'), '--input', INPUTS];
const NETWORK = { name: 'net', layers: [{ kind: 'conv', inChannels: 3, outChannels: 64, kernel: 3, inHeight: 32, inWidth: 32, padding: 1 }] };

const checks = new Map<string, ValidateFunction>();

beforeAll(() => {
  // A build clears dist/ and leaves these schemas to a script of their own.
  if (!existsSync(join(ROOT, 'dist/report.schema.json'))) expect(spawnSync(process.execPath, ['build/schemas.mjs'], { cwd: ROOT }).status).toBe(0);
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
  for (const name of ['report', 'map', 'mitigations', 'training', 'sweep-results']) checks.set(name, ajv.compile(schemaOf(name)));
});

function schemaOf(name: string): Record<string, never> & { readonly definitions: Readonly<Record<string, Definition>> } {
  return JSON.parse(readFileSync(join(ROOT, `dist/${name}.schema.json`), 'utf8'));
}

interface Definition {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly additionalProperties?: boolean | object;
  readonly description?: string;
}

/** What the schema says against a value; nothing where it is as it should be. */
function against(name: string, value: unknown): readonly string[] {
  const check = checks.get(name)!;
  return check(value) ? [] : check.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

function written(...parameters: readonly string[]): Record<string, unknown> {
  const { status, stdout, stderr } = synaptile(...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** A target of which no source says what anything costs, or how long it takes. */
function withoutPrices(): string {
  const target = JSON.parse(readFileSync(join(ROOT, 'targets/loihi.json'), 'utf8')) as { readonly prices: readonly { readonly count: string }[]; readonly unpriced: object; readonly timing: object };
  const unpriced = { ...target.unpriced, ...Object.fromEntries(target.prices.map(({ count }) => [count, 'nobody says'])), rowActivations: 'nobody says' };
  writeFileSync(join(FOLDER, 'none.json'), JSON.stringify({ ...target, name: 'none-known', prices: [], unpriced, areas: [], staticPower: null, timing: { ...target.timing, perCount_ns: {} } }));
  return 'none.json';
}

/** Neurons that a circuit can be. */
function integrateAndFire(): string {
  writeFileSync(join(FOLDER, 'plain.synet'), 'synet 1\nnetwork plain {\n  timesteps 8\n  input x : [2] current\n  population y : [2] if(threshold = 1, reset = subtract)\n  output y count\n  projection p : x -> y dense(weights = [[0.9, 0.1], [0.1, 0.9]])\n}\n');
  return 'plain.synet';
}

test.each<readonly [string, readonly string[]]>([
  ['an ideal run', ['run', ...EDGES, '--target', 'rram-128']],
  ['non-ideal chips with wires, an ablation and mitigations', ['run', ...EDGES, '--target', 'rram-128', '--non-idealities', 'typical,wires={"driver_ohm":100,"wireRow_ohm":1,"wireCol_ohm":1,"sense_ohm":100}', '--trials', '2', '--ablate', '--mitigate', 'gain,timesteps=8', '--mitigation-gain', '--network', 'cycle']],
  ['prices of another node', ['run', ...EDGES, '--target', 'spikeflow-64', '--technology', '32nm,stillmaker-baas,65nm=1.1V']],
  ['a target without prices', ['run', ...EDGES, '--target', withoutPrices()]],
  ['a converted network', ['run', join(EXAMPLES, 'models/activations.synet'), '--input', INPUTS, '--target', 'rram-128']],
  ['a fitted circuit', ['run', integrateAndFire(), '--input', INPUTS, '--target', 'rram-128', '--neuron-circuit', 'cm28-min', '--calibrate-circuit', INPUTS]],
  ['no hardware', ['run', ...EDGES, '--target', 'none']],
  ['temporal coding', ['run', ...FIRST_SPIKE, '--target', 'rram-128']],
  ['temporal coding without hardware', ['run', ...FIRST_SPIKE, '--target', 'none']],
  ['an estimate beside tile targets', ['estimate', ...EDGES, '--platform', 'sata', '--targets', 'rram-128,loihi', '--non-idealities', 'typical']],
])('the report of %s', (_, parameters) => {
  expect(against('report', written(...parameters))).toEqual([]);
});

test('estimates of layers, of inference and of training', () => {
  writeFileSync(join(FOLDER, 'net.json'), JSON.stringify(NETWORK));
  for (const parameters of [['--platform', 'spikesim', '--mode', 'corrected'], ['--platform', 'sata', '--set', 'tool=training']]) expect(against('report', written('estimate', 'net.json', ...parameters))).toEqual([]);
});

test('comparisons and sweeps', () => {
  expect(against('map', written('map', EDGES[0]!, '--target', 'rram-128', '--mappers', 'tiles,hilbert'))).toEqual([]);
  expect(synaptile('compile', EDGES[0]!, '--target', 'rram-128', '-o', 'edges.tile').status).toBe(0);
  expect(against('mitigations', written('mitigations', 'edges.tile', ...EDGES.slice(1), '--trials', '2', '--mitigate', 'gain'))).toEqual([]);
  writeFileSync(join(FOLDER, 'plan.yaml'), `name: two\nmodel: ${EDGES[0]}\ntarget: rram-128\ninput: ${EDGES[2]}\ngrid:\n  bits: [4, 64]\nobjectives:\n  minimise: [energy.perInference_J]\n`);
  synaptile('sweep', 'plan.yaml', '-o', 'results', '--workers', '1');
  const results = JSON.parse(text('results/results.json')) as { readonly finished: number; readonly failed: number };
  expect([results.finished, results.failed]).toEqual([2, 1]);
  expect(against('sweep-results', results)).toEqual([]);
});

test('trainings', () => {
  writeFileSync(join(FOLDER, 'labels.csv'), '0\n1\n0\n0\n');
  const data = ['--input', INPUTS, '--labels', join(FOLDER, 'labels.csv')];
  expect(against('training', written('train', '2-2', ...data, '--epochs', '2', '--weight-noise', '0.1', '-o', 'two.synet'))).toEqual([]);
  expect(against('training', written('train', 'two.synet', ...data, '--epochs', '0'))).toEqual([]);
});

test('damaged documents are not what the schema says', () => {
  const report = written('run', ...EDGES, '--target', 'rram-128') as { energy: Record<string, unknown>; latency: object };
  const { energy: { parts_J: _parts, ...energy } } = report;
  for (const damaged of [{ ...report, energy }, { ...report, enrgy: 1 }, { ...report, samples: '40' }, { ...report, schema: 'synaptile-report/2' }, { ...report, latency: { ...report.latency, step_ms: 1 } }, {}, []]) {
    expect(against('report', damaged)).not.toEqual([]);
  }
  expect(against('map', report)).not.toEqual([]);
});

test('says what keys mean, and names every key', () => {
  for (const name of checks.keys()) {
    const { definitions, title, description } = schemaOf(name);
    expect([typeof title, typeof description]).toEqual(['string', 'string']);
    const objects = Object.values(definitions).filter(({ type }) => type === 'object');
    expect(objects.filter(({ additionalProperties }) => additionalProperties === undefined)).toEqual([]);
  }
  expect(schemaOf('report').definitions.Report!.properties!.gaps!.description).toBe('What is not known, each line `what: why`.');
});
