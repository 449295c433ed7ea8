import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { View, parse } from 'vega';
import { compile } from 'vega-lite';
import { networksOf, systemOf } from './tables.mjs';

/** Colours of Okabe and Ito (2008), told apart by all kinds of eyes. */
const COLOUR = { 'claimed, 8 bits': '#000000', SpikeSim: '#0072B2', SATA: '#D55E00', 'SATA published': '#E69F00' };
/** Lines of two systems often lie on each other: wide ones are drawn first. */
const WIDTH = { SpikeSim: 7, 'SATA published': 4.5, SATA: 2.5, 'claimed, 8 bits': 1.5 };
const ROLE = { computation: '#0072B2', movement: '#E69F00', neuron: '#009E73', static: '#8f969e' };

export async function plotAll(results, folder) {
  const rows = networksOf(results);
  await plotEnergies(rows, join(folder, 'energy.svg'));
  await plotBreakEven(results, join(folder, 'break-even.svg'));
  await plotRoles(rows, join(folder, 'roadblocks.svg'));
}

/** SNN over quantised ANN, as claimed and on each platform: right of 1 the SNN loses. */
async function plotEnergies(rows, file) {
  const values = rows.flatMap(({ label, claimed, published: _, ...row }) => [
    { label, system: 'claimed, 8 bits', ratio: claimed.snn8_J / claimed.ann8_J },
    ...[['spikesim', 'SpikeSim'], ['sata', 'SATA']].map(([name, system]) => ({ label, system, ratio: systemOf(row, name).energy_J / systemOf(row, name).quantisedAnn.energy_J })),
  ]);
  await save({
    width: 460, height: rows.length * 24,
    layer: [
      { data: { values: [{ one: 1 }] }, mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { x: { field: 'one', type: 'quantitative' } } },
      { data: { values }, mark: { type: 'point', filled: true, size: 80, opacity: 0.9 }, encoding: { y: nominal('label'), x: { field: 'ratio', type: 'quantitative', scale: { type: 'log' }, title: 'energy of the SNN over that of its quantised ANN' }, color: colour('system', COLOUR), shape: { field: 'system', type: 'nominal', title: null } } },
    ],
  }, file);
}

/** Highest rate of spikes at which the SNN pays, over timesteps; points are the networks as they are. */
async function plotBreakEven({ measured, stated }, file) {
  const nets = [...new Map([...measured, ...stated].map((row) => [row.network ?? row.net, row])).entries()];
  const lines = nets.flatMap(([network, row]) => [['claimed, 8 bits', row.claimed.breakEven], ['SpikeSim', systemOf(row, 'spikesim').breakEven], ['SATA', systemOf(row, 'sata').breakEven], ...(row.published ? [['SATA published', row.published.sataBreakEven]] : [])]
    .flatMap(([system, { curve }]) => curve.filter(({ rate }) => rate !== null).map(({ timesteps, rate }) => ({ network, system, timesteps, rate: 100 * rate }))));
  const points = [...measured, ...stated].map((row) => ({ network: row.network ?? row.net, timesteps: row.timesteps, rate: 100 * row.rate, name: row.workload ?? '' }));
  const x = { field: 'timesteps', type: 'quantitative', scale: { type: 'log' }, title: 'timesteps' };
  const y = { field: 'rate', type: 'quantitative', title: 'spikes: % of inputs and timesteps' };
  await save({
    data: { values: [...lines, ...points] }, facet: { field: 'network', type: 'nominal', title: null }, columns: 3,
    spec: {
      width: 220, height: 180,
      layer: [
        ...Object.entries(WIDTH).map(([system, strokeWidth]) => ({ transform: [{ filter: { field: 'system', equal: system } }], mark: { type: 'line', strokeWidth }, encoding: { x, y, color: colour('system', COLOUR) } })),
        { transform: [{ filter: '!isValid(datum.system)' }], mark: { type: 'point', shape: 'diamond', size: 70, color: '#000' }, encoding: { x, y } },
      ],
    },
  }, file);
}

async function plotRoles(rows, file) {
  const values = rows.flatMap((row) => ['spikesim', 'sata'].flatMap((name) => Object.entries(systemOf(row, name).roadblocks.energyShares).map(([role, share]) => ({ label: row.label, platform: name, role, share: 100 * share }))));
  await save({
    data: { values }, facet: { column: { field: 'platform', type: 'nominal', title: null } },
    spec: { width: 260, height: rows.length * 20, mark: 'bar', encoding: { y: nominal('label'), x: { field: 'share', type: 'quantitative', title: '% of the energy', scale: { domain: [0, 100] } }, color: colour('role', ROLE) } },
  }, file);
}

function nominal(field) {
  return { field, type: 'nominal', sort: null, title: null, axis: { labelLimit: 0 } };
}

function colour(field, colours) {
  return { field, type: 'nominal', title: null, scale: { domain: Object.keys(colours), range: Object.values(colours) } };
}

async function save(spec, file) {
  const view = new View(parse(compile({ background: 'white', ...spec }).spec), { renderer: 'none' });
  writeFileSync(file, await view.toSVG());
  view.finalize();
}
