import type { Configuration } from '../../ir/configuration.ts';
import type { Target } from '../../ir/target.ts';
import { length } from '../../ir/unrolled.ts';
import { forEachArrival, readoutsOf } from '../engine/wiring.ts';
import type { SampleActivity } from './sample-activity.ts';
import { senderOn } from './senders.ts';

/** Partial sums that leave their core: by level, every application of a level one after the other. */
export interface SumPlan {
  /** Level l + 1 adds what level l passes on; applications of level l are senders[offsets[l]] .. senders[offsets[l + 1]]. */
  readonly offsets: Int32Array;
  readonly senders: Int32Array;
  readonly routes: Int32Array;
  /** Packets each sends: one a column. */
  readonly columns: Int32Array;
  /** The readout whose read makes it send; -1 for a sum unit, which sends in every timestep. */
  readonly readouts: Int32Array;
  readonly readoutCount: number;
  /** Readouts that each neuron drives after how many timesteps, CSR. */
  readonly driven: { readonly offsets: Int32Array; readonly readouts: Int32Array; readonly delays: Int32Array; readonly differentDelays: readonly number[] };
}

/** null where all sums stay in their core. */
export function sumPlanOf(configuration: Configuration, target: Target): SumPlan | null {
  const { applications, units } = configuration;
  const remote = [...applications.sumRoute.keys()].filter((application) => applications.sumRoute[application]! >= 0);
  if (remote.length === 0) return null;
  const readouts = readoutsOf(configuration, target);
  const level = levelsOf(configuration);
  const levels = remote.reduce((most, application) => Math.max(most, level[application]!), 0) + 1;
  const ordered = Array.from({ length: levels }, (_, l) => remote.filter((application) => level[application] === l));
  const all = ordered.flat();
  const of = (value: (application: number) => number): Int32Array => Int32Array.from(all, value);
  const readoutOf = (application: number): number => (units[applications.unit[application]!]!.synapses ? readouts.of[application]! : -1);
  const offsets = new Int32Array(levels + 1);
  ordered.forEach((list, l) => { offsets[l + 1] = offsets[l]! + list.length; });
  const wanted = new Uint8Array(readouts.count);
  for (const application of all) if (readoutOf(application) >= 0) wanted[readoutOf(application)] = 1;
  return {
    offsets, senders: of((application) => senderOn(configuration, target, applications.sumRoute[application]!, applications.core[application]!)), routes: of((application) => applications.sumRoute[application]!),
    columns: of((application) => length(units[applications.unit[application]!]!.columns)), readouts: of(readoutOf), readoutCount: readouts.count,
    driven: drivenReadouts(configuration, readouts.of, wanted),
  };
}

/** Marks in `stamps` the readouts that are read in timestep t: a row is driven by a spike of t - delay, or by a value that has arrived. */
export function markReads({ driven }: SumPlan, { offsets, neurons, values }: SampleActivity, t: number, stamps: Int32Array, stamp: number): void {
  const mark = (neuron: number, isDue: (delay: number) => boolean): void => {
    for (let i = driven.offsets[neuron]!; i < driven.offsets[neuron + 1]!; i++) if (isDue(driven.delays[i]!)) stamps[driven.readouts[i]!] = stamp;
  };
  for (const due of driven.differentDelays) {
    if (due > t) continue;
    for (let i = offsets[t - due]!; i < offsets[t - due + 1]!; i++) mark(neurons[i]!, (delay) => delay === due);
  }
  for (const neuron of values) mark(neuron, (delay) => delay <= t);
}

/** 0 for applications with synapses, one more than the highest that passes on sums to it for sum units; those come later in the list. */
function levelsOf({ applications }: Configuration): Int32Array {
  const level = new Int32Array(applications.unit.length);
  const byUnit = [...applications.unit.keys()].sort((a, b) => applications.unit[a]! - applications.unit[b]!);
  for (const application of byUnit) {
    const sum = applications.sum[application]!;
    if (sum >= 0) level[sum] = Math.max(level[sum]!, level[application]! + 1);
  }
  return level;
}

function drivenReadouts(configuration: Configuration, readoutOf: Int32Array, wanted: Uint8Array): SumPlan['driven'] {
  const { populations } = configuration;
  const last = populations[populations.length - 1]!;
  const offsets = new Int32Array(last.firstNeuron + last.features * last.positions + 1);
  const each = (found: (neuron: number, readout: number, delay: number) => void): void => forEachArrival(configuration, (neuron, application, _row, delay) => {
    const readout = readoutOf[application]!;
    if (readout >= 0 && wanted[readout]) found(neuron, readout, delay);
  });
  each((neuron) => { offsets[neuron + 1]!++; });
  for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
  const next = offsets.slice();
  const readouts = new Int32Array(offsets[offsets.length - 1]!);
  const delays = new Int32Array(readouts.length);
  const different = new Set<number>();
  each((neuron, readout, delay) => {
    const at = next[neuron]!++;
    readouts[at] = readout;
    delays[at] = delay;
    different.add(delay);
  });
  return { offsets, readouts, delays, differentDelays: [...different].sort((a, b) => a - b) };
}
