import type { BreakEven } from '../../platforms/break-even.ts';
import { axisTicks, round } from '../html/axis.ts';
import { markup, trusted, type Markup } from '../html/markup.ts';
import { formatPercent } from '../quantity.ts';

export interface BreakEvenLine {
  readonly name: string;
  readonly colour: string;
  readonly curve: BreakEven['curve'];
}

const LEFT = 56;
const TOP = 14;
const WIDTH = 560;
const HEIGHT = 240;
const RIGHT = 190;

/** Rate of spikes at which the SNN costs as much as its quantised ANN, over timesteps (logarithmic); below a line it pays. The cross is the network as it is. */
export function drawBreakEven(lines: readonly BreakEvenLine[], now: { readonly timesteps: number; readonly rate: number }): Markup {
  const most = Math.max(now.timesteps, ...lines.flatMap(({ curve }) => curve.map(({ timesteps }) => timesteps)));
  const x = (timesteps: number): number => round(LEFT + (Math.log2(timesteps) / Math.max(1, Math.log2(most))) * WIDTH);
  const y = (rate: number): number => round(TOP + HEIGHT * (1 - rate));
  const foot = TOP + HEIGHT;
  const across = axisTicks(0, 1, 5).map((rate) => markup`<path class="grid" d="M${LEFT} ${y(rate)}h${WIDTH}"/><text class="end" x="${LEFT - 6}" y="${y(rate) + 4}">${formatPercent(rate, 0)}</text>`);
  const along = powersUpTo(most).map((timesteps) => markup`<path class="grid" d="M${x(timesteps)} ${foot}v4"/><text class="middle" x="${x(timesteps)}" y="${foot + 18}">${timesteps}</text>`);
  const [atX, atY] = [x(now.timesteps), y(Math.min(1, now.rate))];
  return markup`<figure><svg class="plot" role="img" aria-label="Rate of spikes at which the SNN costs as much as its quantised ANN, over timesteps" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${foot + 40}" width="${LEFT + WIDTH + RIGHT}" height="${foot + 40}">
${across}${along}<text class="middle" x="${LEFT + WIDTH / 2}" y="${foot + 34}">timesteps</text>
${lines.map((line, index) => drawLine(line, index, x, y))}
<path class="mean" fill="none" d="M${atX - 6} ${atY - 6}l12 12m0 -12l-12 12"><title>this network: ${now.timesteps} timesteps, ${formatPercent(now.rate, 1)}</title></path>
</svg><figcaption>Spikes, as a share of inputs and timesteps, at which the SNN costs as much as its quantised ANN; under its line it costs less. The cross is this network. A system without a line
at some timesteps never pays there.</figcaption></figure>`;
}

function drawLine({ name, colour, curve }: BreakEvenLine, index: number, x: (timesteps: number) => number, y: (rate: number) => number): Markup {
  const points = curve.filter((point): point is { timesteps: number; rate: number } => point.rate !== null);
  const path = points.map(({ timesteps, rate }, at) => `${at === 0 ? 'M' : 'L'}${x(timesteps)} ${y(rate)}`).join('');
  const dots = points.map(({ timesteps, rate }) => markup`<circle cx="${x(timesteps)}" cy="${y(rate)}" r="3" fill="${colour}"><title>${name}: ${timesteps} timesteps, ${formatPercent(rate, 1)}</title></circle>`);
  const top = TOP + 12 + index * 20;
  const key = markup`<path stroke="${colour}" stroke-width="3" d="M${LEFT + WIDTH + 14} ${top}h16"/><text class="name" x="${LEFT + WIDTH + 36}" y="${top + 4}">${points.length === 0 ? `${name}: never` : name}</text>`;
  return markup`<path class="line" stroke="${colour}" d="${trusted(path)}"/>${dots}${key}`;
}

function powersUpTo(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, power) => 2 ** power);
}
