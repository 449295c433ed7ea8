import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALIBRATION, EXAMPLES, FOLDER, IMAGES, LABELS, MODELS, reportOf, synaptile, text } from './synaptile.ts';

/** Calibrated on few samples: what conversion loses is the matter of `examples/conversion`. */
const DATA = ['--calibrate', CALIBRATION, '--calibration-samples', '200', '--input', IMAGES, '--labels', LABELS];
/** Where runs are compared with one another, not with labels: the plainest weights of few samples, which are compiled fastest. */
const SHORT = ['--timesteps', '8', '--calibration-samples', '16', '--rounding', 'nearest', '--corrections', 'none', '--limit', '20'];
const MLP = join(MODELS, 'mnist_mlp_1200.onnx');
const CNN = join(MODELS, 'mnist_cnn_bn.onnx');
const TUTORIAL = join(EXAMPLES, 'tutorial');
/** A smaller network of the same kinds of layers. */
const DIGITS = join(TUTORIAL, 'digits.onnx');

describe('the main job on trained networks', () => {
  // On rram-128 test/docs/two-commands.test.ts does it with all images.
  it.each(['spikeflow-64', 'loihi'])('keeps the accuracy of the MLP on %s: 2,000 images, 8 bits, 32 timesteps, loss at most 0.3 point', (target) => {
    const { accuracy } = reportOf('run', MLP, '--target', target, '--timesteps', '32', '--limit', '2000', ...DATA);
    expect(accuracy.total).toBe(2000);
    expect(accuracy.reference!.value - accuracy.value).toBeLessThanOrEqual(0.003);
    expect(accuracy.value).toBeGreaterThan(0.97);
  });

  it('keeps the accuracy of the CNN on rram-128: 400 images, 64 timesteps, loss at most 0.5 point', () => {
    const { accuracy } = reportOf('run', CNN, '--target', 'rram-128', '--timesteps', '64', '--limit', '400', ...DATA);
    expect(accuracy.reference!.value - accuracy.value).toBeLessThanOrEqual(0.005);
  });

  it.each([['mlp', MLP, 'rram-128'], ['cnn', CNN, 'spikeflow-64']])('proves law 1 on the %s (--verify-each)', (_name, model, target) => {
    const { status, stderr } = synaptile('run', model, '--target', target, '--timesteps', '8', '--limit', '10', '--verify-each', ...DATA, '--calibration-samples', '16');
    expect(stderr).toContain('equal: reference(quantised), reference(unrolled) and simulate(configuration), spike for spike');
    expect(status).toBe(0);
  });

  it.each([['mlp', MLP], ['cnn', CNN]])('gives the same report for the %s as ONNX and as .synet', (name, model) => {
    expect(synaptile('inspect', model, '-o', `${name}.synet`).status).toBe(0);
    const options = ['--target', 'rram-128', ...DATA, ...SHORT];
    const printed = reportOf('run', `${name}.synet`, ...options);
    expect(printed).toEqual(reportOf('run', model, ...options));
  });

  it('gives the same bytes with 1, 2 and 4 workers, with everything random switched on', () => {
    const options = [MLP, '--target', 'rram-128', ...DATA, ...SHORT, '--timesteps', '4', '--limit', '160', '--non-idealities', 'typical', '--seed', '5'];
    const [one, two, four] = ['1', '2', '4'].map((workers) => JSON.stringify(reportOf('run', ...options, '--workers', workers)));
    expect(two).toBe(one);
    expect(four).toBe(one);
  });

  it('stops after any stage, starts from it, and ends in the same configuration', () => {
    const options = ['--target', 'loihi', '--timesteps', '8', '--calibrate', join(TUTORIAL, 'calibration.gz'), '--calibration-samples', '16'];
    expect(synaptile('compile', DIGITS, ...options, '-o', 'whole.tile', '--dump-ir-dir', 'stages').status).toBe(0);
    for (const stage of ['0-network', '1-folded', '2-spiking', '3-quantised', '4-unrolled', '5-clustered', '6-placed', '7-routed']) {
      expect(synaptile('compile', '--start-from', `stages/${stage}.tile`, ...options, '-o', 'resumed.tile'), stage).toMatchObject({ status: 0 });
      expect(text('resumed.tile') === text('whole.tile'), stage).toBe(true);
    }
    expect(synaptile('compile', DIGITS, ...options, '--stop-after', 'placed', '-o', 'placed.tile').status).toBe(0);
    expect(text('placed.tile') === text('stages/6-placed.tile')).toBe(true);
  });

  it('writes everything that is asked for: JSON, page, outputs, spikes', () => {
    const { status, stdout } = synaptile('run', MLP, '--target', 'rram-128', ...DATA, ...SHORT,
      '--json', 'r.json', '--html', 'r.html', '--outputs', 'o.csv', '--spikes', 's.csv');
    expect(status).toBe(0);
    expect(stdout).toContain('report page: r.html');
    expect(JSON.parse(text('r.json')).schema).toBe('synaptile-report/1');
    expect(text('r.html')).toMatch(/^<!doctype html>/i);
    expect(text('o.csv').split('\n')[0]).toBe('sample,label,predicted,o0,o1,o2,o3,o4,o5,o6,o7,o8,o9');
    expect(text('o.csv').trim().split('\n')).toHaveLength(21);
    expect(text('s.csv').split('\n')[0]).toBe('population,timestep,index');
  });

  it('simulates a compiled file, several chips, and leaves no temporary files', () => {
    expect(synaptile('compile', MLP, '--target', 'rram-128', '--timesteps', '8', '--calibrate', CALIBRATION, '--calibration-samples', '16', '-o', 'mlp.tile').status).toBe(0);
    const { status, stdout } = synaptile('simulate', 'mlp.tile', '--input', IMAGES, '--labels', LABELS, '--limit', '40', '--non-idealities', 'typical', '--trials', '3');
    expect(status).toBe(0);
    expect(stdout).toContain('3 chips: accuracy');
    expect(existsSync(join(FOLDER, 'mlp.tile'))).toBe(true);
    expect(text('mlp.tile').startsWith('{')).toBe(true);
  });

  it('runs a network without hardware', () => {
    const report = reportOf('run', CNN, '--target', 'none', '--input', IMAGES, '--labels', LABELS, '--limit', '100');
    expect(report.accuracy.correct).toBe(100);
  });
});
