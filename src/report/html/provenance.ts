import { formatConstant, formatCount, formatPercent } from '../quantity.ts';
import type { Report } from '../report.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { numberColumns, table, type Column } from './table.ts';

/** What is not known, and what the tools warned of. */
export function gapList({ gaps, diagnostics }: Pick<Report, 'gaps' | 'diagnostics'>): Markup {
  const warned = diagnostics.map((one) => markup`<li><b>${one.severity} ${one.code}</b> ${one.message} <span class="note">${one.help}</span></li>`);
  return markup`<ul class="gaps">${gaps.map(gapLine)}${warned}</ul>`;
}

function gapLine(gap: string): Markup {
  const colon = gap.indexOf(': ');
  return colon < 0 ? markup`<li>${gap}</li>` : markup`<li><b>${gap.slice(0, colon)}</b> ${gap.slice(colon + 2)}</li>`;
}

const CONSTANT_COLUMNS: readonly Column[] = [
  { title: 'Kind', kind: 'text' }, { title: 'Of', kind: 'name' }, { title: 'Value', kind: 'number' }, { title: 'Scope', kind: 'text' },
  { title: 'Evidence', kind: 'text' }, { title: 'Source', kind: 'source' },
];

/** Every constant with value, scope, evidence and source, and the node that they were scaled to. */
export function constantTable({ constants, technology }: Pick<Report, 'constants' | 'technology'>): Markup {
  const rows = constants.map((one) => [
    one.kind,
    one.of,
    `${formatConstant(one.value)} ${one.unit}`,
    one.scope,
    markup`<span class="evidence ${one.evidence}">${one.evidence}</span>`,
    one.note === undefined ? one.source : `${one.source} (${one.note})`,
  ]);
  const scaled = technology ? markup`<p class="note">Prices are scaled to ${technology.node_nm} nm by ${technology.rule}: ${technology.source}.</p>` : nothing;
  return markup`${scaled}<div class="scroll">${table(CONSTANT_COLUMNS, rows)}</div>`;
}

/** NeuroBench's terms, per inference. */
export function operationTable({ synops }: Report): Markup {
  const rows = [
    ['dense', formatCount(synops.dense)],
    ['effective MACs', formatCount(synops.effectiveMACs)],
    ['effective ACs', formatCount(synops.effectiveACs)],
    ['connection sparsity', formatPercent(synops.connectionSparsity, 1)],
    ['activation sparsity', formatPercent(synops.activationSparsity, 1)],
  ];
  return table(numberColumns('Term', 'Value'), rows, { caption: "Operations per inference, in NeuroBench's terms", className: 'narrow', bare: true });
}

/** What every pass reported of its work. */
export function passTable({ passes, timing }: Report): Markup {
  const rows = passes.map(({ pass, statistics }) => [
    pass,
    markup`${Object.entries(statistics).map(([name, value]) => markup`<span class="fact">${name} <b>${typeof value === 'number' ? formatCount(value) : value}</b></span> `)}`,
  ]);
  const run = `Compiled in ${timing.compile_s.toFixed(2)} s, simulated in ${timing.simulate_s.toFixed(2)} s, ${formatCount(Math.round(timing.peakMemory_MB))} MB of memory at the peak.`;
  if (passes.length === 0) return markup`<p class="note">None ran: the configuration was read from a file. ${run}</p>`;
  return markup`${table([{ title: 'Pass', kind: 'name' }, { title: 'Statistics', kind: 'text' }], rows)}<p class="note">${run}</p>`;
}
