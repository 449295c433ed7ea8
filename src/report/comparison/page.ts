import { markup, type Markup } from '../html/markup.ts';
import { renderPage } from '../html/page.ts';
import { drawPareto, type ParetoPoint } from '../html/pareto.ts';
import { drawStackedBars } from '../html/stacked-bars.ts';
import { numberColumns, table } from '../html/table.ts';
import { formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import type { MappingComparison, MappingCosts } from './compare.ts';

/** The comparison as one page that needs no network. */
export async function renderComparisonPage(comparison: MappingComparison): Promise<string> {
  const { model, target, samples, seed, data, version, objective, chosen } = comparison;
  return renderPage({
    title: `Mappings of ${model} on ${target}`, heading: model, subheading: `mapped to ${target}`,
    lead: markup`${plural(samples, 'sample')} ${data === null ? 'of random values' : `of ${data}`}, seed ${seed}. Best for ${objective}: <strong>${chosen}</strong>.`,
    sections: [
      { id: 'front', title: 'Energy, latency and cores', content: drawFront(comparison) },
      { id: 'energy', title: 'Energy by part', content: energyBars(comparison) },
      { id: 'mappings', title: 'Mappings', content: markup`${comparisonTable(comparison)}${failures(comparison)}` },
    ],
    footer: `Written by synaptile ${version}. Counts are those of the simulated samples, per inference.`,
  });
}

type Made = MappingComparison['mappings'][number] & { readonly costs: MappingCosts };

function madeOf({ mappings }: MappingComparison): readonly Made[] {
  return mappings.filter((point): point is Made => point.costs !== null);
}

/** What mapping changes is the energy of routers and links; the rest is computing. */
function energyBars(comparison: MappingComparison): Markup {
  const rows = madeOf(comparison).map(({ mapper, costs }) => ({ name: mapper, values: { computing: costs.energy_J - costs.networkEnergy_J, 'routers and links': costs.networkEnergy_J } }));
  return drawStackedBars({ title: 'Energy of the mappings', unit: 'J', parts: ['computing', 'routers and links'], rows, caption: 'Energy of one inference.' });
}

function comparisonTable(comparison: MappingComparison): Markup {
  const { bounds, spikeCounts } = comparison;
  const made = madeOf(comparison);
  const named = ({ mapper, pareto }: Made): string => (pareto ? `${mapper} *` : mapper);
  const ratio = (value: number, least: number): string => (least > 0 ? (value / least).toFixed(2) : '-');
  const costs = made.map((point) => [
    named(point), formatCount(point.costs.cores), formatPercent(point.costs.fullest, 0), formatQuantity(point.costs.energy_J, 'J'), formatQuantity(point.costs.networkEnergy_J, 'J'),
    formatQuantity(point.costs.latency_s, 's'), formatQuantity(point.compile_s, 's'),
  ]);
  const packets = made.map((point) => [
    named(point), formatCount(point.costs.packets), formatCount(point.costs.hops), point.costs.hopsPerPacket?.toFixed(2) ?? '-', formatCount(point.costs.maxLinkLoad),
  ]);
  const traffic = made.map((point) => [
    named(point), formatCount(point.traffic!.messagesBetweenCores), ratio(point.traffic!.messagesBetweenCores, bounds.messagesBetweenCores), formatCount(point.traffic!.hops),
    ratio(point.traffic!.hops, point.traffic!.leastHops), formatCount(point.traffic!.asplos.averageCongestion), formatCount(point.traffic!.asplos.maximumCongestion),
  ]);
  return markup`${table(numberColumns('Mapper', 'Cores', 'Fullest core', 'Energy', 'Network energy', 'Latency', 'Compiled in'), costs,
    { caption: `Costs of one inference; * no other mapping is at least as good in energy, latency and cores; none has fewer than ${bounds.cores} cores` })}
${table(numberColumns('Mapper', 'Packets', 'Hops', 'Hops a packet', 'Busiest link'), packets, { caption: 'Traffic of one inference, simulated' })}
${table(numberColumns('Mapper', 'Messages between cores', 'x bound', 'Hops', 'x bound', 'Mean congestion', 'Worst'), traffic,
    { caption: `If neurons speak as mapping was told (spikes ${spikeCounts}): against what no mapping, and no placement of these clusters, can do with less; congestion of routers after Jin et al., ASPLOS 2023` })}`;
}

function failures({ mappings }: MappingComparison): Markup {
  const lines = mappings.filter(({ costs }) => costs === null).flatMap(({ mapper, diagnostics }) =>
    diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message, help }) => markup`<li>${mapper}: ${code} ${message}${help ? ` (${help})` : ''}</li>\n`));
  return markup`<ul>${lines}</ul>`;
}

/** Energy against latency, the area of a point being its cores. */
function drawFront(comparison: MappingComparison): Markup {
  const points = madeOf(comparison).map(({ mapper, summary, pareto, costs, compile_s }): ParetoPoint => ({
    label: mapper, best: pareto, x: costs.latency_s, y: costs.energy_J, size: costs.cores,
    options: { cores: formatCount(costs.cores), 'fullest core': formatPercent(costs.fullest, 0), packets: formatCount(costs.packets), 'compiled in': formatQuantity(compile_s, 's'), strategy: summary },
  }));
  return drawPareto({
    title: 'Energy and latency of the mappings', points, x: { title: 'latency', unit: 's', better: 'less' }, y: { title: 'energy', unit: 'J', better: 'less' }, joined: false,
    caption: 'Energy and latency of one inference; the area of a point is its number of cores. Filled: no other mapping is at least as good in energy, latency and cores.',
  });
}
