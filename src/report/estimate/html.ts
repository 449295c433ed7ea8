import { markup, nothing, type Markup } from '../html/markup.ts';
import { renderPage, type PageSection } from '../html/page.ts';
import { constantTable, gapList } from '../html/provenance.ts';
import { drawStackedBars, type BarRow } from '../html/stacked-bars.ts';
import { card } from '../html/summary.ts';
import { numberColumns, table } from '../html/table.ts';
import { formatConstant, formatCount, formatPercent, formatQuantity, plural } from '../quantity.ts';
import { breakEvenSection, claimSection, layerSection, roadblockSection, vulnerabilitySection } from './html-comparison.ts';
import type { EstimateReport } from './report.ts';
import { changesOf, mostTimesteps, ratio } from './rows.ts';
import { words } from './table.ts';

/** The estimate as one page that needs no network: costs by component and layer, the claim beside them, what every repair changes, constants with their sources. */
export function renderEstimatePage(report: EstimateReport): string {
  return renderPage({
    title: `${report.model} on ${report.target}`, heading: report.model, subheading: `on ${report.target} (${report.mode})`,
    lead: `${plural(report.timesteps, 'timestep')}, ${plural(report.layers.length, 'layer')}. ${report.targetSummary}`,
    summary: cards(report), sections: sectionsOf(report),
    footer: `Written by synaptile ${report.version}. Everything here is an estimate: published models and the constants above, not measurements.`,
  });
}

function sectionsOf(report: EstimateReport): readonly (PageSection | null)[] {
  const { energy, latency, area, claim, comparison, repairs } = report;
  return [
    section('energy', 'Energy', drawBars('Energy of an inference by component', 'J', energy.parts_J, energy.perLayer.map(({ name, parts_J }) => ({ name, values: parts_J })), 'The upper bar is the inference, by component; below, every layer on a common scale.')),
    latency && section('latency', 'Latency', drawBars('Time of each layer', 's', null, latency.perLayer.map(({ name, parts_s }) => ({ name, values: parts_s })), `Time of each layer alone, all timesteps; together ${formatQuantity(latency.perInference_s, 's')}, what overlaps counted once.`)),
    area && section('area', 'Area', drawBars('Area by component', 'mm²', area.parts_mm2, [], 'Silicon in use, by component.')),
    claim && comparison && section('claim', 'The claim beside the cost', claimSection(report, claim, comparison)),
    comparison && section('layers', 'Layer by layer', layerSection(comparison)),
    claim && comparison && section('break-even', 'Where the SNN stops paying', breakEvenSection(report, claim, comparison)),
    comparison && section('roadblocks', 'Where the energy goes', roadblockSection(comparison)),
    comparison && comparison.systems.some(({ vulnerability }) => vulnerability !== null) ? section('vulnerability', 'Non-ideal crossbars', vulnerabilitySection(comparison)) : null,
    repairs.length > 0 ? section('repairs', 'What every repair changes', repairTable(report)) : null,
    section('settings', 'Settings', settingsTables(report)),
    section('gaps', 'Not in these numbers, and warnings', gapList(report)),
    section('constants', 'Where the numbers come from', constantTable(report)),
  ];
}

function section(id: string, title: string, content: Markup): PageSection {
  return { id, title, content };
}

function cards({ energy, latency, area, claim, comparison, edp_Js, timesteps }: EstimateReport): Markup {
  const own = comparison?.systems[0];
  const { breakEven, quantisedAnn } = own ?? {};
  return markup`<div class="cards">
${card('Energy per inference', formatQuantity(energy.perInference_J, 'J'), claim ? [`claimed ${formatQuantity(claim.total.snn8_J, 'J')}: ${ratio(claim.total.platformOverClaim)}`] : [])}
${card('Latency per inference', latency ? formatQuantity(latency.perInference_s, 's') : 'not given', edp_Js === null ? [] : [`energy x delay ${formatQuantity(edp_Js, 'J s')}`])}
${card('Area', area ? `${formatConstant(Number(area.total_mm2.toPrecision(3)))} mm²` : 'not given', [])}
${quantisedAnn ? card('Against the quantised ANN', ratio(energy.perInference_J / quantisedAnn.energy_J), [`ANN ${formatQuantity(quantisedAnn.energy_J, 'J')}`, quantisedAnn.how]) : nothing}
${breakEven ? card('Timesteps that pay', mostTimesteps(breakEven.timesteps), [`now ${timesteps}`]) : nothing}
</div>`;
}

/** Components in the order of what they take, so that large ones stand first. */
function drawBars(title: string, unit: 'J' | 's' | 'mm²', whole: Readonly<Record<string, number>> | null, rows: readonly BarRow[], caption: string): Markup {
  const sums = new Map<string, number>();
  for (const values of whole ? [whole] : rows.map((row) => row.values)) for (const [part, value] of Object.entries(values)) sums.set(part, (sums.get(part) ?? 0) + value);
  const parts = [...sums].sort(([, a], [, b]) => b - a).map(([part]) => part);
  const inWords = (values: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(values).map(([part, value]) => [words(part), value]));
  return drawStackedBars({
    title, unit, plainUnit: unit === 'mm²', parts: parts.map(words), rows: rows.map(({ name, values }) => ({ name, values: inWords(values) })),
    ...(whole && { whole: { name: '(all)', values: inWords(whole) } }), caption,
  });
}

function repairTable(report: EstimateReport): Markup {
  const rows = report.repairs.map((repair) => [repair.name, repair.summary, repair.isOn ? 'on' : 'off', ...changesOf(repair, report)]);
  const columns = [{ title: 'Repair', kind: 'name' as const }, { title: 'What is wrong: what is done', kind: 'text' as const }, ...numberColumns('', 'Is', 'Energy', 'Latency', 'Area').slice(1)];
  return markup`${table(columns, rows)}<p class="note">With the repair against without it, all others as they are; = nothing changes; needed: without it the network cannot be estimated.</p>`;
}

function settingsTables({ settings, utilisation, layers }: EstimateReport): Markup {
  const set = Object.entries(settings).map(([name, value]) => [name, typeof value === 'number' ? formatConstant(value) : value]);
  const used = Object.entries(utilisation).map(([name, count]) => [words(name), formatCount(count)]);
  const sparsity = layers.map(({ name, kind, spikeSparsity }) => [name, kind, formatPercent(spikeSparsity, 1)]);
  return markup`<div class="pair">${table(numberColumns('Setting', 'Value'), set)}${table(numberColumns('In use', 'Number'), used)}</div>
<div class="scroll">${table([{ title: 'Layer', kind: 'name' }, { title: 'Kind', kind: 'text' }, { title: 'Inputs without a spike', kind: 'number' }], sparsity)}</div>`;
}

