import { readoutAt } from './connections.ts';
import { driveOf, isCurrent, scatterOnCrossbars, scatterValues } from './drive.ts';
import { addListed } from './listed.ts';
import type { Block } from './memory.ts';
import type { Accumulated } from './planes.ts';
import type { PotentialRecorder } from './potentials.ts';
import type { Incoming, NeuronState, Program } from './program.ts';
import { readColumns } from './read-columns.ts';
import { currentStamp, openStep, readNow } from './readouts.ts';
import { drivenTaps } from './saturation.ts';

/** What is kept of the first sample of a batch. */
export interface Watch {
  /** Where active updates are added, [timestep][core]. */
  readonly activeByCore: Uint32Array | null;
  readonly potentials: PotentialRecorder | null;
}

/** Runs populations that depend on each other (or one alone) step by step, sample by sample. `ended` is called after each sample; `watch` sees the first one. */
export function runSteps(program: Program, members: readonly NeuronState[], samples: number, firstSample: number, watch: Watch | null, ended: (b: number) => void): void {
  for (let b = 0; b < samples; b++) {
    for (const state of members) {
      startSample(program, state, b, firstSample + b);
      state.activity?.start(state.parameters.potentials.data);
    }
    const watching = b === 0 ? watch : null;
    const byCore = watching?.activeByCore ?? null;
    for (let t = 0; t < program.timesteps; t++) {
      for (const state of members) {
        addUp(program, state, b, t, firstSample + b);
        fire(program, state, b, t);
        noteActivity(program, state, b, t, byCore);
        watching?.potentials?.note(state, t);
      }
    }
    ended(b);
  }
}

/** Potentials as before the first step of sample b, and what its currents add in every step. */
export function startSample(program: Program, state: NeuronState, b: number, sample: number): void {
  if (state.general) state.general.start(sample);
  else state.parameters.potentials.data.set(state.parameters.initial.data);
  program.crossbars?.solved?.begin();
  driveOf(program, state, b);
}

/** First half of a step: what the somas hear stands in `accumulators` (with `drive`, which is not in them) until they fire. */
export function addUp(program: Program, state: NeuronState, b: number, t: number, sample: number): void {
  openStep(program, state);
  if (program.crossbars) addUpOnCrossbars(program, state, b, t, sample);
  else addUpIdeal(program, state, b, t);
}

/** Second half of a step: potentials move on, spikes are listed, accumulators are cleared. */
export function fire({ timesteps, crossbars, kernels }: Program, state: NeuronState, b: number, t: number): void {
  const { layout, parameters, reset, accumulators, drive, spikes, spikeCounts, counts, general } = state;
  const step = b * timesteps + t;
  if (general) {
    counts[step] = general.step(accumulators.data, drive.data, spikes.data, step * layout.size, spikeCounts.data);
    return;
  }
  const update = crossbars ? kernels.updateF32 : kernels.updateI32;
  counts[step] = update(
    accumulators.pointer, drive.pointer, parameters.bias.pointer, parameters.potentials.pointer, parameters.decay.pointer, parameters.fire.pointer,
    parameters.threshold.pointer, reset.hard, reset.value, layout.size, 0, spikes.pointer + 4 * step * layout.size, spikeCounts.pointer, reset.most,
  );
}

function noteActivity({ timesteps }: Program, { activity, parameters, spikes, counts, layout }: NeuronState, b: number, t: number, byCore: Uint32Array | null): void {
  if (!activity) return;
  const step = b * timesteps + t;
  activity.step(parameters.potentials.data, spikes.data, step * layout.size, counts[step]!, byCore, byCore ? t * (byCore.length / timesteps) : 0);
}

