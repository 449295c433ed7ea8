/**
 * Trains networks of temporal coding on MNIST, measures what low bits and noise on weights cost them, and writes the tables of README.md, or of another folder (--out).
 *
 *     npm run build && node examples/ttfs/study.mjs --mnist FOLDER [--model ttfs_mlp_600.onnx] [--work FOLDER] [--images N] [--out FOLDER]
 *
 * What the folders hold: see README.md. `--images`: how many of the training images; accuracy is that of all test images.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { outputOf, synaptile } from '../study.mjs';

const { values } = parseArgs({ options: { mnist: { type: 'string' }, model: { type: 'string' }, work: { type: 'string', default: 'ttfs-work' }, images: { type: 'string' }, out: { type: 'string' } } });
if (!values.mnist) {
  console.error('usage: node examples/ttfs/study.mjs --mnist FOLDER [--model ttfs_mlp_600.onnx] [--work FOLDER] [--images N] [--out FOLDER]');
  process.exit(2);
}
const output = outputOf(import.meta.dirname, values.out);
const given = values.model && resolve(values.model);
const data = (name) => resolve(values.mnist, `${name}.gz`);
const work = (name) => resolve(values.work, name);
const TRAINING = [...(values.images ? ['--limit', values.images] : []), '--input', data('train-images-idx3-ubyte'), '--labels', data('train-labels-idx1-ubyte'), '--validate', data('t10k-images-idx3-ubyte'), '--validate-labels', data('t10k-labels-idx1-ubyte')];
const TEST = ['--input', data('t10k-images-idx3-ubyte'), '--labels', data('t10k-labels-idx1-ubyte')];

/** Trainings: name, what is trained, options. A later one may begin from the network of an earlier one. */
const TRAININGS = [
  ['float', '784-400-10', '--epochs 15'],
  ['noise', '784-400-10', '--weight-noise 0.1'],
  ['qat2', 'float.synet', '--bits 2 --epochs 8 --learning-rate 1e-3'],
  ['conv', '28x28x1 conv5x32s2 conv5x16s2 10', '--epochs 4 --weight-noise 0.05'],
  ...(given ? [['tough', given, '--epochs 10 --learning-rate 1e-3 --weight-noise 0.15']] : []),
];
/** Evaluations without training: name, network, options. */
const EVALUATIONS = [
  ...['float', 'noise'].flatMap((name) => [8, 4, 2].map((bits) => [`${name}-rtn${bits}`, `${name}.synet`, `--bits ${bits}`])),
  ...['float', 'noise', 'qat2'].map((name) => [`${name}-disturbed`, `${name}.synet`, '--weight-noise 0.1']),
  ...(given ? [['published-disturbed', given, '--weight-noise 0.1'], ['tough-disturbed', 'tough.synet', '--weight-noise 0.1']] : []),
];

mkdirSync(values.work, { recursive: true });
for (const [name, model, options] of TRAININGS) {
  once(`${name}.json`, () => synaptile(['train', networkOf(model), ...TRAINING, ...options.split(' '), '-o', work(`${name}.synet`), '--checkpoint', work(`${name}.ck`), '--json', work(`${name}.json`)]));
}
for (const [name, model, options] of EVALUATIONS) once(`${name}.json`, () => synaptile(['train', networkOf(model), ...TEST, '--epochs', '0', ...options.split(' '), '--json', work(`${name}.json`)]));
for (const bits of given ? [8, 4, 2] : []) once(`t${bits}.json`, () => quantiseAfterwards(bits));
output.show({ tables: `\n${tables()}` });

/** Does what makes a file of results, unless it is there. */
function once(file, make) {
  if (!existsSync(work(file))) make();
}

function networkOf(model) {
  return model.endsWith('.synet') ? work(model) : model;
}

/** Low bits after training: the quantiser with 1000 unlabelled images, and the simulator of the chip on all test images. */
function quantiseAfterwards(bits) {
  const chip = join(import.meta.dirname, '../conversion/wide.json');
  synaptile(['run', given, '--target', chip, '--bits', bits, '--calibrate', data('calib1k-images-idx3-ubyte'), ...TEST, '--json', work(`t${bits}.json`)]);
}

function tables() {
  const percent = (share) => (100 * share).toFixed(2);
  const read = (name) => JSON.parse(readFileSync(work(`${name}.json`), 'utf8'));
  const accuracy = (name) => read(name).accuracy.value;
  const trained = TRAININGS.map(([name, model, options]) => {
    const { timing: { cpu_s, cpuPerEpoch_s } } = read(name);
    return [`\`${name}\``, `\`${basename(model)}\` \`${options}\``, percent(accuracy(name)), cpu_s.toFixed(0), cpuPerEpoch_s.toFixed(1)];
  });
  const rounded = ['float', 'noise'].flatMap((name) => [8, 4, 2].map((bits) => [`\`${name}\``, String(bits), 'none: nearest level, scales of least squared error', percent(accuracy(`${name}-rtn${bits}`)), percent(accuracy(name) - accuracy(`${name}-rtn${bits}`))]));
  const qat = ['`float`', '2', 'trained on the levels (`qat2`)', percent(accuracy('qat2')), percent(accuracy('float') - accuracy('qat2'))];
  const published = !given ? [] : [8, 4, 2].flatMap((bits) => (existsSync(work(`t${bits}.json`)) ? [afterwards(bits, accuracy('published-disturbed'))] : []));
  const disturbed = ['float', 'noise', 'qat2', ...(given ? ['published', 'tough'] : [])].map((name) => {
    const { accuracy: { value }, weightNoise: { mean, accuracies } } = read(`${name}-disturbed`);
    return [name === 'published' ? '`ttfs_mlp_600`' : `\`${name}\``, percent(value), percent(mean), percent(value - mean), `${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}`];
  });
  return [
    `Trained, accuracy on the ${read('float').accuracy.total.toLocaleString('en-GB')} test images:\n`, table(['network', 'what `train` was given', 'accuracy %', 'processor s', 's an epoch'], trained),
    '\nLow bits, points lost against the same network with real weights (biases are on the levels too):\n', table(['network', 'bits', 'how', 'accuracy %', 'points lost'], [...rounded, qat, ...published]),
    '\nNoise on all weights, normal, 10 % of the root mean square of a projection, five draws:\n', table(['network', 'without %', 'with, mean %', 'points lost', 'draws %'], disturbed),
  ].join('\n');
}

function afterwards(bits, float) {
  const { value } = JSON.parse(readFileSync(work(`t${bits}.json`), 'utf8')).accuracy;
  return ['`ttfs_mlp_600`', String(bits), '`run --calibrate`: error feedback with 1000 unlabelled images', (100 * value).toFixed(2), (100 * (float - value)).toFixed(2)];
}

function table(head, rows) {
  return `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
