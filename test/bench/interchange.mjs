/**
 * `bench interchange`: reading large text and binary descriptions of networks, made here: edges one by one as SANA-FE YAML, SpiNeMap text, an AxonFlow
 * hypergraph; 4 million synapses each. Each is read in a process of its own, which tells processor time and peak memory. The references are package
 * yaml on a piece of the same YAML, and the bytes of the synapses themselves.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { generator, statement, table } from './measure.mjs';

const library = join(dirname(fileURLToPath(import.meta.url)), '../../dist/index.js');
const SOURCES = 20000, FAN_OUT = 200, SYNAPSES = SOURCES * FAN_OUT;
const LINES_FOR_YAML = 20000;

const CHILD = `
  const { read } = await import(process.argv[1]);
  const [before, start] = [process.resourceUsage().maxRSS, process.cpuUsage()];
  const { stage } = await read(process.argv[2]);
  const { user, system } = process.cpuUsage(start);
  const synapses = stage.projections.reduce((sum, { values }) => sum + (values?.length ?? 0), 0);
  console.log(JSON.stringify({ synapses, cpu_s: (user + system) / 1e6, peak_MB: process.resourceUsage().maxRSS / 1024, base_MB: before / 1024 }));
`;

export function benchInterchange() {
  if (!existsSync(library)) {
    console.log('skipped: dist/index.js is not there: npm run build');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-bench-'));
  try {
    const files = { 'SANA-FE YAML': writeYaml(join(folder, 'edges.yaml')), 'SpiNeMap text': writeSpinemap(folder), 'AxonFlow .snn': writeHypergraph(join(folder, 'graph.snn')) };
    const sizes = { ...mapped(files, (file) => statSync(file).size), 'SpiNeMap text': statSync(files['SpiNeMap text']).size + statSync(join(folder, 'app.weight_info.txt')).size };
    const read = mapped(files, readIn);
    const reference_s = yamlTime_s(files['SANA-FE YAML']) * (sizes['SANA-FE YAML'] / pieceOf(files['SANA-FE YAML']).length);
    console.log(table([
      [`${SYNAPSES} synapses`, 'file', 'processor time', 'peak memory', 'a synapse'],
      ...Object.entries(read).map(([name, { cpu_s, peak_MB, base_MB }]) =>
        [name, `${(sizes[name] / 1e6).toFixed(0)} MB`, `${cpu_s.toFixed(2)} s`, `${peak_MB.toFixed(0)} MB`, `${perSynapse(peak_MB, base_MB).toFixed(0)} bytes`]),
      ['package yaml, from a piece', '', `${reference_s.toFixed(0)} s`, '', ''],
    ]));
    return [
      statement('package yaml / stream, processor time', reference_s / read['SANA-FE YAML'].cpu_s, { atLeast: 20 }),
      ...Object.entries(read).map(([name, { peak_MB, base_MB }]) => statement(`${name}: memory / 8 bytes a synapse`, perSynapse(peak_MB, base_MB) / 8, { atMost: 12 })),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mapped(record, use) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, use(value)]));
}

function perSynapse(peak_MB, base_MB) {
  return ((peak_MB - base_MB) * 2 ** 20) / SYNAPSES;
}

function readIn(file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', CHILD, pathToFileURL(library).href, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const result = JSON.parse(stdout);
  if (result.synapses !== SYNAPSES) throw new Error(`${file}: ${result.synapses} synapses`);
  return result;
}

function pieceOf(file) {
  const text = readFileSync(file, 'latin1');
  let end = 0;
  for (let line = 0; line < LINES_FOR_YAML; ++line) end = text.indexOf('\n', end) + 1;
  return text.slice(0, end);
}

function yamlTime_s(file) {
  const piece = pieceOf(file);
  const start = process.cpuUsage();
  parse(piece);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function writeYaml(file) {
  const random = generator(1);
  writeLines(file, function* () {
    const group = (name) => `    - name: ${name}\n      attributes: {threshold: 1, leak_decay: 1}\n      neurons:\n        - 0..${SOURCES - 1}: {bias: 0}\n`;
    yield `network:\n  name: large\n  groups:\n${group('a')}${group('b')}  edges:\n`;
    for (let source = 0; source < SOURCES; ++source) yield rowOf((i) => `    - a.${source} -> b.${(source + 97 * i) % SOURCES}: {weight: ${weight(random)}}\n`);
    yield 'mappings: []\n';
  });
  return file;
}

function writeSpinemap(folder) {
  const random = generator(1);
  const file = join(folder, 'app.connection_info.txt');
  writeLines(file, function* () {
    for (let source = 0; source < SOURCES; ++source) yield `${source} ${rowOf((i) => `${SOURCES + (source + 97 * i) % SOURCES} `)}\n`;
  });
  writeLines(join(folder, 'app.weight_info.txt'), function* () {
    for (let source = 0; source < SOURCES; ++source) yield `${source} ${rowOf(() => `${weight(random)} `)}\n`;
  });
  return file;
}

function writeHypergraph(file) {
  writeLines(file, function* () {
    yield new Uint8Array(Uint32Array.of(2 * SOURCES, SOURCES).buffer);
    for (let source = 0; source < SOURCES; ++source) {
      const words = new Uint32Array(FAN_OUT + 3);
      words.set([FAN_OUT, source]);
      for (let i = 0; i < FAN_OUT; ++i) words[2 + i] = SOURCES + (source + 97 * i) % SOURCES;
      new Float32Array(words.buffer)[FAN_OUT + 2] = 1;
      yield new Uint8Array(words.buffer);
    }
  });
  return file;
}

function rowOf(entry) {
  return Array.from({ length: FAN_OUT }, (_, i) => entry(i)).join('');
}

function weight(random) {
  return (random() - 0.5).toFixed(6);
}

function writeLines(file, lines) {
  const descriptor = openSync(file, 'w');
  for (const line of lines()) writeSync(descriptor, line);
  closeSync(descriptor);
}
