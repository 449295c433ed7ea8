import type { ListedProjection } from '../../src/ir/network.ts';
import { tensor } from '../../src/ir/tensor.ts';

/** Units of the published chain for a neuron with n inputs and a fan-in of f: ceil((n - f) / (f - 1)) + 1, of which the last is the neuron itself. */
export function unitsOfChain(n: number, f: number): number {
  return n <= f ? 1 : Math.ceil((n - f) / (f - 1)) + 1;
}

/** The synapses of one population (and drive) spread over the stages of its chains. */
export interface Chains {
  /** Units of each neuron's chain. */
  readonly units: Int32Array;
  /** Units of the longest chain. */
  readonly longest: number;
  /** Stage of each synapse, list by list: 1 is the first unit of the chain; a synapse of the last stays with the neuron. */
  readonly stages: readonly Int32Array[];
}

/**
 * Which unit takes which synapse: the first takes f, every other one the unit before it and f - 1, the last what is left. Excitatory synapses go first: what is
 * still to come can then only lower a sum, so a unit that cannot pass on a negative one loses nothing that the neuron would have fired at.
 */
export function chainsOf(lists: readonly ListedProjection[], fanIn: number): Chains {
  const size = lists[0]!.offsets.length - 1;
  const units = new Int32Array(size);
  const stages = lists.map(({ sources }) => new Int32Array(sources.length));
  let longest = 1;
  for (let neuron = 0; neuron < size; neuron++) {
    const total = lists.reduce((sum, { offsets }) => sum + offsets[neuron + 1]! - offsets[neuron]!, 0);
    units[neuron] = unitsOfChain(total, fanIn);
    longest = Math.max(longest, units[neuron]!);
    let taken = 0;
    for (const excitatory of [true, false]) {
      lists.forEach(({ offsets, weights }, at) => {
        for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
          if (weights.data[i]! > 0 !== excitatory) continue;
          stages[at]![i] = taken < fanIn ? 1 : 2 + Math.floor((taken - fanIn) / (fanIn - 1));
          taken++;
        }
      });
    }
  }
  return { units, longest, stages };
}

/** Neurons whose chains have a unit of this stage that is not the neuron itself, ascending. */
export function membersOf({ units }: Chains, stage: number): Int32Array {
  const members: number[] = [];
  units.forEach((count, neuron) => { if (count > stage) members.push(neuron); });
  return Int32Array.from(members);
}

/**
 * The part of a list that goes to one stage of the chains.
 * @param members neurons that have this stage; null: the neurons themselves, which take their last stage
 * @param weightOf level of a synapse there, from its level and its neuron
 */
export function partOf(list: ListedProjection, { units }: Chains, stages: Int32Array, stage: number, members: Int32Array | null, weightOf: (level: number, neuron: number) => number): Pick<ListedProjection, 'offsets' | 'sources' | 'weights'> {
  const size = members ? members.length : units.length;
  const offsets = new Int32Array(size + 1);
  const [sources, levels]: [number[], number[]] = [[], []];
  for (let at = 0; at < size; at++) {
    const neuron = members ? members[at]! : at;
    const wanted = members ? stage : units[neuron]!;
    for (let i = list.offsets[neuron]!; i < list.offsets[neuron + 1]!; i++) {
      if (stages[i] !== wanted) continue;
      sources.push(list.sources[i]!);
      levels.push(weightOf(list.weights.data[i]!, neuron));
    }
    offsets[at + 1] = sources.length;
  }
  const data = list.weights.data instanceof Int8Array ? Int8Array.from(levels) : Int16Array.from(levels);
  return { offsets, sources: Int32Array.from(sources), weights: tensor([data.length], data) };
}

/** One synapse for each neuron that `sourceOf` finds a source for, all of the same level. */
export function linksOf(size: number, sourceOf: (at: number) => number, level: number, bytes: boolean): Pick<ListedProjection, 'offsets' | 'sources' | 'weights'> {
  const offsets = new Int32Array(size + 1);
  const sources: number[] = [];
  for (let at = 0; at < size; at++) {
    const source = sourceOf(at);
    if (source >= 0) sources.push(source);
    offsets[at + 1] = sources.length;
  }
  const data = (bytes ? new Int8Array(sources.length) : new Int16Array(sources.length)).fill(level);
  return { offsets, sources: Int32Array.from(sources), weights: tensor([data.length], data) };
}
