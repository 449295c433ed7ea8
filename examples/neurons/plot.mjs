import { writeFileSync } from 'node:fs';
import { View, parse } from 'vega';
import { compile } from 'vega-lite';

/** Two colours of Okabe and Ito (2008), told apart by all kinds of eyes. */
const COLOURS = { none: '#D55E00', fitted: '#0072B2' };

/** Error rate of each circuit with its 95 % interval, before and after the calibration pass. */
export async function plotAccuracy(rows, file) {
  const values = rows.map(({ circuit, calibration, accuracy, low, high }) => ({
    circuit: circuit.startsWith('time-domain,') ? 'time-domain, imperfect' : circuit, calibration, error: 100 - accuracy, low: 100 - high, high: 100 - low,
  }));
  const y = { field: 'circuit', type: 'nominal', sort: null, title: null };
  const colour = { field: 'calibration', type: 'nominal', title: 'calibration', scale: { domain: Object.keys(COLOURS), range: Object.values(COLOURS) } };
  const x = (field) => ({ field, type: 'quantitative', scale: { type: 'log' }, title: 'error rate, %' });
  await draw({
    background: 'white', width: 460, height: 220, data: { values },
    layer: [
      { mark: { type: 'rule', strokeWidth: 2 }, encoding: { y, x: x('low'), x2: { field: 'high' }, color: colour } },
      { mark: { type: 'point', filled: true, size: 70 }, encoding: { y, x: x('error'), color: colour } },
    ],
  }, file);
}

/** Steps of the transients against the fitted laws. */
export async function plotFits(series, file) {
  await draw({
    background: 'white',
    hconcat: ['excitatory', 'inhibitory'].map((branch) => ({
      title: branch, width: 300, height: 240,
      layer: [
        { data: { values: series.filter((one) => one.branch === branch && one.kind === 'ngspice') }, mark: { type: 'point', size: 18 } },
        { data: { values: series.filter((one) => one.branch === branch && one.kind === 'law') }, mark: { type: 'line' } },
      ].map((layer) => ({
        ...layer,
        encoding: {
          x: { field: 'potential', type: 'quantitative', title: 'membrane potential, V' }, y: { field: 'step', type: 'quantitative', title: 'step, mV' },
          color: { field: 'mirror', type: 'nominal', title: null, sort: null, scale: { range: ['#D55E00', '#0072B2', '#009E73', '#E69F00'] } },
        },
      })),
    })),
  }, file);
}

async function draw(spec, file) {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  writeFileSync(file, await view.toSVG());
  view.finalize();
}
