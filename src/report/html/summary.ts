import { inTau } from '../decision.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import type { Report } from '../report.ts';
import { unrollingLossText } from '../unrolling.ts';
import { markup, type Markup } from './markup.ts';

/** The numbers a reader came for. */
export function summaryCards(report: Report): Markup {
  return markup`<div class="cards">
${accuracyCard(report)}
${energyCard(report)}
${latencyCard(report)}
${coresCard(report)}
${spikesCard(report)}
${areaCard(report)}
</div>`;
}

function accuracyCard({ accuracy, unrolling, trials }: Report): Markup {
  const { value, correct, total, interval95, reference, agreement } = accuracy;
  const interval = interval95 === null
    ? 'no labels were given'
    : `${formatCount(correct)} of ${formatCount(total)}, 95 % interval ${formatPercent(interval95[0], 2)} to ${formatPercent(interval95[1], 2)}`;
  const float = reference === null || reference.value === null ? [] : [`float network ${formatPercent(reference.value, 2)}`];
  const agreed = agreement === null ? [] : [`${formatPercent(agreement, 2)} equal predictions`];
  if (trials?.accuracies && trials.interval95) {
    const spread = `mean of ${plural(trials.chips, 'chip')}, 95 % interval ${formatPercent(trials.interval95[0], 2)} to ${formatPercent(trials.interval95[1], 2)}`;
    return card('Accuracy', formatPercent(trials.mean, 2), [spread, `first chip ${formatPercent(value, 2)}: ${interval}`, [...float, ...agreed].join(', ')]);
  }
  return card('Accuracy', formatPercent(value, 2), [interval, [...float, ...agreed].join(', '), unrolling?.loss ? `--unroll ${unrolling.mode}: ${unrollingLossText(unrolling.loss)}` : '']);
}

function energyCard({ energy, samples, trials }: Report): Markup {
  const chips = trials === null ? [] : [`${formatQuantity(trials.energy.least_J, 'J')} to ${formatQuantity(trials.energy.most_J, 'J')} over ${plural(trials.chips, 'chip')}`];
  return card('Energy per inference', formatQuantity(energy.perInference_J, 'J'), [`${formatQuantity(energy.total_J, 'J')} for ${plural(samples, 'sample')}`, ...chips]);
}

function latencyCard({ latency }: Report): Markup {
  const { mean, p95 } = latency.spike_s;
  const spike = mean === null ? 'no spike was delivered' : `spike ${formatQuantity(mean, 's')}, 95th percentile ${formatQuantity(p95, 's')}`;
  const { decision } = latency;
  if (decision && decision.mean !== null) return card('Decision', decision.mean_s === null ? inTau(decision.mean) : formatQuantity(decision.mean_s, 's'), [`95th percentile ${inTau(decision.p95!)}`, spike]);
  return card('Latency per inference', formatQuantity(latency.perInference_s, 's'), [`timestep ${formatQuantity(latency.step_s, 's')}`, spike]);
}

function coresCard({ utilisation, programming }: Report): Markup {
  const holds = `${plural(utilisation.neurons, 'neuron')}, ${plural(utilisation.synapses, 'synapse')}`;
  const written = programming === null ? '' : `${plural(programming.devices, 'device')} written${programming.energy_J === null ? '' : `: ${formatQuantity(programming.energy_J, 'J')}, once`}`;
  return card('Cores in use', formatCount(utilisation.coresUsed), [`of ${formatCount(utilisation.cores)} on the chip`, holds, written]);
}

function spikesCard({ traffic }: Report): Markup {
  const { perInference, hopsPerPacket } = traffic;
  const hops = hopsPerPacket === null ? '' : `${hopsPerPacket.toFixed(2)} hops per packet`;
  return card('Spikes per inference', formatCount(perInference.spikes), [plural(perInference.packets, 'packet'), hops]);
}

function areaCard({ area }: Report): Markup {
  const size = (mm2: number) => `${formatConstant(Number(mm2.toPrecision(3)))} mm²`;
  const largest = Object.entries(area.parts_mm2).sort(([, a], [, b]) => b - a).slice(0, 3);
  return card('Area in use', area.total_mm2 === null ? 'unknown' : size(area.total_mm2), largest.map(([part, mm2]) => `${part} ${size(mm2)}`));
}

export function card(title: string, value: string, lines: readonly string[]): Markup {
  const details = lines.filter((one) => one !== '').map((one) => markup`<p>${one}</p>`);
  return markup`<article class="card"><h3>${title}</h3><strong>${value}</strong>${details}</article>`;
}
