import { fail } from '../../src/diagnostics/diagnostic.ts';
import { axonGraphOf } from '../../src/ir/axon-graph.ts';
import { demandOf, type Clustered } from '../../src/ir/clustered.ts';
import { usableCores } from '../../src/ir/mesh.ts';
import { OBJECTIVES, type Objective } from '../../src/ir/objective.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { piecesOf } from '../../src/ir/pieces.ts';
import { estimatedProfile, type SpikeProfile } from '../../src/ir/spike-profile.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { PARTITIONERS } from './partitioners.ts';

export interface PartitionOptions {
  /** Name of a partitioner. */
  readonly partitioner: string;
  /** What the clusters are to be good at; energy where it is left out. */
  readonly objective?: Objective;
  /** Most cores to use; 0, also where it is left out: all that there are. */
  readonly cores?: number;
}

/** Assigns every piece to a cluster, so that few messages leave their cluster and no limit of a core is broken. */
export const partition: Pass<Unrolled, Clustered, PartitionOptions> = {
  name: 'partition',
  summary: 'every neuron is in a cluster that keeps all limits of a core',
  options: [
    { name: 'partitioner', help: 'how clusters are made; the mapper chooses', default: 'tiles' },
    { name: 'objective', help: `what clusters are to be good at (${OBJECTIVES.join(', ')}); partitioners multilevel and steady only`, default: 'energy' },
    { name: 'cores', help: 'most cores to use (0: all that there are); more are refused, and multilevel and steady spread over so many for latency', default: '0' },
  ],
  run(unrolled, options, { target, profileOf, seed, progress }) {
    if (!target) throw new Error('the pass partition needs a target');
    const partitioner = PARTITIONERS.find(({ name }) => name === options.partitioner);
    if (!partitioner) throw new Error(`there is no partitioner ${options.partitioner}`);
    const profile = profileOf(unrolled.network) ?? estimatedProfile(unrolled.network);
    const graph = axonGraphOf(unrolled, target, profile);
    const found = partitioner.run({ graph, unrolled, pieces: piecesOf(unrolled, target.style), target, objective: options.objective ?? 'energy', profile, cores: options.cores ?? 0, seed, progress });
    const output: Clustered = { stage: 'clustered', unrolled, style: target.style, ...numbered(found), profile: withoutSteps(profile) };
    refuseTooManyClusters(output, target);
    if (options.cores && output.clusterCount > options.cores) fail('S729', { cores: output.clusterCount, allowed: options.cores, partitioner: options.partitioner });
    return { output, diagnostics: [], statistics: statisticsOf(output, target) };
  },
};

/** What later stages weigh by: they look at no single timestep. */
function withoutSteps({ spikes, kind, samples }: SpikeProfile): SpikeProfile {
  return { spikes, kind, samples };
}

/** Clusters numbered without gaps, in the order of their numbers. */
function numbered(found: Int32Array): Pick<Clustered, 'clusterOf' | 'clusterCount'> {
  const used = [...new Set(found)].sort((a, b) => a - b);
  const rank = new Map(used.map((cluster, index) => [cluster, index]));
  return { clusterOf: found.map((cluster) => rank.get(cluster)!), clusterCount: used.length };
}

function refuseTooManyClusters(clustered: Clustered, target: Target): void {
  const available = usableCores(target.mesh).length;
  const faulty = coreCount(target.mesh) - available;
  if (clustered.clusterCount <= available) return;
  const clusters = clustersByPopulation(clustered);
  const largest = [...clusters.entries()].sort((a, b) => b[1].size - a[1].size)[0]!;
  fail('S703', {
    limit: 'cores', demand: clustered.clusterCount, available, population: largest[0],
    remedy: `it alone takes ${largest[1].size} cores: make it smaller, or use a target with a larger mesh${faulty > 0 ? ` (${faulty} cores of this one are faulty)` : ''}`,
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

function statisticsOf(clustered: Clustered, target: Target): Record<string, number | string> {
  const demand = demandOf(clustered, target);
  const axons = demand.axonsIn.reduce((sum, value) => sum + value, 0);
  return { clusters: clustered.clusterCount, clusterAxons: axons, spikeCounts: describe(clustered.profile) };
}

function describe({ kind, samples }: SpikeProfile): string {
  if (kind === 'measured') return `measured on ${samples} sample${samples === 1 ? '' : 's'}`;
  return kind === 'file' ? 'from the file of the network' : 'estimated: every neuron speaks once';
}
