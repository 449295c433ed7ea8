import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkEstimateOptions, type EstimateOptions } from '../../src/library/estimate-options.ts';
import { estimate } from '../../src/library/estimate.ts';
import { layersOf, readLayers } from '../../src/library/layers.ts';
import { dataOf, readData } from '../../src/library/data.ts';
import { read } from '../../src/library/model.ts';
import { renderEstimateJson } from '../../src/report/estimate/json.ts';
import { VGG9 } from '../platforms/fixture.ts';
import { EXAMPLES, FOLDER, synaptile } from '../end-to-end/synaptile.ts';
import { codesOf, codesOfAsync } from '../ir/expect-diagnostics.ts';

const EDGES = join(EXAMPLES, 'edges.synet');
const [SAMPLES, LABELS] = [join(EXAMPLES, 'edges.csv'), join(EXAMPLES, 'edges-labels.csv')];
const LIST = join(FOLDER, 'vgg9.json');
writeFileSync(LIST, JSON.stringify(VGG9));

/** What the command line prints; sources that were not built have no version. */
function printed(...parameters: readonly string[]): string {
  const { status, stdout, stderr } = synaptile('estimate', ...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  return stdout.replace(/"version": "[^"]+"/, '"version": "0.0.0"');
}

test('a list of layers, from a file and in memory: what the command line prints', async () => {
  const options: EstimateOptions = { platform: 'spikesim', mode: 'corrected', set: { timesteps: 3, device: 'sram', 'repair.network': false }, repair: ['network', 'latency'] };
  const json = printed(LIST, '--platform', 'spikesim', '--mode', 'corrected', '--set', 'timesteps=3', '--set', 'device=sram', '--set', 'repair.network=off', '--repair', 'network,latency');
  expect(renderEstimateJson(await estimate(readLayers(LIST), options))).toBe(json);
  expect(renderEstimateJson(await estimate(layersOf(VGG9 as Parameters<typeof layersOf>[0], LIST), { ...options, set: ['timesteps=3', 'device=sram', 'repair.network=off'] }))).toBe(json);
});

test('a model with measured sparsity, converted on other samples; samples in memory are as good as a file', async () => {
  const model = await read(join(EXAMPLES, 'models/activations.synet'));
  const [input, calibrate] = [join(EXAMPLES, 'models/inputs.csv'), join(FOLDER, 'calibration.csv')];
  writeFileSync(calibrate, '0.2,0.4\n0.6,0.1\n0.3,0.3\n');
  const samples = dataOf(Float32Array.of(0.9, 0.1, 0.1, 0.9), [2], { name: input });
  const report = await estimate(model, { platform: 'sata', mode: 'corrected', set: { timesteps: 8 }, input: samples, calibrate, calibrationSamples: 2, limit: 2 });
  expect(renderEstimateJson(report)).toBe(printed(model.file, '--platform', 'sata', '--mode', 'corrected', '--set', 'timesteps=8', '--input', input, '--calibrate', calibrate, '--calibration-samples', '2', '--limit', '2'));
  expect(report.layers.at(-1)!.spikeSparsity).toBeGreaterThan(0);
});

test('tile targets with non-idealities and labels, and what is told on the way', async () => {
  const told: string[] = [];
  const observer = { start: (what: string) => told.push(what), tell: (found: readonly { code: string }[]) => told.push(...found.map(({ code }) => code)) };
  const report = await estimate(await read(EDGES), { platform: 'spikesim', mode: 'corrected', input: SAMPLES, labels: LABELS, targets: ['rram-128', 'loihi'], nonIdealities: 'typical', observer });
  expect(renderEstimateJson(report)).toBe(printed(EDGES, '--platform', 'spikesim', '--mode', 'corrected', '--input', SAMPLES, '--labels', LABELS, '--targets', 'rram-128, loihi', '--non-idealities', 'typical'));
  expect(told).toEqual(expect.arrayContaining(['measuring sparsity', 'S482', 'rram-128: simulating', 'loihi: simulating']));
  const labels = [...Array(8).keys()].map(() => 1);
  const data = await readData(SAMPLES, await read(EDGES));
  const wrong = await estimate(await read(EDGES), { platform: 'sata', input: data, labels: [...labels, ...Array<number>(data.count - 8).fill(0)], targets: ['rram-128'], nonIdealities: 'typical' });
  expect(wrong.comparison!.systems.at(-1)!.vulnerability!.ideal).toBeLessThan(1);
});

test('a target that the model does not fit is a column without numbers', async () => {
  const model = await read(join(EXAMPLES, 'models/adaptation.synet'));
  const { comparison } = await estimate(model, { platform: 'sata', input: dataOf(new Float32Array(4).fill(1), [2]), targets: ['loihi', 'rram-128'] });
  expect(comparison!.systems.filter(({ kind }) => kind === 'target').map(({ name, refused, energy_J }) => [name, refused === null, energy_J === null])).toEqual([['loihi', false, true], ['rram-128', true, false]]);
});

test('options as programs without types give them', () => {
  const wrong = (options: object): readonly string[] => codesOf(() => checkEstimateOptions(options as EstimateOptions));
  expect(wrong({ platform: 'sata', mode: undefined, set: { timesteps: undefined } })).toEqual([]);
  expect(wrong({})).toEqual(['S994']);
  expect(wrong({ platform: 'spikesin' })).toEqual(['S994']);
  expect(() => checkEstimateOptions({ platform: 'spikesin' })).toThrow(/platform is spikesin, and must be one of spikesim, sata; perhaps spikesim is meant/);
  expect(wrong({ platform: 'sata', mod: 'corrected', mode: 'best', set: { timesteps: [3] }, limit: 0, targets: 'rram-128' })).toEqual(['S993', 'S994', 'S994', 'S994', 'S994']);
  expect(wrong({ platform: 'sata', labels: LABELS, nonIdealities: 'typical', calibrate: SAMPLES, calibrationSamples: 8, bin: '1ms', limit: 3 })).toEqual(Array(6).fill('S492'));
  expect(wrong({ platform: 'sata', targets: ['rram-128'] })).toEqual(['S492']);
  expect(wrong({ platform: 'sata', input: SAMPLES, targets: ['rram-129'] })).toEqual(['S601']);
  expect(wrong({ platform: 'sata', input: SAMPLES, targets: ['rram-128'], nonIdealities: 'tipical' })).toEqual(['S601']);
  expect(wrong({ platform: 'sata', set: { timestep: 3, weightBits: 'many', 'repair.nothing': true } })).toEqual(['S484', 'S485', 'S481']);
  expect(wrong({ platform: 'sata', set: ['timesteps'] })).toEqual(['S483']);
  expect(wrong({ platform: 'sata', repair: ['lifLeak'] })).toEqual(['S487']);
  expect(wrong({ platform: 'sata', mode: 'corrected', repair: ['lifLeek'] })).toEqual(['S481']);
});

test('layers and models that there are no estimates of', async () => {
  expect(codesOf(() => layersOf({ layers: [] }))).toEqual(['S477']);
  expect(codesOf(() => layersOf({ layers: [{ kind: 'dense' }] } as never))).toEqual(['S470', 'S470']);
  expect(codesOf(() => layersOf(undefined as never))).toEqual(['S602']);
  expect(codesOf(() => readLayers('nothing.json'))).toEqual(['S101']);
  expect(codesOf(() => readLayers(LIST, { observe: {} } as never))).toEqual(['S993']);
  expect(await codesOfAsync(() => estimate(readLayers(LIST), { platform: 'sata', input: SAMPLES }))).toEqual(['S487']);
  expect(await codesOfAsync(async () => estimate(await read(join(EXAMPLES, 'models/first-spike.synet')), { platform: 'sata' }))).toEqual(['S493']);
  expect(await codesOfAsync(async () => estimate(await read(EDGES), { platform: 'spikesim' }))).toEqual(['S478']);
});
