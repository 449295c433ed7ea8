import { PANEL_FIRST_SPIKE } from '../../kernels/kernels.ts';
import type { LoadedReceiver, Panel, TemporalProgram } from './program.ts';
import { closedSpikes, panelState, type PanelSpikes, type PanelState } from './responses/closed-spikes.ts';
import { MEMBRANES } from './responses/response.ts';

/** What is counted, by neuron number or by readout, and room that is used again. */
export interface Work {
  readonly spikes: Float64Array;
  /** Of these, those not after the decision. */
  readonly early: Float64Array;
  /** Inputs that came before the spike of each neuron that fired. */
  readonly causal: Float64Array;
  /** Distinct times at which something came. */
  readonly updates: Float64Array;
  readonly reads: Float64Array;
  /** The last distinct time at which each readout was driven, counted over all populations and samples. */
  readonly stamps: Float64Array;
  stamp: number;
  readonly panel: PanelState;
}

export function workOf({ times, readouts }: TemporalProgram): Work {
  const byNeuron = (): Float64Array => new Float64Array(times.data.length);
  return {
    spikes: byNeuron(), early: byNeuron(), causal: byNeuron(), updates: byNeuron(),
    reads: new Float64Array(readouts.count), stamps: new Float64Array(readouts.count), stamp: 0, panel: panelState(),
  };
}

/** The spike times of a population, from those of the populations that drive it. */
export function fireAll(program: TemporalProgram, work: Work, population: number, sample: number): void {
  const { kernels, workspace: { records, ranks, rows, groups, counts } } = program;
  const loaded = program.receivers[population]!;
  const count = sortSources(program, loaded);
  const distinct = rankSpikes(program, loaded, count);
  kernels.distributeSpikes(records.pointer, ranks.pointer, count, loaded.offsets, loaded.arrivals, loaded.sites, loaded.receiver.capacity, rows.pointer, groups.pointer, counts.pointer);
  if (loaded.slotReadouts) countReads(program, loaded, work, count);
  work.stamp += distinct;
  const { positions } = loaded.population;
  const fire = fireWith(program, loaded, work);
  for (const panel of loaded.panels) for (let position = 0; position < positions; position++) fire(panel, position, sample);
}

/** Spikes of the sources in order; returns how many there are. */
function sortSources({ kernels, configuration: { populations }, times, workspace: { gathered, records, spare } }: TemporalProgram, { receiver: { sources }, slots }: LoadedReceiver): number {
  if (sources.length === 1) return kernels.sortTimes(times.pointer + 8 * populations[sources[0]!]!.firstNeuron, slots, records.pointer, spare.pointer);
  let next = 0;
  for (const source of sources) {
    const { firstNeuron, features, positions } = populations[source]!;
    gathered.data.set(times.data.subarray(firstNeuron, firstNeuron + features * positions), next);
    next += features * positions;
  }
  return kernels.sortTimes(gathered.pointer, slots, records.pointer, spare.pointer);
}

/** Numbers the distinct times, and writes what the response needs of them; returns how many there are. */
function rankSpikes({ workspace: { records, ranks, values, limits } }: TemporalProgram, { neuron: { response } }: LoadedReceiver, count: number): number {
  const exponential = response === 'exponential';
  let [rank, last] = [-1, -1];
  for (let i = 0; i < count; i++) {
    const time = records.data[2 * i]!;
    if (time !== last) {
      last = time;
      values.data[++rank] = exponential ? Math.exp(time) : time;
      if (exponential) limits.data[rank] = latestOf(time, values.data[rank]!);
    }
    ranks.data[i] = rank;
  }
  return rank + 1;
}

/** Just above half of the distance of 1 to the next f64: a number changed by this share of itself is its neighbour. */
const HALF_STEP = 1.1102231e-16;

/** The latest z whose logarithm is not above a time: a spike at the very time of the next input does not wait for it. @param z about e^time */
function latestOf(time: number, z: number): number {
  let found = z;
  while (Math.log(found) > time) found -= found * HALF_STEP;
  for (let next = found + found * HALF_STEP; Math.log(next) <= time; next += next * HALF_STEP) found = next;
  return found;
}

