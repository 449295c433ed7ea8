/**
 * Part of `bench spike`: images a second of the whole `synaptile simulate`, MNIST on 128 x 128 crossbars, 32 timesteps, one worker: what a
 * user waits for, beside the PyTorch loop.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const cli = join(root, 'dist/cli.js');
const model = join(root, 'test/models/mnist_mlp_1200.onnx');
const data = (name) => join(root, 'test/models/data', `${name}-ubyte.gz`);
const IMAGES = 2000, ROUNDS = 3;

/** The line with the rate, or why there is none. */
export function simulateRate() {
  for (const file of [cli, model]) {
    if (!existsSync(file)) return `simulate skipped: ${file} is not there`;
  }
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-bench-'));
  try {
    const tile = join(folder, 'out.tile'), report = join(folder, 'report.json');
    synaptile(['compile', model, '--target', 'rram-128', '--bits', '8', '--timesteps', '32', '--calibrate', data('calib1k-images-idx3'), '-o', tile]);
    const rates = Array.from({ length: ROUNDS }, () => {
      synaptile(['simulate', tile, '--input', data('t10k-images-idx3'), '--labels', data('t10k-labels-idx1'),
        '--limit', String(IMAGES), '--workers', '1', '--json', report]);
      const { accuracy, timing } = JSON.parse(readFileSync(report, 'utf8'));
      return accuracy.total / timing.simulate_s;
    });
    return `synaptile simulate, mnist_mlp_1200 on rram-128, 8 bits, T=32, one worker: best ${Math.max(...rates).toFixed(0)} img/s of ${ROUNDS} runs`;
  } catch (error) {
    return `simulate failed: ${error.message}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function synaptile(parameters) {
  const { status, stderr } = spawnSync(process.execPath, [cli, ...parameters], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`synaptile ${parameters[0]} ended with status ${status}: ${stderr}`);
}
