/**
 * The programs of SpiNeMap's repository and ours on its two sample applications: clusters, spikes between crossbars, dropped synapses; then the traffic of each
 * in its extended Noxim. Fills the tables of README.md, or those of another folder (--out).
 *
 *     npm run build && node examples/mapping/against-spinemap.mjs CHECKOUT FOLDER [RespClass] [LeNet] [--out FOLDER]
 *
 * CHECKOUT is your clone of github.com/drexel-DISCO/SpiNeMap, which is only read; FOLDER what prepare-spinemap.py made of it. Programs are built in FOLDER/tools:
 * needs g++, and of Debian libsystemc-dev, libyaml-cpp-dev, libboost-all-dev, libhdf5-dev, python3.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { outputOf, ROOT } from '../study.mjs';

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [checkout, folder] = positionals.slice(0, 2).map((path) => resolve(path));
const only = positionals.slice(2);
const tools = join(folder ?? '', 'tools');
const CROSSBAR = 128;
/** Noxim looks through the whole traffic table for every tile in every cycle, and at every router: so much of that a run, some ten seconds. */
const MOST_LOOKS = 1e9, MOST_ROUTER_CYCLES = 1e7;
/** On larger meshes this Noxim leaves packets behind, those of its own random traffic too. */
const LARGEST_SIDE = 5;
/** Packets a cycle of the busiest tile, as `synaptile compile -o x.noxim` has it. */
const BUSIEST = 0.25;

if (!folder) {
  console.error('usage: node examples/mapping/against-spinemap.mjs CHECKOUT FOLDER [RespClass] [LeNet] [--out FOLDER]');
  process.exit(2);
}
const output = outputOf(import.meta.dirname, options.out);
build();
const CASES = {
  RespClass: { text: () => join(folder, 'respclass/ANNDVT'), modes: ['exact', 'spiking', 'prune'] },
  LeNet: { text: lenetText, modes: ['exact'] },
};
const ALGORITHMS = [['min-clusters', 127], ['min-clusters', null], ['min-comm', 127]];
for (const [name, { text, modes }] of Object.entries(CASES)) {
  if (only.length > 0 && !only.includes(name)) continue;
  output.show({ [name]: `\n${compare(name, text(), modes)}\n` });
}

/** Their programs, sources unchanged; Noxim lacks an include that newer compilers want. */
function build() {
  mkdirSync(join(tools, 'noxim-objects'), { recursive: true });
  for (const part of ['output', 'run']) mkdirSync(join(tools, part), { recursive: true });
  mkdirSync(join(tools, 'snnNoxim/bin'), { recursive: true });
  cpSync(join(checkout, 'SNNPlacer'), join(tools, 'SNNPlacer'), { recursive: true });
  const shell = (command, what) => existsSync(join(tools, what)) || execFileSync('bash', ['-e', '-c', command], { cwd: tools, stdio: 'inherit' });
  const [partitioning, parser, noxim] = ['SNNPartitioning', 'Parser/Parser-Tensorflow/connection_info', 'snnNoxim/src'].map((part) => join(checkout, part));
  shell(`g++ -O3 -std=c++17 -w -I '${partitioning}/include' '${partitioning}/main.cc' $(find '${partitioning}/include' -name '*.cc') -o ext -lboost_program_options -lpthread`, 'ext');
  shell(`g++ -O2 -std=c++17 -w -I /usr/include/hdf5/serial '${parser}/ncc.cc' '${parser}/model.cc' -o ncc -L /usr/lib/$(uname -m)-linux-gnu/hdf5/serial -lhdf5_cpp -lhdf5 -lboost_system -lboost_filesystem`, 'ncc');
  const sources = [noxim, ...readdirSync(noxim, { withFileTypes: true }).filter((one) => one.isDirectory()).map(({ name }) => join(noxim, name))]
    .flatMap((where) => readdirSync(where).filter((name) => name.endsWith('.cpp')).map((name) => join(where, name)));
  shell(`printf '%s\\n' ${sources.map((file) => `'${file}'`).join(' ')} | xargs -P 2 -I FILE bash -c 'g++ -O2 -w -DSC_NO_WRITE_CHECK -std=c++17 -include sstream -I "${noxim}" -c FILE -o noxim-objects/$(basename FILE .cpp).o'; g++ noxim-objects/*.o -lsystemc -lyaml-cpp -o noxim`, 'noxim');
}

