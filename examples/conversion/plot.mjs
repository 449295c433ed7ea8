import { writeFileSync } from 'node:fs';
import { View, parse } from 'vega';
import { compile } from 'vega-lite';

/** Colours of Okabe and Ito (2008), told apart by all kinds of eyes. */
const COLOURS = ['#D55E00', '#0072B2', '#E69F00', '#009E73', '#CC79A7', '#000000'];

/** Points lost against timesteps (float weights) and against bits (32 timesteps), as one SVG. */
export async function plot(rows, file) {
  const values = rows.map((row) => ({ ...row, way: `${row.method}, ${row.readout}`, shown: Math.max(0.005, row.lost) }));
  const lines = (x, title, data, tooltip) => ({
    title: tooltip, width: 300, height: 220, data: { values: data },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: x, type: 'ordinal', title },
      y: { field: 'shown', type: 'quantitative', scale: { type: 'log' }, title: 'accuracy lost, points (0.005: none)' },
      color: { field: 'way', type: 'nominal', title: null, scale: { range: COLOURS }, legend: { labelLimit: 300 } },
      strokeDash: { field: 'way', type: 'nominal', title: null, legend: { labelLimit: 300 } },
    },
  });
  const spec = {
    background: 'white', resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    hconcat: [
      lines('timesteps', 'timesteps', values.filter(({ bits }) => bits === 'float'), 'float weights'),
      lines('bits', 'bits of a weight, 32 timesteps', values.filter(({ bits }) => bits !== 'float'), 'rounded weights'),
    ],
  };
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  writeFileSync(file, await view.toSVG());
  view.finalize();
}
