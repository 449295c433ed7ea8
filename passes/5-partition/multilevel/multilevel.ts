import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import type { Load } from '../cluster-loads.ts';
import { bisectRecursively } from './bisect.ts';
import { Clusters } from './clusters.ts';
import { contract } from './contract.ts';
import { dimensionsOf, finestLevel, type Dimensions, type Level } from './level.ts';
import { match } from './match.ts';
import { plainOf } from './plain.ts';
import { rebalance } from './rebalance.ts';
import { refine } from './refine.ts';

export interface MultilevelSettings {
  readonly limits: Load;
  /** Clusters to make. */
  readonly clusters: number;
  /** What a message that stays in its cluster costs of one that leaves it, 0..1. */
  readonly ownShare: number;
  /** Most synaptic work of a cluster; Infinity where it does not matter. */
  readonly mostWork: number;
  readonly seed: number;
}

export interface Parts {
  readonly clusterOf: Int32Array;
  readonly cost: number;
  /** Whether every cluster keeps every limit. */
  readonly legal: boolean;
}

/** Vertices for each cluster where coarsening ends. */
const GRAINS = Number(process.env.GR ?? 16);
const ROUNDS = Number(process.env.RO ?? 8);

/** Cuts a graph of pieces into so many clusters: coarsened by heavy edges, cut by halves, refined at every grain. */
export function multilevel(graph: AxonGraph, settings: MultilevelSettings): Parts {
  const dimensions = dimensionsOf(settings.limits, graph.leavingSumsAreNeurons, settings.mostWork);
  const T=(l:string)=>{const u=process.cpuUsage();console.log(l,((u.user+u.system)/1e6).toFixed(2))};T('start');
  const { levels, groups } = coarsen(finestLevel(graph, settings.limits, dimensions, settings.ownShare), dimensions, settings, null);
  const coarsest = levels[levels.length - 1]!;
T('coarse '+levels.map(l=>l.vertices+'/'+l.edges+'/'+l.pins.items.length).join(' '));
  let clusterOf = bisectRecursively(plainOf(coarsest, coarsest.size), settings.clusters, settings.seed);
T('rb');
  for (let grain = levels.length - 1; ; grain--) {
    const level = levels[grain]!;
    const clusters = new Clusters(level, dimensions, capacityAt(level, dimensions, grain), clusterOf, settings.clusters);
    T('built');const c0=clusters.cost();rebalance(clusters);T('rebal '+c0+' '+clusters.cost());
    refine(clusters, ROUNDS);T('refined '+clusters.cost());
    if (grain === 0) return { clusterOf, cost: clusters.cost(), legal: rebalance(clusters) };
    clusterOf = projected(clusterOf, groups[grain - 1]!);
  }
}

export function coarsen(finest: Level, dimensions: Dimensions, { clusters, seed }: MultilevelSettings, clusterOf: Int32Array | null): { levels: Level[]; groups: Int32Array[] } {
  const levels = [finest];
  const groups: Int32Array[] = [];
  let ofLevel = clusterOf;
  while (levels[levels.length - 1]!.vertices > GRAINS * clusters) {
    const level = levels[levels.length - 1]!;
    const { groupOf, count } = match(level, 1.5 / GRAINS, ofLevel, seed);
    if (count > 0.95 * level.vertices) break;
    levels.push(contract(level, groupOf, count, dimensions));
    groups.push(groupOf);
    if (ofLevel) {
      const coarse = new Int32Array(count);
      for (let vertex = 0; vertex < level.vertices; vertex++) coarse[groupOf[vertex]!] = ofLevel[vertex]!;
      ofLevel = coarse;
    }
  }
  return { levels, groups };
}

/** The capacity of a core, and at coarse grains half of a large vertex more, as no set of them fills a core exactly. */
function capacityAt(level: Level, { capacity, count }: Dimensions, grain: number): Float64Array {
  if (grain === 0) return capacity;
  return capacity.map((most, d) => {
    let largest = 0;
    for (let vertex = 0; vertex < level.vertices; vertex++) largest = Math.max(largest, level.demand[vertex * count + d]!);
    return most + Math.min(largest / 2, most / 20);
  });
}

function projected(clusterOf: Int32Array, groupOf: Int32Array): Int32Array {
  const fine = new Int32Array(groupOf.length);
  for (let vertex = 0; vertex < groupOf.length; vertex++) fine[vertex] = clusterOf[groupOf[vertex]!]!;
  return fine;
}
