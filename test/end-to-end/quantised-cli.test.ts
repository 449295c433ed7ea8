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

it('--levels mid-rise: from the weights to the report', () => {
  const { status, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', 'images.csv', '--bits', '2', '--levels', 'mid-rise', '--verify-each', '-o', 'odd.tile');
  expect([status, stderr.includes('error')]).toEqual([0, false]);
  const stage = parseStage(text('odd.tile'), 'odd.tile') as Configuration;
  expect(new Set(stage.blocks.flatMap(({ levels }) => [...levels.data]))).toEqual(new Set([-3, -1, 1, 3]));
  expect(synaptile('inspect', 'odd.tile').stdout).toContain('2 bits, mid-rise, levels the odd numbers of -3..3');
  const report = reportOf('simulate', 'odd.tile', '--input', 'images.csv') as unknown as { bits: number; bitsPerProjection: { projection: string; bits: number; rise: string }[] };
  expect(report.bits).toBe(2);
  expect(report.bitsPerProjection.map(({ bits, rise }) => [bits, rise])).toEqual(stage.blocks.map(() => [2, 'mid-rise']));
  expect(report.bitsPerProjection.map(({ projection }) => projection)).toEqual(stage.blocks.map(({ name }) => name));
});

it('one bit is always mid-rise; no bits at all, and other kinds of levels, are bad usage', () => {
  expect(synaptile('compile', MODEL, '--target', 'rram-128', '--calibrate', 'images.csv', '--bits', '1', '--stop-after', 'quantised', '-o', 'one.synet').status).toBe(0);
  expect(text('one.synet')).toMatch(/stage quantised bits 1 [^]*levels = mid_rise\(bits = 1\)/);
  expect(synaptile('compile', 'one.synet', '--target', 'rram-128', '-o', 'one.tile').status).toBe(0);
  for (const wrong of [['--bits', '0'], ['--levels', 'flat']]) expect(synaptile('compile', MODEL, '--target', 'rram-128', ...wrong, '-o', 'x.tile').status).toBe(2);
  expect(synaptile('compile', 'one.synet', '--target', 'rram-128', '--levels', 'mid-rise', '-o', 'one.tile').stderr).toMatch(/warning S815 .*--levels/);
});
