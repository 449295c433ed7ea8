import type { PopulationRaster } from '../../simulate/result.ts';
import { formatCount, plural } from '../quantity.ts';
import { round, wholeStep } from './axis.ts';
import { cut } from './text-width.ts';
import { markup, nothing, trusted, type Markup } from './markup.ts';
import { populationColour } from './palette.ts';

/** Most spikes drawn; beyond it one in k of each population. */
const MOST_SPIKES = 20_000;
const LEFT = 160;
const WIDTH = 750;
const GAP = 14;

/** Spikes over time, one band and one path a population, colours as on the placement map. */
export function drawRaster(raster: readonly PopulationRaster[], steps: number, populations: readonly string[]): Markup {
  const continuous = raster.some(({ timesteps: times }) => times instanceof Float64Array);
  const spikes = raster.reduce((sum, one) => sum + one.indices.length, 0);
  const timesteps = continuous ? lastTime(raster) : steps;
  const every = Math.max(1, Math.ceil(spikes / MOST_SPIKES));
  const bands = stackBands(raster);
  const foot = bands.reduce((low, one) => Math.max(low, one.top + one.height), 0) + 8;
  const drawn = bands.map((band) => drawBand(band, timesteps, every, Math.max(0, populations.indexOf(band.raster.population))));
  const shown = every === 1 ? `All ${plural(spikes, 'spike')} of the first sample.` : `Too many to draw: one in ${every} of the ${formatCount(spikes)} spikes of the first sample is shown.`;
  return markup`<figure><svg class="raster" data-marks tabindex="0" role="group" aria-label="Spike raster of the first sample" viewBox="0 0 ${LEFT + WIDTH + 24} ${foot + 34}" width="${LEFT + WIDTH + 24}" height="${foot + 34}">
${drawn}${continuous ? drawTimeAxis(timesteps, foot, 0, 'time in units of tau') : drawTimeAxis(timesteps, foot, 0.5, 'timestep')}
</svg><figcaption>${shown} One band a population, neuron 0 at the bottom.</figcaption></figure>`;
}

/** Spike times of temporal networks are drawn from 0 to the unit after the last. */
function lastTime(raster: readonly PopulationRaster[]): number {
  return 1 + Math.floor(raster.reduce((last, { timesteps }) => Math.max(last, timesteps.at(-1) ?? 0), 0));
}

interface Band {
  readonly raster: PopulationRaster;
  readonly top: number;
  readonly height: number;
}

/** Bands grow with the population, within limits that keep both ten neurons and a million legible. */
function stackBands(raster: readonly PopulationRaster[]): Band[] {
  let top = 4;
  return raster.map((one) => {
    const band = { raster: one, top, height: one.indices.length === 0 ? 30 : Math.round(Math.min(150, Math.max(30, one.neurons / 4))) };
    top += band.height + GAP;
    return band;
  });
}

function drawBand({ raster, top, height }: Band, timesteps: number, every: number, index: number): Markup {
  const { population, neurons, indices } = raster;
  const rowHeight = height / Math.max(1, neurons);
  const thick = Math.min(4, Math.max(1, rowHeight * 0.7));
  const colour = populationColour(index);
  const silent = indices.length > 0 ? nothing : markup`<text class="tick" x="${LEFT + WIDTH / 2}" y="${top + height / 2 + 4}">no spike in this sample</text>`;
  return markup`<g class="mark" data-row="${top}"><title>${population}: ${plural(neurons, 'neuron')}, ${plural(indices.length, 'spike')}</title><rect class="band" x="${LEFT}" y="${top}" width="${WIDTH}" height="${height}"/>
<path fill="none" stroke="${colour}" stroke-width="${round(thick)}" d="${trusted(spikePath(raster, top, height, timesteps, every))}"/>
<text class="name" x="${LEFT - 10}" y="${top + height / 2 - 2}">${cut(population, 22)}</text><text class="size" x="${LEFT - 10}" y="${top + height / 2 + 12}">${plural(neurons, 'neuron')}</text>${silent}</g>`;
}

/** A spike is a dash, nearly as long as its timestep where there is room. */
function spikePath({ timesteps: times, indices, neurons }: PopulationRaster, top: number, height: number, timesteps: number, every: number): string {
  const column = WIDTH / timesteps;
  // A spike time is a point, a timestep has a width.
  const [dash, middle] = times instanceof Float64Array ? [2, 0] : [round(Math.min(9, Math.max(1.2, column * 0.7))), 0.5];
  const dashes: string[] = [];
  for (let i = 0; i < indices.length; i += every) {
    const x = LEFT + (times[i]! + middle) * column - dash / 2;
    const y = top + height - ((indices[i]! + 0.5) * height) / neurons;
    dashes.push(`M${round(x)} ${round(y)}h${dash}`);
  }
  return dashes.join('');
}

/** @param middle where in a unit its number stands: a timestep has a width, a time has none */
function drawTimeAxis(timesteps: number, foot: number, middle: number, title: string): Markup {
  const step = wholeStep(timesteps, 17);
  const ticks: Markup[] = [];
  for (let t = 0; t < timesteps; t += step) {
    ticks.push(markup`<text class="tick" x="${round(LEFT + ((t + middle) * WIDTH) / timesteps)}" y="${foot + 8}">${t}</text>`);
  }
  return markup`${ticks}<text class="tick" x="${LEFT + WIDTH / 2}" y="${foot + 26}">${title}</text>`;
}
