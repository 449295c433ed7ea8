import type { Trace } from '../../../src/report/trace/trace.ts';

/** Three timesteps of two populations and a pair of cores, with names that files may not take as they are. */
export const SMALL: Trace = {
  model: 'small "<script>" $end', target: 'chip', timesteps: 3, dt_s: 0.001,
  clock: { starts_s: Float64Array.of(0, 1e-6, 2.5e-6, 4e-6), sending_s: Float64Array.of(2e-7, 3e-7, 2e-7), unit_s: null, source: 'drawn by hand' },
  populations: ['input', 'a/b c'],
  raster: [
    { population: 'input', neurons: 4, timesteps: Int32Array.of(0, 0, 2), indices: Int32Array.of(1, 3, 0) },
    { population: 'a/b c', neurons: 2, timesteps: Int32Array.of(1), indices: Int32Array.of(1) },
  ],
  potentials: [{ population: 'a/b c', neurons: Uint32Array.of(0, 1), timesteps: 3, values: Float32Array.of(0.5, 1.5, -2, 0, 3, 1), thresholds: Float32Array.of(4, Infinity), unit: 'levels' }],
  work: { cores: 2, busy_s: Float64Array.of(2e-7, 0, 3e-7, 1e-7, 2e-7, 0), measured: true },
  mesh: {
    tick_s: 1e-9, tiles: 2, cores: 2, ticks: Float64Array.of(30, 40, 0),
    transfers: {
      timestep: Int32Array.of(0, 0, 1, 1), begin: Int32Array.of(0, 10, 0, 20), ticks: Int32Array.of(10, 5, 20, 20), link: Int32Array.of(0, 9, 0, 0),
      packet: Int32Array.of(0, 0, 1, 2), population: Int32Array.of(0, 0, 1, 2), multicast: Int32Array.of(0, 0, 1, 0),
    },
    queues: { timestep: Int32Array.of(1, 1), at: Int32Array.of(3, 20), link: Int32Array.of(0, 0), waiting: Int32Array.of(1, 0) },
    cut: false,
  },
  meshWidth: 2, coresPerTile: 1,
};

/** The same of a network of temporal coding: spike times in units of a time constant of 2 ms. */
export const TIMED: Trace = {
  ...SMALL, timesteps: 1, dt_s: null, potentials: [], work: null, mesh: null,
  clock: { starts_s: Float64Array.of(0, 0.005), sending_s: Float64Array.of(0), unit_s: 0.002, source: 'spike times' },
  raster: [{ population: 'input', neurons: 4, timesteps: Float64Array.of(0.25, 2.5), indices: Int32Array.of(2, 0) }, { population: 'a/b c', neurons: 2, timesteps: Float64Array.of(), indices: Int32Array.of() }],
};
