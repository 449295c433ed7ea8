import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CALIBRATION, EXAMPLES, FOLDER, IMAGES, LABELS, MODELS, synaptile } from '../end-to-end/synaptile.ts';

/** Programs that use the built library, beside the command line with the same options; `npm test` builds both first. */
const LIBRARY = join(import.meta.dirname, '../../dist/index.js');
const MLP = join(MODELS, 'mnist_mlp_1200.onnx');
const EDGES = [join(EXAMPLES, 'edges.synet'), join(EXAMPLES, 'edges.csv'), join(EXAMPLES, 'edges-labels.csv')] as const;

let programs = 0;

/** What a program prints that has the library as `lib`. */
function printed(program: string): string {
  const file = join(FOLDER, `program-${programs++}.mjs`);
  writeFileSync(file, `import * as lib from ${JSON.stringify(LIBRARY)};\nimport process from 'node:process';\n${program}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', cwd: FOLDER, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A report as it was printed, but for the times of this run. */
function timeless(json: string): string {
  return json.replace(/"timing": \{[^]*?\n {2}\},/, '').replace(/"compile_s": [\d.e-]+/g, '');
}

function sameBytes(program: string, ...parameters: readonly string[]): void {
  const { status, stdout, stderr } = synaptile(...parameters);
  if (status !== 0) throw new Error(stderr);
  const made = timeless(printed(program));
  expect(made.length).toBeGreaterThan(300);
  expect(made).toBe(timeless(stdout));
}

test('ten lines do the main job, and report what the command line reports', () => {
  sameBytes(`
    const { read, readData, compile, simulate, report, renderJson } = lib;
    const model = await read(${JSON.stringify(MLP)});
    const data = await readData(${JSON.stringify(IMAGES)}, model, { labels: ${JSON.stringify(LABELS)} });
    const compiled = await compile(model, { target: 'rram-128', bits: 4, timesteps: 8, calibrate: ${JSON.stringify(CALIBRATION)}, calibrationSamples: 32 });
    const simulation = await simulate(compiled, data, { limit: 64 });
    process.stdout.write(renderJson(report(simulation)));
  `, 'run', MLP, '--target', 'rram-128', '--bits', '4', '--timesteps', '8', '--calibrate', CALIBRATION, '--calibration-samples', '32', '--input', IMAGES, '--labels', LABELS, '--limit', '64', '--json');
});

test('chips with non-idealities, mitigations and an ablation; calibrated on the first samples, with the same warning', () => {
  sameBytes(`
    const model = await lib.read(${JSON.stringify(EDGES[0])});
    const data = await lib.readData(${JSON.stringify(EDGES[1])}, model, { labels: ${JSON.stringify(EDGES[2])} });
    const compiled = await lib.compile(model, { target: 'rram-128', data, seed: 7, mapper: 'hilbert', verifyEach: true });
    const simulation = await lib.simulate(compiled, data, { nonIdealities: 'typical', trials: 3, mitigate: 'gain', mitigationGain: true, ablate: true });
    process.stdout.write(lib.renderJson(lib.report(simulation)));
  `, 'run', EDGES[0], '--target', 'rram-128', '--input', EDGES[1], '--labels', EDGES[2], '--seed', '7', '--mapper', 'hilbert', '--verify-each', '--non-idealities', 'typical', '--trials', '3', '--mitigate', 'gain', '--mitigation-gain', '--ablate', '--json');
});

test('a configuration file is opened and run', () => {
  expect(synaptile('compile', EDGES[0], '--target', 'rram-128', '-o', 'edges.tile').status).toBe(0);
  sameBytes(`
    const compiled = await lib.openConfiguration('edges.tile');
    const data = await lib.readData(${JSON.stringify(EDGES[1])}, compiled);
    process.stdout.write(lib.renderJson(lib.report(await lib.simulate(compiled, data, { network: 'cycle' }))));
  `, 'simulate', 'edges.tile', '--input', EDGES[1], '--network', 'cycle', '--json');
  sameBytes(`
    const compiled = await lib.openConfiguration('edges.tile');
    const data = await lib.readData(${JSON.stringify(EDGES[1])}, compiled);
    process.stdout.write(JSON.stringify(await lib.compareMitigations(compiled, data, { trials: 2, mitigate: ['gain'] }), null, 2) + '\\n');
  `, 'mitigations', 'edges.tile', '--input', EDGES[1], '--trials', '2', '--mitigate', 'gain', '--json');
});

test('a network runs without hardware', () => {
  sameBytes(`
    const model = await lib.read(${JSON.stringify(EDGES[0])}, { timesteps: 12 });
    const data = await lib.readData(${JSON.stringify(EDGES[1])}, model, { labels: ${JSON.stringify(EDGES[2])} });
    process.stdout.write(JSON.stringify((await lib.interpret(model, data, { limit: 10 })).report, null, 2) + '\\n');
  `, 'run', EDGES[0], '--target', 'none', '--timesteps', '12', '--input', EDGES[1], '--labels', EDGES[2], '--limit', '10', '--json');
  expect(printed(`
    const model = await lib.read(${JSON.stringify(EDGES[0])});
    process.stdout.write(lib.renderInterpretation((await lib.interpret(model, await lib.readData(${JSON.stringify(EDGES[1])}, model))).report));
  `)).toBe(synaptile('run', EDGES[0], '--target', 'none', '--input', EDGES[1]).stdout);
});

test('estimates, of a model beside tile targets and of a list of layers', () => {
  sameBytes(`
    const report = await lib.estimate(await lib.read(${JSON.stringify(EDGES[0])}), { platform: 'sata', input: ${JSON.stringify(EDGES[1])}, labels: ${JSON.stringify(EDGES[2])}, targets: ['rram-128'], nonIdealities: 'typical' });
    process.stdout.write(lib.renderEstimateJson(report));
  `, 'estimate', EDGES[0], '--platform', 'sata', '--input', EDGES[1], '--labels', EDGES[2], '--targets', 'rram-128', '--non-idealities', 'typical', '--json');
  const net = { name: 'net', layers: [{ kind: 'conv', inChannels: 3, outChannels: 64, kernel: 3, inHeight: 32, inWidth: 32, padding: 1 }] };
  writeFileSync(join(FOLDER, 'net.json'), JSON.stringify(net));
  sameBytes(`
    process.stdout.write(lib.renderEstimateJson(await lib.estimate(lib.layersOf(${JSON.stringify(net)}, 'net.json'), { platform: 'spikesim', set: { timesteps: 4 } })));
  `, 'estimate', 'net.json', '--platform', 'spikesim', '--set', 'timesteps=4', '--json');
});

test('mappings are compared', () => {
  sameBytes(`
    const model = await lib.read(${JSON.stringify(EDGES[0])});
    const { comparison } = await lib.compareMappers(model, { target: 'rram-128', mappers: ['tiles', 'sequential'] });
    process.stdout.write(JSON.stringify(comparison, null, 2) + '\\n');
  `, 'map', EDGES[0], '--target', 'rram-128', '--mappers', 'tiles,sequential', '--json');
});

test('samples in memory are as good as a file, and what goes on is told', () => {
  const out = printed(`
    const told = [];
    const observer = { start: (what) => told.push(what), tell: (found) => told.push(...found.map(({ code }) => code)) };
    const model = await lib.read(${JSON.stringify(EDGES[0])}, { observer });
    const file = await lib.readData(${JSON.stringify(EDGES[1])}, model, { labels: ${JSON.stringify(EDGES[2])} });
    const size = file.shape.reduce((a, b) => a * b);
    const values = new Float32Array(file.count * size);
    for (let i = 0; i < file.count; i++) file.read(i, values.subarray(i * size, (i + 1) * size));
    const memory = lib.dataOf(values, file.shape, { labels: file.labels });
    const compiled = await lib.compile(model, { target: 'rram-128', calibrate: null, observer });
    const results = [];
    for (const data of [file, memory]) results.push((await lib.simulate(compiled, data, { observer })).chips[0].outputs);
    console.log(JSON.stringify({ same: String(results[0]) === String(results[1]), told, count: memory.count, html: (await lib.renderHtml(...await (async () => { const s = await lib.simulate(compiled, memory); return [lib.report(s), s]; })())).length }));
    for (const wrong of [() => lib.dataOf(values, [size + 1]), () => lib.dataOf(values, [size], { labels: [1] })]) try { wrong(); } catch (error) { console.log(error.constructor.name); }
  `).trim().split('\n');
  const { same, told, count, html } = JSON.parse(out[0]!) as { same: boolean; told: readonly string[]; count: number; html: number };
  expect(same).toBe(true);
  expect(told).toEqual(expect.arrayContaining(['compiling: unroll', 'simulating']));
  expect(count).toBeGreaterThan(1);
  expect(html).toBeGreaterThan(10_000);
  expect(out.slice(1)).toEqual(['RangeError', 'RangeError']);
});
