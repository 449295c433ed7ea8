import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conv, dense, net, VGG16, VGG9 } from '../platforms/fixture.ts';
import type { EstimateReport } from '../../src/report/estimate/report.ts';
import { EXAMPLES, FOLDER, MODELS, synaptile, synaptileWith, text } from './synaptile.ts';

/** synaptile estimate, as a user runs it. */
function file(name: string, content: object): string {
  writeFileSync(join(FOLDER, name), JSON.stringify(content));
  return name;
}

const vgg9 = file('vgg9.json', VGG9);
const mixed = file('mixed.json', net([...VGG9.layers, dense(4096, 10)]));

function report(...parameters: readonly string[]): Record<string, never> & { energy: { perInference_J: number; parts_J: Record<string, number>; perLayer: { energy_J: number }[] }; repairs: { name: string; otherwise: object | null }[]; layers: { spikeSparsity: number }[] } {
  const { status, stdout, stderr } = synaptile('estimate', ...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('reports', () => {
  test('SpikeSim as published: the digits move, nothing is rounded', () => {
    expect(report(vgg9, '--platform', 'spikesim', '--mode', 'published')).toMatchObject({
      schema: 'synaptile-report/1', target: 'spikesim', mode: 'published', timesteps: 5,
      energy: { perInference_J: 0.000015906934026240002 }, latency: { perInference_s: 0.06283264 }, area: { total_mm2: 8.425528755833998 },
      utilisation: { pes: 48, tiles: 6 }, printed: { energy_pJ: 15906934.026240002 }, settings: { crossbarSize: 64, timesteps: 5 },
    });
    const { energy } = report(vgg9, '--platform', 'spikesim');
    expect(Object.values(energy.parts_J).reduce((a, b) => a + b, 0) / energy.perInference_J).toBeCloseTo(1, 12);
    expect(energy.perLayer.reduce((sum, { energy_J }) => sum + energy_J, 0) / energy.perInference_J).toBeCloseTo(1, 12);
  });

  test('the products that papers give', () => {
    const { edp_Js, edap_mJmsmm2 } = report(vgg9, '--platform', 'spikesim') as unknown as { edp_Js: number; edap_mJmsmm2: number };
    expect(edp_Js).toBeCloseTo(9.99474659e-7, 14);
    expect(edap_mJmsmm2).toBeCloseTo(8.42110248, 7);
  });

  test('settings, a file for the report, text on stdout, a list on standard input', () => {
    const { status, stdout } = synaptile('estimate', vgg9, '--platform', 'spikesim', '--set', 'device=sram', '--set', 'timesteps=1', '--json', 'out.json');
    expect(status).toBe(0);
    expect(stdout).toContain('tile buffer');
    expect(JSON.parse(text('out.json'))).toMatchObject({ timesteps: 1, settings: { device: 'sram', timesteps: 1 }, printed: { energy_pJ: 188236299.21484801 } });
    expect(synaptileWith(JSON.stringify(VGG9), 'estimate', '-', '--platform', 'spikesim').stdout).toBe(synaptile('estimate', vgg9, '--platform', 'spikesim').stdout);
  });

  test('repairs by name: all, all but one, some', () => {
    const base = [mixed, '--platform', 'spikesim', '--mode', 'corrected'];
    const names = (parameters: readonly string[]): string[] => (report(...base, ...parameters).repairs as unknown as { name: string; isOn: boolean }[]).filter(({ isOn }) => isOn).map(({ name }) => name);
    expect(names([])).toHaveLength(12);
    expect(names(['--set', 'repair.network=off'])).toHaveLength(11);
    expect(names(['--repair', 'denseLayers,layerOrder'])).toEqual(['layerOrder', 'denseLayers']);
  });

  test('SATA with its own systolic model, on a list and on a model', () => {
    expect(report(vgg9, '--platform', 'sata', '--set', 'spikeSparsity=0.9')).toMatchObject({ target: 'sata', utilisation: { pes: 128 } });
    const model = report(join(MODELS, 'mnist_cnn_bn.onnx'), '--platform', 'sata', '--mode', 'corrected', '--set', 'timesteps=8') as unknown as { layers: { kind: string }[]; timesteps: number };
    expect(model.layers.map(({ kind }) => kind)).toEqual(['conv', 'conv', 'dense', 'dense']);
    expect(model.timesteps).toBe(8);
  });

  test('VGG-16 on both platforms', () => {
    const vgg16 = file('vgg16.json', VGG16);
    for (const platform of ['spikesim', 'sata']) expect(report(vgg16, '--platform', platform, '--mode', 'corrected').energy.perInference_J).toBeGreaterThan(1e-4);
  });
});

describe('bad input: one diagnostic each, exit code 1', () => {
  const bad = (name: string, content: object): string[] => [file(name, content), '--platform', 'spikesim'];
  test.each([
    ['S473', bad('shapes.json', net([conv(3, 64, 32), conv(32, 64, 32)]))],
    ['S478', [mixed, '--platform', 'spikesim', '--mode', 'published']],
    ['S484', [vgg9, '--platform', 'spikesim', '--set', 'crossbarsize2=64']],
    ['S485', [vgg9, '--platform', 'sata', '--set', 'spikeSparsity=2']],
    ['S604', bad('sparsity.json', net([conv(3, 64, 32, { spikeSparsity: -0.1 })]))],
    ['S487', [vgg9, '--platform', 'spikesim', '--repair', 'latency']],
    ['S487', [vgg9, '--platform', 'sata', '--input', 'x.npy']],
    ['S492', [vgg9, '--platform', 'sata', '--targets', 'rram-128']],
    ['S492', [vgg9, '--platform', 'sata', '--non-idealities', 'typical']],
    ['S492', [vgg9, '--platform', 'sata', '--calibrate', 'x.npy']],
    ['S601', [join(EXAMPLES, 'edges.synet'), '--platform', 'sata', '--input', join(EXAMPLES, 'edges.csv'), '--targets', 'loihi,rram-129']],
    ['S493', [join(EXAMPLES, 'models/first-spike.synet'), '--platform', 'spikesim']],
    ['S481', [vgg9, '--platform', 'spikesim', '--mode', 'corrected', '--repair', 'latensy']],
    ['S101', ['nothing.json', '--platform', 'sata']],
  ] as const)('%s', (code, parameters) => {
    const { status, stdout, stderr } = synaptile('estimate', ...parameters);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.match(/error S\d{3}/g)).toEqual([`error ${code}`]);
  });

  test('bad usage', () => {
    expect(synaptile('estimate', vgg9).status).toBe(2);
    expect(synaptile('estimate', vgg9, '--platform', 'loihi').status).toBe(2);
  });
});

test('recurrence and listed synapses: refused as published, one diagnostic a layer; a layer of its own when corrected', () => {
  const recurrent = [join(EXAMPLES, 'models/recurrent.synet'), '--platform', 'spikesim'];
  const found = synaptile('estimate', ...recurrent);
  expect(found.status).toBe(1);
  expect(found.stderr.match(/error S478/g)).toHaveLength(3);
  expect(report(...recurrent, '--mode', 'corrected').layers).toHaveLength(3);
});

test('the same network and data on tile targets, layer by layer; and one page', () => {
  const model = [join(EXAMPLES, 'edges.synet'), '--platform', 'spikesim', '--mode', 'corrected', '--input', join(EXAMPLES, 'edges.csv'), '--labels', join(EXAMPLES, 'edges-labels.csv')];
  const { comparison, claim } = report(...model, '--targets', 'rram-128,loihi', '--non-idealities', 'typical', '--html', 'page.html') as unknown as EstimateReport;
  expect(comparison!.systems.map(({ name, refused }) => [name, refused])).toEqual([['spikesim', null], ['sata', null], ['rram-128', null], ['loihi', null]]);
  const [, , rram, loihi] = comparison!.systems;
  const alone = JSON.parse(synaptile('run', model[0]!, '--target', 'loihi', '--input', model[6]!, '--limit', '8', '--json').stdout) as { energy: { perInference_J: number } };
  expect(loihi!.energy_J).toBe(alone.energy.perInference_J);
  expect([loihi!.vulnerability, rram!.vulnerability!.samples, rram!.vulnerability!.ideal]).toEqual([null, 8, 1]);
  for (const { systems, claimed_J } of comparison!.perLayer) systems.forEach(({ energy_J, overClaim }) => expect(overClaim).toBeCloseTo(energy_J! / claimed_J, 9));
  expect(claim!.total.snn8_J).toBeCloseTo(comparison!.perLayer.reduce((sum, { claimed_J }) => sum + claimed_J, 0), 18);
  const page = text('page.html');
  expect(page).not.toMatch(/https?:\/\/(?!arxiv)[^"<]*\.(js|css)|<img|src="/);
  for (const words of ['The claim beside the cost', 'Layer by layer', 'Where the SNN stops paying', 'What every repair changes', 'Non-ideal crossbars', 'Where the numbers come from']) expect(page).toContain(words);
});

test('what is no list of layers', () => {
  const configured = synaptile('compile', join(MODELS, 'mnist_cnn_bn.onnx'), '--target', 'rram-128', '--timesteps', '4', '-o', 'cnn.tile');
  expect(configured.status).toBe(0);
  expect(synaptile('estimate', 'cnn.tile', '--platform', 'sata').stderr).toContain('S488');
});
