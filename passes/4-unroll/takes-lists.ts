import { listedOrder } from '../../src/ir/listed-order.ts';
import { neuronCount, populationNamed, type ListedProjection, type Network, type SynapticProjection } from '../../src/ir/network.ts';
import type { Target } from '../../src/ir/target.ts';

/**
 * Whether the listed synapses into a population stay lists, one column for each neuron with rows of its own. They become a matrix where weights are stored once
 * and reused over positions, where a projection with a sum window feeds the population too, and on crossbars where the matrix takes no more of them.
 */
export function takesLists(network: Network, population: string, { style, core }: Target): boolean {
  const incoming = network.projections.filter(({ destination }) => destination === population) as SynapticProjection[];
  const listed = incoming.filter((projection) => projection.kind === 'listed');
  if (listed.length === 0 || style === 'weights-stored-once' || incoming.some(({ window }) => window !== null)) return false;
  const { crossbars } = core;
  if (!crossbars) return true;
  const matrices = listed.reduce((sum, projection) => sum + blocksOf(network, projection, crossbars), 0);
  return packedCrossbars(listed, crossbars) < matrices;
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Crossbars of the whole matrix of a projection. */
function blocksOf(network: Network, { source, destination }: ListedProjection, { rows, columns }: Extent): number {
  return Math.ceil(neuronCount(populationNamed(network, source)) / rows) * Math.ceil(neuronCount(populationNamed(network, destination)) / columns);
}

/** Crossbars that the neurons take when they are packed one after the other in `listedOrder`: a new one is opened when its rows or columns are used up (an upper bound of what partitioning needs). */
function packedCrossbars(listed: readonly ListedProjection[], { rows, columns }: Extent): number {
  const stamps = listed.map(({ sources }) => new Int32Array(sources.reduce((most, source) => Math.max(most, source), -1) + 1).fill(-1));
  let [crossbar, usedRows, usedColumns] = [0, 0, 0];
  const newRows = (neuron: number): number => listed.reduce((sum, { offsets, sources }, at) => {
    let fresh = 0;
    for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) if (stamps[at]![sources[i]!] !== crossbar) fresh++;
    return sum + fresh;
  }, 0);
  for (const neuron of listedOrder(listed)) {
    const total = listed.reduce((sum, { offsets }) => sum + offsets[neuron + 1]! - offsets[neuron]!, 0);
    if (total > rows) {
      crossbar += Math.ceil(total / rows);
      [usedRows, usedColumns] = [rows, columns];
      continue;
    }
    let fresh = newRows(neuron);
    if (usedRows + fresh > rows || usedColumns === columns || crossbar === 0) {
      crossbar++;
      [usedRows, usedColumns] = [0, 0];
      fresh = total;
    }
    usedRows += fresh;
    usedColumns++;
    listed.forEach(({ offsets, sources }, at) => { for (let i = offsets[neuron]!; i < offsets[neuron + 1]!; i++) stamps[at]![sources[i]!] = crossbar; });
  }
  return crossbar;
}
