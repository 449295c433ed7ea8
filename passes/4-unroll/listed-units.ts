import { levelsOf } from '../../src/ir/levels.ts';
import { neuronCount, type ListedProjection, type Network } from '../../src/ir/network.ts';
import { driveCount, driveOfProjection } from '../../src/ir/receptors.ts';
import type { Target } from '../../src/ir/target.ts';
import type { Unit } from '../../src/ir/unrolled.ts';
import { addTrees, balancedCuts } from './sum-tree.ts';

/** Projections whose lists follow on each other in one column: those of one drive with the same levels and different word lines, in the order of the network. */
interface Joined {
  readonly drive: number;
  readonly projections: readonly number[];
}

/**
 * The units of a population with listed synapses. Its neurons are grouped by the lengths of their lists, so that no unit has a row without a synapse; the lists
 * of all projections (of one drive) count as one, so a neuron that hears several populations has still one unit as long as they fit.
 */
export function unrollListed(network: Network, index: number, target: Target, units: Unit[]): void {
  const joined = joinedProjections(network, index);
  const neurons = neuronCount(network.populations[index]!);
  const lengths = joined.map(({ projections }) => lengthsOf(network, projections, neurons));
  const groups = groupsOf(lengths, neurons);
  for (const { lengths: own, positions } of groups) {
    const frame = { population: index, columns: { start: 0, end: 1 }, ...(groups.length > 1 && { positions }) };
    const drives = Array.from({ length: driveCount(network.populations[index]!) }, (_, drive) => joined.flatMap((one, at): Unit[] => {
      if (one.drive !== drive || own[at] === 0) return [];
      const [projection, ...also] = one.projections as [number, ...number[]];
      const cuts = balancedCuts(own[at]!, mostRows(network, projection, target));
      return cuts.map((start, i) => ({
        ...frame, soma: false,
        input: { kind: 'synapses', projection, groups: { start: 0, end: 1 }, rows: { start, end: cuts[i + 1] ?? own[at]! }, ...(also.length > 0 && { also }) },
      }));
    }));
    addTrees(drives, frame, target.fanIn, units);
  }
}

/** Rows of one unit: fan-in, word lines of a crossbar, axons that may arrive at a core, memory of a core. */
export function mostRows(network: Network, projection: number, { fanIn, core }: Target): number {
  const { bits } = levelsOf(network.projections[projection] as ListedProjection, network);
  return Math.max(1, Math.min(fanIn, core.crossbars?.rows ?? Infinity, core.axonsIn ?? Infinity, Math.floor((core.synapseMemory_bits ?? Infinity) / bits)));
}

function joinedProjections(network: Network, index: number): Joined[] {
  const population = network.populations[index]!;
  const joined = new Map<string, { drive: number; projections: number[] }>();
  const seen = new Map<string, number>();
  network.projections.forEach((projection, at) => {
    if (projection.destination !== population.name) return;
    const drive = driveOfProjection(projection, population);
    const { bits, rise } = levelsOf(projection as ListedProjection, network);
    // Parallel projections have the same word lines, and a column has one device on each.
    const wordLines = `${drive} ${projection.source} ${projection.delay}`;
    const parallel = seen.get(wordLines) ?? 0;
    seen.set(wordLines, parallel + 1);
    const key = `${drive} ${bits} ${rise} ${parallel}`;
    if (!joined.has(key)) joined.set(key, { drive, projections: [] });
    joined.get(key)!.projections.push(at);
  });
  return [...joined.values()];
}

function lengthsOf(network: Network, projections: readonly number[], neurons: number): Int32Array {
  const lengths = new Int32Array(neurons);
  for (const projection of projections) {
    const { offsets } = network.projections[projection] as ListedProjection;
    for (let neuron = 0; neuron < neurons; neuron++) lengths[neuron]! += offsets[neuron + 1]! - offsets[neuron]!;
  }
  return lengths;
}

interface Group {
  readonly lengths: readonly number[];
  readonly positions: Int32Array;
}

/** Neurons with equal lengths, in the order of their first. */
function groupsOf(lengths: readonly Int32Array[], neurons: number): Group[] {
  const ids = new Map<string | number, number>();
  const groupOf = new Int32Array(neurons);
  const counts: number[] = [];
  for (let neuron = 0; neuron < neurons; neuron++) {
    const key = lengths.length === 1 ? lengths[0]![neuron]! : lengths.map((own) => own[neuron]).join(' ');
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, id = counts.length);
      counts.push(0);
    }
    groupOf[neuron] = id;
    counts[id]!++;
  }
  const positions = counts.map((count) => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  groupOf.forEach((group, neuron) => { positions[group]![filled[group]!++] = neuron; });
  return positions.map((own) => ({ lengths: lengths.map((list) => list[own[0]!]!), positions: own }));
}
