/**
 * What conversion and low bits cost: runs `synaptile run` over timesteps, bits and methods, and writes table.csv, the tables of README.md and one plot a
 * model here, or all of it into another folder (--out).
 *
 *     npm run build && node examples/conversion/table.mjs [--models mlp,cnn,cifar] [--methods plain,calibrated,fitted,nearest,nearest-corrected,error-feedback] [--timesteps 1,2,4]
 *       [--readouts membrane,count] [--images N] [--cifar FOLDER] [--out FOLDER]
 *
 * `cifar` needs a folder with cifar10_vgg8_bn.onnx, calib500.bin.gz and test2k.bin.gz, which the project does not ship; it is left out without. Rows that
 * table.csv has already are kept and not run again; delete the file to begin anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listOf, outputOf, reportOf } from '../study.mjs';
import { plot } from './plot.mjs';

const { values: options } = parseArgs({
  options: { models: { type: 'string', default: 'mlp,cnn,cifar' }, methods: { type: 'string', default: 'plain,calibrated,fitted,nearest,nearest-corrected,error-feedback' }, timesteps: { type: 'string', default: '1,2,4,8,16,32,64' }, readouts: { type: 'string', default: 'membrane,count' }, images: { type: 'string' }, cifar: { type: 'string' }, out: { type: 'string' } },
});
const output = outputOf(import.meta.dirname, options.out);
const cifar = options.cifar && resolve(options.cifar);

const MNIST = ['--calibrate', 'test/models/data/calib1k-images-idx3-ubyte.gz', '--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--labels', 'test/models/data/t10k-labels-idx1-ubyte.gz'];
const CIFAR = (folder) => ['--calibrate', join(folder, 'calib500.bin.gz'), '--input', join(folder, 'test2k.bin.gz'), '--normalise', '0.4914:0.2470,0.4822:0.2435,0.4465:0.2616'];
const MODELS = {
  mlp: { file: 'test/models/mnist_mlp_1200.onnx', data: MNIST, timesteps: [1, 2, 4, 8, 16, 32, 64] },
  cnn: { file: 'test/models/mnist_cnn_bn.onnx', data: MNIST, timesteps: [1, 2, 4, 8, 16, 32, 64] },
  ...(cifar && { cifar: { file: join(cifar, 'cifar10_vgg8_bn.onnx'), data: CIFAR(cifar), timesteps: [2, 4, 8, 16, 32, 64] } }),
};

/** Weights of 16 bits stand for float ones. */
const FLOAT = ['--bits', '16', '--rounding', 'nearest'];
const PLAIN = ['--thresholds', 'percentile', '--corrections', 'none', '--weights', 'keep'];
const CONVERSIONS = { plain: PLAIN, calibrated: ['--weights', 'keep'], fitted: [] };
const ROUNDINGS = { nearest: ['--rounding', 'nearest', '--corrections', 'none'], 'nearest-corrected': ['--rounding', 'nearest'], 'error-feedback': [] };
const BITS = [8, 4, 2];

/** One run each: what is varied, and its options. */
function* runs(model) {
  for (const T of MODELS[model].timesteps) {
    for (const [method, flags] of Object.entries(CONVERSIONS)) {
      for (const readout of ['membrane', 'count']) yield { model, method, timesteps: T, bits: 'float', readout, flags: [...FLOAT, ...flags] };
    }
  }
  for (const bits of BITS) {
    for (const [method, flags] of Object.entries(ROUNDINGS)) yield { model, method, timesteps: 32, bits, readout: 'membrane', flags: ['--bits', bits, ...flags] };
  }
}

const HEADER = 'model,method,timesteps,bits,readout,samples,accuracy_percent,float_percent,lost_points,command';
const file = output.file('table.csv');
const known = new Map(existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => [keyOf(line.split(',')), line]) : []);

function keyOf([model, method, timesteps, bits, readout]) {
  return [model, method, timesteps, bits, readout].join(',');
}

for (const model of listOf(options.models).filter((name) => MODELS[name])) {
  for (const one of runs(model)) {
    const key = keyOf([one.model, one.method, one.timesteps, one.bits, one.readout].map(String));
    const asked = listOf(options.methods).includes(one.method) && listOf(options.timesteps).includes(String(one.timesteps)) && listOf(options.readouts).includes(one.readout);
    if (known.has(key) || !asked) continue;
    known.set(key, measure(one, key));
    console.log(known.get(key).split(',').slice(0, 9).join(','));
    writeFileSync(file, `${[HEADER, ...known.values()].join('\n')}\n`);
  }
}
const rows = [...known.values()].map(parse);
output.show({ tables: `\n${markdown(rows)}` });
for (const model of new Set(rows.map((row) => row.model))) await plot(rows.filter((row) => row.model === model), output.file(`${model}.svg`));

function measure({ model, timesteps, readout, flags }, key) {
  const { file: network, data } = MODELS[model];
  const limit = options.images ? ['--limit', options.images] : [];
  const command = ['run', network, '--target', 'examples/conversion/wide.json', '--timesteps', timesteps, '--readout', readout, ...flags, ...data, ...limit].map(String);
  const { total, correct, reference } = reportOf([...command, '--json', '-']).accuracy;
  const [own, float] = [(100 * correct) / total, 100 * reference.value];
  return [key, total, own.toFixed(2), float.toFixed(2), (float - own).toFixed(2), `synaptile ${command.slice(0, 8).concat(flags.map(String)).join(' ')}`.replaceAll(cifar ?? '\0', 'FOLDER')].join(',');
}

function parse(line) {
  const [model, method, timesteps, bits, readout, samples, accuracy, float, lost] = line.split(',');
  return { model, method, timesteps: Number(timesteps), bits, readout, samples: Number(samples), accuracy: Number(accuracy), float: Number(float), lost: Number(lost) };
}

/** Loss in points: timesteps against methods with float weights, bits against roundings. */
function markdown(rows) {
  return [...new Set(rows.map(({ model }) => model))].flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    const { float, samples } = own[0];
    const cell = (find) => own.find(find)?.lost.toFixed(2) ?? '';
    const ways = Object.keys(CONVERSIONS).flatMap((method) => [[method, 'membrane'], [method, 'count']]);
    return [
      `**${model}**, float network ${float.toFixed(2)} % of ${samples} images. Points lost:`, '', `![points lost against timesteps and bits](${model}.svg)`, '',
      `| timesteps | ${ways.map((way) => way.join(', ')).join(' | ')} |`, `|---${'|---'.repeat(ways.length)}|`,
      ...[...new Set(own.filter(({ bits }) => bits === 'float').map(({ timesteps }) => timesteps))].sort((a, b) => a - b).map((T) =>
        `| ${T} | ${ways.map(([method, readout]) => cell((row) => row.timesteps === T && row.bits === 'float' && row.method === method && row.readout === readout)).join(' | ')} |`),
      '', '| bits, 32 timesteps | nearest | nearest, corrected | error feedback |', '|---|---|---|---|',
      ...BITS.map((bits) => `| ${bits} | ${Object.keys(ROUNDINGS).map((method) => cell((row) => row.bits === String(bits) && row.method === method)).join(' | ')} |`), '',
    ];
  }).join('\n');
}
