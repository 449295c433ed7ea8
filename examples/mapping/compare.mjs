/**
 * What mapping strategies cost: runs `synaptile map` on networks and targets, and writes the tables of README.md and one plot of the Pareto front a case here.
 *
 *     npm run build && node examples/mapping/compare.mjs [--spinemap FOLDER] [--mappers a,b,c] [--cases name,name]
 *
 * FOLDER is what prepare-spinemap.py made of SpiNeMap's repository, which the project does not ship; its two applications are left out without it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { values: options } = parseArgs({ options: { spinemap: { type: 'string' }, mappers: { type: 'string' }, cases: { type: 'string' } } });

const MNIST = ['--calibrate', 'test/models/data/calib1k-images-idx3-ubyte.gz', '--calibration-samples', '64', '--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--timesteps', '8'];
const CASES = [
  { name: 'mnist_cnn-rram-128', model: 'test/models/mnist_cnn_bn.onnx', target: 'rram-128', data: MNIST },
  { name: 'mnist_cnn-loihi', model: 'test/models/mnist_cnn_bn.onnx', target: 'loihi', data: MNIST },
  { name: 'mnist_mlp-rram-128', model: 'test/models/mnist_mlp_1200.onnx', target: 'rram-128', data: MNIST },
  ...(options.spinemap ? [
    { name: 'respclass-rram-128', model: join(options.spinemap, 'respclass'), target: 'rram-128', data: ['--input', join(options.spinemap, 'respclass/ANNDVT.spike_info.txt'), '--limit', '1'], unrollings: ['exact', 'spiking', 'prune'] },
    { name: 'lenet-rram-128', model: join(options.spinemap, 'lenet.onnx'), target: 'rram-128', data: ['--timesteps', '8'] },
  ] : []),
];
/** All that is not mapped by a strategy of its own is left plain: rounding and corrections change no core. */
const PLAIN = ['--rounding', 'nearest', '--corrections', 'none', '--weights', 'keep'];

const known = existsSync(join(here, 'results.json')) ? JSON.parse(readFileSync(join(here, 'results.json'), 'utf8')) : {};
// `unrollings`: the same network cut to the fan-in in several ways, mapped by ours.
for (const { name, model, target, data, unrollings = [] } of CASES) {
  if (options.cases && !options.cases.split(',').includes(name)) continue;
  const command = ['map', model, '--target', target, ...data, ...PLAIN];
  const mappers = options.mappers ? ['--mappers', options.mappers] : [];
  const page = join(here, `${name}.html`);
  const compared = map([...command, ...mappers, '--html', page]);
  // The front alone, for README.md; the page is made anew by the command.
  writeFileSync(join(here, `${name}.svg`), readFileSync(page, 'utf8').match(/<svg[^]*?<\/svg>/)[0]);
  rmSync(page);
  const unrolled = unrollings.map((mode) => ({ mode, ...rowOf(map([...command, '--unroll', mode, '--mappers', 'synaptile'])) }));
  known[name] = { command: `synaptile ${command.join(' ')}`.replaceAll(options.spinemap ?? '\0', 'FOLDER'), bounds: compared.bounds, spikeCounts: compared.spikeCounts, rows: compared.mappings.map((point) => rowOf(compared, point)), unrolled };
  writeFileSync(join(here, 'results.json'), `${JSON.stringify(known, null, 1)}\n`);
  console.log(name);
}
const page = join(here, 'README.md');
writeFileSync(page, readFileSync(page, 'utf8').replace(/(<!-- tables -->\n)[^]*(<!-- end of tables -->)/, (_, begin, end) => `${begin}\n${Object.entries(known).map(section).join('\n')}\n${end}`));

function map(parameters) {
  return JSON.parse(execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...parameters, '--json', '-'], { cwd: root, maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] }));
}

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
