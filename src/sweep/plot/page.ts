import { markup, nothing, type Markup } from '../../report/html/markup.ts';
import { renderPage } from '../../report/html/page.ts';
import { drawPareto } from '../../report/html/pareto.ts';
import { table, type Column } from '../../report/html/table.ts';
import { plural } from '../../report/quantity.ts';
import type { Manifest } from '../folder/manifest.ts';
import { variedNames } from '../plan/plan.ts';
import { numberIn } from '../results/metrics.ts';
import { costsOf, frontOf } from '../results/pareto.ts';
import type { Row } from '../results/rows.ts';
import type { FrontAxes, Plots } from './axes.ts';
import { nameOf, unitOf } from './labels.ts';
import { drawOverAxis } from './over-axis.ts';

/** Rows of a table of a page; all of them are in results.csv. */
const MOST_ROWS = 500;

/** Everything of a sweep as one page that needs no network: fronts, numbers over each option, tables, and why points failed. */
export function renderSweepPage(manifest: Manifest, rows: readonly Row[], plots: Plots): string {
  const { plan, version, points, digest } = manifest;
  const done = rows.filter(({ status }) => status === 'done');
  const failed = rows.filter(({ status }) => status === 'failed');
  const isFront = frontOf(done.map(({ metrics }) => costsOf(metrics, plots.objectives)));
  const front = done.filter((_, index) => isFront[index]);
  return renderPage({
    title: `${plan.name}: sweep`, heading: plan.name, subheading: 'sweep',
    lead: `${done.length} of ${plural(points, 'point')} done${failed.length > 0 ? `, ${failed.length} cannot be run` : ''}. ${plan.design.kind} over ${variedNames(plan).join(', ')}. Fixed: ${Object.entries(plan.fixed).map(([name, value]) => `${name} ${String(value)}`).join(', ')}.`,
    sections: [
      plots.fronts.length === 0 ? null : { id: 'front', title: 'Pareto front', content: markup`${plots.fronts.map((axes) => drawFront(manifest, done, axes))}${rowTable(manifest, front, plots, `On the front of ${plots.objectives.map(({ metric, goal }) => `${goal} ${metric}`).join(', ')}`)}` },
      plots.over.length === 0 ? null : { id: 'over', title: 'Over each option', content: markup`${plots.over.map((axes) => drawOverAxis(done, axes))}` },
      { id: 'points', title: 'Points', content: rowTable(manifest, done, plots, done.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${done.length}; all are in results.csv` : 'All finished points') },
      failed.length === 0 ? null : { id: 'failed', title: 'Points that cannot be run', content: failedTable(manifest, failed) },
    ],
    footer: `Written by synaptile ${version}; plan ${digest.slice(0, 12)}. Energy, latency and area are estimates from counted events, not measurements.`,
  });
}

/** One plot alone: the first that was chosen. */
export function renderSweepSvg(manifest: Manifest, rows: readonly Row[], { fronts, over }: Plots): string {
  const done = rows.filter(({ status }) => status === 'done');
  const drawn = fronts[0] ? drawFront(manifest, done, fronts[0]) : over[0] ? drawOverAxis(done, over[0]) : nothing;
  const svg = /<svg[\s\S]*<\/svg>/.exec(drawn.markup)?.[0] ?? '<svg viewBox="0 0 300 30" width="300" height="30"><text x="4" y="20">nothing to draw</text></svg>';
  // In XML an attribute has a value.
  return `${svg.replace(' data-marks ', ' ').replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `><style>${ALONE}</style><rect width="100%" height="100%" fill="#fff"/>`)}\n`;
}

/** The style of a plot without its page, on white paper. */
const ALONE = 'text{font:11px sans-serif;fill:#5c6570}.title,.name{font-size:12px}.end{text-anchor:end}.middle{text-anchor:middle}.grid{stroke:#e0e2e6;fill:none}.front{fill:none;stroke:#0072b2;stroke-width:1.5;stroke-dasharray:5 4}.point{fill:#fff;stroke:#0072b2;stroke-width:1.8}.point.best{fill:#0072b2}.dot{fill:#0072b2;fill-opacity:.6}.whisker,.mean{stroke:#1b1f24;stroke-width:1.5;fill:none}';

function drawFront({ plan }: Manifest, rows: readonly Row[], { x, y }: FrontAxes): Markup {
  const names = variedNames(plan);
  const isFront = frontOf(rows.map(({ metrics }) => costsOf(metrics, [x, y])));
  const at = ({ metrics }: Row, metric: string): number => (numberIn(metrics, metric) ?? NaN) * unitOf(metric).factor;
  const axisOf = ({ metric, goal }: FrontAxes['x']): { title: string; unit: string; better: 'less' | 'more' } => ({ title: nameOf(metric), unit: unitOf(metric).unit, better: goal === 'minimise' ? 'less' : 'more' });
  return drawPareto({
    title: `${nameOf(y.metric)} against ${nameOf(x.metric)}`, x: axisOf(x), y: axisOf(y),
    points: rows.map((row, index) => ({
      label: String(row.point), options: Object.fromEntries(names.map((name) => [name, textOf(row.options[name])])), x: at(row, x.metric), y: at(row, y.metric), best: isFront[index]!,
    })),
    caption: `A circle a point, with its number; filled: no other is as good in both and better in one (${x.goal} ${x.metric}, ${y.goal} ${y.metric}).`,
  });
}

function rowTable({ plan }: Manifest, rows: readonly Row[], { objectives, over }: Plots, caption: string): Markup {
  const names = variedNames(plan);
  const metrics = [...new Set([...objectives.map(({ metric }) => metric), ...over.map(({ metric }) => metric)])];
  const columns: Column[] = [{ title: 'Point', kind: 'name' }, ...names.map((title) => ({ title, kind: 'text' as const })), ...metrics.map((metric) => ({ title: nameOf(metric), kind: 'number' as const }))];
  const cells = rows.slice(0, MOST_ROWS).map((row) => [String(row.point), ...names.map((name) => textOf(row.options[name])), ...metrics.map((metric) => { const value = numberIn(row.metrics, metric); return value === null ? '–' : unitOf(metric).format(value); })]);
  return markup`<div class="scroll">${table(columns, cells, { caption })}</div>`;
}

function failedTable({ plan }: Manifest, rows: readonly Row[]): Markup {
  const names = variedNames(plan);
  const columns: Column[] = [{ title: 'Point', kind: 'name' }, ...names.map((title) => ({ title, kind: 'text' as const })), { title: 'Why', kind: 'source' }];
  return markup`<div class="scroll">${table(columns, rows.slice(0, MOST_ROWS).map((row) => [String(row.point), ...names.map((name) => textOf(row.options[name])), row.reasons.join('; ')]))}</div>`;
}

function textOf(value: Row['options'][string] | undefined): string {
  return value === undefined ? '–' : Array.isArray(value) ? value.join(' ') : String(value as string | number | boolean);
}
