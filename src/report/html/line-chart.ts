import { axisTicks, round, wholeStep } from './axis.ts';
import { markup, nothing, trusted, type Markup } from './markup.ts';

/** A line over timesteps; null leaves a gap. */
export interface ChartLine {
  readonly title: string;
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly values: readonly (number | null)[];
}

export interface LineChart {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** Levels across the chart, with what they are. */
  readonly levels?: readonly { readonly value: number; readonly label: string; readonly colour?: string }[];
  /** A timestep has a width, and its value stands in the middle of it, as in the raster; left out: the first timestep is at the left end. */
  readonly centred?: boolean;
  /** Pixels of the drawing area, and before it; otherwise those of a small chart. */
  readonly size?: { readonly left: number; readonly width: number; readonly height: number };
  /** What stands below the axis; left out: `timestep`. */
  readonly axisTitle?: string;
}

const SMALL = { left: 50, width: 360, height: 170 };
const TOP = 24;
const RIGHT = 52;
const CENTRED: Markup = { markup: ' data-centred' };

/** Lines over timesteps on a common axis that holds 0, each with its label at its end. The page's script tells the value of the nearest line to the pointer, and to the arrow keys. */
export function drawLineChart({ title, lines, format, levels = [], size = SMALL, axisTitle = 'timestep', centred = false }: LineChart): Markup {
  const { left, width, height } = size;
  const steps = Math.max(1, ...lines.map(({ values }) => values.length));
  const values = [...lines.flatMap((line) => line.values), ...levels.map(({ value }) => value)];
  const [least, most] = values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value ?? 0), Math.max(high, value ?? 0)], [0, 0]);
  const ticks = axisTicks(least, most, height < 120 ? 3 : 5);
  const [bottom, top] = [ticks[0]!, ticks[ticks.length - 1]!];
  const x = (t: number): number => round(left + (centred ? (t + 0.5) / steps : steps === 1 ? 0.5 : t / (steps - 1)) * width);
  const y = (value: number): number => round(TOP + height * (1 - (value - bottom) / (top - bottom)));
  const grid = ticks.map((tick) => markup`<path class="grid" d="M${left} ${y(tick)}h${width}"/><text class="end" x="${left - 6}" y="${y(tick) + 4}">${format(tick)}</text>`);
  const step = wholeStep(steps, width > 500 ? 17 : 9);
  const times = Array.from({ length: Math.ceil(steps / step) }, (_, i) => markup`<text class="middle" x="${x(i * step)}" y="${TOP + height + 16}">${i * step}</text>`);
  const across = levels.map(({ value, label, colour = '' }) => markup`<path class="level"${colour === '' ? nothing : markup` stroke="${colour}"`} d="M${left} ${y(value)}h${width}"/><text x="${left + 4}" y="${y(value) - 3}">${label}</text>`);
  const foot = TOP + height + (axisTitle === '' ? 22 : 38);
  const scale = markup`data-left="${left}" data-width="${width}" data-top="${TOP}" data-height="${height}" data-steps="${steps}" data-bottom="${bottom}" data-most="${top}"${centred ? CENTRED : nothing}`;
  return markup`<svg class="plot lines" data-lines ${scale} tabindex="0" role="group" aria-label="${title}" viewBox="0 0 ${left + width + RIGHT} ${foot}" width="${left + width + RIGHT}" height="${foot}">
<text class="title" x="${left}" y="12">${title}</text>${grid}${times}${axisTitle === '' ? nothing : markup`<text class="middle" x="${left + width / 2}" y="${TOP + height + 33}">${axisTitle}</text>`}${across}
${lines.map((line) => drawLine(line, x, y, format))}${endLabels(lines, x, y)}</svg>`;
}

function drawLine({ title, colour, dashed, values }: ChartLine, x: (t: number) => number, y: (value: number) => number, format: (value: number) => string): Markup {
  if (values.every((value) => value === null)) return nothing;
  const path = values.map((value, t) => (value === null ? '' : `${t === 0 || values[t - 1] === null ? 'M' : 'L'}${x(t)} ${y(value)}`)).join('');
  // A single point is a line of no length, which round ends make a dot.
  const drawn = values.length === 1 ? `${path}h0` : path;
  const told = values.map((value) => (value === null ? '' : Number(value.toPrecision(4)))).join(' ');
  const unit = format(0).endsWith('%') ? ' data-percent' : '';
  return markup`<g class="series" data-values="${told}"${trusted(unit)}><title>${title}</title><path class="line" stroke="${colour}"${trusted(dashed ? ' stroke-dasharray="3 4" stroke-width="1.3"' : '')} d="${trusted(drawn)}"/></g>
`;
}

/** Pixels from one label to the next. */
const LABEL = 11;

/** The labels of full lines at their ends, with a dot of their colour, pushed down where they would lie on each other. */
function endLabels(lines: readonly ChartLine[], x: (t: number) => number, y: (value: number) => number): Markup {
  const ends = lines.flatMap(({ label, colour, dashed, values }) => {
    const last = values.reduce<number>((found, value, t) => (value === null ? found : t), -1);
    return dashed || last < 0 ? [] : [{ label, colour, x: x(last) + 7, y: y(values[last]!) + 4 }];
  }).sort((a, b) => a.y - b.y);
  let before = -Infinity;
  return markup`${ends.map((end) => {
    before = round(Math.max(end.y, before + LABEL));
    return markup`<circle r="3" fill="${end.colour}" cx="${end.x}" cy="${round(before - 4)}"/><text class="ending" x="${round(end.x + 5)}" y="${before}">${end.label}</text>`;
  })}`;
}
