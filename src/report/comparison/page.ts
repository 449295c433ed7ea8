import type { TopLevelSpec } from 'vega-lite';
import { contentPolicy } from '../html/content-policy.ts';
import { markup, trusted, type Markup } from '../html/markup.ts';
import { STYLE } from '../html/style.ts';
import { numberColumns, table } from '../html/table.ts';
import { formatCount, formatPercent, formatQuantity, plural, prefixFor } from '../quantity.ts';
import type { MappingComparison, MappingCosts } from './compare.ts';

/** The comparison as one page that needs no network and runs no script. */
export async function renderComparisonPage(comparison: MappingComparison): Promise<string> {
  const { model, target, samples, seed, data, version, objective, chosen } = comparison;
  return markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mappings of ${model} on ${target}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${model} <small>mapped to ${target}</small></h1>
<p>${plural(samples, 'sample')} ${data === null ? 'of random values' : `of ${data}`}, seed ${seed}. Best for ${objective}: <strong>${chosen}</strong>.</p></header>
<main>
<section><h2>Energy, latency and cores</h2>${await drawFront(comparison)}</section>
<section><h2>Mappings</h2>${comparisonTable(comparison)}${failures(comparison)}</section>
</main>
<footer>Written by synaptile ${version}. Counts are those of the simulated samples, per inference.</footer>
</body>
</html>
`.markup;
}

type Made = MappingComparison['mappings'][number] & { readonly costs: MappingCosts };

function madeOf({ mappings }: MappingComparison): readonly Made[] {
  return mappings.filter((point): point is Made => point.costs !== null);
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

/** Energy against latency, the area of a point being its cores; the Pareto front is filled. Vega is loaded only when this is called. */
async function drawFront(comparison: MappingComparison): Promise<Markup> {
  const made = madeOf(comparison);
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  const [energyFactor, energyPrefix] = prefixFor(Math.max(...made.map(({ costs }) => costs.energy_J)));
  const [timeFactor, timePrefix] = prefixFor(Math.max(...made.map(({ costs }) => costs.latency_s)));
  const values = made.map(({ mapper, pareto, costs }) => ({ mapper, pareto, cores: costs.cores, energy: costs.energy_J / energyFactor, latency: costs.latency_s / timeFactor }));
  const { spec } = compile(frontSpec(values, `energy, ${energyPrefix}J`, `latency, ${timePrefix}s`));
  const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
  return markup`<figure>${trusted(svg)}<figcaption>Energy and latency of one inference; the area of a point is its number of cores; filled: on the Pareto front.</figcaption></figure>`;
}

interface Point {
  readonly mapper: string;
  readonly pareto: boolean;
  readonly cores: number;
  readonly energy: number;
  readonly latency: number;
}

function frontSpec(values: readonly Point[], energyTitle: string, latencyTitle: string): TopLevelSpec {
  const x = { field: 'latency', type: 'quantitative' as const, scale: { zero: false, nice: true, padding: 40 }, axis: { title: latencyTitle } };
  const y = { field: 'energy', type: 'quantitative' as const, scale: { zero: false, nice: true, padding: 24 }, axis: { title: energyTitle } };
  return {
    autosize: { type: 'none' }, padding: { left: 70, right: 90, top: 10, bottom: 44 }, width: 640, height: 320, background: 'transparent',
    data: { values: values as Point[] },
    layer: [
      {
        mark: { type: 'point', stroke: '#0072B2', strokeWidth: 1.5 },
        encoding: { x, y, size: { field: 'cores', type: 'quantitative', scale: { range: [30, 700] }, legend: null }, fill: { condition: { test: 'datum.pareto', value: '#0072B2' }, value: 'transparent' } },
      },
      { mark: { type: 'text', align: 'left', dx: 10, dy: -8, color: 'currentColor' }, encoding: { x, y, text: { field: 'mapper' } } },
    ],
    config: {
      font: 'inherit', view: { stroke: null },
      axis: { labelColor: 'currentColor', titleColor: 'currentColor', labelFontSize: 12, gridColor: 'currentColor', gridOpacity: 0.12, ticks: false, domain: false, labelPadding: 8 },
    },
  };
}