/** LeNet as their parser writes it down. The repository has no data for it: every neuron spikes in each of 200 steps with probability 1/20. */
function lenetText() {
  const [out, run] = [join(folder, 'lenet/lenet'), join(tools, 'run')];
  [dirname(out), run].forEach((path) => mkdirSync(path, { recursive: true }));
  for (const file of ['lenet.json', 'lenet.h5']) cpSync(join(checkout, 'test_apps/tensorflow/leNet', file), join(run, file));
  execFileSync(join(tools, 'ncc'), ['lenet.json', 'lenet.h5'], { cwd: run, stdio: 'ignore' });
  for (const kind of ['connection_info', 'weight_info']) cpSync(join(tools, `output/${kind}.txt`), `${out}.${kind}.txt`);
  let state = 1;
  const drawn = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const { neurons } = applicationOf(out);
  writeFileSync(`${out}.spike_info.txt`, Array.from({ length: neurons }, (_, neuron) => [neuron, ...Array.from({ length: 200 }, (__, time) => time).filter(() => drawn() < 0.05)]).filter((line) => line.length > 1).map((line) => `${line.join(' ')}\n`).join(''));
  return out;
}

function applicationOf(text) {
  const rows = readFileSync(`${text}.connection_info.txt`, 'utf8').trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const inputs = new Map();
  for (const [source, ...destinations] of rows) for (const one of destinations) inputs.set(one, (inputs.get(one) ?? new Set()).add(source));
  const neurons = rows.reduce((most, row) => row.reduce((high, one) => Math.max(high, one), most), 0) + 1;
  const fanIns = [...inputs.values()].map(({ size }) => size);
  return { neurons, synapses: fanIns.reduce((sum, one) => sum + one, 0), dropped: fanIns.reduce((sum, one) => sum + Math.max(0, one - CROSSBAR), 0) };
}

function compare(name, text, modes) {
  const application = applicationOf(text);
  const rows = [
    ...modes.map((mode) => ours(text, mode)),
    ours(text, 'exact', 'pacman'),
    ...ALGORITHMS.map(([algorithm, fanIn]) => theirs(text, algorithm, fanIn, application)),
  ];
  const spikes = readFileSync(`${text}.spike_info.txt`, 'utf8').trim().split('\n').reduce((sum, line) => sum + line.trim().split(/\s+/).length - 1, 0);
  const picture = `${name.toLowerCase()}-published.svg`;
  writeFileSync(output.file(picture), draw(rows));
  return [
    `### ${name}`, '', `![messages between crossbars](${picture})`, '',
    `${whole(application.neurons)} neurons, ${whole(application.synapses)} synapses, ${whole(spikes)} spikes in 200 timesteps. ${cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}.`, '',
    '| | crossbars | cells used | messages | dropped synapses | mesh | hops | network, µJ | CPU s | packets in Noxim (expected) | its hops a packet (ours) | its dynamic energy, µJ (ours) | its delay, cycles: mean, longest |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => line(row, application)),
  ].join('\n');
}

function line({ who, crossbars, table, dropped, side, cpu_s, noxim }, { synapses }) {
  const { messages, hops } = sumsOf(table, side);
  // What rram-128 charges, which are the prices of Noxim's power.yaml: a router at the source, a link and a router a hop.
  const network_J = messages * 1.627e-12 + hops * 2.427e-12;
  const simulated = noxim ? `${whole(noxim.packets)} (${whole(noxim.expected)}) | ${noxim.hopsPerPacket.toFixed(3)} (${(hops / messages).toFixed(3)}) | ${micro(noxim.dynamic_J)} (${micro(network_J * noxim.packets / messages)}) | ${noxim.meanDelay.toFixed(1)}, ${noxim.maxDelay}` : '– | | |';
  return `| ${who} | ${crossbars} | ${((100 * (synapses - dropped)) / (crossbars * CROSSBAR ** 2)).toFixed(1)} % | ${whole(messages)} | ${whole(dropped)} | ${side} x ${side} | ${whole(hops)} | ${micro(network_J)} | ${cpu_s.toFixed(1)} | ${simulated} |`;
}

