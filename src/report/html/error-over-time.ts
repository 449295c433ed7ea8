import type { ErrorOverTime, ErrorSeries, PopulationError, ValueError } from '../error-over-time.ts';
import { formatConstant, formatCount, formatPercent, plural } from '../quantity.ts';
import { drawLineChart, type ChartLine } from './line-chart.ts';
import { markup, type Markup } from './markup.ts';
import { populationColour } from './palette.ts';
import { numberColumns, swatch, table } from './table.ts';

/** How far the chips go from the ideal one: four pictures over time, and a table over all timesteps. */
export function errorPlots(error: ErrorOverTime, populations: readonly string[]): Markup {
  const chart = (title: string, of: (series: ErrorSeries) => readonly (number | null)[], format: (value: number) => string): Markup =>
    drawLineChart({ title, lines: error.perLayer.flatMap((one) => linesOf(one, numberOf(one, populations), of)), format });
  const percent = (value: number): string => `${formatConstant(100 * value)} %`;
  return markup`<figure class="plots">
${chart('Crossbar sums: RMS of the difference, share of the RMS', ({ sums }) => sums.perTimestep.relativeRms, percent)}
${chart('Membrane potential: the same', ({ potentials }) => potentials.perTimestep.relativeRms, percent)}
${chart('Spikes that only one of both has', ({ spikes }) => spikes.perTimestep.differing, percent)}
${chart('Van Rossum distance up to the timestep', ({ spikes }) => cumulated(spikes.perTimestep.vanRossum), formatConstant)}
<figcaption>${plural(error.samples, 'sample')} on ${plural(error.chips, 'chip')}, against the same configuration with every non-ideality off. Full lines: as the chip runs. Broken lines: each population hears the spikes of the ideal chip, so that nothing is inherited.</figcaption></figure>
${errorTable(error, populations)}
<p class="note">Gain: least-squares factor between the sums (or potentials) of the chip and the ideal ones. Van Rossum distance D² of a neuron and sample with τ = ${formatConstant(error.vanRossumTau_steps)} timesteps; 1/2 is one spike more.</p>`;
}

function linesOf({ name, running, fresh }: PopulationError, index: number, of: (series: ErrorSeries) => readonly (number | null)[]): readonly ChartLine[] {
  const common = { label: String(index + 1), colour: populationColour(index) };
  return [{ ...common, title: `${name}, hearing the ideal chip`, dashed: true, values: of(fresh) }, { ...common, title: name, dashed: false, values: of(running) }];
}

function errorTable({ perLayer }: ErrorOverTime, populations: readonly string[]): Markup {
  const share = (value: number | null): string => (value === null || !Number.isFinite(value) ? '–' : formatPercent(value, 1));
  const gain = (value: number | null): string => (value === null || !Number.isFinite(value) ? '–' : value.toFixed(3));
  const values = ({ relativeRms, gain: factor }: ValueError): string[] => [share(relativeRms), gain(factor)];
  const rows = perLayer.flatMap((one) => ([['chip', one.running], ['ideal', one.fresh]] as const).map(([hears, { sums, potentials, spikes }]) => {
    const index = numberOf(one, populations);
    return [
      markup`${swatch(populationColour(index))}${index + 1} ${one.name}`, hears, ...values(sums), ...values(potentials),
      formatCount(spikes.ideal), formatCount(spikes.chip), share(spikes.differing), Number.isFinite(spikes.vanRossum) ? formatConstant(Number(spikes.vanRossum.toPrecision(3))) : '–',
    ];
  }));
  return markup`<div class="scroll">${table(numberColumns('Population', 'Hears', 'Sums', 'Gain', 'Potential', 'Gain', 'Ideal spikes', 'Chip spikes', 'Differing', 'Van Rossum'), rows)}</div>`;
}

function numberOf({ name }: PopulationError, populations: readonly string[]): number {
  return Math.max(0, populations.indexOf(name));
}

function cumulated(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}
