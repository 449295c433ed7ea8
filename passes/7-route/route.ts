import { listenersOf, remoteSumsOf } from '../../src/ir/cluster-traffic.ts';
import { somaClusters } from '../../src/ir/clustered.ts';
import type { Pass } from '../../src/ir/pass.ts';
import { piecesOf } from '../../src/ir/pieces.ts';
import { sourceTile, tileOf, type Placed } from '../../src/ir/placed.ts';
import type { Routed } from '../../src/ir/routed.ts';
import { routerTables } from './router-tables.ts';

/** Gives every axon its route: an XY multicast tree, or one XY path a destination core where the mesh has no multicast. */
export const route: Pass<Placed, Routed, Record<never, never>> = {
  name: 'route',
  summary: 'every axon arrives exactly once at every core that needs it',
  options: [],
  run(placed, _options, { target }) {
    if (!target) throw new Error('the pass route needs a target');
    const { mesh } = target;
    const { clustered, coreOf } = placed;
    const pieces = piecesOf(clustered.unrolled, clustered.style);
    const soma = somaClusters(clustered.unrolled, pieces, clustered.clusterOf);
    const listeners = listenersOf(clustered);
    const table = new RouteTable();
    const offsets = new Int32Array(soma.length + 1);
    const used: number[] = [];
    soma.forEach((cluster, neuron) => {
      const tile = sourceTile(placed, mesh, neuron, cluster);
      const cores = Array.from(listeners.clusters.subarray(listeners.offsets[neuron], listeners.offsets[neuron + 1]), (one) => coreOf[one]!).sort((a, b) => a - b);
      if (mesh.multicast) {
        if (cores.length > 0) used.push(table.idOf(tile, cores));
      } else for (const core of cores) used.push(table.idOf(tile, [core]));
      offsets[neuron + 1] = used.length;
    });
    const sumRoutes = new Int32Array(pieces.count).fill(-1);
    for (const { piece, from, to } of remoteSumsOf(clustered)) sumRoutes[piece] = table.idOf(tileOf(mesh, coreOf[from]!), [coreOf[to]!]);
    const routes = routerTables(table.sourceTiles, table.cores, mesh);
    const output: Routed = { stage: 'routed', placed, routes, axons: { offsets, routes: Int32Array.from(used) }, sumRoutes };
    const largest = routes.tileOffsets.reduce((most, end, tile) => (tile === 0 ? 0 : Math.max(most, end - routes.tileOffsets[tile - 1]!)), 0);
    return { output, diagnostics: [], statistics: { routes: routes.sourceTile.length, routerEntries: routes.entryRoute.length, largestRouterTable: largest } };
  },
};

/** Routes by (tile, cores): axons that go the same way share a route. Lives during one run of the pass. */
class RouteTable {
  readonly sourceTiles: number[] = [];
  readonly cores: (readonly number[])[] = [];
  readonly #ids = new Map<string, number>();

  idOf(tile: number, cores: readonly number[]): number {
    const key = `${tile}:${cores.join(',')}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.cores.length);
    this.sourceTiles.push(tile);
    return this.cores.push(cores) - 1;
  }
}
