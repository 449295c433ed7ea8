import { axisTicks, round, wholeStep } from './axis.ts';
import { markup, trusted, type Markup } from './markup.ts';

/** A line over timesteps; null leaves a gap. */
export interface ChartLine {
  readonly title: string;
  readonly label: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly values: readonly (number | null)[];
}

const LEFT = 50;
const WIDTH = 360;
const TOP = 24;
const HEIGHT = 170;

/** Lines over timesteps on a common axis from 0, each with its label at its end. */
export function drawLineChart(title: string, lines: readonly ChartLine[], format: (value: number) => string): Markup {
  const steps = Math.max(1, ...lines.map(({ values }) => values.length));
  const most = lines.reduce((top, { values }) => values.reduce<number>((one, value) => Math.max(one, value ?? 0), top), 0);
  const ticks = axisTicks(0, most, 5);
  const top = ticks[ticks.length - 1]!;
  const x = (t: number): number => round(LEFT + (steps === 1 ? 0.5 : t / (steps - 1)) * WIDTH);
  const y = (value: number): number => round(TOP + HEIGHT * (1 - value / top));
  const grid = ticks.map((tick) => markup`<path class="grid" d="M${LEFT} ${y(tick)}h${WIDTH}"/><text class="end" x="${LEFT - 6}" y="${y(tick) + 4}">${format(tick)}</text>`);
  const step = wholeStep(steps, 9);
  const times = Array.from({ length: Math.ceil(steps / step) }, (_, i) => markup`<text class="middle" x="${x(i * step)}" y="${TOP + HEIGHT + 16}">${i * step}</text>`);
  return markup`<svg class="plot" role="img" aria-label="${title}" viewBox="0 0 ${LEFT + WIDTH + 26} ${TOP + HEIGHT + 38}" width="${LEFT + WIDTH + 26}" height="${TOP + HEIGHT + 38}">
<text class="title" x="${LEFT}" y="12">${title}</text>${grid}${times}<text class="middle" x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 33}">timestep</text>
${lines.map((line) => drawLine(line, x, y))}</svg>`;
}

function drawLine({ title, label, colour, dashed, values }: ChartLine, x: (t: number) => number, y: (value: number) => number): Markup {
  const last = values.reduce<number>((found, value, t) => (value === null ? found : t), -1);
  if (last < 0) return markup``;
  const path = values.map((value, t) => (value === null ? '' : `${t === 0 || values[t - 1] === null ? 'M' : 'L'}${x(t)} ${y(value)}`)).join('');
  // A single point is a line of no length, which round ends make a dot.
  const drawn = values.length === 1 ? `${path}h0` : path;
  const mark = dashed ? markup`` : markup`<text fill="${colour}" x="${x(last) + 5}" y="${y(values[last]!) + 4}">${label}</text>`;
  return markup`<g><title>${title}</title><path class="line" stroke="${colour}"${trusted(dashed ? ' stroke-dasharray="3 4" stroke-width="1.3"' : '')} d="${trusted(drawn)}"/>${mark}</g>
`;
}