/** A crossbar is read once for each distinct time at which any of its rows is driven. */
function countReads({ workspace: { recordSlots, ranks } }: TemporalProgram, { slotReadouts }: LoadedReceiver, { stamps, reads, stamp }: Work, count: number): void {
  const { offsets, readouts } = slotReadouts!;
  for (let i = 0; i < count; i++) {
    const slot = recordSlots[4 * i + 2]!, at = stamp + ranks.data[i]! + 1;
    for (let k = offsets[slot]!; k < offsets[slot + 1]!; k++) {
      const readout = readouts[k]!;
      if (stamps[readout] === at) continue;
      stamps[readout] = at;
      reads[readout]!++;
    }
  }
}

type Fire = (panel: Panel, position: number, sample: number) => void;

/** How the neurons of a panel at a position find their spikes, given where their inputs begin among those dealt out, and how many groups and events these are. */
type Find = (panel: Panel, position: number, first: number, groupCount: number, events: number) => void;

function fireWith(program: TemporalProgram, loaded: LoadedReceiver, work: Work): Fire {
  const { counts } = program.workspace;
  const { population: { positions }, receiver: { capacity }, neuron: { response } } = loaded;
  const find = response === 'exponential' ? exponential(program) : response === 'step' ? step(program) : closed(program, loaded, work);
  return (panel, position, sample) => {
    const site = panel.cluster * positions + position;
    const [events, groupCount] = [counts.data[4 * site]!, counts.data[4 * site + 1]!];
    find(panel, position, site * capacity, groupCount, events);
    takeSpikes(program, loaded, work, panel, position, sample, groupCount);
  };
}

/** Bytes of a panel's neurons at a position. */
const PANEL_BYTES = 8 * PANEL_FIRST_SPIKE;

function exponential({ kernels, workspace: { rows, groups, values, limits, spikes, causal } }: TemporalProgram): Find {
  return ({ weights, biases, thresholds }, position, first, groupCount, events) => {
    const own = PANEL_BYTES * position;
    kernels[weights.data instanceof Int16Array ? 'exponentialI16' : 'exponentialF32'](weights.pointer, rows.pointer + 4 * first, groups.pointer + 8 * first, groupCount, events,
      values.pointer, limits.pointer, biases.pointer + own, thresholds.pointer + own, spikes.pointer, causal.pointer);
  };
}

function step({ kernels, workspace: { rows, groups, values, spikes, causal } }: TemporalProgram): Find {
  return ({ weights, biases, thresholds }, position, first, groupCount, events) => {
    const own = PANEL_BYTES * position;
    kernels[weights.data instanceof Int16Array ? 'stepI16' : 'stepF32'](weights.pointer, rows.pointer + 4 * first, groups.pointer + 8 * first, groupCount, events,
      values.pointer, biases.pointer + own, thresholds.pointer + own, spikes.pointer, causal.pointer);
  };
}

/** The responses that have no kernel. */
function closed({ workspace: { rows, groups, values, spikes, causal } }: TemporalProgram, { neuron: { response } }: LoadedReceiver, work: Work): Find {
  const membrane = MEMBRANES[response as keyof typeof MEMBRANES];
  const found: PanelSpikes = { spikes: spikes.data, causal: causal.data };
  return ({ weights, biases, thresholds }, position, first, groupCount, events) => {
    const own = (array: Float64Array): Float64Array => array.subarray(position * PANEL_FIRST_SPIKE, (position + 1) * PANEL_FIRST_SPIKE);
    const inputs = { weights: weights.data, rows: rows.data.subarray(first, first + events), groups: groups.data.subarray(2 * first, 2 * (first + groupCount)), groupCount, events, times: values.data };
    closedSpikes(membrane, inputs, own(biases.data), own(thresholds.data), work.panel, found);
  };
}

function takeSpikes({ times: { data: times }, workspace: { spikes, causal }, imperfections: { sentAt } }: TemporalProgram, { population, neuron: { response } }: LoadedReceiver, work: Work, panel: Panel, position: number, sample: number, groups: number): void {
  const { firstNeuron, positions } = population;
  for (let column = 0; column < panel.columns; column++) {
    const neuron = firstNeuron + (panel.feature + column) * positions + position;
    const found = spikes.data[column]!;
    const time = response === 'exponential' ? Math.log(found) : found;
    times[neuron] = sentAt && time < Infinity ? sentAt(time, sample, neuron) : time;
    work.updates[neuron]! += groups;
    work.causal[neuron]! += causal.data[column]!;
  }
}