/** Messages between crossbars on a logarithmic scale from a thousand to ten million. */
function draw(rows) {
  const [left, width, step] = [300, 420, 26];
  const at = (value) => left + (width * Math.max(0, Math.log10(value) - 3)) / 4;
  const height = rows.length * step + 44;
  const bars = rows.map(({ who, crossbars, table, dropped, side }, i) => {
    const { messages } = sumsOf(table, side);
    const y = 8 + i * step;
    return `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${who}</text><rect x="${left}" y="${y}" width="${(at(messages) - left).toFixed(1)}" height="18" fill="${dropped > 0 ? '#b0552f' : '#2f6db0'}"/>`
      + `<text x="${(at(messages) + 6).toFixed(1)}" y="${y + 14}">${whole(messages)}, ${crossbars} crossbars${dropped > 0 ? `, ${whole(dropped)} synapses dropped` : ''}</text>`;
  });
  const ticks = [3, 4, 5, 6, 7].map((power) => `<line x1="${at(10 ** power)}" x2="${at(10 ** power)}" y1="4" y2="${height - 34}" stroke="#ccc"/><text x="${at(10 ** power)}" y="${height - 18}" text-anchor="middle">${whole(10 ** power)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 ${height}" width="1000" height="${height}" font-family="sans-serif" font-size="13">${ticks.join('')}${bars.join('')}<text x="${left + width / 2}" y="${height - 2}" text-anchor="middle">messages between crossbars</text></svg>\n`;
}

function theirs(text, algorithm, fanIn, { dropped }) {
  const [ir, stats] = [join(tools, 'run/cluster.ir'), join(tools, 'run/cluster.stats')];
  const { cpu_s, status } = timed(join(tools, 'ext'), ['--conn-file', `${text}.connection_info.txt`, '--spike-file', `${text}.spike_info.txt`, ...(fanIn ? ['--unroll-fanin', String(fanIn)] : []),
    '--cluster-crossbar-size', String(CROSSBAR), '--clustering-algo', algorithm, '--cluster-stats', stats, '--cluster-ir-out', ir]);
  if (status !== 0) throw new Error(`their partitioner ended with ${status}`);
  const flows = readFileSync(ir, 'utf8').trim().split('\n').map((row) => row.split(' ').map(Number));
  const clusters = new Set(flows.flatMap(([from, to]) => [from, to]));
  const side = Math.max(5, Math.ceil(Math.sqrt(clusters.size)));
  // Their placer draws a tile for every cluster, without a seed.
  const pso = join(tools, 'SNNPlacer/pso');
  spawnSync('python3', ['-c', `import random, runpy, sys; random.seed(1); dimX = dimY = ${side}; sys.argv = ['placer.py', ${JSON.stringify(stats)}, './', '${side}', '${side}']; runpy.run_path('placer.py', run_name='__main__')`], { cwd: pso });
  const tiles = new Map(readFileSync(join(pso, 'node_mapping.txt'), 'utf8').trim().split('\n').map((row) => row.split(' ').map(Number)));
  const table = flows.filter(([from, to]) => tiles.has(from) && tiles.has(to)).map(([from, to, packets]) => ({ from: tiles.get(from), to: tiles.get(to), packets }));
  const injected = new Map();
  for (const { from, packets } of table) injected.set(from, (injected.get(from) ?? 0) + packets);
  const cycles = Math.ceil(Math.max(...injected.values()) / BUSIEST);
  const file = join(tools, 'run/their.noxim');
  writeFileSync(file, table.map(({ from, to, packets }) => `${from} ${to} ${packets / cycles} ${packets / cycles} 0 ${cycles + 1} ${cycles + 2}\n`).join(''));
  return { who: `SpiNeMap ${algorithm}, ${fanIn ? `fan-in ${fanIn}` : 'not unrolled'}`, crossbars: clusters.size, table, dropped: fanIn ? 0 : dropped, side, cpu_s, noxim: simulate(file, table, side, cycles) };
}

/** On the smallest of these meshes that holds it. */
function ours(text, mode, mapper = 'synaptile', [side, ...larger] = [5, 8, 12, 16, 24, 32]) {
  const target = join(tools, 'run/target.json');
  const rram = JSON.parse(readFileSync(join(ROOT, 'targets/rram-128.json'), 'utf8'));
  writeFileSync(target, JSON.stringify({ ...rram, name: `rram-128, ${side} x ${side}`, mesh: { ...rram.mesh, width: side, height: side } }));
  const file = join(tools, 'run/our.noxim');
  const common = [dirname(text), '--target', target, '--mapper', mapper, '--unroll', mode, '--timesteps', '200', '--rounding', 'nearest', '--corrections', 'none', '--weights', 'keep'];
  const cli = join(ROOT, 'dist/cli.js');
  const compiled = timed(process.execPath, [cli, 'compile', ...common, '-o', file]);
  if (compiled.status === 1 && larger.length > 0) return ours(text, mode, mapper, larger);
  if (compiled.status !== 0) throw new Error(`synaptile compile ${common.join(' ')} ended with ${compiled.status}`);
  const { mappings: [{ costs }], unrolling } = JSON.parse(execFileSync(process.execPath, [cli, 'map', ...common.filter((one) => one !== '--mapper' && one !== mapper), '--mappers', mapper, '--input', `${text}.spike_info.txt`, '--limit', '1', '--json', '-'], { maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] }));
  const cycles = Number(/last (\d+) cycles/.exec(readFileSync(file, 'utf8'))[1]);
  const table = readFileSync(file, 'utf8').trim().split('\n').filter((row) => !row.startsWith('%')).map((row) => row.split(' ').map(Number)).map(([from, to, rate]) => ({ from, to, packets: rate * cycles }));
  return { who: `ours (${mapper}), ${mode}`, crossbars: costs.cores, table, dropped: unrolling.droppedSynapses ?? 0, side, cpu_s: compiled.cpu_s, noxim: simulate(file, table, side, cycles) };
}

