import { addIfAllowed, withRoomForAxons } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { topologicalOrder } from './network-order.ts';
import { synapseGraph } from './synapse-graph.ts';

/** Clusters last opened that a piece without neighbours is offered. */
const OPEN = 4;

/**
 * Streaming partition in the manner of EdgeMap (Xue et al., Sensors 23:6548, 2023): every piece is looked at once, in topological order, and joins the cluster to
 * which it has most spikes, if limits on neurons and axons allow. Theirs: streaming, spikes as weights, limits on fan-in and fan-out; the share of free
 * places that weighs a cluster (linear deterministic greedy: Stanton and Kliot, KDD 2012) and what becomes of pieces without neighbours are chosen here.
 * @throws DiagnosticError S703
 */
export function streamed(problem: PartitionProblem): Int32Array {
  const { bundles, arriving } = synapseGraph(problem.graph);
  const order = topologicalOrder(problem);
  return withRoomForAxons(problem, (loads, fill) => {
    const members: number[] = [];
    for (const piece of order) {
      const spikes = new Map<number, number>();
      for (let cluster = Math.max(0, loads.clusters - OPEN); cluster < loads.clusters; cluster++) spikes.set(cluster, 0);
      for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
        const edge = arriving.items[i]!;
        if (bundles.messages[edge] === 0) continue;
        const start = bundles.pieces.offsets[edge]!;
        const other = bundles.pieces.items[start]! === piece ? bundles.pieces.items[start + 1]! : bundles.pieces.items[start]!;
        const cluster = loads.clusterOf[other]!;
        if (cluster >= 0) spikes.set(cluster, (spikes.get(cluster) ?? 0) + bundles.messages[edge]!);
      }
      const largest = members.reduce((most, size) => Math.max(most, size), 1);
      const score = (cluster: number): number => (spikes.get(cluster)! + 1e-6) * (1 - members[cluster]! / (largest + 1));
      const ranked = [...spikes.keys()].sort((a, b) => score(b) - score(a) || b - a);
      const found = ranked.find((cluster) => !loads.broken(piece, cluster, fill) && !loads.broken(piece, cluster)) ?? loads.open();
      const refusal = addIfAllowed(loads, piece, found);
      if (refusal) return refusal;
      members[found] = (members[found] ?? 0) + 1;
    }
    return null;
  });
}
