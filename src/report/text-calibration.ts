import type { CalibrationRecord, ProjectionQuantisation } from '../ir/calibration.ts';
import {
  calibratedPopulations, describeLevels, describeSamples, formatChanged, formatDriveNoise, formatNoise, formatRate, formatThresholds, type CalibratedPopulation,
} from './calibration.ts';
import { formatPercent } from './quantity.ts';
import { clean, pad, wrap, type Paint } from './terminal.ts';

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** Columns that the cells of a row take. */
const CELLS = 57;

const LEGENDS = {
  conversion: 'rate: spikes of a neuron in a timestep; silent: neurons that never fired',
  quantisation: 'changed: predictions that change when these weights alone are rounded',
};

/** What calibration did, a row a population: how well its spikes stand for activations, and what rounding its weights cost. */
export function calibrationLines(record: CalibrationRecord, { paint, width }: Look): string[] {
  const populations = calibratedPopulations(record);
  const names = Math.min(36, Math.max(24, width - CELLS - 4));
  const legends = [...(record.conversion.length > 0 ? [LEGENDS.conversion] : []), ...(record.quantisation.length > 0 ? [LEGENDS.quantisation] : [])];
  return [
    `${pad(paint.bold('Calibration'), 18)}${describeSamples(record)}`,
    ...conversionRows(populations, record, names, paint),
    ...quantisationRows(populations, names, paint),
    ...wrap(legends.join('; '), width, '  ', '  ').filter((line) => line.trim() !== '').map(paint.dim),
  ];
}

function conversionRows(populations: readonly CalibratedPopulation[], { data }: CalibrationRecord, names: number, paint: Paint): string[] {
  const rows = populations.flatMap(({ population, conversion }) => (conversion === null ? [] : [row(names, 4, population, [
    pad(formatThresholds(conversion), 22), pad(formatRate(conversion), -9), pad(formatPercent(conversion.silentShare, 1), -9),
    pad(formatNoise(conversion.signalToNoise_dB, data !== null), -17),
  ])]));
  return rows.length === 0 ? [] : [paint.dim(row(names, 2, 'conversion', [pad('threshold', 22), pad('rate', -9), pad('silent', -9), pad('signal to noise', -17)])), ...rows];
}

/** Where several projections lead into a population, each has a row below it. */
function quantisationRows(populations: readonly CalibratedPopulation[], names: number, paint: Paint): string[] {
  const rows = populations.flatMap(({ population, projections }) => {
    const cells = projections.map(weightCells);
    if (cells.length <= 1) return cells.map((one) => row(names, 4, population, one));
    return [`    ${clean(population)}`, ...cells.map((one, i) => row(names, 6, projections[i]!.projection, one))];
  });
  const titles = [pad('levels', 27), pad('weights', -10), pad('drive', -10), pad('changed', -10)];
  return rows.length === 0 ? [] : [paint.dim(row(names, 2, 'quantisation', titles)), ...rows];
}

function weightCells(one: ProjectionQuantisation): string[] {
  return [
    pad(describeLevels(one), 27), pad(formatNoise(one.weightSignalToNoise_dB, true), -10), pad(formatDriveNoise(one), -10), pad(formatChanged(one), -10),
  ];
}

/** A row whose cells begin after `names` columns, however far it is indented. */
function row(names: number, indent: number, name: string, cells: readonly string[]): string {
  return `${' '.repeat(indent)}${pad(clean(name), names - indent)}${cells.join('')}`;
}
