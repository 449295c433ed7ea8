import type { AxonGraph } from './axon-graph.ts';
import { twinsOf, type Lists } from './twins.ts';

/** What placement sees: flows of messages from a cluster to the other clusters that hear them. */
export interface ClusterFlows {
  readonly clusterCount: number;
  readonly count: number;
  /** Cluster that speaks; `clusterCount` stands for the entry of the mesh. */
  readonly source: Int32Array;
  /** Messages of one inference, each counted once however many clusters hear it. */
  readonly messages: Float64Array;
  /** Clusters that hear each flow, ascending, without the one that speaks. */
  readonly clusters: Lists;
}

/** Bundles as flows between clusters; those that stay in their cluster are left out, those that go the same way are one flow. */
export function clusterFlowsOf({ bundles }: AxonGraph, clusterOf: Int32Array, clusterCount: number): ClusterFlows {
  const stamp = new Int32Array(clusterCount + 1).fill(-1);
  const source = Int32Array.from(bundles.source, (piece) => (piece < 0 ? clusterCount : clusterOf[piece]!));
  const offsets = new Int32Array(bundles.count + 1);
  const items: number[] = [];
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    stamp[source[bundle]!] = bundle;
    const start = items.length;
    for (let i = bundles.pieces.offsets[bundle]!; i < bundles.pieces.offsets[bundle + 1]!; i++) {
      const cluster = clusterOf[bundles.pieces.items[i]!]!;
      if (stamp[cluster] === bundle) continue;
      stamp[cluster] = bundle;
      items.push(cluster);
    }
    if (items.length > start + 1) items.splice(start, items.length - start, ...items.slice(start).sort((a, b) => a - b));
    offsets[bundle + 1] = items.length;
  }
  const all: Lists = { offsets, items: Int32Array.from(items) };
  const twins = twinsOf(all, source);
  const messages = new Float64Array(twins.count);
  twins.groupOf.forEach((flow, bundle) => { if (flow >= 0) messages[flow]! += bundles.messages[bundle]!; });
  const flowOffsets = new Int32Array(twins.count + 1);
  twins.first.forEach((bundle, flow) => { flowOffsets[flow + 1] = flowOffsets[flow]! + offsets[bundle + 1]! - offsets[bundle]!; });
  const flowItems = new Int32Array(flowOffsets[twins.count]!);
  twins.first.forEach((bundle, flow) => flowItems.set(all.items.subarray(offsets[bundle], offsets[bundle + 1]), flowOffsets[flow]));
  return {
    clusterCount, count: twins.count, source: Int32Array.from(twins.first, (bundle) => source[bundle]!), messages,
    clusters: { offsets: flowOffsets, items: flowItems },
  };
}

/** Weighted graph between clusters, CSR, both directions; node `clusterCount` is the entry of the mesh. Weights are messages of one inference, one for each cluster that hears it. */
export interface ClusterGraph {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
  readonly weights: Float64Array;
}

export function clusterGraphOf({ clusterCount, count, source, messages, clusters }: ClusterFlows): ClusterGraph {
  const nodes = clusterCount + 1;
  const edges = new Map<number, number>();
  for (let flow = 0; flow < count; flow++) {
    const from = source[flow]!;
    for (let i = clusters.offsets[flow]!; i < clusters.offsets[flow + 1]!; i++) {
      const to = clusters.items[i]!;
      const key = Math.min(from, to) * nodes + Math.max(from, to);
      edges.set(key, (edges.get(key) ?? 0) + messages[flow]!);
    }
  }
  const offsets = new Int32Array(nodes + 1);
  for (const key of edges.keys()) {
    offsets[Math.floor(key / nodes) + 1]!++;
    offsets[(key % nodes) + 1]!++;
  }
  for (let i = 0; i < nodes; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, nodes);
  const neighbours = new Int32Array(offsets[nodes]!);
  const weights = new Float64Array(offsets[nodes]!);
  for (const [key, weight] of edges) {
    const [a, b] = [Math.floor(key / nodes), key % nodes];
    for (const [from, to] of [[a, b], [b, a]] as const) {
      neighbours[next[from]!] = to;
      weights[next[from]!++] = weight;
    }
  }
  return { offsets, neighbours, weights };
}
