import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { uniform } from '../../src/ir/random.ts';
import { FOLDER, synaptile } from './synaptile.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const DATA = ['--input', 'x.csv', '--labels', 'y.csv'];
const SHORT = [...DATA, '--batch', '20', '--learning-rate', '0.01', '--epochs', '4'];

const file = (name: string): string => join(FOLDER, name);
const bytes = (name: string): Buffer => readFileSync(file(name));

beforeAll(() => {
  const labels = Array.from({ length: 120 }, (_, sample) => sample % 4);
  const rows = labels.map((label, sample) => Array.from({ length: 16 }, (_, i) => (i % 4 === label ? 0.7 + 0.3 * uniform(1, sample, i) : 0.4 * uniform(2, sample, i)).toFixed(3)).join(','));
  writeFileSync(file('x.csv'), `${rows.join('\n')}\n`);
  writeFileSync(file('y.csv'), `${labels.join('\n')}\n`);
  writeFileSync(file('short-y.csv'), `${labels.slice(1).join('\n')}\n`);
  writeFileSync(file('seven-y.csv'), `${labels.map((label) => label + 4).join('\n')}\n`);
});

/** A network of 16-2-4 whose weights are all alike. */
function uniformNetwork(name: string, hidden: number, output: number): string {
  const matrix = (rows: number, columns: number, value: number): string => `[${Array.from({ length: rows }, () => `[${new Array(columns).fill(value).join(', ')}]`).join(', ')}]`;
  writeFileSync(file(name), `synet 1
network alike {
  input x : [16] time(when = linear(latest = 3))
  population h : [2] first_spike(response = exponential)
  population y : [4] first_spike(response = exponential)
  output y first
  projection a : x -> h dense(weights = ${matrix(2, 16, hidden)})
  projection b : h -> y dense(weights = ${matrix(4, 2, output)})
}
`);
  return name;
}

describe('train', () => {
  test('learns, writes a network, and goes on from it', () => {
    const { status, stdout, stderr } = synaptile('train', '16-12-4', ...SHORT, '--epochs', '12', '--validate', 'x.csv', '--validate-labels', 'y.csv', '-o', 'first.synet', '--json');
    expect([status, stderr.match(/^epoch/gm)?.length]).toEqual([0, 12]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ schema: 'synaptile-training/1', architecture: '16-12-4', samples: 120, accuracy: { set: 'validation', total: 120 } });
    expect(report.accuracy.value).toBeGreaterThan(0.9);
    expect(report.epochs[11].validation).toBe(report.accuracy.value);
    const again = synaptile('train', 'first.synet', ...DATA, '--epochs', '0', '--weight-noise', '0.1', '--json');
    expect(JSON.parse(again.stdout).accuracy).toEqual({ ...report.accuracy, set: 'training' });
    expect(JSON.parse(again.stdout).weightNoise.accuracies).toHaveLength(5);
    const on = synaptile('train', 'first.synet', ...DATA, '--epochs', '1', '--bits', '4', '-o', 'levels.synet');
    expect([on.status, on.stdout]).toEqual([0, expect.stringMatching(/epoch 1 of 1 .*\n16-12-4: .* right/)]);
    expect(synaptile('inspect', 'levels.synet', '--format', 'json').stdout).toMatch(/"bits": ?4/);
  });

  test('the number of workers does not change a byte', () => {
    for (const [workers, name] of [['1', 'one'], ['3', 'three']] as const) expect(synaptile('train', '16-12-4', ...SHORT, '--workers', workers, '--checkpoint', `${name}.ck`, '-o', `${name}.synet`).status).toBe(0);
    expect(bytes('three.ck').equals(bytes('one.ck'))).toBe(true);
    expect(bytes('three.npz').equals(bytes('one.npz'))).toBe(true);
  });

  test('killed and resumed, it ends with the weights of one left alone', async () => {
    const training = ['train', '16-20-4', ...DATA, '--batch', '10', '--epochs', '30', '--bits', '4', '--weight-noise', '0.05', '--workers', '1'];
    expect(synaptile(...training, '-o', 'alone.synet').status).toBe(0);
    const child = spawn(process.execPath, [CLI, ...training, '-o', 'killed.synet', '--checkpoint', 'killed.ck', '--checkpoint-interval', '0'], { cwd: FOLDER, stdio: 'ignore' });
    const signal = await new Promise((resolve) => {
      const timer = setInterval(() => { if (existsSync(file('killed.ck.previous'))) child.kill('SIGKILL'); }, 5);
      child.on('close', (_, how) => {
        clearInterval(timer);
        resolve(how);
      });
    });
    expect(signal).toBe('SIGKILL');
    expect(existsSync(file('killed.synet'))).toBe(false);
    const resumed = synaptile(...training, '-o', 'killed.synet', '--checkpoint', 'killed.ck', '--resume', '--workers', '2');
    expect(resumed.status).toBe(0);
    expect(bytes('killed.npz').equals(bytes('alone.npz'))).toBe(true);
  });

  test('S666: a damaged checkpoint is named, and the one before it taken', () => {
    const training = ['train', '16-12-4', ...SHORT, '--checkpoint', 'damaged.ck', '-o'];
    expect(synaptile(...training, 'sound.synet').status).toBe(0);
    writeFileSync(file('damaged.ck'), bytes('damaged.ck').fill(7, 1000, 1100));
    const { status, stderr, stdout } = synaptile(...training, 'damaged.synet', '--resume');
    expect([status, stderr.match(/S6\d\d/g), stdout.match(/^epoch/gm)?.length]).toEqual([0, ['S666'], 1]);
    expect(bytes('damaged.npz').equals(bytes('sound.npz'))).toBe(true);
    const other = synaptile(...training, 'damaged.synet', '--resume', '--seed', '2');
    expect([other.status, other.stderr.match(/S\d\d\d/g)]).toEqual([1, ['S668']]);
  });
});

