import type { Ablation, LossPart } from './ablation.ts';
import type { ErrorOverTime, ErrorSeries, PopulationError } from './error-over-time.ts';
import { formatPercent, formatQuantity, plural } from './quantity.ts';
import { clean, pad, wrap, type Paint } from './terminal.ts';
import type { Trials } from './trials.ts';

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** Columns of the names of facts, and of populations and effects in tables. */
const NAME = 18;
const ROW = 28;

/** Several chips: accuracy and energy, and how sure their means are. */
export function trialLines({ chips, accuracies, mean, standardDeviation, interval95, worst, best, energy }: Trials, { paint }: Look): string[] {
  const joules = (value: number): string => formatQuantity(value, 'J');
  const spread = energy.least_J === energy.most_J ? 'the same on all chips' : `${joules(energy.mean_J)} mean, ${joules(energy.least_J)} to ${joules(energy.most_J)}`;
  return [
    accuracies === null
      ? line(paint.bold('Chips'), `${plural(chips, 'chip')}: accuracy unknown: no labels`)
      : line(paint.bold('Chips'), `${plural(chips, 'chip')}: accuracy ${paint.good(formatPercent(mean, 2))} mean, ${points(standardDeviation!)} points standard deviation`),
    ...(accuracies === null ? [] : [
      line('  interval', `95 % of the mean ${formatPercent(interval95![0], 2)} to ${formatPercent(interval95![1], 2)} (Student's t, ${plural(chips - 1, 'degree')} of freedom)`),
      line('  worst, best', `${formatPercent(worst!.accuracy, 2)} (chip ${worst!.trial + 1}), ${formatPercent(best!.accuracy, 2)} (chip ${best!.trial + 1})`),
    ]),
    line('  energy', spread),
  ];
}

/** A row a population: over all timesteps as the chip runs, then its own part; and how the potentials go over time. */
export function errorLines({ samples, chips, timesteps, perLayer }: ErrorOverTime, { paint, width }: Look): string[] {
  const titles = row('  against the ideal chip', ['sums', 'gain', 'potential', 'spikes', 'own sums', 'potential', 'spikes']);
  const steps = [...new Set([0, Math.floor(timesteps / 4), Math.floor(timesteps / 2), timesteps - 1])];
  return [
    line(paint.bold('Error over time'), `${plural(samples, 'sample')} on ${plural(chips, 'chip')}, ${plural(timesteps, 'timestep')}`),
    paint.dim(titles),
    ...perLayer.map((one) => row(`    ${one.name}`, [...shares(one.running), ...shares(one.fresh).filter((_, i) => i !== 1)])),
    paint.dim(row('  potential at timestep', steps.map((t) => String(t + 1)))),
    ...perLayer.map((one) => row(`    ${one.name}`, steps.map((t) => percent(one.running.potentials.perTimestep.relativeRms[t]!)))),
    paint.dim(row('  spikes at timestep', steps.map((t) => String(t + 1)))),
    ...perLayer.map((one) => row(`    ${one.name}`, differingAt(one, steps))),
    ...wrap('sums, potential: RMS of the difference as a share of the RMS; spikes: those that only one of both has; own: fed with the spikes of the ideal chip', width, '  ', '  ').map(paint.dim),
  ];
}

/** A row an effect: what it costs alone, and what leaving it out wins. */
export function ablationLines({ measure, chips, ideal, all, loss, interval95, interval, effects, interaction }: Ablation, { paint, width }: Look): string[] {
  const part = (one: LossPart): string[] => [points(one.loss), `${points(one.interval95[0])}..${points(one.interval95[1])}`, one.share === null ? '–' : formatPercent(one.share, 0)];
  return [
    line(paint.bold('Loss by effect'), `${measure} ${formatPercent(ideal, 2)} ideal, ${formatPercent(all, 2)} with all effects: ${paint.good(points(loss))} points lost (${points(interval95[0])} to ${points(interval95[1])}), mean of ${plural(chips, 'chip')}`),
    paint.dim(lossRow('  points', ['alone', '95 %', 'share', 'without', '95 %', 'share'])),
    ...effects.map(({ name, alone, allBut }) => lossRow(`    ${name}`, [...part(alone), ...part(allBut)])),
    lossRow('    together, not alone', [points(interaction)]),
    ...wrap(`alone: lost by this effect and no other; without: won back by leaving it out; intervals: ${interval}`, width, '  ', '  ').map(paint.dim),
  ];
}

function shares({ sums, potentials, spikes }: ErrorSeries): string[] {
  return [percent(sums.relativeRms), sums.gain === null ? '–' : sums.gain.toFixed(3), percent(potentials.relativeRms), percent(spikes.differing)];
}

function differingAt({ running }: PopulationError, steps: readonly number[]): string[] {
  return steps.map((t) => percent(running.spikes.perTimestep.differing[t]!));
}

function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? '–' : formatPercent(share, 1);
}

function points(share: number): string {
  return (100 * share).toFixed(2);
}

function row(name: string, cells: readonly string[]): string {
  return `${pad(clean(name), ROW)}${cells.map((cell) => pad(cell, -10)).join('')}`;
}

function lossRow(name: string, cells: readonly string[]): string {
  return `${pad(clean(name), ROW)}${cells.map((cell, i) => pad(cell, [-9, -16, -8][i % 3]!)).join('')}`;
}

function line(name: string, text: string): string {
  return `${pad(name, NAME)}${text}`;
}
