/**
 * What mapping strategies cost: runs `synaptile map` on networks and targets, and writes the tables of README.md and one plot of the Pareto front a case here, or all of it into another
 * folder (--out).
 *
 *     npm run build && node examples/mapping/compare.mjs [--spinemap FOLDER] [--mappers a,b,c] [--cases name,name] [--images N] [--out FOLDER]
 *
 * FOLDER is what prepare-spinemap.py made of SpiNeMap's repository, which the project does not ship; its two applications are left out without it.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listOf, outputOf, reportOf } from '../study.mjs';

const { values: options } = parseArgs({ options: { spinemap: { type: 'string' }, mappers: { type: 'string' }, cases: { type: 'string' }, images: { type: 'string' }, out: { type: 'string' } } });
const output = outputOf(import.meta.dirname, options.out);
const spinemap = options.spinemap && resolve(options.spinemap);

const MNIST = ['--calibrate', 'test/models/data/calib1k-images-idx3-ubyte.gz', '--calibration-samples', '64', '--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--timesteps', '8'];
const CASES = [
  { name: 'mnist_cnn-rram-128', model: 'test/models/mnist_cnn_bn.onnx', target: 'rram-128', data: MNIST },
  { name: 'mnist_cnn-loihi', model: 'test/models/mnist_cnn_bn.onnx', target: 'loihi', data: MNIST },
  { name: 'mnist_mlp-rram-128', model: 'test/models/mnist_mlp_1200.onnx', target: 'rram-128', data: MNIST },
  ...(spinemap ? [
    { name: 'respclass-rram-128', model: join(spinemap, 'respclass'), target: 'rram-128', data: ['--input', join(spinemap, 'respclass/ANNDVT.spike_info.txt'), '--limit', '1'], unrollings: ['exact', 'spiking', 'prune'] },
    { name: 'lenet-rram-128', model: join(spinemap, 'lenet.onnx'), target: 'rram-128', data: ['--timesteps', '8'] },
  ] : []),
];
/** All that is not mapped by a strategy of its own is left plain: rounding and corrections change no core. */
const PLAIN = ['--rounding', 'nearest', '--corrections', 'none', '--weights', 'keep'];

const results = output.file('results.json');
const known = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
// `unrollings`: the same network cut to the fan-in in several ways, mapped by ours.
for (const { name, model, target, data, unrollings = [] } of CASES) {
  if (options.cases && !listOf(options.cases).includes(name)) continue;
  const command = ['map', model, '--target', target, ...data, ...PLAIN, ...(options.images ? ['--limit', options.images] : [])];
  const mappers = options.mappers ? ['--mappers', options.mappers] : [];
  const page = output.file(`${name}.html`);
  const compared = reportOf([...command, ...mappers, '--html', page, '--json', '-']);
  // The front alone, for README.md; the page is made anew by the command.
  writeFileSync(output.file(`${name}.svg`), readFileSync(page, 'utf8').match(/<svg[^]*?<\/svg>/)[0]);
  rmSync(page);
  const unrolled = unrollings.map((mode) => ({ mode, ...rowOf(reportOf([...command, '--unroll', mode, '--mappers', 'synaptile', '--json', '-'])) }));
  known[name] = { command: `synaptile ${command.join(' ')}`.replaceAll(spinemap ?? '\0', 'FOLDER'), bounds: compared.bounds, spikeCounts: compared.spikeCounts, rows: compared.mappings.map((point) => rowOf(compared, point)), unrolled };
  writeFileSync(results, `${JSON.stringify(known, null, 1)}\n`);
  console.log(name);
}
output.show({ tables: `\n${Object.entries(known).map(section).join('\n')}` });

function rowOf({ mappings, unrolling }, point = mappings[0]) {
  const { mapper, costs, traffic, pareto, diagnostics } = point;
  if (costs === null) return { mapper, failed: diagnostics.find(({ severity }) => severity === 'error').message };
  const { cores, cellShare, energy_J, networkEnergy_J, latency_s, packets, hops } = costs;
  return { mapper, pareto, cores, cellShare, energy_J, networkEnergy_J, latency_s, packets, hops, messages: traffic.messagesBetweenCores, dropped: unrolling.droppedSynapses ?? 0, units: unrolling.units, depth: unrolling.depth };
}

function section([name, { command, bounds, spikeCounts, rows, unrolled }]) {
  const made = rows.filter(({ failed }) => !failed);
  const lines = made.map((row) => `| ${row.mapper}${row.pareto ? ' *' : ''} | ${row.cores} | ${share(row.cellShare)} | ${whole(row.messages)} | ${whole(row.packets)} | ${whole(row.hops)} | ${micro(row.energy_J)} | ${micro(row.networkEnergy_J)} | ${micro(row.latency_s)} | ${row.dropped} |`);
  const modes = unrolled.map((row) => (row.failed ? `| ${row.mode} | ${row.failed} |` : `| ${row.mode} | ${row.units} | ${row.depth} | ${row.dropped} | ${row.cores} | ${whole(row.messages)} | ${micro(row.energy_J)} | ${micro(row.latency_s)} |`));
  return [
    `### ${name}`, '', `\`${command}\``, '', `![energy against latency](${name}.svg)`, '', `No mapping has fewer than ${bounds.cores} cores or ${whole(bounds.messagesBetweenCores)} messages between cores (spikes ${spikeCounts}).`, '',
    '| mapper | cores | cells used | messages between cores | packets | hops | energy, µJ | network, µJ | latency, µs | synapses dropped |', '|---|---|---|---|---|---|---|---|---|---|', ...lines, '',
    ...rows.filter(({ failed }) => failed).map(({ mapper, failed }) => `- ${mapper}: ${failed}`),
    ...(modes.length > 0 ? ['', '| unrolling | units | depth | synapses dropped | cores | messages between cores | energy, µJ | latency, µs |', '|---|---|---|---|---|---|---|---|', ...modes, ''] : ['']),
  ].join('\n');
}

function whole(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}

function micro(value) {
  return (value * 1e6).toPrecision(3);
}

function share(value) {
  return value === null ? '' : `${(100 * value).toFixed(0)} %`;
}
