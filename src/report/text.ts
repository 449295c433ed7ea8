import { ENERGY_PARTS, type Technology } from '../ir/target.ts';
import { describeDecision } from './decision.ts';
import type { Programming } from './programming.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural, printBits } from './quantity.ts';
import type { Report } from './report.ts';
import { calibrationLines } from './text-calibration.ts';
import { ablationLines, errorLines, trialLines } from './text-chips.ts';
import { converterLines } from './text-converters.ts';
import { mitigationLines } from './text-mitigations.ts';
import { circuitLines } from './text-circuit.ts';
import { networkLines } from './text-network.ts';
import { bar, clean, paint, pad, wrap, type Paint } from './terminal.ts';
import { unrollingLossText, unrollingText } from './unrolling.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** The report as a page for the terminal; without `colour` it holds no control codes at all. */
export function renderText(report: Report, { colour, width }: TextOptions): string {
  const look = { paint: paint(colour), width: Math.max(60, Math.min(width, 120)) };
  const sections = [
    heading(report, look), accuracy(report, look), ...(report.trials ? [trialLines(report.trials, look)] : []),
    ...(report.mitigations ? [mitigationLines(report.mitigations, look)] : []), ...(report.ablation ? [ablationLines(report.ablation, look)] : []), ...(report.errorOverTime ? [errorLines(report.errorOverTime, look)] : []),
    ...(report.converters ? [converterLines(report.converters, look)] : []),
    ...(report.neuronCircuit ? [circuitLines(report.neuronCircuit, look)] : []), energy(report, look), latency(report, look), networkLines(report.network, look), chip(report, look),
    ...(report.calibration ? [calibrationLines(report.calibration, look)] : []), gaps(report, look), prices(report, look),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

function heading({ model, target, version, bits, bitsPerProjection, timesteps, seed, samples, latency: { decision } }: Report, { paint }: Look): string[] {
  return [
    paint.bold(`${clean(model)} on ${clean(target)}`),
    paint.dim(`${printBits(bits, bitsPerProjection)}, ${decision ? 'one pass' : plural(timesteps, 'timestep')}, ${plural(samples, 'sample')}, seed ${seed}, synaptile ${version}`),
  ];
}

function accuracy({ accuracy, unrolling }: Report, { paint }: Look): string[] {
  const { value, correct, total, interval95, reference, agreement } = accuracy;
  const found = value === null || interval95 === null
    ? 'unknown: no labels'
    : `${paint.good(formatPercent(value, 2))}  ${formatCount(correct)} of ${formatCount(total)}, ` +
      `95 % interval ${formatPercent(interval95[0], 2)} to ${formatPercent(interval95[1], 2)}`;
  const float = reference && reference.value !== null ? [fact('  float network', formatPercent(reference.value, 2))] : [];
  const agreed = agreement === null ? [] : [fact('  agreement', `${formatPercent(agreement, 2)} of predictions equal the float network's`)];
  const lost = unrolling?.loss ? [fact(`  ${unrolling.mode}`, unrollingLossText(unrolling.loss))] : [];
  return [fact(paint.bold('Accuracy'), found), ...float, ...agreed, ...lost];
}

function energy({ energy, samples }: Report, look: Look): string[] {
  const { paint } = look;
  const parts = ENERGY_PARTS.filter((part) => energy.parts_J[part] > 0).map((part) => [part, energy.parts_J[part]] as const);
  const owners = [
    ...energy.perLayer.map((one) => [one.name, one.energy_J] as const),
    ...(energy.static_J > 0 ? [['(static power)', energy.static_J] as const] : []),
    ...(energy.unattributed_J > 0 ? [['(no population)', energy.unattributed_J] as const] : []),
  ];
  return [
    fact(paint.bold('Energy'), `${paint.good(formatQuantity(energy.perInference_J, 'J'))} per inference, ${formatQuantity(energy.total_J, 'J')} for ${plural(samples, 'sample')}`),
    paint.dim('  by part'),
    ...table(parts, energy.perInference_J, look),
    paint.dim('  by population'),
    ...table(owners, energy.perInference_J, look),
  ];
}

/** Rows of `name  value  share  bar`. */
function table(rows: readonly (readonly [string, number])[], total: number, { paint, width }: Look): string[] {
  const most = rows.reduce((top, [, value]) => Math.max(top, value), 0);
  return rows.map(([name, value]) => {
    const numbers = `${pad(formatQuantity(value, 'J'), -10)} ${pad(formatPercent(total > 0 ? value / total : 0, 1), -8)}`;
    return `    ${pad(clean(name), 20)}${numbers}  ${paint.bar(bar(most > 0 ? value / most : 0, Math.min(30, width - 46)))}`;
  });
}

function latency({ latency, stepTime, timesteps, samples }: Report, { paint }: Look): string[] {
  const { spike_s, step } = latency;
  const made = [
    `compute ${formatQuantity(step.compute_s, 's')}`, `path ${formatQuantity(step.path_s, 's')}`, `barrier ${formatQuantity(step.barrier_s, 's')}`,
    ...(step.minimum_s === null ? [] : [`at least ${formatQuantity(step.minimum_s, 's')}`]),
  ];
  const spike = spike_s.mean === null
    ? 'no spike was delivered'
    : `mean ${formatQuantity(spike_s.mean, 's')}, 95th percentile ${formatQuantity(spike_s.p95, 's')}, longest ${formatQuantity(spike_s.max, 's')} (${latency.spikeModel === 'cycle' ? 'in the mesh below' : 'one by one'})`;
  return [
    fact(paint.bold('Latency'), `${paint.good(formatQuantity(latency.perInference_s, 's'))} per inference`),
    ...(latency.decision ? [fact('  decision', describeDecision(latency.decision, samples)), fact('  work of a pass', `${formatQuantity(latency.step_s, 's')} (${made.join(', ')})`)] : [fact('  timestep', `${formatQuantity(latency.step_s, 's')} x ${timesteps} (${made.join(', ')})`)]),
    ...(stepTime === null ? [] : [fact('  step by step', `${formatQuantity(stepTime.perInference_s, 's')} for the first sample: the busiest core of each timestep, and the barrier of ${plural(stepTime.tiles, 'tile')} (${formatQuantity(stepTime.barrier_s, 's')})`)]),
    fact('  spike', spike),
  ];
}

function chip({ utilisation, programming, area, traffic, synops, timing, unrolling }: Report, { paint }: Look): string[] {
  const tightest = utilisation.demand[0];
  const unrolled = unrolling ? unrollingText(unrolling) : '';
  const crossbars = utilisation.crossbarsTotal > 0 ? `, ${formatCount(utilisation.crossbars)} of ${plural(utilisation.crossbarsTotal, 'crossbar')}` : '';
  return [
    fact(paint.bold('Chip'), `${paint.good(formatCount(utilisation.coresUsed))} of ${plural(utilisation.cores, 'core')}${crossbars}`),
    fact('  holds', `${plural(utilisation.neurons, 'neuron')}, ${plural(utilisation.synapses, 'synapse')}`),
    ...(unrolled === '' ? [] : [fact('  unrolled', unrolled)]),
    ...(tightest ? [fact('  tightest limit', `${clean(tightest.limit)}: ${formatCount(tightest.used)} of ${formatCount(tightest.available)} (${formatPercent(tightest.share, 1)})`)] : []),
    ...(area.total_mm2 === null ? [] : [fact('  area in use', `${formatConstant(Number(area.total_mm2.toPrecision(3)))} mm²`)]),
    ...(programming === null ? [] : [fact('  programming', programmingText(programming))]),
    fact('  traffic', `${plural(traffic.perInference.spikes, 'spike')}, ${plural(traffic.perInference.packets, 'packet')} per inference` +
      (traffic.hopsPerPacket === null ? '' : `, ${traffic.hopsPerPacket.toFixed(2)} hops per packet`)),
    fact('  operations', `${formatCount(synops.effectiveMACs + synops.effectiveACs)} of ${formatCount(synops.dense)} dense, activation sparsity ${formatPercent(synops.activationSparsity, 1)}`),
    fact('  this run', `compiled in ${formatQuantity(timing.compile_s, 's')}, simulated in ${formatQuantity(timing.simulate_s, 's')}, ${formatCount(Math.round(timing.peakMemory_MB))} MB`),
  ];
}

function programmingText({ devices, parts, verifyReads, time_s, energy_J }: Programming): string {
  const tests = parts.testing > 0 ? ` and ${formatCount(parts.testing)} writes to test devices` : '';
  const passes = verifyReads === undefined ? '' : ` in ${formatCount(Math.round(parts.loading))} pulses, each verified`;
  const time = time_s === null ? '' : ` in ${formatQuantity(time_s, 's')}`;
  return `${plural(devices, 'device')} written${passes}${tests}, energy ${formatQuantity(energy_J, 'J')}${time} (once)`;
}

function gaps({ gaps }: Report, { paint, width }: Look): string[] {
  return [paint.warn('Not known'), ...gaps.flatMap((gap) => wrap(clean(gap), width, '  - ', '    '))];
}

/** Grouped by source: most targets take many prices from one paper. */
function prices({ constants, technology }: Report, { paint, width }: Look): string[] {
  const bySource = new Map<string, string[]>();
  for (const one of constants) {
    if (one.kind !== 'energy' && one.kind !== 'power') continue;
    const origin = `${clean(one.source)} (${one.evidence}${one.scope === 'all-in' ? ', all-in' : ''})`;
    const priced = `${clean(one.of)} ${formatConstant(one.value)} ${one.unit}`;
    bySource.set(origin, [...(bySource.get(origin) ?? []), priced]);
  }
  const lines = [...bySource].flatMap(([origin, priced]) => [
    ...wrap(origin, width, '  ', '    '), ...wrap(priced.join(', '), width, '      ', '      ').map(paint.dim),
  ]);
  const scaled = technology ? wrap(`scaled to ${technology.node_nm} nm by ${technology.rule}: ${technology.source}${supplies(technology)}`, width, '  ', '    ') : [];
  return [paint.bold('Where the prices come from'), ...scaled, ...lines];
}

function supplies({ supply_V }: Technology): string {
  const each = Object.entries(supply_V).map(([node, volt]) => `${volt} V at ${node} nm`);
  return each.length === 0 ? '' : `; ${each.join(', ')}`;
}

function fact(name: string, text: string): string {
  return `${pad(name, 18)}${text}`;
}
