import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';
import { entryTile, pointOf, tileOf } from '../../src/ir/placed.ts';
import type { Mesh } from '../../src/ir/target.ts';

/** Messages of one inference x Manhattan distance between the tiles they join. */
export function messageHops(coreOf: Int32Array, graph: ClusterGraph, mesh: Mesh): number {
  let hops = 0;
  const tile = (node: number): number => (node < coreOf.length ? tileOf(mesh, coreOf[node]!) : entryTile(mesh));
  for (let node = 0; node <= coreOf.length; node++) {
    const from = pointOf(mesh, tile(node));
    for (let i = graph.offsets[node]!; i < graph.offsets[node + 1]!; i++) {
      if (graph.neighbours[i]! < node) continue;
      const to = pointOf(mesh, tile(graph.neighbours[i]!));
      hops += graph.weights[i]! * (Math.abs(from.x - to.x) + Math.abs(from.y - to.y));
    }
  }
  return hops;
}
