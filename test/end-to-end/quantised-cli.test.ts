import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Configuration } from '../../src/ir/configuration.ts';
import { parseStage } from '../../src/ir/stage-text.ts';
import { noise } from '../ir/build.ts';
import { buildModel } from '../read/onnx/build-model.ts';
import { qdqSpec, quantisedModel } from './quantised-model.ts';
import { FOLDER, reportOf, synaptile, text } from './synaptile.ts';

const MODEL = join(FOLDER, 'levels.onnx');
writeFileSync(MODEL, buildModel(qdqSpec(quantisedModel(4))));
writeFileSync(join(FOLDER, 'images.csv'), Array.from({ length: 20 }, (_, seed) => noise(36, seed + 1).map((value) => Math.round(255 * Math.abs(value)) / 255).join(',')).join('\n'));
const DATA = ['--input', 'images.csv', '--calibrate', 'images.csv'];

it('a file that says its levels is compiled with as many bits as they need', () => {
  const { status, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', 'images.csv', '-o', 'levels.tile', '--timing');
  expect([status, stderr.includes('S554')]).toEqual([0, false]);
  const stage = parseStage(text('levels.tile'), 'levels.tile') as Configuration;
  expect(stage.bits).toBe(4);
  expect(stage.blocks.map(({ levels }) => [...levels.data])).toEqual(quantisedModel(4).levels);
});

it('with fewer bits it is told, and rounded again (S554)', () => {
  const { status, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', 'images.csv', '--bits', '2', '-o', 'few.tile');
  expect(status).toBe(0);
  expect(stderr.match(/warning S554/g)).toHaveLength(3);
  expect(stderr).toContain('have 4 bits, more than 2');
});

it('runs on every target and answers much as the network of activations does', () => {
  for (const target of ['rram-128', 'spikeflow-64', 'loihi']) {
    const report = reportOf('run', MODEL, '--target', target, '--timesteps', '128', '--percentile', '100', ...DATA) as unknown as { bits: number; accuracy: { agreement: number } };
    expect([report.bits, report.accuracy.agreement >= 0.9]).toEqual([4, true]);
  }
});

it('S816: what only hardware has is without effect on the network as read', () => {
  const { status, stderr } = synaptile('run', MODEL, '--target', 'none', '--input', 'images.csv', '--bits', '4', '--mapper', 'tiles');
  expect(status).toBe(0);
  expect([...stderr.matchAll(/warning S816 .*: (.*) has no effect without hardware/g)].map((found) => found[1]).sort()).toEqual(['--bits', '--mapper']);
});
