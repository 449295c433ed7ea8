import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import type { Load } from '../cluster-loads.ts';
import { costOf, countLoads, keepsLimits } from '../count-loads.ts';
import { bisectRecursively } from './bisect.ts';
import { Clusters } from './clusters.ts';
import { contract } from './contract.ts';
import { dimensionsOf, finestLevel, type Dimensions, type Level } from './level.ts';
import { dissolve } from './dissolve.ts';
import { match } from './match.ts';
import { plainOf } from './plain.ts';
import { rebalance } from './rebalance.ts';
import { refine } from './refine.ts';

export interface MultilevelSettings {
  readonly limits: Load;
  /** What a message that stays in its cluster costs of one that leaves it, 0..1. */
  readonly ownShare: number;
  /** Time or work of each piece, the most that a cluster may have of it, and the clusters that it is spread over; `null` where it does not matter. */
  readonly balance: { readonly work: Float64Array; readonly most: number; readonly clusters: number } | null;
  readonly seed: number;
}

export interface Parts {
  readonly clusterOf: Int32Array;
  /** Messages, those that stay in their cluster counted by `ownShare`. */
  readonly cost: number;
  /** Whether every cluster keeps every limit. */
  readonly legal: boolean;
}

/** Vertices for each cluster where coarsening ends, and the largest of them as a share of a core. */
const GRAINS = 8;
const LARGEST = 1.5 / GRAINS;
/** Largest group of one coarsening, in mean vertices. */
const MOST_MERGED = 5;
const ROUNDS = 3;

/**
 * Cuts a graph of pieces into `clusters` parts by the multilevel scheme: coarsened by heavy edges, cut by halves, refined at every grain. `spare` more may be opened
 * where limits cannot be kept otherwise.
 */
export function cutFromScratch(graph: AxonGraph, settings: MultilevelSettings, clusters: number, spare: number): Parts {
  const dimensions = dimensionsFor(graph, settings);
  const { levels, groups } = coarsen(finestLevel(graph, dimensions, settings), dimensions, settings.seed, GRAINS * clusters, null);
  const coarsest = levels[levels.length - 1]!;
  const start = bisectRecursively(plainOf(coarsest), clusters, settings.seed);
  return judged(graph, settings, refineUpwards(levels, groups, dimensions, start, clusters + spare, true));
}

/**
 * Improves a partition that keeps all limits: whole clusters that belong together and fit one core are joined, then ever smaller groups of their pieces move
 * or change places. Keeps all limits at every step. Where work is to be even nothing is joined.
 */
export function improveParts(graph: AxonGraph, settings: MultilevelSettings, given: Int32Array): Parts {
  const dimensions = dimensionsFor(graph, settings);
  const finest = finestLevel(graph, dimensions, settings);
  const clusterOf = settings.balance ? given : joinedClusters(finest, dimensions, given);
  const count = clusterOf.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const { levels, groups } = coarsen(finest, dimensions, settings.seed, GRAINS * count, clusterOf);
  let start: Int32Array = clusterOf;
  groups.forEach((groupOf, grain) => { start = lifted(start, groupOf, levels[grain + 1]!.vertices); });
  return judged(graph, settings, refineUpwards(levels, groups, dimensions, start, count, false));
}

/** The cost and, where the limits of the target seem kept, whether they are, counted anew. */
function judged(graph: AxonGraph, { limits, ownShare }: MultilevelSettings, { clusterOf, legal }: { readonly clusterOf: Int32Array; readonly legal: boolean }): Parts {
  const counted = countLoads(graph, clusterOf);
  return { clusterOf, cost: costOf(counted, ownShare), legal: legal && keepsLimits(counted, limits) };
}

/** Empties clusters whose pieces have room elsewhere, whatever that costs: fewer cores. */
export function useFewerCores(graph: AxonGraph, settings: MultilevelSettings, given: Int32Array): Parts {
  const dimensions = dimensionsFor(graph, settings);
  const count = given.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const clusters = new Clusters(finestLevel(graph, dimensions, settings), dimensions, dimensions.capacity, given.slice(), count);
  dissolve(clusters);
  refine(clusters, ROUNDS);
  return judged(graph, settings, { clusterOf: clusters.clusterOf, legal: clusters.areLegal() });
}

