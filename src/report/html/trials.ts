import { formatConstant, formatPercent, formatQuantity, plural } from '../quantity.ts';
import type { Trials } from '../trials.ts';
import { axisTicks, round } from './axis.ts';
import { markup, type Markup } from './markup.ts';
import { numberColumns, table } from './table.ts';

const LEFT = 20;
const WIDTH = 700;
/** Dots that lie on each other are stacked. */
const DOT = 9;

/** A dot a chip on the axis of accuracy, their mean and its interval; and the energy of an inference where it differs. */
export function trialPlot(trials: Trials): Markup {
  const { accuracies, mean, standardDeviation, interval95, worst, best, energy, chips } = trials;
  const joules = (value: number | null): string => (value === null ? '–' : formatQuantity(value, 'J'));
  const measures = [
    ...(accuracies === null ? [] : [
      ['accuracy, mean', formatPercent(mean, 2)], ['standard deviation', `${formatConstant(Number((100 * standardDeviation!).toPrecision(3)))} points`],
      ['95 % interval of the mean', `${formatPercent(interval95![0], 2)} to ${formatPercent(interval95![1], 2)}`],
      [`worst (chip ${worst!.trial + 1})`, formatPercent(worst!.accuracy, 2)], [`best (chip ${best!.trial + 1})`, formatPercent(best!.accuracy, 2)],
    ]),
    ['energy per inference, mean', joules(energy.mean_J)], ['standard deviation', joules(energy.standardDeviation_J)], ['least to most', `${joules(energy.least_J)} to ${joules(energy.most_J)}`],
  ];
  const plot = accuracies === null ? markup`<p class="note">No labels were given: the accuracies of these ${plural(chips, 'chip')} are not known.</p>` : drawDots(accuracies, mean!, interval95!);
  return markup`${plot}<div class="narrow">${table(numberColumns('Measure', 'Value'), measures, { bare: true })}</div><p class="note">Interval: ${trials.interval}.</p>`;
}

function drawDots(accuracies: readonly number[], mean: number, [low, high]: readonly [number, number]): Markup {
  const ticks = axisTicks(Math.min(low, ...accuracies), Math.max(high, ...accuracies), 8);
  const [least, most] = [ticks[0]!, ticks[ticks.length - 1]!];
  const x = (value: number): number => round(LEFT + ((value - least) / (most - least)) * WIDTH);
  const heights = new Map<number, number>();
  const placed = [...accuracies.entries()].sort(([, a], [, b]) => a - b).map(([trial, accuracy]) => {
    const column = Math.round(x(accuracy) / DOT);
    const height = (heights.get(column) ?? 0) + 1;
    heights.set(column, height);
    return { accuracy, trial, height };
  });
  const foot = 20 + DOT * Math.max(...heights.values());
  const dots = placed.map(({ accuracy, trial, height }) => markup`<g class="mark" data-row="0"><circle class="dot" cx="${x(accuracy)}" cy="${foot - DOT * height + DOT / 2}" r="4"/><title>chip ${trial + 1}: ${formatPercent(accuracy, 2)}</title></g>`);
  const grid = ticks.map((tick) => markup`<path class="grid" d="M${x(tick)} 4V${foot + 16}"/><text class="middle" x="${x(tick)}" y="${foot + 32}">${formatConstant(100 * tick)} %</text>`);
  return markup`<figure><svg class="plot" data-marks tabindex="0" role="group" aria-label="Accuracy of every chip" viewBox="0 0 ${WIDTH + 2 * LEFT + 20} ${foot + 40}" width="${WIDTH + 2 * LEFT + 20}" height="${foot + 40}">
${grid}${dots}<path class="whisker" d="M${x(low)} ${foot + 8}H${x(high)}"/><path class="mean" d="M${x(mean)} ${foot + 1}v14"/>
</svg><figcaption>A dot a chip. The bar is the 95 % interval of the mean over chips, for these samples.</figcaption></figure>`;
}
