/**
 * `bench first-spike`: networks coded by the time of the first spike, MNIST, 784-600-10. The simulator, one worker, against the same closed form in PyTorch (sort, gather, prefix
 * sums, smallest valid candidate), one thread. Both by the CPU time they take, as the machine has other work. Two input codings: the model's own (two times) and
 * t = 3 (1 - x), where every shade of grey has a time of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from '../../build/import-source.mjs';
import { statement, table } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url)), root = join(here, '../..');
const model = join(root, 'test/models/ttfs/ttfs_mlp_600.onnx');
const data = (name) => join(root, 'test/models/data', `${name}-ubyte.gz`);
/** Largest level of 16 bits. */
const LARGEST = 32767;
const TORCH_IMAGES = 256, ROUNDS = 3, WANTED_PER_CORE = 2000;
const CODINGS = { 'two times': { kind: 'two-level', above: 0.5, early: 0, late: Math.log(6) }, 't = 3 (1 - x)': { kind: 'linear', latest: 3 } };

export async function benchFirstSpike() {
  const synaptile = await importSource('src/index.ts');
  const { stage: { projections } } = await synaptile.read(model);
  const weights = projections.map(({ weights: { data: values } }) => values);
  const images = await synaptile.readDataset(data('t10k-images-idx3'));
  const rows = [['784-600-10', 'img/s of CPU', 'images', 'distinct times', 'PyTorch img/s', 'times PyTorch']];
  const statements = [];
  for (const [name, times] of Object.entries(CODINGS)) {
    const own = await simulated(synaptile, weights, times, images);
    const peer = torch(weights, times, own.inputs);
    const rate = Math.max(...own.rates);
    rows.push([name, rate.toFixed(0), images.count, own.distinct.toFixed(0), peer.rate?.toFixed(0) ?? peer.reason, peer.rate ? `${(rate / peer.rate).toFixed(1)}x` : '-']);
    statements.push({ text: `${name}: ${rate.toFixed(0)} images a second of one core (wanted at least ${WANTED_PER_CORE})`, holds: rate >= WANTED_PER_CORE });
    if (!peer.rate) continue;
    statements.push(statement(`${name}: synaptile / PyTorch ${peer.version}, CPU time`, rate / peer.rate, { atLeast: 10 }), agreement(name, own.outputs, peer.outputs));
  }
  console.log(table(rows));
  return statements;
}

/** Rates of the simulator over all images, its output times, and the input times as numbers for the peer. */
async function simulated({ compile, DEFAULT_OPTIONS, IDEAL, loadTarget, simulate }, weights, times, images) {
  const { target: wide } = loadTarget(join(root, 'examples/conversion/wide.json'));
  const target = { ...wide, neurons: loadTarget('rram-128').target.neurons };
  const context = { target, calibration: null, profileOf: () => null, seed: 1, progress: () => {} };
  const { output: configuration } = compile(networkOf(weights, times), { ...DEFAULT_OPTIONS, quantise: { bits: 16 } }, context);
  const options = { seed: 1, workers: 1, limit: null, progress: () => {}, nonIdealities: IDEAL, trial: 0 };
  await simulate(configuration, target, images, { ...options, limit: 256 });
  const rates = [];
  let outputs;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.cpuUsage();
    ({ times: outputs } = await simulate(configuration, target, images, options));
    const { user, system } = process.cpuUsage(began);
    rates.push((images.count * 1e6) / (user + system));
  }
  const inputs = new Float32Array(TORCH_IMAGES * 784), sample = new Float32Array(784);
  let distinct = 0;
  for (let i = 0; i < TORCH_IMAGES; i++) {
    images.read(i, sample);
    inputs.set(sample.map((x) => (times.kind === 'linear' ? 3 * (1 - x) : x > times.above ? times.early : times.late)), 784 * i);
    distinct += new Set(inputs.subarray(784 * i, 784 * (i + 1))).size / TORCH_IMAGES;
  }
  return { rates, outputs, inputs, distinct };
}

/** The network of the file at stage `quantised`: levels of 16 bits, thresholds in levels. */
function networkOf(weights, times) {
  const origin = { file: model, place: '' }, sizes = [784, 600, 10], names = ['x', 'h', 'y'];
  const scales = weights.map((values, i) => Float32Array.from({ length: sizes[i + 1] }, (_, row) => values.subarray(row * sizes[i], (row + 1) * sizes[i]).reduce((most, value) => Math.max(most, Math.abs(value)), 0) / LARGEST));
  const neuron = (scale) => ({
    kind: 'first-spike', response: 'exponential', threshold: scale.map((one) => 1 / one), compare: '>=', reset: 'none', resetValue: 0, resetDelay: 0, spikesPerStep: 1, refractory: 0, initial: 0, lowest: null, sends: 'spikes',
  });
  return {
    stage: 'quantised', name: 'ttfs', dt_s: null, timesteps: null, bits: 16, output: { population: 'y', readout: 'first' },
    populations: names.map((name, i) => (i === 0 ? { name, shape: [784], neuron: { kind: 'input', coding: 'time', times }, origin } : { name, shape: [sizes[i]], neuron: neuron(scales[i - 1]), scale: scales[i - 1], origin })),
    projections: weights.map((values, i) => ({
      kind: 'dense', name: `${names[i]}-${names[i + 1]}`, source: names[i], destination: names[i + 1], delay: 0, origin, bias: null, window: null,
      weights: { shape: [sizes[i + 1], sizes[i]], data: Int16Array.from(values, (value, at) => Math.round(value / scales[i][Math.floor(at / sizes[i])])) },
    })),
  };
}

/** The same formula in PyTorch on the first images: images a second of CPU time and output times; or why not. */
function torch(weights, _times, inputs) {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0) return { reason: 'no torch', rate: null };
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-bench-'));
  try {
    [inputs, ...weights].forEach((values, i) => writeFileSync(join(folder, `${['times', 'hidden', 'output'][i]}.f32`), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
    const { status, stdout, stderr } = spawnSync('python3', [join(here, 'torch-first-spike.py'), folder], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) return { reason: `failed: ${stderr.trim().split('\n').at(-1)}`, rate: null };
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** PyTorch has floats of 32 bits, and the simulator weights of 16. */
function agreement(name, own, peer) {
  const classOf = (list, i) => list.slice(10 * i, 10 * (i + 1)).reduce((best, time, k, row) => ((time ?? Infinity) < (row[best] ?? Infinity) ? k : best), 0);
  const ownTimes = [...own.subarray(0, 10 * TORCH_IMAGES)];
  const same = Array.from({ length: TORCH_IMAGES }, (_, i) => classOf(ownTimes, i) === classOf(peer, i)).filter(Boolean).length;
  return { text: `${name}: same class as PyTorch for ${same} of ${TORCH_IMAGES} images (wanted at least 99 %)`, holds: same >= 0.99 * TORCH_IMAGES };
}
