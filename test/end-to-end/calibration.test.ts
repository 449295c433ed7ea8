import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { levelsOf } from '../../src/ir/levels.ts';
import type { Configuration } from '../../src/ir/configuration.ts';
import { isSynaptic, type Network } from '../../src/ir/network.ts';
import { parseStage } from '../../src/ir/stage-text.ts';
import { noise } from '../ir/build.ts';
import { buildModel, floats, type NodeSpec } from '../read/onnx/build-model.ts';
import { FOLDER, reportOf, synaptile, text } from './synaptile.ts';

const MODEL = join(FOLDER, 'small.onnx');
const WIDTHS = [12, 24, 16, 4];
const layers = WIDTHS.slice(1).map((_, index): NodeSpec[] => [
  ['Gemm', [`h${index}`, `w${index}`, `b${index}`], [index === 2 ? 'y' : `g${index}`], { transB: 1 }], ...(index === 2 ? [] : [['Relu', [`g${index}`], [`h${index + 1}`]] as NodeSpec]),
]);
writeFileSync(MODEL, buildModel({
  inputs: { h0: ['N', 12] }, nodes: layers.flat(),
  tensors: WIDTHS.slice(1).flatMap((outputs, index) => [floats(`w${index}`, [outputs, WIDTHS[index]!], noise(outputs * WIDTHS[index]!, index + 2)), floats(`b${index}`, [outputs], noise(outputs, index + 9))]),
}));
/** Values that move together in groups of four. */
const lines = (from: number): string => Array.from({ length: 80 }, (_, index) => noise(12, from + index).map((value, at) => Math.round(255 * Math.abs(0.4 * value + 0.6 * noise(3, from + 500 + index)[at >> 2]!)) / 255).join(',')).join('\n');
writeFileSync(join(FOLDER, 'calibration.csv'), lines(1));
writeFileSync(join(FOLDER, 'test.csv'), lines(101));

let number = 0;
/** The stage that a compilation stops after. */
function compiled(stage: string, from: readonly string[], ...options: readonly string[]): Network {
  const file = `${stage}-${number++}.tile`;
  const { status, stderr } = synaptile('compile', ...from, '--target', 'rram-128', '--calibrate', 'calibration.csv', '--stop-after', stage, '-o', file, ...options);
  expect([status, stderr.includes('error')], stderr).toEqual([0, false]);
  return parseStage(text(file), file) as Network;
}
const spiking = (...options: readonly string[]): Network => compiled('spiking', [MODEL], ...options);
const quantised = (...options: readonly string[]): Network => compiled('quantised', ['--start-from', 'spiking.tile'], ...options);

const neurons = ({ populations }: Network): unknown => populations.map(({ neuron }) => neuron);
const weights = ({ projections }: Network): unknown => projections.filter(isSynaptic).map((projection) => [...projection.weights.data]);
const biases = ({ projections }: Network): unknown => projections.filter(isSynaptic).map((projection) => [...projection.bias ?? []]);
const bits = (of: Network): number[] => of.projections.filter(isSynaptic).map((projection) => levelsOf(projection, of).bits);

let usual: Network;
beforeAll(() => {
  usual = spiking('--timesteps', '8');
  writeFileSync(join(FOLDER, 'spiking.tile'), text('spiking-0.tile'));
});

describe('options of the conversion', () => {
  it('--thresholds and --percentile choose thresholds; a percentile alone is the rule', () => {
    const maximum = spiking('--timesteps', '8', '--thresholds', 'maximum');
    const percentile = spiking('--timesteps', '8', '--percentile', '80');
    expect(neurons(maximum)).not.toEqual(neurons(usual));
    expect(neurons(percentile)).not.toEqual(neurons(usual));
    expect(neurons(percentile)).not.toEqual(neurons(maximum));
    const largest = (of: Network): number => of.calibration!.conversion[0]!.largestThreshold;
    expect(largest(percentile)).toBeLessThan(largest(maximum));
  });

  it('--corrections none leaves biases, and neurons half charged', () => {
    const [none, both] = [['none'], ['both']].map((how) => spiking('--timesteps', '8', '--weights', 'keep', '--corrections', ...how)) as [Network, Network];
    expect(biases(none)).not.toEqual(biases(both));
    expect(neurons(none)).not.toEqual(neurons(both));
    expect(weights(none)).toEqual(weights(both));
    // The bias of an output may still be moved with its threshold.
    expect((biases(none) as number[][]).slice(0, 2)).toEqual([0, 1].map((index) => [...Float32Array.from(noise(WIDTHS[index + 1]!, index + 9))]));
  });

  it('--weights keep leaves weights behind spikes', () => {
    const [kept, fitted] = [spiking('--timesteps', '8', '--weights', 'keep'), usual].map((of) => weights(of) as number[][]);
    expect(fitted![0]).toEqual(kept![0]);
    expect(fitted![1]).not.toEqual(kept![1]);
  });

  it('--timesteps auto takes as few as keep the --loss; --calibration-samples says on how many', () => {
    const auto = (loss: string, samples: string): Network => spiking('--readout', 'membrane', '--timesteps', 'auto', '--loss', loss, '--calibration-samples', samples);
    const [strict, loose] = [auto('2', '80'), auto('30', '10')];
    expect(loose.timesteps).toBeLessThan(strict.timesteps!);
    expect(strict.timesteps).toBeLessThan(256);
    expect([strict, loose].map(({ calibration }) => calibration!.data!.samples)).toEqual([80, 10]);
  });
});

