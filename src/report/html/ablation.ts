import type { Ablation, LossPart } from '../ablation.ts';
import { formatConstant, formatPercent, plural } from '../quantity.ts';
import { axisTicks, round } from './axis.ts';
import { markup, type Markup } from './markup.ts';
import { PART_COLOURS } from './palette.ts';
import { numberColumns, swatch, table } from './table.ts';
import { cut } from './text-width.ts';

const LEFT = 190;
const WIDTH = 560;
const BAR = 11;
const ROW = 36;
const COLOURS = { alone: PART_COLOURS.crossbar, allBut: PART_COLOURS.dac } as const;

/** Two bars an effect, with their intervals: what it costs alone, and what leaving it out wins. */
export function ablationPlot(ablation: Ablation): Markup {
  const { effects, measure, ideal, all, loss, chips, interval, interaction } = ablation;
  const cells = (part: LossPart): string[] => [formatPercent(part.value, 2), points(part.loss), `${points(part.interval95[0])} to ${points(part.interval95[1])}`, part.share === null ? '–' : formatPercent(part.share, 0)];
  const rows = effects.map((one) => [one.name, ...cells(one.alone), ...cells(one.allBut)]);
  const flat = effects.every(({ alone, allBut }) => [alone.loss, allBut.loss, ...alone.interval95, ...allBut.interval95].every((value) => value === 0));
  const bars = flat ? markup`<p class="note">No bars are drawn: no effect loses anything that these samples could show.</p>` : drawBars(ablation);
  return markup`${bars}
<div class="scroll">${table(numberColumns('Effect', `Alone: ${measure}`, 'lost', '95 %', 'share', `Without it: ${measure}`, 'won', '95 %', 'share'), rows)}</div>
<p class="note">${formatPercent(ideal, 2)} with everything off, ${formatPercent(all, 2)} with all effects (mean of ${plural(chips, 'chip')}): ${points(loss)} points, of which shares are taken. Effects together cost ${points(interaction)} points more than the sum of each alone. Intervals: ${interval}.${
  measure === 'agreement' ? ' Without labels this is the share of predictions that equal those of the ideal chip.' : ''}</p>`;
}

function drawBars({ effects, measure, loss }: Ablation): Markup {
  const ends = effects.flatMap(({ alone, allBut }) => [...alone.interval95, ...allBut.interval95, alone.loss, allBut.loss]);
  const ticks = axisTicks(Math.min(0, ...ends), Math.max(0, loss, ...ends), 7);
  const [least, most] = [ticks[0]!, ticks[ticks.length - 1]!];
  const x = (value: number): number => round(LEFT + ((value - least) / (most - least)) * WIDTH);
  const foot = effects.length * ROW + 6;
  const bar = (part: LossPart, colour: string, y: number, title: string, row: number): Markup => markup`<g class="mark" data-row="${row}"><title>${title}: ${points(part.loss)} points, 95 % interval ${points(part.interval95[0])} to ${points(part.interval95[1])}</title><rect x="${Math.min(x(0), x(part.loss))}" y="${y}" width="${round(Math.abs(x(part.loss) - x(0)))}" height="${BAR}" fill="${colour}"/><path class="whisker" d="M${x(part.interval95[0])} ${y + BAR / 2}H${x(part.interval95[1])}"/></g>`;
  const rows = effects.map(({ name, alone, allBut }, i) => markup`<text class="end name" x="${LEFT - 10}" y="${i * ROW + 23}">${cut(name, 26)}</text>${bar(alone, COLOURS.alone, i * ROW + 7, `${name} alone`, 2 * i)}${bar(allBut, COLOURS.allBut, i * ROW + 8 + BAR, `without ${name}`, 2 * i + 1)}
`);
  const grid = ticks.map((tick) => markup`<path class="grid" d="M${x(tick)} 2V${foot}"/><text class="middle" x="${x(tick)}" y="${foot + 16}">${formatConstant(100 * tick)}</text>`);
  return markup`<figure><svg class="plot" data-marks tabindex="0" role="group" aria-label="Loss by effect" viewBox="0 0 ${LEFT + WIDTH + 30} ${foot + 36}" width="${LEFT + WIDTH + 30}" height="${foot + 36}">
${grid}${rows}<path class="mean" d="M${x(loss)} 2V${foot}"/><text class="middle" x="${LEFT + WIDTH / 2}" y="${foot + 33}">points of ${measure}</text>
</svg><figcaption>${swatch(COLOURS.alone)}lost by this effect and no other ${swatch(COLOURS.allBut)}won back by leaving it out. The upright line is the loss of all effects together; thin bars are 95 % intervals.</figcaption></figure>`;
}

function points(share: number): string {
  return (100 * share).toFixed(2);
}
