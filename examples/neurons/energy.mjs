/**
 * Energy of event-driven phase-domain neurons against clocked voltage-domain ones on the same first-spike network, as a share: counts spikes, synaptic operations and clocked
 * updates of test images, and writes energy.csv and the table of README.md, or both into another folder (--out).
 *
 *     npm run build && node examples/neurons/energy.mjs [--images N] [--out FOLDER]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { read, readData } from '../../dist/index.js';
import { outputOf, ROOT } from '../study.mjs';
import { clocked, eventWork } from './first-spikes.mjs';

const models = join(ROOT, 'test/models');
const { values: options } = parseArgs({ options: { images: { type: 'string', default: '10000' }, out: { type: 'string' } } });
const output = outputOf(import.meta.dirname, options.out);

/** Ticks in units of tau. */
const CLOCKS = [0.2, 0.1, 0.05, 0.02];

/** E_spk over E_sop where a source says both. */
const SPIKES = [
  { ratio: 2.1 / 20, source: '2.1 pJ a spike, 20 pJ a synaptic operation: JLPEA 13:55, 2023 (`jlpea-2023`)' },
  { ratio: 40 / 201, source: 'below 40 fJ a spike (65 nm), 201 fJ a synaptic operation (130 nm): Granizo 2023 and 2025, one family (`granizo-2023`, `granizo-2025`)' },
  { ratio: 0, source: 'a spike that costs nothing: the bound of both' },
];

/** A tick of a neuron over E_sop is published nowhere: it is varied. */
const TICKS = [0.1, 1];

const model = await read(join(models, 'ttfs/ttfs_mlp_600.onnx'));
const { stage: network } = model;
const populations = network.projections.map(({ weights: { shape: [outputs, inputs], data } }) => ({ outputs, inputs, data }));
const { times } = network.populations[0].neuron;
if (times.kind !== 'two-level') throw new Error(`input times ${times.kind}`);
const images = await readData(join(models, 'data/t10k-images-idx3-ubyte.gz'), model, { labels: join(models, 'data/t10k-labels-idx1-ubyte.gz') });
const { labels } = images;
const count = Math.min(images.count, Number(options.images));

const event = { correct: 0, spikes: 0, operations: 0, decision: 0, latest: 0 };
const clocks = CLOCKS.map((dt) => ({ dt, correct: 0, equal: 0, ticks: 0, updates: 0, pulses: 0 }));
const neurons = populations.reduce((sum, { outputs }) => sum + outputs, 0);
const values = new Float32Array(populations[0].inputs);
for (let sample = 0; sample < count; sample++) {
  images.read(sample, values);
  const inputTimes = Float64Array.from(values, (value) => (value > times.above ? times.early : times.late));
  const { decided, decision, spikes, operations } = eventWork(populations, inputTimes);
  event.correct += decided === labels[sample];
  event.spikes += spikes;
  event.operations += operations;
  event.decision += decision;
  event.latest = Math.max(event.latest, decision);
  for (const clock of clocks) {
    const found = clocked(populations, inputTimes, clock.dt, 10);
    clock.correct += found.decided === labels[sample];
    clock.equal += found.decided === decided;
    clock.ticks += found.ticks;
    clock.updates += found.updates;
    clock.pulses += found.pulses;
  }
}
const perImage = (value) => value / count;
const lines = clocks.map(({ dt, correct, equal, ticks, updates, pulses }) => ['clocked', dt, percent(correct), percent(equal), perImage(event.spikes), perImage(event.operations), perImage(ticks), perImage(updates), perImage(pulses)]);
writeFileSync(output.file('energy.csv'), `${[
  'neuron,tick_tau,accuracy_percent,equal_percent,spikes,synaptic_operations,ticks,updates,pulses', ['event-driven', '', percent(event.correct), '100.00', perImage(event.spikes), perImage(event.operations), '', '', ''].join(','), ...lines.map((line) => line.join(',')),
].join('\n')}\n`);
output.show({ energy: `\n${counts()}\n\n${savings()}` });

function counts() {
  return [
    `${count} images of MNIST, ${neurons} neurons; an image, until the first spike of an output (mean ${perImage(event.decision).toFixed(2)} tau, at most ${event.latest.toFixed(2)}):`, '',
    ...table(['neurons', 'tick, tau', 'accuracy', 'equal decisions', 'spikes', 'synaptic operations', 'ticks', 'updates of neurons', 'pulses of synapses'], [
      ['event-driven', '-', `${percent(event.correct)} %`, '-', perImage(event.spikes).toFixed(1), whole(perImage(event.operations)), '-', '-', '-'],
      ...clocks.map(({ dt, correct, equal, ticks, updates, pulses }) => ['clocked', dt, `${percent(correct)} %`, `${percent(equal)} %`, 'taken as the same', 'taken as the same', perImage(ticks).toFixed(1), whole(perImage(updates)), whole(perImage(pulses))]),
    ]),
  ].join('\n');
}

function savings() {
  const share = (value) => `${(100 * value).toFixed(1)} %`;
  /** Over all ratios of a spike to a synaptic operation; mostly they make no difference. */
  const range = (show, of) => {
    const values = [...new Set(SPIKES.map(({ ratio }) => show(of(event.spikes * ratio))))];
    return values.length === 1 ? values[0] : `${values[0]} to ${values.at(-1)}`;
  };
  return table(['tick, tau', 'saved against A', ...TICKS.map((tick) => `saved against B at E_tick = ${tick} E_sop`), 'B: E_tick / E_sop that saves 90 %'], clocks.map((clock) => [
    clock.dt,
    range(share, (spikes) => 1 - (event.operations + spikes) / (clock.pulses + spikes)),
    ...TICKS.map((tick) => range(share, (spikes) => 1 - (event.operations + spikes) / (event.operations + spikes + clock.updates * tick))),
    range((value) => value.toFixed(0), (spikes) => (9 * (event.operations + spikes)) / clock.updates),
  ])).concat('', `E_spk / E_sop: ${SPIKES.map(({ ratio, source }) => `${ratio.toFixed(3)} (${source})`).join('; ')}. Where these make a difference in the last digit, both ends are given.`).join('\n');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function percent(value) {
  return ((100 * value) / count).toFixed(2);
}

function whole(value) {
  return Math.round(value).toLocaleString('en-GB');
}
