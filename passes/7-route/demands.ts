import { listenersOf, remoteSumsOf } from '../../src/ir/cluster-traffic.ts';
import { somaClusters } from '../../src/ir/clustered.ts';
import { piecesOf } from '../../src/ir/pieces.ts';
import { sourceTile, tileOf, type Placed } from '../../src/ir/placed.ts';
import type { Routed } from '../../src/ir/routed.ts';
import type { Mesh } from '../../src/ir/target.ts';
import type { Demand } from './trees.ts';

/** Which routes there are, and who takes them. */
export interface Demands extends Pick<Routed, 'axons' | 'sumRoutes'> {
  readonly routes: readonly Demand[];
  /** Axons (or partial sums) of each route. */
  readonly axonsOf: Int32Array;
}

/** One route an axon with multicast, one a destination core without, one for the partial sums of a piece that leave their core. Axons that go the same way share a route. */
export function demandsOf(placed: Placed, mesh: Mesh): Demands {
  const { clustered, coreOf } = placed;
  const { unrolled, style, clusterOf, profile } = clustered;
  const pieces = piecesOf(unrolled, style);
  const soma = somaClusters(unrolled, pieces, clusterOf);
  const listeners = listenersOf(clustered);
  const table = new DemandTable();
  const offsets = new Int32Array(soma.length + 1);
  const used: number[] = [];
  soma.forEach((cluster, neuron) => {
    const tile = sourceTile(placed, mesh, neuron, cluster);
    const cores = Array.from(listeners.clusters.subarray(listeners.offsets[neuron], listeners.offsets[neuron + 1]), (one) => coreOf[one]!).sort((a, b) => a - b);
    const messages = profile.spikes[neuron]!;
    if (mesh.multicast) {
      if (cores.length > 0) used.push(table.add(tile, cores, 1, messages));
    } else for (const core of cores) used.push(table.add(tile, [core], 1, messages));
    offsets[neuron + 1] = used.length;
  });
  const sumRoutes = new Int32Array(pieces.count).fill(-1);
  const timesteps = unrolled.network.timesteps ?? 1;
  for (const { piece, columns, from, to } of remoteSumsOf(clustered)) {
    const sums = columns * (style === 'weights-stored-once' ? pieces.positions[pieces.unitOf[piece]!]! : 1);
    sumRoutes[piece] = table.add(tileOf(mesh, coreOf[from]!), [coreOf[to]!], sums, sums * timesteps);
  }
  const { routes, axonsOf } = table;
  return { routes, axonsOf: Int32Array.from(axonsOf), axons: { offsets, routes: Int32Array.from(used) }, sumRoutes };
}

/** Routes by (tile, cores). Lives during one run of the pass. */
class DemandTable {
  readonly routes: { source: number; cores: readonly number[]; messages: number }[] = [];
  readonly axonsOf: number[] = [];
  readonly #ids = new Map<string, number>();

  /** Number of the route that these axons share. */
  add(source: number, cores: readonly number[], axons: number, messages: number): number {
    const key = `${source}:${cores.join(',')}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.routes.push({ source, cores, messages: 0 }) - 1;
      this.axonsOf.push(0);
      this.#ids.set(key, id);
    }
    this.routes[id]!.messages += messages;
    this.axonsOf[id]! += axons;
    return id;
  }
}
