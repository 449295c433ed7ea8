import { clusterGraphOf, type ClusterGraph } from '../../src/ir/cluster-traffic.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { entryTile, pointOf, tileOf, type Placed } from '../../src/ir/placed.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { hilbertOrder } from './hilbert.ts';
import { improveBySwaps } from './swaps.ts';

export interface PlaceOptions {
  /** Most rounds of force-directed swaps; 0 keeps the Hilbert placement. */
  readonly rounds: number;
}

/** Puts clusters on cores: along a Hilbert curve in the order of the data, then swaps neighbouring tiles while that shortens axons. */
export const place: Pass<Clustered, Placed, PlaceOptions> = {
  name: 'place',
  summary: 'every cluster has a core of its own inside the mesh',
  options: [{ name: 'rounds', help: 'most rounds of force-directed swaps', default: '100' }],
  run(clustered, options, { target }) {
    if (!target) throw new Error('the pass place needs a target');
    const { mesh } = target;
    const graph = clusterGraphOf(clustered);
    const initial = alongHilbert(clustered.clusterCount, mesh);
    const coreOf = improveBySwaps(initial, graph, mesh, options.rounds);
    const statistics = { axonHopsHilbert: axonHops(initial, graph, mesh), axonHops: axonHops(coreOf, graph, mesh) };
    return { output: { stage: 'placed', clustered, coreOf }, diagnostics: [], statistics };
  },
};

/** Clusters were packed from the output back, so the last one is nearest to the input: it comes first on the curve, in the corner of the entry. */
function alongHilbert(clusterCount: number, mesh: Mesh): Int32Array {
  const tiles = Math.ceil(clusterCount / mesh.coresPerTile);
  const side = Math.ceil(Math.sqrt(tiles));
  const width = Math.min(mesh.width, Math.max(side, Math.ceil(tiles / mesh.height)));
  const height = Math.min(mesh.height, Math.ceil(tiles / width));
  const curve = hilbertOrder(width, height).filter(([x, y]) => x < mesh.width && y < mesh.height);
  return Int32Array.from({ length: clusterCount }, (_, cluster) => {
    const rank = clusterCount - 1 - cluster;
    const [across, down] = curve[Math.floor(rank / mesh.coresPerTile)]!;
    const x = 2 * mesh.entry.x < mesh.width ? across : mesh.width - 1 - across;
    const y = 2 * mesh.entry.y < mesh.height ? down : mesh.height - 1 - down;
    return (y * mesh.width + x) * mesh.coresPerTile + (rank % mesh.coresPerTile);
  });
}

/** Sum over axons of the Manhattan distance between tiles. */
export function axonHops(coreOf: Int32Array, graph: ClusterGraph, mesh: Mesh): number {
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
