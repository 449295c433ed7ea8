/**
 * What non-ideal crossbars do to spiking networks over timesteps: runs `synaptile compile` and `synaptile simulate` over networks, timesteps, arrays, wires and
 * variation, and writes results.csv, errors.csv, the tables of README.md and the plots here, or all of it into another folder (--out).
 *
 *     npm run build && node examples/robustness/study.mjs [--networks surrogate-mlp,converted-mlp,surrogate-cnn,converted-cnn] [--parts variation,wires,both,compensated,errors] [--images 1000] [--chips 5] [--timesteps 4,8,16,32] [--arrays 16,32,64,128] [--sigmas 5,10,15,20] [--out FOLDER]
 *
 * Rows that results.csv and errors.csv have already are kept and not run again; delete the files to begin anew.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listOf, outputOf, reportOf, synaptile } from '../study.mjs';
import { ARRAYS, CASES, NETWORKS, SIGMAS, TIMESTEPS, WIRES } from './cases.mjs';
import { plotAccuracy, plotErrors } from './plot.mjs';
import { tables } from './tables.mjs';

const here = import.meta.dirname;
const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'surrogate-mlp,converted-mlp' }, parts: { type: 'string', default: Object.keys(CASES).join(',') },
    images: { type: 'string', default: '1000' }, chips: { type: 'string', default: '5' }, timesteps: { type: 'string', default: TIMESTEPS.join(',') }, arrays: { type: 'string', default: ARRAYS.join(',') }, sigmas: { type: 'string', default: SIGMAS.join(',') }, out: { type: 'string' },
  },
});
const output = outputOf(here, options.out);
const grid = { timesteps: numbers(options.timesteps), arrays: numbers(options.arrays), sigmas: numbers(options.sigmas) };
const work = mkdtempSync(join(tmpdir(), 'robustness-'));
const INPUT = ['--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--labels', 'test/models/data/t10k-labels-idx1-ubyte.gz', '--limit', options.images];
const ERROR_SAMPLES = 32;

const results = table('results.csv', ['network', 'timesteps', 'array', 'wires', 'sigma', 'mitigation', 'images', 'chips', 'accuracies']);
const errors = table('errors.csv', ['network', 'timesteps', 'array', 'wires', 'sigma', 'population', 'measure', 'series']);
try {
  for (const network of listOf(options.networks)) {
    for (const part of listOf(options.parts)) for (const one of CASES[part](grid)) measure(network, one);
  }
} finally {
  rmSync(work, { recursive: true });
}
const rows = results.rows();
output.show({ tables: `\n${tables(rows, errors.rows())}` });
await plotAccuracy(rows, output.folder);
await plotErrors(errors.rows(), output.folder);

function numbers(list) {
  return listOf(list).map(Number);
}

/** One network on chips of one kind. */
function measure(network, { timesteps, array, wires, sigma, mitigation = 'none', withErrors = false }) {
  const chips = sigma > 0 ? options.chips : '1';
  const key = { network, timesteps, array, wires, sigma, mitigation };
  if (withErrors ? errors.has({ network, timesteps, array, wires, sigma }) : results.has(key)) return;
  const tile = compiled(network, timesteps, array);
  const effects = join(work, 'effects.json');
  writeFileSync(effects, JSON.stringify({ summary: `wires ${wires}, variation ${sigma} %`, wires: WIRES[wires], programmingVariation: sigma > 0 ? { sigma: sigma / 100 } : null }));
  const ideal = wires === 'none' && sigma === 0;
  const report = reportOf([
    'simulate', tile, '--target', targetOf(array), ...INPUT, ...(ideal ? [] : ['--non-idealities', effects]), '--trials', chips,
    ...(mitigation === 'none' ? [] : ['--mitigate', mitigation, ...NETWORKS[network].calibrate]), ...(ideal ? [] : ['--error-samples', withErrors ? ERROR_SAMPLES : 0]), '--json', '-',
  ]);
  const accuracies = report.trials?.accuracies ?? [report.accuracy.value];
  if (!results.has(key)) results.add({ ...key, images: report.accuracy.total, chips: accuracies.length, accuracies: accuracies.map((value) => value.toFixed(4)).join(' ') });
  for (const { name, running, fresh } of withErrors ? report.errorOverTime.perLayer : []) {
    for (const [measured, { potentials, spikes }] of Object.entries({ running, fresh })) {
      const series = { potentials: potentials.perTimestep.relativeRms, gain: potentials.perTimestep.gain, spikes: spikes.perTimestep.differing };
      for (const [what, values] of Object.entries(series)) {
        errors.add({ network, timesteps, array, wires, sigma, population: name, measure: `${measured} ${what}`, series: values.map((value) => (value === null ? '' : value.toFixed(4))).join(' ') });
      }
    }
  }
}

/** The configuration of a network, compiled once for all chips. */
function compiled(network, timesteps, array) {
  const file = join(work, `${network}-${timesteps}-${array}.tile`);
  if (existsSync(file)) return file;
  const { model, flags, calibrate } = NETWORKS[network];
  synaptile(['compile', model, '--target', targetOf(array), '--bits', 8, '--timesteps', timesteps, ...flags, ...calibrate, '-o', file]);
  return file;
}

/** rram-64 with other arrays on as large a mesh as they need. */
function targetOf(array) {
  if (array === 64) return join(here, 'rram-64.json');
  const file = join(work, `rram-${array}.json`);
  const target = JSON.parse(readFileSync(join(here, 'rram-64.json'), 'utf8'));
  const side = 64 * Math.max(1, 64 / array);
  const { $schema: _, ...rest } = target;
  writeFileSync(file, JSON.stringify({
    ...rest, name: `rram-${array}`, fanIn: array, mesh: { ...target.mesh, width: side, height: side },
    core: { ...target.core, neurons: array, crossbars: { ...target.core.crossbars, rows: array, columns: array } },
  }));
  return file;
}

/** A CSV file that grows row by row; a row is known by all columns that are not measured. */
function table(name, columns) {
  const file = output.file(name);
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell]))) : [];
  return {
    rows: () => known,
    has: (key) => known.some((row) => Object.entries(key).every(([column, value]) => row[column] === String(value))),
    add: (row) => {
      known.push(Object.fromEntries(columns.map((column) => [column, String(row[column])])));
      console.log(columns.map((column) => row[column]).join(',').slice(0, 160));
      writeFileSync(file, `${[columns.join(','), ...known.map((one) => columns.map((column) => one[column]).join(','))].join('\n')}\n`);
    },
  };
}
