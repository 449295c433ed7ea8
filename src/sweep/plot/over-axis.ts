import { axisTicks, round } from '../../report/html/axis.ts';
import { markup, nothing, trusted, type Markup } from '../../report/html/markup.ts';
import { formatConstant, prefixFor } from '../../report/quantity.ts';
import { meanInterval } from '../../report/student-t.ts';
import type { Value } from '../plan/plan.ts';
import { numberIn } from '../results/metrics.ts';
import type { Row } from '../results/rows.ts';
import type { OverAxes } from './axes.ts';
import { nameOf, unitOf } from './labels.ts';

/** All points with one value of the option. */
interface Group {
  readonly value: Value;
  readonly numbers: readonly number[];
  readonly mean: number;
  /** Of the mean over points, or of the point itself where it is alone; null where there is none. */
  readonly interval: readonly [number, number] | null;
}

const LEFT = 74;
const TOP = 16;
const WIDTH = 780;
const HEIGHT = 280;
/** More values of an axis are not named one by one. */
const MOST_NAMES = 14;

/** A number of the reports over an option: a dot a point, a line through the means, 95 % intervals. */
export function drawOverAxis(rows: readonly Row[], { option, metric }: OverAxes): Markup {
  const groups = groupsOf(rows, option, metric);
  const title = `${nameOf(metric)} over ${option}`;
  if (groups.length === 0) return markup`<p class="note">${title}: no finished point has both, there is nothing to draw.</p>`;
  const { unit, factor, format } = unitOf(metric);
  const all = groups.flatMap(({ numbers, interval }) => [...numbers, ...(interval ?? [])]).map((value) => value * factor);
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const [scale, prefix] = unit === '' || unit === '%' ? [1, ''] as const : prefixFor(most);
  const ticks = axisTicks(least / scale, most / scale, 6);
  const [from, to] = [ticks[0]!, ticks[ticks.length - 1]!];
  const x = positionsOf(groups);
  const y = (value: number): number => round(TOP + HEIGHT * (1 - ((value * factor) / scale - from) / (to - from || 1)));
  const grid = ticks.map((tick) => markup`<path class="grid" d="M${LEFT} ${y((tick * scale) / factor)}h${WIDTH}"/><text class="end" x="${LEFT - 7}" y="${y((tick * scale) / factor) + 4}">${formatConstant(tick)}</text>`);
  const every = Math.ceil(groups.length / MOST_NAMES);
  const names = groups.map(({ value }, index) => (index % every === 0 ? markup`<text class="middle" x="${x[index]!}" y="${TOP + HEIGHT + 17}">${shown(value)}</text>` : nothing));
  const line = groups.map(({ mean }, index) => `${index === 0 ? 'M' : 'L'}${x[index]} ${y(mean)}`).join('');
  const numeric = groups.every(({ value }) => typeof value === 'number');
  return markup`<figure class="chart"><svg class="plot" data-marks="" tabindex="0" role="group" aria-label="${title}" viewBox="0 0 ${LEFT + WIDTH + 30} ${TOP + HEIGHT + 44}" width="${LEFT + WIDTH + 30}" height="${TOP + HEIGHT + 44}">
${grid}${names}${numeric ? markup`<path class="front" d="${trusted(line)}"/>` : nothing}
${groups.map((group, index) => drawGroup(group, x[index]!, y, option, format))}<text class="middle title" x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 38}">${option}</text><text class="middle title" transform="rotate(-90 14 ${TOP + HEIGHT / 2})" x="14" y="${TOP + HEIGHT / 2}">${nameOf(metric)}${unit === '' ? '' : `, ${prefix}${unit}`}</text></svg>
<figcaption>A dot a point${numeric ? ', the line joins the means' : ''}. Bars are 95 % intervals: over points with the same ${option} (Student's t; the other options vary), or of the point itself where it is alone.</figcaption></figure>`;
}

function drawGroup({ value, numbers, mean, interval }: Group, x: number, y: (value: number) => number, option: string, format: (value: number) => string): Markup {
  const told = `${option} ${shown(value)}: ${numbers.length === 1 ? '' : `mean of ${numbers.length} points `}${format(mean)}${interval ? `, 95 % ${format(interval[0])} to ${format(interval[1])}` : ''}`;
  const dots = numbers.map((number) => markup`<circle class="dot" cx="${x}" cy="${y(number)}" r="4"/>`);
  const bar = interval === null ? nothing : markup`<path class="whisker" fill="none" d="M${x - 5} ${y(interval[0])}h10m-5 0V${y(interval[1])}m-5 0h10"/>`;
  return markup`<g class="mark" data-row="0"><title>${told}</title>${dots}${bar}<path class="mean" fill="none" d="M${x - 8} ${y(mean)}h16"/></g>
`;
}

/** Values in the order of their numbers, or as the points have them. */
function groupsOf(rows: readonly Row[], option: string, metric: string): readonly Group[] {
  const byValue = new Map<string, { value: Value; rows: Row[] }>();
  for (const row of rows) {
    const value = row.options[option];
    if (value === undefined || numberIn(row.metrics, metric) === null) continue;
    const group = byValue.get(String(value)) ?? { value, rows: [] };
    byValue.set(String(value), group);
    group.rows.push(row);
  }
  const groups = [...byValue.values()].map(({ value, rows: own }): Group => {
    const numbers = own.map(({ metrics }) => numberIn(metrics, metric)!);
    const { mean, interval95 } = meanInterval(numbers);
    return { value, numbers, mean, interval: numbers.length > 1 ? cutToShare(interval95, metric) : ownInterval(own[0]!, metric) };
  });
  return groups.every(({ value }) => typeof value === 'number') ? groups.sort((a, b) => Number(a.value) - Number(b.value)) : groups;
}

function cutToShare(interval: readonly [number, number] | null, metric: string): readonly [number, number] | null {
  return interval === null || unitOf(metric).unit !== '%' ? interval : [Math.max(0, interval[0]), Math.min(1, interval[1])];
}

/** The interval that the report has for its number: of accuracies, over chips where several were drawn, else over samples. */
function ownInterval({ metrics }: Row, metric: string): readonly [number, number] | null {
  if (metric !== 'accuracy.value' && metric !== 'trials.mean') return null;
  const [low, high] = [numberIn(metrics, `${metric.split('.')[0]}.interval95.lo`), numberIn(metrics, `${metric.split('.')[0]}.interval95.hi`)];
  return low === null || high === null ? null : [low, high];
}

/** Numbers where they lie, on a logarithmic axis where they spread far; words side by side. */
function positionsOf(groups: readonly Group[]): readonly number[] {
  const values = groups.map(({ value }) => (typeof value === 'number' ? value : NaN));
  const aside = (index: number): number => round(LEFT + ((index + 0.5) / groups.length) * WIDTH);
  if (groups.length < 3 || values.some(Number.isNaN)) return groups.map((_, index) => aside(index));
  const [least, most] = [values[0]!, values[values.length - 1]!];
  const at = least > 0 && most / least >= 8 ? Math.log : (value: number) => value;
  return values.map((value) => round(LEFT + 30 + ((at(value) - at(least)) / (at(most) - at(least))) * (WIDTH - 60)));
}

function shown(value: Value): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value as string | number | boolean);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
