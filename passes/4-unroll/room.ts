import { fail } from '../../src/diagnostics/diagnostic.ts';
import { levelsOf } from '../../src/ir/levels.ts';
import { usableCores } from '../../src/ir/mesh.ts';
import { neuronCount, type ListedProjection, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { projectionsByDrive } from '../../src/ir/receptors.ts';
import { rowGeometry } from '../../src/ir/rows.ts';
import type { Target } from '../../src/ir/target.ts';
import type { UnrollMode } from '../../src/ir/unrolled.ts';
import { unitsOfChain } from './chains.ts';
import { fanInOf, isOver } from './prune.ts';

/** What a mode makes of a population, and the least that takes. */
interface Demand {
  readonly population: string;
  readonly neurons: number;
  readonly units: number;
  readonly crossbars: number;
}

/**
 * Holds the chains that a network would need against the target before one is made. Crossbars: a unit between the first and the last of its chain has as many
 * inputs as a crossbar has rows, and one of them, the unit before it, is heard by nobody else; so no other unit shares its crossbar.
 * @throws DiagnosticError S719
 */
export function refuseLongChains(network: Network, target: Target): void {
  const demands = network.populations.flatMap((population): Demand[] => {
    const drives = projectionsByDrive(network, population) as readonly SynapticProjection[][];
    if (!drives.some((incoming) => isOver(network, incoming, target))) return [];
    const neurons = neuronCount(population);
    let [units, crossbars] = [neurons, 0];
    for (const incoming of drives.filter(({ length }) => length > 0)) {
      const fanIn = fanInOf(network, incoming, target);
      if (fanIn < 2 || incoming.some(({ window }) => window?.kernel.some((extent, axis) => extent > window.stride[axis as 0 | 1]))) continue;
      const own = fillsRows(network, incoming, fanIn, target);
      for (const inputs of inputsOfEach(network, population, incoming)) {
        const chain = unitsOfChain(inputs, fanIn);
        units += chain - 1;
        if (own) crossbars += Math.max(0, chain - 2);
      }
    }
    return [{ population: population.name, neurons, units, crossbars }];
  });
  refuse('spiking', demands, network, target);
}

/**
 * Holds the units of neurons whose synapses are listed one by one against the crossbars: those with as many inputs as a crossbar has rows share one only with
 * units that hear exactly the same.
 * @throws DiagnosticError S719
 */
export function refuseOwnRows(mode: UnrollMode, network: Network, populations: ReadonlySet<string>, target: Target): void {
  const demands = network.populations.filter(({ name }) => populations.has(name)).map((population): Demand => {
    const neurons = neuronCount(population);
    const crossbars = projectionsByDrive(network, population).reduce((sum, all) => {
      const incoming = all as readonly ListedProjection[];
      return sum + (incoming.length > 0 && fillsRows(network, incoming, target.core.crossbars?.rows ?? 0, target) ? fullSets(incoming, target.core.crossbars!.rows) : 0);
    }, 0);
    return { population: population.name, neurons, units: neurons, crossbars };
  });
  refuse(mode, demands, network, target);
}

function refuse(mode: UnrollMode, demands: readonly Demand[], { populations }: Network, { name: target, mesh, core }: Target): void {
  const cores = usableCores(mesh).length;
  const sum = (of: (demand: Demand) => number): number => demands.reduce((all, demand) => all + of(demand), 0);
  const others = populations.reduce((all, population) => all + (population.neuron.kind === 'input' || demands.some((one) => one.population === population.name) ? 0 : neuronCount(population)), 0);
  const limits = [
    { limit: 'crossbars', of: (one: Demand): number => one.crossbars, demand: sum(({ crossbars }) => crossbars), available: cores * (core.crossbars?.count ?? Infinity) },
    { limit: 'neurons', of: (one: Demand): number => one.units, demand: sum(({ units }) => units) + others, available: cores * (core.neurons ?? Infinity) },
  ];
  for (const { limit, of, demand, available } of limits) {
    if (demands.length === 0 || demand <= available) continue;
    const { population, neurons, units } = demands.reduce((most, one) => (of(one) > of(most) ? one : most));
    fail('S719', { mode, population, neurons, units, limit, demand, available, target });
  }
}

/** Whether units of so many inputs leave no row of a crossbar free, and are one column each. */
function fillsRows(network: Network, incoming: readonly SynapticProjection[], inputs: number, { core }: Target): boolean {
  const levels = new Set(incoming.map((projection) => `${levelsOf(projection, network).bits} ${levelsOf(projection, network).rise}`));
  const wordLines = new Set(incoming.map(({ source, delay }) => `${source} ${delay}`));
  return core.crossbars !== null && inputs === core.crossbars.rows && levels.size === 1 && wordLines.size === incoming.length;
}

/** Axons of each neuron, without those of the padding. */
function inputsOfEach(network: Network, population: Population, incoming: readonly SynapticProjection[]): Int32Array {
  const counts = new Int32Array(neuronCount(population));
  for (const projection of incoming) {
    const { groups, rowsPerGroup, columnsPerGroup, positions, inputAt, window } = rowGeometry(network, projection);
    for (let position = 0; position < positions; position++) {
      for (let group = 0; group < groups; group++) {
        let axons = 0;
        for (let row = 0; row < rowsPerGroup; row++) {
          const input = inputAt(position, group, row);
          if (input >= 0) axons += window ? window.offsets[input + 1]! - window.offsets[input]! : 1;
        }
        for (let column = 0; column < columnsPerGroup; column++) counts[(group * columnsPerGroup + column) * positions + position]! += axons;
      }
    }
  }
  return counts;
}

/** Distinct sets of sources among the neurons with so many; sets of one hash count as one. */
function fullSets(incoming: readonly ListedProjection[], inputs: number): number {
  const seen = new Set<number>();
  for (let neuron = 0; neuron + 1 < incoming[0]!.offsets.length; neuron++) {
    let [count, low, high] = [0, 0x811c9dc5, 0x9e3779b9];
    incoming.forEach(({ offsets, sources }, at) => {
      count += offsets[neuron + 1]! - offsets[neuron]!;
      for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) {
        low = Math.imul(low ^ (sources[i]! + at), 0x01000193);
        high = Math.imul(high ^ sources[i]!, 0x85ebca6b) + at;
      }
    });
    if (count === inputs) seen.add((low >>> 0) + 2 ** 32 * (high & 0xfffff));
  }
  return seen.size;
}
