import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Lists } from '../../src/ir/twins.ts';
import { LIMITS, type Limit, type Load } from './cluster-loads.ts';

/** What every cluster of a whole partition demands, by limit, and the messages of one inference (those that stay in their cluster included). */
export interface CountedLoads {
  readonly loads: Readonly<Record<Limit, Float64Array>>;
  readonly messages: number;
  /** Messages to other clusters. */
  readonly leaving: number;
}

/** Counts a partition anew from its graph. */
export function countLoads(graph: AxonGraph, clusterOf: Int32Array): CountedLoads {
  const { bundles, rows, rowsInGroup } = graph;
  const count = clusterOf.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const loads = Object.fromEntries(LIMITS.map((limit) => [limit, new Float64Array(count)])) as unknown as Record<Limit, Float64Array>;
  for (let piece = 0; piece < graph.pieces; piece++) {
    for (const limit of ['neurons', 'columns', 'crossbars', 'memory_bits'] as const) loads[limit][clusterOf[piece]!]! += graph[limit][piece]!;
  }
  let [messages, leaving] = [0, 0];
  const seen = new Int32Array(count).fill(-1);
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    const speaks = bundles.source[bundle]! < 0 ? -1 : clusterOf[bundles.source[bundle]!]!;
    for (let i = bundles.pieces.offsets[bundle]!; i < bundles.pieces.offsets[bundle + 1]!; i++) {
      const hears = clusterOf[bundles.pieces.items[i]!]!;
      if (seen[hears] === bundle || (bundles.isSum[bundle] && hears === speaks)) continue;
      seen[hears] = bundle;
      messages += bundles.messages[bundle]!;
      if (hears !== speaks) leaving += bundles.messages[bundle]!;
      loads.axonsIn[hears]! += bundles.axons[bundle]!;
      if (speaks < 0) continue;
      loads.axonsOut[speaks]! += bundles.axons[bundle]!;
      if (bundles.isSum[bundle] && graph.leavingSumsAreNeurons) loads.neurons[speaks]! += bundles.axons[bundle]!;
    }
  }
  addRows(rows, rowsInGroup, clusterOf, loads.rows);
  return { loads, messages, leaving };
}

/** Messages of one inference, those that stay in their cluster counted by `ownShare`. */
export function costOf({ messages, leaving }: CountedLoads, ownShare: number): number {
  return leaving + ownShare * (messages - leaving);
}

/** Whether every cluster keeps every limit. */
export function keepsLimits({ loads }: CountedLoads, limits: Load): boolean {
  return LIMITS.every((limit) => loads[limit].every((load) => load <= limits[limit]));
}

/** Word lines of each cluster: groups that several of its pieces share count once. */
function addRows({ offsets, items }: Lists, rowsInGroup: Int32Array, clusterOf: Int32Array, demand: Float64Array): void {
  const members = new Map<number, number[]>();
  clusterOf.forEach((cluster, piece) => {
    const list = members.get(cluster);
    if (list) list.push(piece);
    else members.set(cluster, [piece]);
  });
  const seen = new Int32Array(rowsInGroup.length).fill(-1);
  for (const [cluster, pieces] of members) {
    for (const piece of pieces) {
      for (let i = offsets[piece]!; i < offsets[piece + 1]!; i++) {
        const group = items[i]!;
        if (seen[group] === cluster) continue;
        seen[group] = cluster;
        demand[cluster]! += rowsInGroup[group]!;
      }
    }
  }
}
