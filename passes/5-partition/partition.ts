import { fail } from '../../src/diagnostics/diagnostic.ts';
import { demandOf, limitsOf, type Clustered } from '../../src/ir/clustered.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { piecesOf } from '../../src/ir/pieces.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { fillClusters } from './fill-clusters.ts';
import { mapperNamed, type Mapper } from './mappers.ts';

export interface PartitionOptions {
  /** Name of the mapping strategy. */
  readonly mapper: string;
}

/** Assigns every piece to a cluster, so that neighbouring positions share a core and no limit of a core is broken. */
export const partition: Pass<Unrolled, Clustered, PartitionOptions> = {
  name: 'partition',
  summary: 'every neuron is in a cluster that keeps all limits of a core',
  options: [{ name: 'mapper', help: 'mapping strategy (see synaptile mappers)', default: 'tiles' }],
  run(unrolled, { mapper }, { target }) {
    if (!target) throw new Error('the pass partition needs a target');
    const output = fillWithinLimits(unrolled, target, mapperNamed(mapper));
    refuseTooManyClusters(output, target);
    return { output, diagnostics: [], statistics: statisticsOf(output, target) };
  },
};

/** How much of the axons-out limit is filled; less leaves room for the axons of recurrent projections, which are known only afterwards. */
const FILLS = [1, 0.5, 0.25, 0.125, 0.0625];

function fillWithinLimits(unrolled: Unrolled, target: Target, mapper: Mapper): Clustered {
  const order = mapper.order(unrolled, target);
  for (const fill of FILLS) {
    const clustered = fillClusters(unrolled, target, order, fill);
    const over = overLimit(clustered, target);
    if (!over) return clustered;
    if (fill === FILLS[FILLS.length - 1]) {
      fail('S703', { ...over, remedy: 'use a target with a larger limit, or fewer recurrent or skip connections' });
    }
  }
  throw new Error('unreachable: the last fill returns or fails');
}

function overLimit(clustered: Clustered, target: Target): { limit: string; demand: number; available: number; population: string } | null {
  for (const [limit, used, available] of limitsOf(demandOf(clustered, target), target, clustered.style)) {
    const cluster = used.findIndex((value) => value > available);
    if (cluster >= 0) return { limit, demand: used[cluster]!, available, population: populationIn(clustered, cluster) };
  }
  return null;
}

function populationIn({ unrolled, style, clusterOf }: Clustered, cluster: number): string {
  const pieces = piecesOf(unrolled, style);
  return unrolled.network.populations[unrolled.units[pieces.unitOf[clusterOf.indexOf(cluster)]!]!.population]!.name;
}

function refuseTooManyClusters(clustered: Clustered, target: Target): void {
  const available = coreCount(target.mesh);
  if (clustered.clusterCount <= available) return;
  const clusters = clustersByPopulation(clustered);
  const largest = [...clusters.entries()].sort((a, b) => b[1].size - a[1].size)[0]!;
  fail('S703', {
    limit: 'cores', demand: clustered.clusterCount, available, population: largest[0],
    remedy: `it alone takes ${largest[1].size} cores: make it smaller, or use a target with a larger mesh`,
  });
}

function clustersByPopulation({ unrolled, style, clusterOf }: Clustered): Map<string, Set<number>> {
  const pieces = piecesOf(unrolled, style);
  const clusters = new Map<string, Set<number>>();
  clusterOf.forEach((cluster, piece) => {
    const { name } = unrolled.network.populations[unrolled.units[pieces.unitOf[piece]!]!.population]!;
    if (!clusters.has(name)) clusters.set(name, new Set());
    clusters.get(name)!.add(cluster);
  });
  return clusters;
}

function statisticsOf(clustered: Clustered, target: Target): Record<string, number> {
  const demand = demandOf(clustered, target);
  const axons = demand.axonsIn.reduce((sum, value) => sum + value, 0);
  return { clusters: clustered.clusterCount, clusterAxons: axons };
}
