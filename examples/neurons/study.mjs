/**
 * What the circuit of a neuron does to accuracy: compiles a converted MNIST network once, simulates it with every circuit of CASES, and writes table.csv, the tables of
 * README.md and accuracy.svg here, or all of it into another folder (--out).
 *
 *     npm run build && node examples/neurons/study.mjs [--images N] [--others N] [--only cm28-min] [--calibrate-others] [--out FOLDER]
 *
 * `--images`: those for the first table (10 000); `--others`: images for other swings and laws (1000); `--calibrate-others` fits those too (a minute each). Rows that
 * table.csv has already with at least so many images are kept and not run again.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { outputOf, reportOf, synaptile } from '../study.mjs';
import { plotAccuracy } from './plot.mjs';
import { mainTable, otherTable } from './tables.mjs';
import { wilson } from './wilson.mjs';

const { values: options } = parseArgs({ options: { images: { type: 'string', default: '10000' }, others: { type: 'string', default: '1000' }, only: { type: 'string', default: '' }, 'calibrate-others': { type: 'boolean' }, out: { type: 'string' } } });
const output = outputOf(import.meta.dirname, options.out);

const CALIBRATION = 'test/models/data/calib1k-images-idx3-ubyte.gz';
const DATA = ['--input', 'test/models/data/t10k-images-idx3-ubyte.gz', '--labels', 'test/models/data/t10k-labels-idx1-ubyte.gz'];
const TARGET = ['--target', 'examples/conversion/wide.json'];
/** Weights of 16 bits stand for float ones; thresholds at the 99.9th percentile, nothing fitted to ideal spikes: `plain` of examples/conversion. */
const CONVERSION = ['--timesteps', '16', '--bits', '16', '--rounding', 'nearest', '--thresholds', 'percentile', '--corrections', 'none', '--weights', 'keep', '--calibrate', CALIBRATION];

const MIRRORS = ['cm28-min', 'cm28-100n', 'cm28-300n'];
const SWINGS = [[0.25, 0.65], [0.3, 0.6], [0, 0.6], [0.1, 0.8]];
/** Sizes of imperfections that nobody published: assumed. */
const IMPERFECT = 'time-domain,frequencyMismatch=0.02,phaseNoise=0.01,taps=64';
const atSwing = (mirror, [reset_V, threshold_V]) => `${mirror},reset_V=${reset_V},threshold_V=${threshold_V}`;

/** First what the paper's claims are about, then what is a free choice here. */
const CASES = [
  ...['ideal', 'time-domain', IMPERFECT].map((circuit) => ({ circuit, table: 'main', fitted: false })),
  ...MIRRORS.map((circuit) => ({ circuit, table: 'main', fitted: true })),
  ...SWINGS.slice(1).flatMap((swing) => MIRRORS.map((mirror) => ({ circuit: atSwing(mirror, swing), table: 'others', fitted: options['calibrate-others'] }))),
  ...SWINGS.slice(0, 3).map((swing) => ({ circuit: `${atSwing('cm28-min', swing)},down=weak-headroom`, table: 'others', fitted: options['calibrate-others'] })),
];

const HEADER = 'table|circuit|samples|calibration|correct|accuracy_percent|low_percent|high_percent|swing_V|command';
const file = output.file('table.csv');
const known = new Map(existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(1).map((line) => [keyOf(line.split('|')), line]) : []);
const folder = mkdtempSync(join(tmpdir(), 'synaptile-neurons-'));

function keyOf([table, circuit, , calibration]) {
  return [table, circuit, calibration].join('|');
}

try {
  for (const one of CASES.filter(({ circuit }) => circuit.startsWith(options.only))) {
    const samples = Number(one.table === 'main' ? options.images : options.others);
    const kept = (calibration) => Number(known.get([one.table, one.circuit, calibration].join('|'))?.split('|')[2] ?? 0) >= samples;
    if (kept('none') && (!one.fitted || kept('fitted'))) continue;
    for (const line of measure(one, samples)) {
      known.set(keyOf(line.split('|')), line);
      console.log(line.split('|').slice(0, 9).join('|'));
    }
    writeFileSync(file, `${[HEADER, ...known.values()].join('\n')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
const rows = [...known.values()].map(parse).sort((a, b) => placeOf(a) - placeOf(b));
output.show({ main: `\n${mainTable(rows)}`, others: `\n${otherTable(rows)}` });
await plotAccuracy(rows.filter(({ table }) => table === 'main'), output.file('accuracy.svg'));

function placeOf({ circuit, calibration }) {
  return 2 * CASES.findIndex((one) => one.circuit === circuit) + (calibration === 'fitted' ? 1 : 0);
}

/** A fitted run says the accuracy before as well: two lines of the table. */
function measure({ circuit, table, fitted }, samples) {
  const configuration = join(folder, 'network.tile');
  const compile = ['compile', 'test/models/mnist_mlp_1200.onnx', ...TARGET, ...CONVERSION];
  if (!existsSync(configuration)) synaptile([...compile, '-o', configuration]);
  const flags = ['--neuron-circuit', circuit, ...(fitted ? ['--calibrate-circuit', CALIBRATION] : []), '--limit', String(samples)];
  const { accuracy, neuronCircuit: used } = reportOf(['simulate', configuration, ...TARGET, ...DATA, ...flags, '--json', '-']);
  const line = (calibration, correct, swing) => {
    const [low, high] = wilson(correct, accuracy.total);
    const percents = [correct / accuracy.total, low, high].map((share) => (100 * share).toFixed(2));
    return [table, circuit, accuracy.total, calibration, correct, ...percents, swing?.map((volt) => volt.toFixed(2)).join(' to ') ?? '', `synaptile ${['simulate', 'network.tile', ...TARGET, ...flags].join(' ')}`].join('|');
  };
  const swingOf = ({ reset_V, threshold_V }) => (reset_V === undefined ? undefined : [reset_V, threshold_V]);
  if (!fitted) return [line('none', accuracy.correct, swingOf(used?.parameters ?? {}))];
  const { gain, swing_V } = used.calibration;
  return [line('none', Math.round(gain.before * accuracy.total), swing_V.before), line('fitted', accuracy.correct, swing_V.after)];
}

function parse(line) {
  const [table, circuit, samples, calibration, correct, accuracy, low, high, swing] = line.split('|');
  return { table, circuit, calibration, swing, samples: Number(samples), correct: Number(correct), accuracy: Number(accuracy), low: Number(low), high: Number(high) };
}