test.each([
  ['S660', ['16-twelve', ...DATA, '-o', 'n.synet'], 'S811'],
  ['S660', ['16', ...DATA, '-o', 'n.synet']],
  ['S661', ['20-4', ...DATA, '-o', 'n.synet']],
  ['S213', ['16-4', '--input', 'x.csv', '--labels', 'short-y.csv', '-o', 'n.synet']],
  ['S662', ['16-4', '--input', 'x.csv', '-o', 'n.synet']],
  ['S663', ['16-4', '--input', 'x.csv', '--labels', 'seven-y.csv', '-o', 'n.synet']],
  ['S664', [uniformNetwork('silent.synet', 1, 0.2), ...DATA, '-o', 'n.synet']],
  ['S665', [uniformNetwork('never.synet', 0.05, 2), ...DATA, '--epochs', '0']],
  ['S667', ['16-4', ...DATA, '-o', 'n.synet', '--checkpoint', 'none.ck', '--resume']],
  ['S671', ['16-4', ...DATA, '-o', 'n.onnx']],
  ['S671', ['16-4', ...DATA, '-o', 'n.synet', '--resume']],
  ['S671', ['16-4', ...DATA]],
  ['S671', [uniformNetwork('fine.synet', 0.5, 2), ...DATA, '--epochs', '0', '--input-times', 'two-level']],
] as const)('%s: %s', (code, parameters, instead?: string) => {
  const { status, stderr } = synaptile('train', ...parameters);
  expect([status, stderr.match(/\bS\d\d\d\b/g)]).toEqual([1, [instead ?? code]]);
});

test('S669: networks of other neurons, and of other shapes', () => {
  writeFileSync(file('rate.synet'), 'synet 1\nnetwork rate {\n  timesteps 4\n  input x : [16] rate\n  population y : [4] if\n  output y count\n  projection a : x -> y dense(weights = [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]])\n}\n');
  const { status, stderr } = synaptile('train', 'rate.synet', ...DATA, '-o', 'n.synet');
  expect([status, stderr.match(/\bS\d\d\d\b/g)]).toEqual([1, ['S669']]);
});

test('numbers out of range are bad usage', () => {
  for (const [option, value, reason] of [['--learning-rate', '11', 'at most 10'], ['--bits', '3', '8, 4 or 2'], ['--weight-noise', '-1', 'from 0'], ['--batch', '0', 'from 1']] as const) {
    const { status, stderr } = synaptile('train', '16-4', ...DATA, '-o', 'n.synet', option, value);
    expect([status, stderr]).toEqual([2, expect.stringMatching(reason)]);
  }
});
