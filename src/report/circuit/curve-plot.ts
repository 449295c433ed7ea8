import type { TransferCurve, TransferPoint } from '../../simulate/neuron/transfer-curve.ts';
import { axisTicks, round } from '../html/axis.ts';
import { markup, trusted, type Markup } from '../html/markup.ts';
import { colourOf } from '../html/palette.ts';
import { changeOverSwing } from './describe.ts';

const LEFT = 56;
const TOP = 14;
const WIDTH = 640;
const HEIGHT = 280;

/** Step of the membrane over its potential, both branches; broken lines bound the swing. */
export function drawCurve(curve: TransferCurve): Markup {
  const { points, unit, reset, threshold } = curve;
  const [least, most] = [points[0]!.potential, points[points.length - 1]!.potential];
  const steps = points.flatMap(({ up, down }) => [up, down]);
  const ticks = axisTicks(Math.min(0, ...steps), Math.max(...steps), 6);
  const [bottom, top] = [ticks[0]!, ticks[ticks.length - 1]!];
  const x = (potential: number): number => round(LEFT + ((potential - least) / (most - least)) * WIDTH);
  const y = (step: number): number => round(TOP + HEIGHT * (1 - (step - bottom) / (top - bottom)));
  const foot = TOP + HEIGHT;
  const across = ticks.map((tick) => markup`<path class="grid" d="M${LEFT} ${y(tick)}h${WIDTH}"/><text class="end" x="${LEFT - 7}" y="${y(tick) + 4}">${tick}</text>`);
  const along = axisTicks(least, most, 10).filter((tick) => tick >= least && tick <= most).map((tick) => markup`<text class="middle" x="${x(tick)}" y="${foot + 17}">${tick}</text>`);
  const swing = [reset, threshold].map((bound) => markup`<path class="level" d="M${x(bound)} ${TOP}v${HEIGHT}"/>`);
  const branch = (of: (point: TransferPoint) => number, colour: string, dashes: string): Markup =>
    markup`<path class="line" stroke="${colour}" stroke-dasharray="${dashes}" d="M${trusted(points.map((point) => `${x(point.potential)} ${y(of(point))}`).join('L'))}"/>`;
  return markup`<figure><svg class="plot" role="img" aria-label="Step of the membrane over its potential" viewBox="0 0 ${LEFT + WIDTH + 24} ${foot + 40}" width="${LEFT + WIDTH + 24}" height="${foot + 40}">
${across}${along}${swing}${branch(({ up }) => up, colourOf('blue'), 'none')}${branch(({ down }) => down, colourOf('vermilion'), '7 3')}
<text class="middle" x="${LEFT + WIDTH / 2}" y="${foot + 34}">${unit === 'V' ? 'membrane potential, V' : 'state, thresholds'}</text>
</svg><figcaption>What a unit of positive drive (blue, up) and of negative drive (vermilion, broken, down) moves the membrane, as a share of what it does at mid-swing; between the upright lines the swing: ${changeOverSwing(curve)}.</figcaption></figure>`;
}