function addUpIdeal(program: Program, state: NeuronState, b: number, t: number): void {
  const { kernels, weights, stamps, reads, populations } = program;
  const stamp = currentStamp(program);
  const flushEvery = state.incoming.reduce((least, incoming) => Math.min(least, incoming.flushEvery), 2 ** 30);
  const flush = (): void => kernels.flushI16(state.accumulators16.pointer, state.accumulators.pointer, state.sums);
  let pending = 0;
  for (const incoming of state.incoming) {
    if (addDelayedCurrent(program, incoming, b, t, state.accumulators)) continue;
    const list = arriving(program, incoming, b, t);
    const { connection } = incoming;
    if (connection.listed) {
      addListed(program, connection, connection.listed, populations[connection.source]!.spikes.data, list.first, list.count, state.accumulators.data);
      continue;
    }
    if (incoming.ones) {
      addWide(program, state, incoming, list);
      continue;
    }
    for (let done = 0; done < list.count;) {
      const chunk = Math.min(list.count - done, flushEvery - pending);
      kernels.scatterI16(list.pointer + 4 * done, chunk, incoming.tapOffsets, incoming.taps, weights, state.accumulators16.pointer, stamps.pointer, stamp, reads.pointer);
      done += chunk;
      pending += chunk;
      if (pending < flushEvery) continue;
      flush();
      pending = 0;
    }
  }
  if (pending > 0) flush();
}

function addUpOnCrossbars(program: Program, state: NeuronState, b: number, t: number, sample: number): void {
  const { kernels, stamps, reads, populations } = program;
  const { planes, solved } = program.crossbars!;
  const stamp = currentStamp(program);
  for (const incoming of state.incoming) {
    if (addDelayedCurrent(program, incoming, b, t, null)) continue;
    const list = arriving(program, incoming, b, t);
    const { saturation, connection, taps } = incoming;
    const driven = saturation && drivenTaps(saturation, connection, populations[connection.source]!.spikes.data, list.first, list.count);
    const add = ({ cells, sums }: Accumulated): void => {
      if (saturation) kernels.scatterF32(saturation.driven.pointer, driven!, saturation.tapOffsets.pointer, taps, cells, sums.pointer, stamps.pointer, stamp, reads.pointer);
      else kernels.scatterF32(list.pointer, list.count, incoming.tapOffsets, taps, cells, sums.pointer, stamps.pointer, stamp, reads.pointer);
    };
    if (solved) add(solved.rows);
    else for (const { signal, linear, squared } of planes) {
      add(signal);
      linear.forEach(add);
      squared.forEach(add);
    }
  }
  readColumns(program, state, sample, t);
}

/** Spikes that would overflow the i16 accumulators one by one: each is a value of 1 for the i32 ones. */
function addWide(program: Program, { accumulators }: NeuronState, incoming: Incoming, { pointer, first, count }: SpikeList): void {
  const { kernels, weights, populations } = program;
  kernels.scatterValuesI16(pointer, incoming.ones!.pointer, count, incoming.tapOffsets, incoming.taps, weights, accumulators.pointer);
  noteReads(program, incoming, populations[incoming.connection.source]!.spikes.data, first, count);
}

/** A part of the spikes of a population: from spikes.data[first], at `pointer` in the kernels' memory. */
interface SpikeList {
  readonly pointer: number;
  readonly first: number;
  readonly count: number;
}

/** The spikes that arrive over a connection in step t of sample b. */
function arriving({ populations, timesteps }: Program, { connection }: Incoming, b: number, t: number): SpikeList {
  const source = populations[connection.source]!;
  if (isCurrent(source) || t < connection.delay) return { pointer: source.spikes.pointer, first: 0, count: 0 };
  const step = b * timesteps + t - connection.delay;
  const first = step * source.layout.size;
  return { pointer: source.spikes.pointer + 4 * first, first, count: source.counts[step]! };
}

/** A current that takes time to arrive cannot be part of the constant drive: adds it from its first step on; to the crossbars where there are no `accumulators`. */
function addDelayedCurrent(program: Program, incoming: Incoming, b: number, t: number, accumulators: Block<Int32Array | Float32Array> | null): boolean {
  const source = program.populations[incoming.connection.source]!;
  const { delay } = incoming.connection;
  if (!isCurrent(source) || delay === 0) return false;
  if (t < delay) return true;
  if (accumulators) scatterValues(program, source, incoming, b, accumulators);
  else scatterOnCrossbars(program, source, incoming, b, 'sums');
  noteReads(program, incoming, source.ids.data, b * source.layout.size, source.valueCounts[b]!);
  return true;
}

/** Counts the reads that these sources cause: the kernel for values does not. */
function noteReads(program: Program, { connection }: Incoming, ids: Int32Array, first: number, count: number): void {
  for (let i = first; i < first + count; i++) {
    for (let tap = connection.tapOffsets[ids[i]!]!; tap < connection.tapOffsets[ids[i]! + 1]!; tap++) readNow(program, readoutAt(connection, tap));
  }
}
