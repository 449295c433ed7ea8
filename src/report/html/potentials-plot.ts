import type { PopulationPotentials } from '../../simulate/result.ts';
import { formatConstant, formatCount, plural } from '../quantity.ts';
import { drawLineChart, type ChartLine } from './line-chart.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { seriesColour } from './palette.ts';
import { cut } from './text-width.ts';

/** Values of all lines of a page, timesteps and neurons of a chart. */
const MOST_VALUES = 40_000;
const MOST_STEPS = 1_000;
const MOST_NEURONS = 4;
/** As in the raster, so that time lies under time. */
const SIZE = { left: 160, width: 750, height: 84 };

/** Membrane potentials of a few neurons of every population in the first sample, with their threshold; says what is not drawn. */
export function drawPotentials(potentials: readonly PopulationPotentials[]): Markup {
  const sizes = potentials.map((one) => Math.min(one.timesteps, MOST_STEPS) * Math.min(one.neurons.length, MOST_NEURONS));
  let values = 0;
  const shown = potentials.filter((_, i) => (values += sizes[i]!) <= MOST_VALUES);
  const charts = shown.map(drawPopulation);
  const units = new Set(shown.map(({ unit }) => unit));
  const unit = units.has('levels') ? 'levels of the weights' : 'the unit of the network';
  const steps = potentials.reduce((most, { timesteps }) => Math.max(most, timesteps), 0);
  const hidden = [
    ...(shown.length < potentials.length ? [`${plural(potentials.length - shown.length, 'population')} more would not fit on the page`] : []),
    ...(steps > MOST_STEPS ? [`the first ${formatCount(MOST_STEPS)} of ${formatCount(steps)} timesteps are drawn`] : []),
  ];
  return markup`<figure class="traces">${charts}<figcaption>Membrane potentials in ${unit}, of the first sample at the end of each timestep. Broken lines are thresholds, in the colour of their neuron where they differ.${hidden.length === 0 ? nothing : markup` Not all: ${hidden.join('; ')}.`}</figcaption></figure>`;
}

function drawPopulation({ population, neurons, timesteps, values, thresholds }: PopulationPotentials): Markup {
  const count = neurons.length;
  const steps = Math.min(timesteps, MOST_STEPS);
  const lines = [...neurons].slice(0, MOST_NEURONS).map((neuron, i): ChartLine => ({
    title: `${population}, neuron ${neuron}`, label: String(neuron), colour: seriesColour(i), dashed: false,
    values: Array.from({ length: steps }, (_, t) => { const value = values[t * count + i]!; return Number.isFinite(value) ? value : null; }),
  }));
  const own = [...thresholds].slice(0, MOST_NEURONS);
  const common = own.every((one) => one === own[0]);
  const title = `${cut(population, 40)}: ${lines.length === 1 ? 'neuron' : 'neurons'} ${lines.map(({ label }) => label).join(', ')}`;
  return drawLineChart({
    title, lines, size: SIZE, axisTitle: '', format: (value) => (Math.abs(value) >= 1000 ? formatCount(value) : formatConstant(Number(value.toPrecision(4)))),
    centred: true,
    levels: common ? (Number.isFinite(own[0]) ? [{ value: own[0]!, label: 'threshold' }] : [])
      : own.flatMap((value, i) => (Number.isFinite(value) ? [{ value, label: '', colour: seriesColour(i) }] : [])),
  });
}
