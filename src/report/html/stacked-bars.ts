import { formatConstant, formatPercent, formatQuantity, prefixFor } from '../quantity.ts';
import { axisTicks, round } from './axis.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { inkOn, seriesColour } from './palette.ts';
import { texturedBar } from './patterns.ts';
import { cut } from './text-width.ts';

/** One bar: a population, or a system. */
export interface BarRow {
  readonly name: string;
  /** By part, 0 or more; a part that is left out is 0. */
  readonly values: Readonly<Record<string, number>>;
}

export interface StackedBars {
  /** Accessible name of the chart. */
  readonly title: string;
  /** In the order in which they are stacked, left to right. */
  readonly parts: readonly string[];
  readonly rows: readonly BarRow[];
  /** All rows together: drawn on top over the full width, on a scale of its own, with the share of every part. */
  readonly whole?: BarRow;
  /** SI unit of all values; prefixes are chosen (`µJ`), unless `plainUnit` says that it takes none (`mm²`). */
  readonly unit: string;
  readonly plainUnit?: boolean;
  /** Of parts; the others take the palette in order. */
  readonly colours?: Readonly<Record<string, string>>;
  readonly caption?: string;
  /** Said in place of the chart where every value is 0. */
  readonly empty?: string;
}

const LEFT = 176;
const WIDTH = 640;
const RIGHT = 104;
const ROW = 26;
const BAR = 18;
/** Space of the bar of everything and the gap after it. */
const WHOLE = 58;
/** More rows than this are summed in one at the end. */
const MOST_ROWS = 60;

/**
 * Horizontal stacked bars with a legend that names only parts that occur, totals at the ends, and a `<title>` for every segment: one stop of the Tab key, arrow keys go from
 * segment to segment where the page's script runs. The page holds `textureDefinitions` once.
 */
export function drawStackedBars(chart: StackedBars): Markup {
  const rows = shortened(chart.rows, chart.parts);
  const bars = chart.whole ? [chart.whole, ...rows] : rows;
  const parts = chart.parts.filter((part) => bars.some((row) => valueOf(row, part) > 0));
  if (parts.length === 0) return markup`<p class="note">${chart.empty ?? `${chart.title}: every value is zero, there is nothing to draw.`}</p>`;
  const style: Style = { parts, colours: chart.parts.map((part, i) => chart.colours?.[part] ?? seriesColour(i)), numbers: new Map(chart.parts.map((part, i) => [part, i])), format: formatOf(chart) };
  const most = rows.reduce((top, row) => Math.max(top, sumOf(row, parts)), 0);
  const top = chart.whole ? WHOLE : 4;
  const foot = top + rows.length * ROW;
  const [total] = chart.whole ? [sumOf(chart.whole, parts)] : [0];
  const height = rows.length === 0 ? WHOLE - 14 : foot + 36;
  return markup`<figure class="chart">${legend(style)}<svg class="plot bars" data-marks tabindex="0" role="group" aria-label="${chart.title}" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${height}" width="${LEFT + WIDTH + RIGHT}" height="${height}">
${chart.whole ? drawRow(chart.whole, { top: 6, height: 28, full: total, row: 0, strong: true }, style) : nothing}
${rows.length === 0 ? nothing : drawAxis(chart, most, top, foot)}${rows.map((row, i) => drawRow(row, { top: top + i * ROW + (ROW - BAR) / 2, height: BAR, full: axisEnd(most), row: i + 1, strong: false }, style))}
</svg>${chart.caption === undefined ? nothing : markup`<figcaption>${chart.caption}</figcaption>`}</figure>`;
}

interface Style {
  /** Those that occur. */
  readonly parts: readonly string[];
  /** By number of the part in the chart. */
  readonly colours: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly format: (value: number) => string;
}

/** Colours and textures with their names. */
function legend({ parts, colours, numbers }: Style): Markup {
  const keys = parts.map((part) => {
    const number = numbers.get(part)!;
    return markup`<li><svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">${texturedBar(number, colours[number]!, { x: 0, y: 0, width: 14, height: 14 })}</svg>${part}</li>`;
  });
  return markup`<ul class="legend">${keys}</ul>`;
}

