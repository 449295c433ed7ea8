import type { Timing } from '../../ir/target.ts';
import type { MeshRecord } from '../../simulate/mesh/mesh-record.ts';
import type { PopulationRaster } from '../../simulate/result.ts';
import type { Latency } from '../latency.ts';
import { busyAt, type Work } from './work.ts';

/** When things happened. */
export interface Clock {
  /** Beginning of each timestep, and the end of the last one; of temporal networks 0 and the end. */
  readonly starts_s: Float64Array;
  /** When spikes leave, after the beginning of their timestep. */
  readonly sending_s: Float64Array;
  /** What a unit of the spike times of a temporal network is; null for timesteps. */
  readonly unit_s: number | null;
  /** Where these times are from, in words. */
  readonly source: string;
}

/** A time that stands for one where nobody says how long it is. */
const NOMINAL_s = 1e-6;

/** The time of a spike, or of a potential. @param when its timestep, or its time in units of tau */
export function timeOf({ starts_s, sending_s, unit_s }: Clock, when: number): number {
  return unit_s === null ? starts_s[when]! + sending_s[when]! : when * unit_s;
}

/** Timesteps of a network without hardware. */
export function clockOfSteps(timesteps: number, dt_s: number | null): Clock {
  const step_s = dt_s ?? NOMINAL_s;
  return {
    starts_s: Float64Array.from({ length: timesteps + 1 }, (_, t) => t * step_s), sending_s: new Float64Array(timesteps), unit_s: null,
    source: dt_s === null ? 'no hardware, and the network does not say how long a timestep is: each counts as 1 us' : `the length of a timestep of the network, ${dt_s} s`,
  };
}

/** Spike times of temporal coding; those of each population ascend. */
export function clockOfTimes(raster: readonly PopulationRaster[], tau_s: number | null): Clock {
  const unit_s = tau_s ?? NOMINAL_s;
  const last = raster.reduce((most, { timesteps: times }) => Math.max(most, times.at(-1) ?? 0), 0);
  return {
    starts_s: Float64Array.of(0, last * unit_s), sending_s: new Float64Array(1), unit_s,
    source: tau_s === null ? 'spike times; the network does not say how long its time constant is: it counts as 1 us' : `spike times, of a time constant of ${tau_s} s`,
  };
}

interface ChipTimes {
  readonly timing: Timing;
  readonly latency: Latency;
  readonly work: Work;
  readonly mesh: MeshRecord | null;
  readonly timesteps: number;
}

/**
 * Timesteps of a chip. Spikes leave when the busiest core is done (where cores send while they work: at once), and the next timestep begins after the barrier that
 * follows the last packet; it is never shorter than the report says.
 */
export function clockOnChip({ timing, latency, work, mesh, timesteps }: ChipTimes): Clock {
  const starts_s = new Float64Array(timesteps + 1);
  const sending_s = new Float64Array(timesteps);
  const concurrent = timing.model === 'concurrent';
  const { path_s, barrier_s, minimum_s } = latency.step;
  for (let t = 0; t < timesteps; t++) {
    let busiest_s = 0;
    for (let core = 0; core < work.cores; core++) busiest_s = Math.max(busiest_s, busyAt(work, t, core));
    sending_s[t] = concurrent ? 0 : busiest_s;
    const travelled_s = mesh ? mesh.ticks[t]! * mesh.tick_s : path_s;
    starts_s[t + 1] = starts_s[t]! + Math.max(Math.max(busiest_s, sending_s[t]! + travelled_s) + barrier_s, minimum_s ?? 0, work.measured ? 0 : latency.step_s);
  }
  const packets = mesh ? 'packets as the mesh carried them, cycle by cycle' : 'the longest path of a packet';
  const cores = work.measured ? 'work of the busiest core in this timestep' : 'mean work of the busiest core';
  return { starts_s, sending_s, unit_s: null, source: `timing of the target: a timestep is the ${cores}, ${packets}, and the barrier` };
}
