// The study of README.md: trains networks of temporal coding on MNIST, and measures what low bits and noise on weights cost them. See there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { mnist: { type: 'string' }, model: { type: 'string' }, work: { type: 'string', default: 'ttfs-work' } } });
if (!values.mnist) throw new Error('node examples/ttfs/study.mjs --mnist FOLDER [--model ttfs_mlp_600.onnx] [--work FOLDER]');
const CLI = join(import.meta.dirname, '../../dist/cli.js');
const README = join(import.meta.dirname, 'README.md');
const data = (name) => join(values.mnist, `${name}.gz`);
const work = (name) => join(values.work, name);
const TRAINING = ['--input', data('train-images-idx3-ubyte'), '--labels', data('train-labels-idx1-ubyte'), '--validate', data('t10k-images-idx3-ubyte'), '--validate-labels', data('t10k-labels-idx1-ubyte')];
const TEST = ['--input', data('t10k-images-idx3-ubyte'), '--labels', data('t10k-labels-idx1-ubyte')];

/** Trainings: name, what is trained, options. A later one may begin from the network of an earlier one. */
const TRAININGS = [
  ['float', '784-400-10', '--epochs 15'],
  ['noise', '784-400-10', '--weight-noise 0.1'],
  ['qat2', 'float.synet', '--bits 2 --epochs 8 --learning-rate 1e-3'],
  ['conv', '28x28x1 conv5x32s2 conv5x16s2 10', '--epochs 4 --weight-noise 0.05'],
  ...(values.model ? [['tough', values.model, '--epochs 10 --learning-rate 1e-3 --weight-noise 0.15']] : []),
];
/** Evaluations without training: name, network, options. */
const EVALUATIONS = [
  ...['float', 'noise'].flatMap((name) => [8, 4, 2].map((bits) => [`${name}-rtn${bits}`, `${name}.synet`, `--bits ${bits}`])),
  ...['float', 'noise', 'qat2'].map((name) => [`${name}-disturbed`, `${name}.synet`, '--weight-noise 0.1']),
  ...(values.model ? [['published-disturbed', values.model, '--weight-noise 0.1'], ['tough-disturbed', 'tough.synet', '--weight-noise 0.1']] : []),
];

mkdirSync(values.work, { recursive: true });
for (const [name, model, options] of TRAININGS) {
  once(`${name}.json`, () => synaptile('train', networkOf(model), ...TRAINING, ...options.split(' '), '-o', work(`${name}.synet`), '--checkpoint', work(`${name}.ck`), '--json', work(`${name}.json`)));
}
for (const [name, model, options] of EVALUATIONS) once(`${name}.json`, () => synaptile('train', networkOf(model), ...TEST, '--epochs', '0', ...options.split(' '), '--json', work(`${name}.json`)));
for (const bits of values.model ? [8, 4, 2] : []) once(`t${bits}.json`, () => quantiseAfterwards(bits));
writeFileSync(README, readFileSync(README, 'utf8').replace(/(<!-- tables -->\n)[^]*?(\n<!-- end -->)/, `$1\n${tables()}$2`));

/** Does what makes a file of results, unless it is there. */
function once(file, make) {
  if (!existsSync(work(file))) make();
}

function networkOf(model) {
  return model.endsWith('.synet') ? work(model) : model;
}

function synaptile(...parameters) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...parameters], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`synaptile ${parameters.join(' ')}\n${stderr}`);
  return stdout;
}

/** Low bits after training: the quantiser with 1000 unlabelled images, and the simulator of the chip on all test images. */
function quantiseAfterwards(bits) {
  const chip = join(import.meta.dirname, '../conversion/wide.json');
  synaptile('run', values.model, '--target', chip, '--bits', String(bits), '--calibrate', data('calib1k-images-idx3-ubyte'), ...TEST, '--json', work(`t${bits}.json`));
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
  const published = !values.model ? [] : [8, 4, 2].flatMap((bits) => (existsSync(work(`t${bits}.json`)) ? [afterwards(bits, accuracy('published-disturbed'))] : []));
  const disturbed = ['float', 'noise', 'qat2', ...(values.model ? ['published', 'tough'] : [])].map((name) => {
    const { accuracy: { value }, weightNoise: { mean, accuracies } } = read(`${name}-disturbed`);
    return [name === 'published' ? '`ttfs_mlp_600`' : `\`${name}\``, percent(value), percent(mean), percent(value - mean), `${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}`];
  });
  return [
    'Trained, accuracy on the 10,000 test images:\n', table(['network', 'what `train` was given', 'accuracy %', 'processor s', 's an epoch'], trained),
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
