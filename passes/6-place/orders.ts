import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';

/**
 * Orders in which clusters may go along a curve that starts at the entry: as they are numbered, from either end (partitioners number along the data, some from the
 * output back), and by how far they are from the entry.
 */
export function ordersOf(clusterCount: number, graph: ClusterGraph): readonly Int32Array[] {
  const numbered = Int32Array.from({ length: clusterCount }, (_, cluster) => cluster);
  return [numbered.slice().reverse(), numbered, breadthFirst(clusterCount, graph)];
}

/** By messages passed on from the entry, those heard first coming first; what the entry does not reach comes last, each part from its first cluster on. */
export function breadthFirst(clusterCount: number, { offsets, neighbours }: ClusterGraph): Int32Array {
  const seen = new Uint8Array(clusterCount + 1);
  const order = new Int32Array(clusterCount + 1);
  let length = 0;
  for (let start = clusterCount, from = 0; length <= clusterCount; start = from++) {
    if (seen[start]) continue;
    seen[start] = 1;
    let at = length;
    order[length++] = start;
    for (; at < length; at++) {
      const node = order[at]!;
      for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
        const next = neighbours[i]!;
        if (seen[next]) continue;
        seen[next] = 1;
        order[length++] = next;
      }
    }
  }
  return order.subarray(1);
}
