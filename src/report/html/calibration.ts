import type { CalibrationRecord, ProjectionQuantisation } from '../../ir/calibration.ts';
import {
  calibratedPopulations, describeLevels, describeSamples, formatChanged, formatDriveNoise, formatNoise, formatRate, formatThresholds, type CalibratedPopulation,
} from '../calibration.ts';
import { binLevels, type LevelBin } from '../level-bins.ts';
import { formatCount, formatPercent } from '../quantity.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { populationColour } from './palette.ts';
import { numberColumns, swatch, table, type Column } from './table.ts';

/** What calibration did: how well spikes stand for activations, what rounding cost, and which levels the weights took. */
export function calibrationTables(record: CalibrationRecord, populations: readonly string[]): Markup {
  const calibrated = calibratedPopulations(record);
  return markup`<p class="note">${record.data === null ? 'No calibration data were given.' : `Measured on ${describeSamples(record)}, without labels.`}</p>
${conversionTable(calibrated, record, populations)}${quantisationTable(calibrated, populations)}`;
}

function conversionTable(calibrated: readonly CalibratedPopulation[], { data }: CalibrationRecord, populations: readonly string[]): Markup {
  const rows = calibrated.flatMap(({ population, conversion }) => (conversion === null ? [] : [[
    named(population, populations), formatThresholds(conversion), formatNoise(conversion.signalToNoise_dB, data !== null), formatPercent(conversion.silentShare, 1), formatRate(conversion),
  ]]));
  if (rows.length === 0) return nothing;
  const columns = numberColumns('Population', 'Threshold', 'Signal to noise', 'Silent neurons', 'Spikes a timestep');
  return markup`<div class="stacked">${table(columns, rows, { caption: 'From activations to spikes' })}</div>
<p class="note">Signal to noise compares rate times threshold with the activation that it stands for. A silent neuron never fired on any sample.</p>`;
}

const QUANTISATION_COLUMNS: readonly Column[] = [
  { title: 'Projection', kind: 'name' }, { title: 'Into', kind: 'text' }, { title: 'Levels', kind: 'text' }, { title: 'Weights', kind: 'number' },
  { title: 'Drive', kind: 'number' }, { title: 'Changed', kind: 'number' }, { title: 'Weights at each level', kind: 'text' },
];

function quantisationTable(calibrated: readonly CalibratedPopulation[], populations: readonly string[]): Markup {
  const rows = calibrated.flatMap(({ population, projections }) => projections.map((one) => [
    one.projection, named(population, populations), describeLevels(one), formatNoise(one.weightSignalToNoise_dB, true), formatDriveNoise(one),
    formatChanged(one), drawLevels(one),
  ]));
  if (rows.length === 0) return nothing;
  return markup`<div class="stacked">${table(QUANTISATION_COLUMNS, rows, { caption: 'From weights to levels' })}</div>
<p class="note">Weights and Drive: signal to noise of the rounded weights, and of what they bring to their population. Changed: the accuracy cost of a projection,
the share of predictions that change when its weights alone are rounded. The bar of level 0 is striped; open a histogram for its numbers.</p>`;
}

/** Colour and number as on the placement map. */
function named(population: string, populations: readonly string[]): Markup {
  const index = populations.indexOf(population);
  return index < 0 ? markup`${population}` : markup`${swatch(populationColour(index))}${index + 1} ${population}`;
}

/** Most bars of a histogram. */
const MOST_BARS = 41;
const WIDTH = 164;
const HEIGHT = 36;

/** Bars of the levels; opened, by mouse or keyboard, the numbers in them. */
function drawLevels(one: ProjectionQuantisation): Markup {
  const bins = binLevels(one, MOST_BARS);
  if (bins.length === 0) return nothing;
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const most = bins.reduce((top, { count }) => Math.max(top, count), 0);
  const step = WIDTH / bins.length;
  const bars = bins.map((bin, i) => drawBar(bin, i * step, step, most, total));
  const zero = bins.findIndex(isZero);
  const middle = zero < 0 || bins.length < 3 ? nothing : markup`<text x="${round((zero + 0.5) * step)}" y="${HEIGHT + 12}">0</text>`;
  const numbers = bins.map((bin) => markup`<li>${describeBin(bin)}: <b>${formatCount(bin.count)}</b> (${shareOf(bin, total)})</li>`);
  return markup`<details class="levels"><summary><svg role="img" aria-label="Histogram of the levels of ${one.projection}" viewBox="0 0 ${WIDTH} ${HEIGHT + 14}" width="${WIDTH}" height="${HEIGHT + 14}">
${bars}<path class="foot" d="M0 ${HEIGHT}h${WIDTH}"/><text class="first" x="0" y="${HEIGHT + 12}">${bins[0]!.lowest}</text>${middle}<text class="last" x="${WIDTH}" y="${HEIGHT + 12}">${bins.at(-1)!.highest}</text>
</svg></summary><ul tabindex="0">${numbers}</ul></details>`;
}

function drawBar(bin: LevelBin, x: number, step: number, most: number, total: number): Markup {
  const gap = step > 3 ? 1 : 0;
  // What is there at all is seen.
  const height = bin.count === 0 ? 0 : Math.max(1, (bin.count / most) * (HEIGHT - 1));
  const [left, top, width] = [round(x + gap / 2), round(HEIGHT - height), round(step - gap)];
  const stripes = isZero(bin) ? markup`<path class="stripe" d="${stripePath(left, top, width, height)}"/>` : nothing;
  return markup`<g><title>${describeBin(bin)}: ${formatCount(bin.count)} (${shareOf(bin, total)})</title><rect class="fill" x="${left}" y="${top}" width="${width}" height="${round(height)}"/>${stripes}</g>
`;
}

/** Lines across the bar of level 0, which tell it apart without colour. */
function stripePath(left: number, top: number, width: number, height: number): string {
  return Array.from({ length: Math.floor(height / 4) }, (_, i) => `M${left} ${round(top + 4 * i + 3)}h${width}`).join('');
}

function isZero({ lowest, highest }: LevelBin): boolean {
  return lowest <= 0 && highest >= 0;
}

function describeBin({ lowest, highest }: LevelBin): string {
  return lowest === highest ? `level ${lowest}` : `levels ${lowest} to ${highest}`;
}

function shareOf({ count }: LevelBin, total: number): string {
  return formatPercent(total > 0 ? count / total : 0, 1);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
