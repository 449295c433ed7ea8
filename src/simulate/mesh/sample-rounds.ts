import type { Configuration } from '../../ir/configuration.ts';
import type { Target } from '../../ir/target.ts';
import { populationOfNeuron, somaCores } from '../engine/wiring.ts';
import { valuesSent } from '../ledger/count.ts';
import type { Round } from './mesh-state.ts';
import type { SampleActivity } from './sample-activity.ts';
import { senderOn } from './senders.ts';
import { markReads, sumPlanOf, type SumPlan } from './sum-plan.ts';

/** Who sends what to whom, from the tables of a configuration. */
export interface TrafficPlan {
  readonly configuration: Configuration;
  readonly populationOf: Int32Array;
  /** Whether a value of this input travels as a packet. */
  readonly sendsValues: Uint8Array;
  /** Sender on the k-th route in axonRoutes.routes, and its first pair (neuron, destination core). */
  readonly senders: Int32Array;
  readonly firstPair: Int32Array;
  readonly pairs: number;
  readonly sums: SumPlan | null;
}

/** Packets of a round with what is wanted of their arrivals. */
export interface SampleRound extends Round {
  /** Source population; the number of populations for partial sums. */
  readonly kinds: Int32Array;
  /** First pair of the packet's route; -1 for partial sums. */
  readonly pairs: Int32Array;
}

export function trafficPlanOf(configuration: Configuration, target: Target): TrafficPlan {
  const { axonRoutes, routes } = configuration;
  const soma = somaCores(configuration);
  const firstPair = new Int32Array(axonRoutes.routes.length);
  const senders = new Int32Array(axonRoutes.routes.length);
  let pairs = 0;
  for (let neuron = 0; neuron < soma.length; neuron++) {
    for (let k = axonRoutes.offsets[neuron]!; k < axonRoutes.offsets[neuron + 1]!; k++) {
      const route = axonRoutes.routes[k]!;
      senders[k] = senderOn(configuration, target, route, soma[neuron]!);
      firstPair[k] = pairs;
      pairs += routes.offsets[route + 1]! - routes.offsets[route]!;
    }
  }
  const sendsValues = Uint8Array.from(valuesSent(configuration, target, new Float64Array(soma.length).fill(1)));
  return { configuration, populationOf: populationOfNeuron(configuration), sendsValues, senders, firstPair, pairs, sums: sumPlanOf(configuration, target) };
}

/**
 * The rounds of a sample in order, empty ones left out: in every timestep first the spikes (and values, in the first one), in order of neuron
 * numbers, then the partial sums level by level, in order of applications and columns. A crossbar is read once a timestep, after all of its
 * spikes, so sums cannot leave before the mesh is empty; nor can a sum unit pass on before all that it adds has come.
 */
export function* roundsOf(plan: TrafficPlan, sample: SampleActivity): Generator<{ readonly timestep: number; readonly round: SampleRound }> {
  const activity = travelling(plan, sample);
  const { timesteps } = plan.configuration;
  const stamps = new Int32Array(plan.sums?.readoutCount ?? 0).fill(-1);
  for (let timestep = 0; timestep < timesteps; timestep++) {
    const spikes = spikeRound(plan, firing(activity, timestep));
    if (spikes.count > 0) yield { timestep, round: spikes };
    if (!plan.sums) continue;
    markReads(plan.sums, activity, timestep, stamps, timestep);
    for (let level = 0; level + 1 < plan.sums.offsets.length; level++) {
      const sums = sumRound(plan, plan.sums, level, stamps, timestep);
      if (sums.count > 0) yield { timestep, round: sums };
    }
  }
}

/** Links that all packets of a sample cross, known before any has moved. @param hops links that a packet on each route crosses */
export function hopsOfSample(plan: TrafficPlan, sample: SampleActivity, hops: Int32Array): number {
  const { sums, configuration: { axonRoutes, timesteps } } = plan;
  const activity = travelling(plan, sample);
  let total = 0;
  for (const neurons of [activity.neurons, activity.values]) {
    for (const neuron of neurons) for (let k = axonRoutes.offsets[neuron]!; k < axonRoutes.offsets[neuron + 1]!; k++) total += hops[axonRoutes.routes[k]!]!;
  }
  if (!sums) return total;
  const stamps = new Int32Array(sums.readoutCount).fill(-1);
  for (let timestep = 0; timestep < timesteps; timestep++) {
    markReads(sums, activity, timestep, stamps, timestep);
    for (let i = 0; i < sums.routes.length; i++) if (isSent(sums, i, stamps, timestep)) total += sums.columns[i]! * hops[sums.routes[i]!]!;
  }
  return total;
}

/** Without the values that no packet carries. */
function travelling({ sendsValues }: TrafficPlan, sample: SampleActivity): SampleActivity {
  return { ...sample, values: sample.values.filter((neuron) => sendsValues[neuron]) };
}

function firing({ offsets, neurons, values }: SampleActivity, timestep: number): Int32Array {
  const spikes = neurons.subarray(offsets[timestep], offsets[timestep + 1]);
  if (timestep > 0 || values.length === 0) return spikes;
  const all = new Int32Array(spikes.length + values.length);
  all.set(spikes);
  all.set(values, spikes.length);
  return all.sort();
}

function spikeRound({ configuration: { axonRoutes }, senders, populationOf, firstPair }: TrafficPlan, neurons: Int32Array): SampleRound {
  let count = 0;
  for (const neuron of neurons) count += axonRoutes.offsets[neuron + 1]! - axonRoutes.offsets[neuron]!;
  const round = emptyRound(count);
  let at = 0;
  for (const neuron of neurons) {
    for (let k = axonRoutes.offsets[neuron]!; k < axonRoutes.offsets[neuron + 1]!; k++) {
      round.senders[at] = senders[k]!;
      round.routes[at] = axonRoutes.routes[k]!;
      round.kinds[at] = populationOf[neuron]!;
      round.pairs[at++] = firstPair[k]!;
    }
  }
  return round;
}

function sumRound({ configuration }: TrafficPlan, sums: SumPlan, level: number, stamps: Int32Array, stamp: number): SampleRound {
  let count = 0;
  for (let i = sums.offsets[level]!; i < sums.offsets[level + 1]!; i++) if (isSent(sums, i, stamps, stamp)) count += sums.columns[i]!;
  const round = emptyRound(count);
  round.kinds.fill(configuration.populations.length);
  round.pairs.fill(-1);
  let at = 0;
  for (let i = sums.offsets[level]!; i < sums.offsets[level + 1]!; i++) {
    if (!isSent(sums, i, stamps, stamp)) continue;
    round.senders.fill(sums.senders[i]!, at, at + sums.columns[i]!);
    round.routes.fill(sums.routes[i]!, at, at + sums.columns[i]!);
    at += sums.columns[i]!;
  }
  return round;
}

/** A sum unit passes on in every timestep, as the ledger counts it; other units when their crossbar was read. */
function isSent({ readouts }: SumPlan, i: number, stamps: Int32Array, stamp: number): boolean {
  return readouts[i]! < 0 || stamps[readouts[i]!] === stamp;
}

function emptyRound(count: number): SampleRound {
  return { count, senders: new Int32Array(count), routes: new Int32Array(count), kinds: new Int32Array(count), pairs: new Int32Array(count) };
}
