import { formatConstant, formatQuantity, prefixFor } from '../quantity.ts';
import { axisTicks, logarithmicTicks, round } from './axis.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { cut } from './text-width.ts';

export interface ParetoPoint {
  readonly label: string;
  /** What makes this point: names and values as they are shown. */
  readonly options: Readonly<Record<string, string>>;
  readonly x: number;
  readonly y: number;
  /** No other point is as good in everything and better in something. */
  readonly best: boolean;
  /** Drawn as the area of the point; all alike where it is left out. */
  readonly size?: number;
}

export interface ParetoAxis {
  readonly title: string;
  /** Prefixes are chosen, unless the unit takes none: '' or `%`. */
  readonly unit: string;
  /** Which way is better, for the line along the front. */
  readonly better: 'less' | 'more';
}

export interface ParetoPlot {
  /** Accessible name. */
  readonly title: string;
  readonly points: readonly ParetoPoint[];
  readonly x: ParetoAxis;
  readonly y: ParetoAxis;
  readonly caption?: string;
  /** Whether a line joins the front; false where more than these two costs make it. */
  readonly joined?: boolean;
}

const LEFT = 74;
const TOP = 14;
const WIDTH = 780;
const HEIGHT = 360;
const RIGHT = 40;
/** With more points only those of the front carry their label; all say it when pointed at. */
const MOST_LABELS = 24;
/** Axes are logarithmic where the largest value is more times the least. */
const WIDE = 40;
const BREAK: Markup = { markup: '&#10;' };

/** Points over two costs or gains, those of the Pareto front filled and joined; every point says its options. Points that have no number are left out and counted in the caption. */
export function drawPareto({ title, points, x, y, caption, joined = true }: ParetoPlot): Markup {
  const drawn = points.filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y));
  if (drawn.length === 0) return markup`<p class="note">${title}: no point has both numbers, there is nothing to draw.</p>`;
  const [across, up] = [scaleOf(drawn.map((one) => one.x), x), scaleOf(drawn.map((one) => one.y), y)];
  const px = (one: ParetoPoint): number => round(LEFT + across.share(one.x) * WIDTH);
  const py = (one: ParetoPoint): number => round(TOP + (1 - up.share(one.y)) * HEIGHT);
  const best = drawn.filter((one) => one.best).sort((a, b) => a.x - b.x || a.y - b.y);
  const sizes = drawn.map(({ size = 0 }) => size);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const alike = sizes.every((size) => size === largest);
  const radius = ({ size }: ParetoPoint): number => (size === undefined || alike ? 5 : round(3 + 11 * Math.sqrt(Math.max(0, size) / largest)));
  const labelled = new Set(drawn.length <= MOST_LABELS ? drawn : best.slice(0, MOST_LABELS));
  const ordered = [...drawn].sort((a, b) => Number(a.best) - Number(b.best));
  const marks = ordered.map((one) => markup`<g class="mark" data-row="${Math.round(py(one) / 12)}"><title>${describe(one, across, up)}</title><circle class="point${one.best ? ' best' : ''}" cx="${px(one)}" cy="${py(one)}" r="${radius(one)}"/></g>
`);
  const labels = placeLabels([...labelled].sort((a, b) => Number(b.best) - Number(a.best)).map((one) => ({ text: cut(one.label, 28), x: px(one), y: py(one), away: radius(one) + 4 })));
  const missing = points.length - drawn.length;
  return markup`<figure class="chart"><svg class="plot pareto" data-marks tabindex="0" role="group" aria-label="${title}" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${TOP + HEIGHT + 44}" width="${LEFT + WIDTH + RIGHT}" height="${TOP + HEIGHT + 44}">
${gridOf(across, up)}${joined && best.length > 1 ? markup`<path class="front" d="${staircase(best.map((one) => [px(one), py(one)]), x.better)}"/>` : nothing}
${marks}${labels}</svg>
<figcaption>${caption ?? 'Filled points are on the Pareto front: no other is as good in both and better in one.'}${missing > 0 ? ` ${missing} of ${points.length} points have no number on one axis and are left out.` : ''}</figcaption></figure>`;
}

interface Scale {
  readonly title: string;
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
  readonly share: (value: number) => number;
  readonly format: (value: number) => string;
}

