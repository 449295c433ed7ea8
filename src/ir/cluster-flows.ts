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

/** Weighted graph between clusters, CSR, both directions, neighbours ascending; node `clusterCount` is the entry of the mesh. Weights are messages of one inference, one for each cluster that hears it. */
export interface ClusterGraph {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
  readonly weights: Float64Array;
}

/** Flows as pairs. @param from fewest and most clusters of the flows that count */
export function clusterGraphOf(flows: ClusterFlows, from = { fewest: 1, most: Infinity }): ClusterGraph {
  const { clusterCount, count, source, messages, clusters } = flows;
  const nodes = clusterCount + 1;
  const offsets = new Int32Array(nodes + 1);
  const visit = (pair: (a: number, b: number, weight: number) => void): void => {
    for (let flow = 0; flow < count; flow++) {
      const [start, end] = [clusters.offsets[flow]!, clusters.offsets[flow + 1]!];
      if (end - start < from.fewest || end - start > from.most) continue;
      for (let i = start; i < end; i++) pair(source[flow]!, clusters.items[i]!, messages[flow]!);
    }
  };
  visit((a, b) => {
    offsets[a + 1]!++;
    offsets[b + 1]!++;
  });
  for (let i = 0; i < nodes; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, nodes);
  const all: ClusterGraph = { offsets, neighbours: new Int32Array(offsets[nodes]!), weights: new Float64Array(offsets[nodes]!) };
  const put = (a: number, b: number, weight: number): void => {
    all.neighbours[next[a]!] = b;
    all.weights[next[a]!++] = weight;
  };
  visit((a, b, weight) => {
    put(a, b, weight);
    put(b, a, weight);
  });
  return turned(merged(all));
}

/** Each neighbour once, with the sum of its weights. */
function merged({ offsets, neighbours, weights }: ClusterGraph): ClusterGraph {
  const nodes = offsets.length - 1;
  const place = new Int32Array(nodes).fill(-1);
  const kept = new Int32Array(nodes + 1);
  let length = 0;
  for (let node = 0; node < nodes; node++) {
    const start = length;
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const neighbour = neighbours[i]!;
      if (place[neighbour]! >= start) weights[place[neighbour]!]! += weights[i]!;
      else {
        place[neighbour] = length;
        neighbours[length] = neighbour;
        weights[length++] = weights[i]!;
      }
    }
    kept[node + 1] = length;
  }
  return { offsets: kept, neighbours: neighbours.subarray(0, length), weights: weights.subarray(0, length) };
}

/** The same graph, as both directions of a pair are in it; neighbours are ascending afterwards. */
function turned({ offsets, neighbours, weights }: ClusterGraph): ClusterGraph {
  const next = offsets.slice(0, -1);
  const sorted = { offsets, neighbours: new Int32Array(neighbours.length), weights: new Float64Array(weights.length) };
  for (let node = 0; node + 1 < offsets.length; node++) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const at = next[neighbours[i]!]!++;
      sorted.neighbours[at] = node;
      sorted.weights[at] = weights[i]!;
    }
  }
  return sorted;
}