/** One inference, or a part of it. */
function simulate(file, table, side, inference) {
  const cycles = Math.min(inference, Math.floor(MOST_LOOKS / (table.length * side ** 2)), Math.floor(MOST_ROUTER_CYCLES / side ** 2));
  if (side > LARGEST_SIDE || cycles < 500) return null;
  const config = join(tools, 'run/config.yaml');
  writeFileSync(config, readFileSync(join(checkout, 'snnNoxim/bin/config.yaml'), 'utf8').replace(/^log_mode: .*/m, 'log_mode: false'));
  const printed = join(tools, 'run/noxim.txt');
  const out = openSync(printed, 'w');
  const run = spawnSync(join(tools, 'noxim'), ['-config', config, '-power', join(checkout, 'snnNoxim/bin/power.yaml'), '-dimx', String(side), '-dimy', String(side), '-traffic', 'table', file, '-sim', String(cycles + 1), '-seed', '1'], { cwd: join(tools, 'run'), stdio: ['ignore', out, 'ignore'] });
  closeSync(out);
  if (run.status !== 0) throw new Error(`Noxim refused ${file}`);
  const lines = readFileSync(printed, 'utf8').split('\n').filter((one) => !one.startsWith('S,'));
  const value = (what) => Number(lines.find((one) => one.startsWith(`% ${what}`)).split(': ').pop());
  const dynamic = lines.findIndex((one) => one.includes('Dynamic energy'));
  return {
    packets: value('Total received packets'), expected: sumsOf(table, side).messages * cycles / inference, hopsPerPacket: value('Global average hop count'),
    meanDelay: value('Global average delay'), maxDelay: value('Max delay (cycles)'), dynamic_J: Number(lines.slice(dynamic).find((one) => /^[\d.e+-]+$/.test(one))),
  };
}

function sumsOf(table, side) {
  let [messages, hops] = [0, 0];
  for (const { from, to, packets } of table) {
    messages += packets;
    hops += packets * (Math.abs((from % side) - (to % side)) + Math.abs(Math.floor(from / side) - Math.floor(to / side)));
  }
  return { messages, hops };
}

function timed(command, parameters) {
  const { status, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT=%U; time "$@" > /dev/null 2>&1', 'bash', command, ...parameters], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return { status, cpu_s: Number(stderr.trim().split('\n').pop()) };
}

function whole(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}

function micro(value_J) {
  return (value_J * 1e6).toPrecision(3);
}
