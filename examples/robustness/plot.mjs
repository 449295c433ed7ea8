import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { View, parse } from 'vega';
import { compile } from 'vega-lite';
import { intervalOfMean, meanOf } from './intervals.mjs';

/** Colours of Okabe and Ito (2008), told apart by all kinds of eyes. */
const COLOURS = ['#000000', '#0072B2', '#E69F00', '#D55E00', '#009E73', '#CC79A7'];

/** Accuracy over timesteps, each chart on a scale of its own: variation on the left, wires by array size on the right. */
export async function plotAccuracy(rows, folder) {
  for (const network of new Set(rows.map((row) => row.network))) {
    const own = rows.filter((row) => row.network === network && row.mitigation === 'none').map(pointOf);
    await save({
      hconcat: [
        chart(own.filter(({ wires, array }) => wires === 'none' && array === 64), 'variation, %', 'variation, 64 x 64, no wires'),
        ...['A', 'B', 'C'].map((wires) => chart(own.filter((point) => point.wires === wires && point.sigma === 0), 'array', `wires ${wires}, no variation`)),
      ],
    }, join(folder, `${network}.svg`));
  }
}

/** Relative error of membrane potentials over timesteps, a line a population. */
export async function plotErrors(errors, folder) {
  for (const network of new Set(errors.map((row) => row.network))) {
    const values = errors.filter((row) => row.network === network && /potentials$/.test(row.measure)).flatMap(({ population, measure, series, wires, sigma }) =>
      series.split(' ').flatMap((value, step) => (value === '' ? [] : [{
        timestep: step + 1, error: Number(value), line: `${population}, ${measure.split(' ')[0]}`, chip: wires === 'none' ? `variation ${sigma} %` : `wires ${wires}`,
      }])));
    await save({
      data: { values }, facet: { column: { field: 'chip', type: 'nominal', title: null } },
      spec: {
        width: 220, height: 200, mark: 'line',
        encoding: {
          x: { field: 'timestep', type: 'quantitative', title: 'timestep' }, y: { field: 'error', type: 'quantitative', title: 'relative error of the membrane potential' },
          color: { field: 'line', type: 'nominal', title: null, scale: { range: COLOURS } }, strokeDash: { field: 'line', type: 'nominal', title: null },
        },
      },
    }, join(folder, `${network}-errors.svg`));
  }
}

function pointOf({ timesteps, array, wires, sigma, accuracies }) {
  const values = accuracies.split(' ').map((value) => 100 * Number(value));
  const [low, high] = intervalOfMean(values) ?? [meanOf(values), meanOf(values)];
  return { timesteps: Number(timesteps), array: Number(array), 'variation, %': Number(sigma), wires, sigma: Number(sigma), accuracy: meanOf(values), low, high };
}

function chart(values, by, title) {
  const x = { field: 'timesteps', type: 'ordinal', title: 'timesteps' };
  const color = { field: by, type: 'ordinal', title: by, scale: { range: COLOURS } };
  return {
    title, width: 200, height: 200, data: { values },
    layer: [
      { mark: { type: 'line', point: true }, encoding: { x, y: { field: 'accuracy', type: 'quantitative', title: 'accuracy, %', scale: { zero: false } }, color, strokeDash: { field: by, type: 'ordinal', title: by } } },
      { mark: 'rule', encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color } },
    ],
  };
}

async function save(spec, file) {
  const view = new View(parse(compile({ background: 'white', resolve: { scale: { color: 'independent', strokeDash: 'independent' } }, ...spec }).spec), { renderer: 'none' });
  writeFileSync(file, await view.toSVG());
  view.finalize();
}
