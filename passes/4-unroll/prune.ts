import { isSynaptic, type ListedProjection, type Network, type Projection, type SynapticProjection } from '../../src/ir/network.ts';
import { projectionsByDrive } from '../../src/ir/receptors.ts';
import type { Target } from '../../src/ir/target.ts';
import { tensor } from '../../src/ir/tensor.ts';
import { listedOf, mostInputs } from './listed-inputs.ts';
import { mostRows } from './listed-units.ts';

/** A network whose neurons have no more inputs than the fan-in of the target. */
export interface Rewritten {
  readonly network: Network;
  /** Populations whose synapses are listed now, and must stay so. */
  readonly populations: ReadonlySet<string>;
  readonly statistics: Readonly<Record<string, number>>;
}

/**
 * What others do with connections that do not fit: of every neuron with more inputs than the fan-in the synapses of largest |weight| are kept (of equal ones the
 * first), all others are dropped. A row that a sum window feeds counts as its axons.
 */
export function prune(network: Network, target: Target): Rewritten {
  const changed = new Map<string, Projection>();
  const populations = new Set<string>();
  let [dropped, neurons] = [0, 0];
  for (const population of network.populations) {
    const drives = projectionsByDrive(network, population) as readonly SynapticProjection[][];
    if (!drives.some((incoming) => isOver(network, incoming, target))) continue;
    populations.add(population.name);
    for (const incoming of drives.filter(({ length }) => length > 0)) {
      const cut = largestOf(incoming.map((projection) => listedOf(network, projection)), fanInOf(network, incoming, target));
      for (const projection of cut.projections) changed.set(projection.name, projection);
      dropped += cut.dropped;
      neurons += cut.neurons;
    }
  }
  const projections = network.projections.map((projection) => changed.get(projection.name) ?? projection);
  const synapses = [...changed.values()].filter(isSynaptic).reduce((sum, { weights }) => sum + weights.data.length, 0);
  return { network: { ...network, projections }, populations, statistics: { prunedNeurons: neurons, droppedSynapses: dropped, shareDropped: dropped / Math.max(1, dropped + synapses) } };
}

/** Most inputs of a unit that these projections feed. */
export function fanInOf(network: Network, incoming: readonly SynapticProjection[], target: Target): number {
  return mostRows(network, network.projections.indexOf(incoming[0]!), target);
}

/** Whether a neuron has more inputs from these projections than the fan-in. */
export function isOver(network: Network, incoming: readonly SynapticProjection[], target: Target): boolean {
  return incoming.length > 0 && mostInputs(network, incoming) > fanInOf(network, incoming, target);
}

interface Cut {
  readonly projections: readonly ListedProjection[];
  readonly dropped: number;
  /** Neurons that lost synapses. */
  readonly neurons: number;
}

function largestOf(lists: readonly ListedProjection[], fanIn: number): Cut {
  const size = lists[0]!.offsets.length - 1;
  const kept = lists.map(({ sources }) => new Uint8Array(sources.length));
  const counts = new Int32Array(2 ** 16);
  let [dropped, neurons] = [0, 0];
  for (let neuron = 0; neuron < size; neuron++) {
    const total = lists.reduce((sum, { offsets }) => sum + offsets[neuron + 1]! - offsets[neuron]!, 0);
    const { least, ties } = total <= fanIn ? { least: 0, ties: Infinity } : leastKept(lists, neuron, fanIn, counts);
    let room = ties;
    lists.forEach(({ offsets, weights }, at) => {
      for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
        const weight = Math.abs(weights.data[i]!);
        if (weight > least || (weight === least && room-- > 0)) kept[at]![i] = 1;
      }
    });
    if (total > fanIn) {
      dropped += total - fanIn;
      neurons++;
    }
  }
  return { projections: lists.map((list, at) => filtered(list, kept[at]!)), dropped, neurons };
}

/** The smallest |weight| of those kept, and how many of that size are. `counts` is all 0 before and afterwards. */
function leastKept(lists: readonly ListedProjection[], neuron: number, fanIn: number, counts: Int32Array): { readonly least: number; readonly ties: number } {
  let largest = 0;
  for (const { offsets, weights } of lists) {
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
      const weight = Math.abs(weights.data[i]!);
      counts[weight]!++;
      largest = Math.max(largest, weight);
    }
  }
  let room = fanIn;
  let least = largest;
  while (counts[least]! <= room) room -= counts[least--]!;
  counts.fill(0, 0, largest + 1);
  return { least, ties: room };
}

function filtered(list: ListedProjection, kept: Uint8Array): ListedProjection {
  const size = list.offsets.length - 1;
  const offsets = new Int32Array(size + 1);
  for (let neuron = 0; neuron < size; neuron++) {
    offsets[neuron + 1] = offsets[neuron]!;
    for (let i = list.offsets[neuron]!; i < list.offsets[neuron + 1]!; i++) offsets[neuron + 1]! += kept[i]!;
  }
  const sources = list.sources.filter((_, i) => kept[i] === 1);
  const data = (list.weights.data as Int16Array).filter((_, i) => kept[i] === 1);
  return { ...list, offsets, sources, weights: tensor([data.length], data) };
}