describe('options of the quantisation', () => {
  it('--rounding nearest, and --corrections', () => {
    const feedback = quantised('--bits', '3');
    const nearest = quantised('--bits', '3', '--rounding', 'nearest');
    expect([feedback, nearest].map(({ calibration }) => new Set(calibration!.quantisation.map(({ method }) => method)))).toEqual([new Set(['error-feedback']), new Set(['nearest'])]);
    expect(weights(nearest)).not.toEqual(weights(feedback));
    expect(biases(quantised('--bits', '3', '--rounding', 'nearest', '--corrections', 'none'))).not.toEqual(biases(nearest));
  });

  it('--scale-per population: one value of a level for all channels', () => {
    const kinds = (of: Network): number[] => of.populations.flatMap(({ scale }) => (scale ? [new Set(scale).size] : []));
    expect(kinds(quantised('--bits', '4'))).toEqual([24, 16, 4]);
    expect(kinds(quantised('--bits', '4', '--scale-per', 'population'))).toEqual([1, 1, 1]);
  });

  it('--bits mixed under a --budget, of area or of energy', () => {
    const area = (of: Network): number => of.projections.filter(isSynaptic).reduce((sum, { weights: { data } }, index) => sum + data.length * bits(of)[index]!, 0) / (8 * (288 + 384 + 64));
    const found = [['--budget', 'area=40%'], ['--budget', 'energy=0.4']].map((budget) => quantised('--bits', 'mixed', ...budget));
    expect(found.map(area).map((share, index) => share <= [0.4, 1][index]!)).toEqual([true, true]);
    expect(bits(found[1]!)).not.toEqual(bits(found[0]!));
  });

  it('bits of each projection come through to the report', () => {
    const { status } = synaptile('compile', '--start-from', 'spiking.tile', '--target', 'rram-128', '--calibrate', 'calibration.csv', '--bits', 'mixed', '--budget', 'area=60%', '--verify-each', '-o', 'mixed.tile');
    expect(status).toBe(0);
    const stage = parseStage(text('mixed.tile'), 'mixed.tile') as Configuration;
    const report = reportOf('simulate', 'mixed.tile', '--input', 'test.csv') as unknown as { bits: number; bitsPerProjection: { bits: number }[]; calibration: { quantisation: { bits: number }[] } };
    expect(new Set(report.bitsPerProjection.map((one) => one.bits)).size).toBeGreaterThan(1);
    expect(report.bits).toBe(stage.bits);
    expect(report.calibration.quantisation.map((one) => one.bits)).toEqual(report.bitsPerProjection.map((one) => one.bits));
  });
});

it('bad values of these options are bad usage', () => {
  for (const wrong of [['--bits', 'few'], ['--budget', 'area=120%'], ['--loss', '-1']]) {
    expect(synaptile('compile', MODEL, '--target', 'rram-128', ...wrong).status, wrong.join(' ')).toBe(2);
  }
  expect(synaptile('compile', MODEL, '--target', 'rram-128', '--bits', 'mixed').stderr).toContain('error S560');
    for (const idle of [['--budget', 'area=40%'], ['--loss', '1'], ['--percentile', '99', '--thresholds', 'maximum']]) {
      const { status, stderr } = synaptile('compile', MODEL, '--target', 'rram-128', ...idle);
      expect([status, /error S807.*given together with/.test(stderr)], idle.join(' ')).toEqual([1, true]);
    }
});
