import type { ClusterFlows } from '../../src/ir/cluster-flows.ts';
import type { Lists } from '../../src/ir/twins.ts';
import { treeMeter } from './cost.ts';
import type { Plane } from './plane.ts';

/** Keeps what every multicast tree costs while clusters move: only the trees of the clusters that moved are measured again. */
export interface TreeMoves {
  /** What changes by clusters u and v (-1: none) being where the placement now has them. Either `accept` follows, or the placement is put back. */
  readonly change: (u: number, v: number) => number;
  readonly accept: () => void;
}

/** @param coreOf the placement, which the caller changes */
export function treeMovesOf(trees: ClusterFlows, plane: Plane, coreOf: Int32Array): TreeMoves {
  const measure = treeMeter(trees, plane);
  const costs = Float64Array.from(trees.messages, (messages, tree) => messages * measure(tree, coreOf));
  const members = treesOfClusters(trees);
  const stamps = new Int32Array(trees.count).fill(-1);
  const touched = new Int32Array(trees.count);
  const changed = new Float64Array(trees.count);
  let count = 0;
  let stamp = 0;
  const remeasure = (cluster: number): number => {
    let sum = 0;
    for (let i = members.offsets[cluster]!; i < members.offsets[cluster + 1]!; i++) {
      const tree = members.items[i]!;
      if (stamps[tree] === stamp) continue;
      stamps[tree] = stamp;
      const cost = trees.messages[tree]! * measure(tree, coreOf);
      sum += cost - costs[tree]!;
      touched[count] = tree;
      changed[count++] = cost;
    }
    return sum;
  };
  return {
    change(u, v) {
      stamp = (stamp + 1) | 0;
      count = 0;
      return remeasure(u) + (v < 0 ? 0 : remeasure(v));
    },
    accept() {
      for (let i = 0; i < count; i++) costs[touched[i]!] = changed[i]!;
    },
  };
}

/** Destinations that the trees of an average cluster have together: the work of measuring them again. */
export function treeWork({ clusterCount, count, clusters: { offsets } }: ClusterFlows): number {
  let work = 0;
  for (let tree = 0; tree < count; tree++) work += (offsets[tree + 1]! - offsets[tree]! + 1) ** 2;
  return work / Math.max(1, clusterCount);
}

/** Trees that start at or reach each cluster. */
function treesOfClusters({ clusterCount, count, source, clusters }: ClusterFlows): Lists {
  const offsets = new Int32Array(clusterCount + 2);
  const visit = (found: (cluster: number, tree: number) => void): void => {
    for (let tree = 0; tree < count; tree++) {
      found(source[tree]!, tree);
      for (let i = clusters.offsets[tree]!; i < clusters.offsets[tree + 1]!; i++) found(clusters.items[i]!, tree);
    }
  };
  visit((cluster) => { offsets[cluster + 1]!++; });
  for (let i = 0; i <= clusterCount; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, -1);
  const items = new Int32Array(offsets[clusterCount + 1]!);
  visit((cluster, tree) => { items[next[cluster]!++] = tree; });
  return { offsets, items };
}