interface RowPlace {
  readonly top: number;
  readonly height: number;
  /** The value that takes the full width. */
  readonly full: number;
  readonly row: number;
  readonly strong: boolean;
}

function drawRow(row: BarRow, { top, height, full, row: number, strong }: RowPlace, { parts, colours, numbers, format }: Style): Markup {
  const sum = sumOf(row, parts);
  let before = 0;
  const segments = parts.map((part) => {
    const value = valueOf(row, part);
    const x = LEFT + (before / full) * WIDTH;
    before += value;
    const width = (value / full) * WIDTH;
    if (width < 0.05) return nothing;
    const index = numbers.get(part)!;
    const place = { x: round2(x), y: top, width: round2(Math.max(0.4, width - (width > 3 ? 1 : 0))), height };
    const said = strong ? `${part} ${formatPercent(value / sum, 0)}` : part;
    const label = width > said.length * 6.4 + 10 ? markup`<text class="middle inside" fill="${inkOn(colours[index]!)}" stroke="${colours[index]!}" x="${round(x + width / 2)}" y="${top + height / 2 + 4}">${said}</text>` : nothing;
    return markup`<g class="mark" data-row="${number}"><title>${row.name}, ${part}: ${format(value)}, ${formatPercent(value / sum, 1)} of ${format(sum)}</title>${texturedBar(index, colours[index]!, place)}${label}</g>`;
  });
  const middle = top + height / 2 + 4;
  const end = strong ? LEFT + WIDTH : LEFT + (sum / full) * WIDTH;
  return markup`<text class="end name${strong ? ' strong' : ''}" x="${LEFT - 10}" y="${middle}">${cut(row.name, 25)}</text>${segments}<text class="value${strong ? ' strong' : ''}" x="${round(end + 8)}" y="${middle}">${format(sum)}</text>
`;
}

function drawAxis({ unit, plainUnit = false }: StackedBars, most: number, top: number, foot: number): Markup {
  const [factor, prefix] = plainUnit ? [1, ''] as const : prefixFor(most);
  const ticks = ticksTo(most / factor);
  const last = ticks[ticks.length - 1]!;
  const x = (tick: number): number => round(LEFT + (tick / last) * WIDTH);
  const lines = ticks.map((tick) => markup`<path class="grid" d="M${x(tick)} ${top}V${foot + 4}"/><text class="middle" x="${x(tick)}" y="${foot + 18}">${formatConstant(tick)}</text>`);
  return markup`${lines}<text class="middle" x="${LEFT + WIDTH / 2}" y="${foot + 33}">${prefix}${unit}</text>`;
}

/** The value at the right end of the axis. */
function axisEnd(most: number): number {
  const [factor] = prefixFor(most);
  return ticksTo(most / factor).at(-1)! * factor;
}

function ticksTo(most: number): readonly number[] {
  return most > 0 ? axisTicks(0, most, 6) : [0, 1];
}

function formatOf({ unit, plainUnit = false }: StackedBars): (value: number) => string {
  return plainUnit ? (value) => `${formatConstant(Number(value.toPrecision(3)))} ${unit}` : (value) => formatQuantity(value, unit);
}

function valueOf({ values }: BarRow, part: string): number {
  const value = Object.hasOwn(values, part) ? values[part]! : 0;
  return value > 0 && Number.isFinite(value) ? value : 0;
}

function sumOf(row: BarRow, parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + valueOf(row, part), 0);
}

/** The largest rows in their order; the rest in one. */
function shortened(rows: readonly BarRow[], parts: readonly string[]): readonly BarRow[] {
  if (rows.length <= MOST_ROWS) return rows;
  const sums = rows.map((row) => sumOf(row, parts));
  const least = [...sums].sort((a, b) => b - a)[MOST_ROWS - 2]!;
  const shown = rows.filter((_, i) => sums[i]! >= least).slice(0, MOST_ROWS - 1);
  const kept = new Set(shown);
  const others = rows.filter((row) => !kept.has(row));
  const values = Object.fromEntries(parts.map((part) => [part, others.reduce((sum, row) => sum + valueOf(row, part), 0)]));
  return [...shown, { name: `(${others.length} smaller ones)`, values }];
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
