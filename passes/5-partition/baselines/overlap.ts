import type { ClusterLoads } from '../cluster-loads.ts';
import { VertexHeap } from '../multilevel/heap.ts';
import { addIfAllowed, withRoomForAxons, type Refusal } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { topologicalOrder } from './network-order.ts';

/** Candidates in a row that may not fit before a cluster is closed. */
const MISSES = 16;

/**
 * Greedy partition by overlap of hyperedges (Ronzani and Silvano, arXiv 2601.16118): one cluster after the other is grown from the next free piece in topological
 * order by the piece whose arriving axons, weighed by their spikes, most overlap those that the cluster hears already; where none does, by the next free piece.
 * Objective and greedy growth are theirs; seeds, ties (the lower number) and when a cluster counts as full are open, and chosen here.
 * @throws DiagnosticError S703
 */
export function byOverlap(problem: PartitionProblem): Int32Array {
  const { graph } = problem;
  const order = topologicalOrder(problem);
  return withRoomForAxons(problem, (loads, fill) => {
    const heap = new VertexHeap(graph.pieces);
    const heardBy = new Int32Array(graph.bundles.count).fill(-1);
    const free = function* (from: number): Generator<number> {
      for (let i = from; i < order.length; i++) if (loads.clusterOf[order[i]!]! < 0) yield order[i]!;
    };
    for (let i = 0; i < order.length; i++) {
      if (loads.clusterOf[order[i]!]! >= 0) continue;
      const refusal = grow(problem, loads, fill, free(i), heap, heardBy);
      if (refusal) return refusal;
    }
    return null;
  });
}

function grow({ graph }: PartitionProblem, loads: ClusterLoads, fill: number, free: Iterator<number>, heap: VertexHeap, heardBy: Int32Array): Refusal | null {
  const { bundles, arriving } = graph;
  const cluster = loads.open();
  heap.clear();
  const seed = nextFree();
  const refusal = addIfAllowed(loads, seed, cluster);
  if (refusal) return refusal;
  listen(seed);
  for (let misses = 0; misses < MISSES; ) {
    const piece = heap.length > 0 ? heap.pop() : nextFree();
    if (piece < 0) return null;
    if (loads.clusterOf[piece]! >= 0 || !hasItsParts(piece)) continue;
    if (loads.broken(piece, cluster, fill) || loads.broken(piece, cluster)) {
      misses++;
      continue;
    }
    misses = 0;
    loads.add(piece, cluster);
    listen(piece);
  }
  return null;

  /** Whether the parts whose sums a piece adds have clusters, so that it is known what must arrive. */
  function hasItsParts(piece: number): boolean {
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      if (bundles.isSum[bundle] && loads.clusterOf[bundles.source[bundle]!]! < 0) return false;
    }
    return true;
  }

  function nextFree(): number {
    const { done, value } = free.next();
    return done ? -1 : value;
  }

  /** Pieces that hear what this one brings into the cluster overlap more with it. */
  function listen(piece: number): void {
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      if (heardBy[bundle] === cluster) continue;
      heardBy[bundle] = cluster;
      for (let j = bundles.pieces.offsets[bundle]!; j < bundles.pieces.offsets[bundle + 1]!; j++) {
        const other = bundles.pieces.items[j]!;
        if (loads.clusterOf[other]! < 0) heap.set(other, (heap.has(other) ? heap.keyOf(other) : 0) + bundles.messages[bundle]!);
      }
    }
  }
}