function scaleOf(values: readonly number[], { title, unit }: ParetoAxis): Scale {
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const plain = unit === '' || unit === '%';
  const format = plain ? (value: number) => `${formatConstant(Number(value.toPrecision(4)))}${unit === '%' ? ' %' : ''}` : (value: number) => formatQuantity(value, unit);
  if (least > 0 && most / least > WIDE) {
    const ticks = logarithmicTicks(least, most, 10);
    const [low, high] = [Math.log10(ticks[0]!), Math.log10(ticks.at(-1)!)];
    const share = (value: number): number => (Math.log10(value) - low) / (high - low);
    const text = (tick: number): string => (plain ? format(tick) : withPrefix(tick, unit));
    return { title: `${title}${unit === '' ? '' : `, ${unit}`} (logarithmic)`, share, format, ticks: ticks.map((tick) => ({ share: share(tick), text: text(tick) })) };
  }
  const [factor, prefix] = plain ? [1, ''] as const : prefixFor(most);
  const ticks = ticksAround(least / factor, most / factor, unit === '%' ? 100 : Infinity);
  const [from, to] = [ticks[0]!, ticks.at(-1)!];
  const share = (value: number): number => (value / factor - from) / (to - from);
  return { title: unit === '' ? title : `${title}, ${prefix}${unit}`, share, format, ticks: ticks.map((tick) => ({ share: share(tick * factor), text: formatConstant(tick) })) };
}

/** Ticks of an axis that starts near the values, not at 0 (points are compared, not lengths), with room for the circles around them, but not below 0 or above `highest` for their sake. */
function ticksAround(least: number, most: number, highest: number): readonly number[] {
  const room = 0.04 * (most - least);
  return axisTicks(least >= 0 ? Math.max(0, least - room) : least - room, most <= highest ? Math.min(highest, most + room) : most + room, 7);
}

/** A round number with its prefix: `500 nJ`. */
function withPrefix(tick: number, unit: string): string {
  const [factor, prefix] = prefixFor(tick);
  return `${formatConstant(tick / factor)} ${prefix}${unit}`;
}

function gridOf(across: Scale, up: Scale): Markup {
  const columns = across.ticks.map(({ share, text }) => markup`<path class="grid" d="M${round(LEFT + share * WIDTH)} ${TOP}v${HEIGHT}"/><text class="middle" x="${round(LEFT + share * WIDTH)}" y="${TOP + HEIGHT + 17}">${text}</text>`);
  const rows = up.ticks.map(({ share, text }) => markup`<path class="grid" d="M${LEFT} ${round(TOP + (1 - share) * HEIGHT)}h${WIDTH}"/><text class="end" x="${LEFT - 7}" y="${round(TOP + (1 - share) * HEIGHT + 4)}">${text}</text>`);
  const middle = TOP + HEIGHT / 2;
  return markup`${columns}${rows}<text class="middle title" x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 38}">${across.title}</text><text class="middle title" transform="rotate(-90 14 ${middle})" x="14" y="${middle}">${up.title}</text>
`;
}

/** Line by line. */
function describe({ label, options, x, y, best }: ParetoPoint, across: Scale, up: Scale): Markup {
  const chosen = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
  const nameOf = ({ title }: Scale): string => title.replace(/, [^,]*$| \(logarithmic\)$/g, '');
  const rest = [`${nameOf(across)} ${across.format(x)}, ${nameOf(up)} ${up.format(y)}`, ...chosen];
  return markup`${label}${best ? ' (on the Pareto front)' : ''}${rest.map((line) => markup`${BREAK}${line}`)}`;
}

/** Along the front: all points behind it are dominated. A cheaper point rules up to the next one, a better one from the one before. */
function staircase(points: readonly (readonly [number, number])[], better: ParetoAxis['better']): string {
  return points.map(([x, y], i) => (i === 0 ? `M${x} ${y}` : better === 'less' ? `H${x}V${y}` : `V${y}H${x}`)).join('');
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Distance from the middle of the point. */
  readonly away: number;
}

/** Each label on the first side of its point where it hits no other; left out where it hits one on every side. */
function placeLabels(labels: readonly Label[]): Markup[] {
  const taken = labels.map(({ x, y, away }) => ({ left: x - away + 4, right: x + away - 4, y: y + 4 }));
  return labels.map(({ text, x, y, away }) => {
    const width = text.length * 6.2;
    const sides = [[x + away, y - 6, 'start'], [x - away, y - 6, 'end'], [x + away, y + 13, 'start'], [x - away, y + 13, 'end']] as const;
    for (const [at, height, side] of sides) {
      const [left, right] = side === 'start' ? [at, at + width] : [at - width, at];
      const free = left > LEFT && right < LEFT + WIDTH + RIGHT && height > 10 && !taken.some((one) => left < one.right && one.left < right && Math.abs(one.y - height) < 13);
      if (!free) continue;
      taken.push({ left, right, y: height });
      return markup`<text class="name${side === 'end' ? ' end' : ''}" x="${round(at)}" y="${round(height)}">${text}</text>`;
    }
    return nothing;
  });
}