function dimensionsFor(graph: AxonGraph, { limits, balance }: MultilevelSettings): Dimensions {
  return dimensionsOf(limits, graph.leavingSumsAreNeurons, balance?.most ?? Infinity);
}

/** Levels from the finest to one of about `enough` vertices, and the groups that lead from each to the next. Groups stay inside clusters where these are given. */
function coarsen(finest: Level, dimensions: Dimensions, seed: number, enough: number, clusterOf: Int32Array | null): { levels: Level[]; groups: Int32Array[] } {
  const levels = [finest];
  const groups: Int32Array[] = [];
  let within = clusterOf;
  for (let level = finest; level.vertices > enough; level = levels[levels.length - 1]!) {
    const mean = level.size.reduce((sum, size) => sum + size, 0) / level.vertices;
    const { groupOf, count } = match(level, Math.min(LARGEST, MOST_MERGED * mean), within, seed);
    if (count > 0.95 * level.vertices) break;
    levels.push(contract(level, groupOf, count, dimensions));
    groups.push(groupOf);
    within &&= lifted(within, groupOf, count);
  }
  return { levels, groups };
}

/** Refines from the coarsest level to the finest. At coarse grains `loose` clusters may hold a mean vertex more than a core, as no set of them fills a core exactly. */
function refineUpwards(levels: readonly Level[], groups: readonly Int32Array[], dimensions: Dimensions, start: Int32Array, count: number, loose: boolean): { readonly clusterOf: Int32Array; readonly legal: boolean } {
  let clusterOf = start;
  for (let grain = levels.length - 1; ; grain--) {
    const level = levels[grain]!;
    const capacity = loose && grain > 0 ? loosened(level, dimensions) : dimensions.capacity;
    const clusters = new Clusters(level, dimensions, capacity, clusterOf, count);
    rebalance(clusters, grain === 0);
    refine(clusters, ROUNDS);
    if (grain === 0) return { clusterOf, legal: clusters.areLegal() };
    clusterOf = projected(clusterOf, groups[grain - 1]!);
  }
}

function loosened(level: Level, { capacity, count }: Dimensions): Float64Array {
  return capacity.map((most, d) => {
    let sum = 0;
    for (let vertex = 0; vertex < level.vertices; vertex++) sum += level.demand[vertex * count + d]!;
    return most + Math.min(sum / level.vertices, most / 20);
  });
}

/** Joins whole clusters while that saves messages, then those that fit one core: that costs none. */
function joinedClusters(finest: Level, dimensions: Dimensions, given: Int32Array): Int32Array {
  const count = given.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const whole = Int32Array.from({ length: count }, (_, cluster) => cluster);
  const clusters = new Clusters(contract(finest, given, count, dimensions), dimensions, dimensions.capacity, whole, count);
  refine(clusters, ROUNDS);
  dissolve(clusters);
  const used = [...new Set(whole)].sort((a, b) => a - b);
  const rank = new Int32Array(count);
  used.forEach((cluster, index) => { rank[cluster] = index; });
  return given.map((cluster) => rank[whole[cluster]!]!);
}

/** Clusters of the groups, from those of their members. */
function lifted(clusterOf: Int32Array, groupOf: Int32Array, count: number): Int32Array {
  const coarse = new Int32Array(count);
  for (let vertex = 0; vertex < groupOf.length; vertex++) coarse[groupOf[vertex]!] = clusterOf[vertex]!;
  return coarse;
}

/** Clusters of the members, from those of the groups. */
function projected(clusterOf: Int32Array, groupOf: Int32Array): Int32Array {
  const fine = new Int32Array(groupOf.length);
  for (let vertex = 0; vertex < groupOf.length; vertex++) fine[vertex] = clusterOf[groupOf[vertex]!]!;
  return fine;
}
