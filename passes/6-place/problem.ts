import { clusterGraphOf, type ClusterFlows, type ClusterGraph } from '../../src/ir/cluster-flows.ts';
import { usableCores } from '../../src/ir/mesh.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { planeOf, type HopWeights, type Plane } from './plane.ts';

/** What a placer is asked to solve. */
export interface PlaceProblem {
  readonly clusterCount: number;
  readonly mesh: Mesh;
  /** Cores that work, ascending. */
  readonly cores: Int32Array;
  readonly plane: Plane;
  readonly flows: ClusterFlows;
  /** All flows as pairs. */
  readonly graph: ClusterGraph;
  /** What a placement costs: these pairs by their distance, and the trees of these flows (to two clusters at least, on a mesh with multicast; null where there are none). */
  readonly pairs: ClusterGraph;
  readonly trees: ClusterFlows | null;
  /** Most rounds of force-directed swaps. */
  readonly rounds: number;
  /** Seconds that a search may take. */
  readonly budget_s: number;
  readonly seed: number;
}

/** How to search, beside what is to be placed. */
export interface SearchOptions {
  readonly rounds: number;
  readonly budget_s: number;
  readonly seed: number;
  readonly weights?: HopWeights;
}

export function problemOf(flows: ClusterFlows, mesh: Mesh, { weights, ...search }: SearchOptions): PlaceProblem {
  const graph = clusterGraphOf(flows);
  const trees = mesh.multicast ? flowsToSeveral(flows) : null;
  return {
    clusterCount: flows.clusterCount, mesh, cores: usableCores(mesh), plane: planeOf(mesh, weights), flows, graph,
    pairs: trees ? clusterGraphOf(flows, { fewest: 1, most: 1 }) : graph, trees, ...search,
  };
}

/** The flows that two clusters or more hear; null when there are none. */
function flowsToSeveral({ clusterCount, count, source, messages, clusters: { offsets, items } }: ClusterFlows): ClusterFlows | null {
  const kept = Int32Array.from({ length: count }, (_, flow) => flow).filter((flow) => offsets[flow + 1]! - offsets[flow]! > 1);
  if (kept.length === 0) return null;
  const starts = new Int32Array(kept.length + 1);
  kept.forEach((flow, i) => { starts[i + 1] = starts[i]! + offsets[flow + 1]! - offsets[flow]!; });
  const all = new Int32Array(starts[kept.length]!);
  kept.forEach((flow, i) => all.set(items.subarray(offsets[flow], offsets[flow + 1]), starts[i]));
  return {
    clusterCount, count: kept.length, source: kept.map((flow) => source[flow]!), messages: Float64Array.from(kept, (flow) => messages[flow]!),
    clusters: { offsets: starts, items: all },
  };
}
