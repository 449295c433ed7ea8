import type { PopulationPotentials, PopulationRaster } from '../../simulate/result.ts';
import { timeOf } from './clock.ts';
import { nameOfLink } from './link-names.ts';
import type { Trace } from './trace.ts';
import { busyAt } from './work.ts';

/** Takes down a trace as tracks of slices, instants and counters. Times are seconds. */
export interface Timeline {
  /** A track of slices and instants, or of a counter in this unit; within another one. */
  readonly track: (name: string, within: number | null, counter?: string) => number;
  /** Slices of a track do not overlap, and come in order. @param flow packets that take the same number are joined by arrows */
  readonly slice: (track: number, begin_s: number, end_s: number, name: string, flow: number | null) => void;
  readonly instant: (track: number, at_s: number, name: string) => void;
  readonly count: (track: number, at_s: number, value: number) => void;
}

/** Most instants, and most slices of cores: those of links are bounded where they are kept. */
export const MOST_EVENTS = 2 ** 19;

/** What was left out. */
export interface Cut {
  readonly what: string;
  readonly kept: number;
  readonly until: string;
}

/** Plays a trace onto a timeline: timesteps, spikes and potentials of populations, work of cores, transfers and queues of links. @returns what it has no room for */
export function play(trace: Trace, timeline: Timeline): readonly Cut[] {
  const { mesh, clock, timesteps } = trace;
  if (clock.unit_s === null) playTimesteps(trace, timeline);
  return [
    ...playPopulations(trace, timeline),
    ...(trace.work ? playCores(trace, timeline) : []),
    ...(mesh ? playLinks(trace, timeline) : []),
    ...(mesh?.cut ? [{ what: 'transfers and changes of queues', kept: mesh.transfers.link.length + mesh.queues.link.length, until: `timestep ${mesh.transfers.timestep.at(-1) ?? timesteps}` }] : []),
  ];
}

/** What a viewer heads the tracks with. */
export function titleOf({ model, target }: Trace): string {
  return `${model} on ${target ?? 'no hardware'}`;
}

function playTimesteps({ clock: { starts_s }, timesteps }: Trace, timeline: Timeline): void {
  const track = timeline.track('timesteps', null);
  for (let t = 0; t < timesteps; t++) timeline.slice(track, starts_s[t]!, starts_s[t + 1]!, `timestep ${t}`, null);
}

function playPopulations(trace: Trace, timeline: Timeline): readonly Cut[] {
  const all = timeline.track('populations', null);
  const byName = new Map(trace.potentials.map((one) => [one.population, one]));
  let room = MOST_EVENTS;
  const cuts: Cut[] = [];
  for (const raster of trace.raster) {
    const own = timeline.track(raster.population, all);
    const kept = Math.min(room, raster.indices.length);
    if (kept < raster.indices.length && cuts.length === 0) cuts.push({ what: 'spikes', kept: MOST_EVENTS, until: `population ${raster.population}` });
    room -= kept;
    playSpikes(trace, raster, kept, own, timeline);
    const potentials = byName.get(raster.population);
    if (potentials) playPotentials(trace, potentials, own, timeline);
  }
  // Neurons that send their potential have no spikes.
  const spiking = new Set(trace.raster.map(({ population }) => population));
  for (const potentials of trace.potentials) if (!spiking.has(potentials.population)) playPotentials(trace, potentials, timeline.track(potentials.population, all), timeline);
  return cuts;
}

function playSpikes({ clock, timesteps }: Trace, { timesteps: when, indices }: PopulationRaster, kept: number, within: number, timeline: Timeline): void {
  const track = timeline.track('spikes', within);
  for (let i = 0; i < kept; i++) timeline.instant(track, timeOf(clock, when[i]!), `spike of ${indices[i]}`);
  if (clock.unit_s !== null) return;
  const counts = new Float64Array(timesteps);
  for (const t of when) counts[t]!++;
  const counter = timeline.track('spikes of a timestep', within, 'spikes');
  counts.forEach((count, t) => timeline.count(counter, timeOf(clock, t), count));
}

function playPotentials({ clock }: Trace, { neurons, timesteps, values, unit }: PopulationPotentials, within: number, timeline: Timeline): void {
  neurons.forEach((neuron, i) => {
    const counter = timeline.track(`potential of ${neuron}`, within, unit);
    for (let t = 0; t < timesteps; t++) timeline.count(counter, timeOf(clock, t), values[t * neurons.length + i]!);
  });
}

function playCores({ work, clock: { starts_s }, timesteps }: Trace, timeline: Timeline): readonly Cut[] {
  const all = timeline.track(work!.measured ? 'cores' : 'cores (mean work of a timestep)', null);
  const busy = Array.from({ length: work!.cores }, (_, core) => core).filter((core) => Array.from({ length: timesteps }, (_, t) => busyAt(work!, t, core)).some((time) => time > 0));
  const kept = Math.min(busy.length, Math.floor(MOST_EVENTS / timesteps));
  for (const core of busy.slice(0, kept)) {
    const track = timeline.track(`core ${core}`, all);
    for (let t = 0; t < timesteps; t++) {
      const time_s = busyAt(work!, t, core);
      if (time_s > 0) timeline.slice(track, starts_s[t]!, starts_s[t]! + time_s, work!.measured ? 'work' : 'mean work', null);
    }
  }
  return kept < busy.length ? [{ what: 'cores', kept, until: `core ${busy[kept - 1] ?? 0}` }] : [];
}

/** A link carries one packet at a time, so its transfers follow each other. */
function playLinks(trace: Trace, timeline: Timeline): readonly Cut[] {
  const { mesh, clock: { starts_s, sending_s }, populations } = trace;
  const { transfers, queues, tick_s } = mesh!;
  const at_s = (t: number, tick: number): number => starts_s[t]! + sending_s[t]! + tick * tick_s;
  const all = timeline.track('links', null);
  const [tracks, counters] = [new Map<number, number>(), new Map<number, number>()];
  for (const link of [...new Set(transfers.link)].sort((a, b) => a - b)) tracks.set(link, timeline.track(nameOfLink(trace, link), all));
  for (const link of [...new Set(queues.link)].sort((a, b) => a - b)) counters.set(link, timeline.track(`waiting: ${nameOfLink(trace, link)}`, all, 'packets'));
  transfers.link.forEach((link, i) => {
    const t = transfers.timestep[i]!;
    const begin = transfers.begin[i]!;
    const sender = populations[transfers.population[i]!];
    timeline.slice(tracks.get(link)!, at_s(t, begin), at_s(t, begin + transfers.ticks[i]!), sender ?? 'partial sum', transfers.multicast[i] ? null : transfers.packet[i]!);
  });
  queues.link.forEach((link, i) => timeline.count(counters.get(link)!, at_s(queues.timestep[i]!, queues.at[i]!), queues.waiting[i]!));
  return [];
}
