import { problemOf, type PlaceProblem, type SearchOptions } from '../../../passes/6-place/problem.ts';
import type { ClusterFlows } from '../../../src/ir/cluster-flows.ts';
import type { Mesh } from '../../../src/ir/target.ts';

/** [source, clusters that hear it, messages]; source number `clusterCount` is the entry. */
export type Flow = readonly [source: number, clusters: readonly number[], messages: number];

export function flowsOf(clusterCount: number, list: readonly Flow[]): ClusterFlows {
  const offsets = new Int32Array(list.length + 1);
  list.forEach(([, clusters], i) => { offsets[i + 1] = offsets[i]! + clusters.length; });
  return {
    clusterCount, count: list.length, source: Int32Array.from(list, ([source]) => source), messages: Float64Array.from(list, ([, , messages]) => messages),
    clusters: { offsets, items: Int32Array.from(list.flatMap(([, clusters]) => clusters)) },
  };
}

export function meshOf(width: number, height: number, changes: Partial<Mesh> = {}): Mesh {
  return { width, height, coresPerTile: 1, multicast: false, entry: { x: 0, y: 0 }, ...changes };
}

export function problem(clusterCount: number, list: readonly Flow[], mesh: Mesh, options: Partial<SearchOptions> = {}): PlaceProblem {
  return problemOf(flowsOf(clusterCount, list), mesh, { rounds: 100, budget_s: 0, seed: 1, ...options });
}
