import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { listenersOf, remoteSumsOf } from './cluster-traffic.ts';
import { somaClusters } from './clustered.ts';
import { circleOfLinks } from './link-order.ts';
import { PORT_STEPS, workingLinks } from './mesh.ts';
import { areOffsets } from './offsets.ts';
import { piecesOf } from './pieces.ts';
import { sourceTile, tileOf, type Placed } from './placed.ts';
import { brokenKeys, type RouterKeys } from './router-keys.ts';
import type { Mesh, Target } from './target.ts';

/** Stage 8: how every axon reaches its cores. */
export interface Routed {
  readonly stage: 'routed';
  readonly placed: Placed;
  readonly routes: Routes;
  readonly keys: RouterKeys;
  /** Routes of each neuron (numbered by neuronBases), CSR: one with multicast, one a destination core without. */
  readonly axons: { readonly offsets: Int32Array; readonly routes: Int32Array };
  /** Route of the partial sums of each piece; -1 when they stay in their core. */
  readonly sumRoutes: Int32Array;
}

/** A route goes from a tile to cores; many axons share one. */
export interface Routes {
  readonly sourceTile: Int32Array;
  /** Destination cores of each route, CSR, ascending. */
  readonly offsets: Int32Array;
  readonly cores: Int32Array;
  /**
   * Router tables: entries of tile t are tileOffsets[t] .. tileOffsets[t + 1], sorted by route. `ports` is a set of bits: 0 east,
   * 1 north (towards y = 0), 2 west, 3 south, 4 + k the k-th core of the tile.
   */
  readonly tileOffsets: Int32Array;
  readonly entryRoute: Int32Array;
  readonly entryPorts: Int32Array;
}

export { PORT_STEPS };

/** Whether the parts of the tables lie within them. */
export function areRoutes({ sourceTile, offsets, cores, tileOffsets, entryRoute, entryPorts }: Routes): boolean {
  return offsets.length === sourceTile.length + 1 && areOffsets(offsets, cores.length) && areOffsets(tileOffsets, entryRoute.length) && entryRoute.length === entryPorts.length;
}

/**
 * Every axon arrives exactly once at every core that needs it, and nowhere else, over links that work, no circle of which may wait for each other; keys and masks say the
 * same as the tables. Follows the tables only.
 */
export function verifyRouted({ placed, routes, keys, axons, sumRoutes }: Routed, target: Target): readonly Diagnostic[] {
  const { clustered, coreOf } = placed;
  const { mesh } = target;
  const found: Diagnostic[] = [];
  const complain = (reason: string): void => { if (found.length < 20) found.push(diagnose('S706', { reason })); };
  if (!areRoutes(routes) || !areOffsets(axons.offsets, axons.routes.length) || keys === undefined) return [diagnose('S706', { reason: 'its tables have parts that do not exist' })];
  const arrivals = Array.from(routes.sourceTile, (tile, route) => followRoute(routes, route, tile, mesh));
  arrivals.forEach((cores, route) => {
    if (typeof cores === 'string') complain(`route ${route}: ${cores}`);
    else if (!equal(cores, [...routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1])])) complain(`route ${route} does not arrive once at each of its cores`);
    else if (!mesh.multicast && cores.length > 1) complain(`route ${route} goes to ${cores.length} cores, the mesh has no multicast`);
  });
  if (found.length === 0) checkLinks(routes, mesh, complain);
  brokenKeys(keys, routes, complain);
  const soma = somaClusters(clustered.unrolled, piecesOf(clustered.unrolled, clustered.style), clustered.clusterOf);
  const listeners = listenersOf(clustered);
  const deliver = (tile: number, wanted: readonly number[], used: readonly number[], who: string): void => {
    if (used.some((route) => routes.sourceTile[route] !== tile)) complain(`${who} uses a route of another tile`);
    const cores = used.flatMap((route) => arrivals[route] as number[]).sort((a, b) => a - b);
    if (!equal(cores, [...wanted].sort((a, b) => a - b))) complain(`${who} arrives at cores ${cores.join(' ')} instead of ${wanted.join(' ')}`);
  };
  soma.forEach((cluster, neuron) => {
    const wanted = [...listeners.clusters.subarray(listeners.offsets[neuron], listeners.offsets[neuron + 1])].map((one) => coreOf[one]!);
    deliver(sourceTile(placed, mesh, neuron, cluster), wanted, [...axons.routes.subarray(axons.offsets[neuron], axons.offsets[neuron + 1])], `neuron ${neuron}`);
  });
  for (const { piece, from, to } of remoteSumsOf(clustered)) deliver(tileOf(mesh, coreOf[from]!), [coreOf[to]!], sumRoutes[piece]! < 0 ? [] : [sumRoutes[piece]!], `piece ${piece}`);
  return found;
}

/** Faulty links are not used, and there is an order of links in which all packets go. */
function checkLinks(routes: Routes, mesh: Mesh, complain: (reason: string) => void): void {
  const working = workingLinks(mesh);
  for (let tile = 0; tile < mesh.width * mesh.height; tile++) {
    for (let entry = routes.tileOffsets[tile]!; entry < routes.tileOffsets[tile + 1]!; entry++) {
      for (let port = 0; port < PORT_STEPS.length; port++) {
        if (routes.entryPorts[entry]! & (1 << port) && !working[4 * tile + port]) complain(`route ${routes.entryRoute[entry]} leaves tile ${tile} through port ${port}, whose link is faulty`);
      }
    }
  }
  const circle = circleOfLinks(routes, mesh);
  if (circle) complain(`packets can block each other for good: the links that leave tiles ${circle.map((link) => link >> 2).join(' ')} wait for each other in a circle`);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Cores a packet of this route reaches, ascending, or what went wrong. */
export function followRoute(routes: Routes, route: number, source: number, mesh: Mesh): number[] | string {
  const cores: number[] = [];
  const seen = new Set<number>();
  const open = [source];
  for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
    if (seen.has(tile)) return `comes twice through tile ${tile}`;
    seen.add(tile);
    const ports = portsAt(routes, route, tile);
    if (ports === 0) return `has no entry in the router of tile ${tile}`;
    for (let k = 0; k < mesh.coresPerTile; k++) if (ports & (16 << k)) cores.push(tile * mesh.coresPerTile + k);
    for (const [port, [dx, dy]] of PORT_STEPS.entries()) {
      if (!(ports & (1 << port))) continue;
      const [x, y] = [(tile % mesh.width) + dx, Math.floor(tile / mesh.width) + dy];
      if (x < 0 || y < 0 || x >= mesh.width || y >= mesh.height) return `leaves the mesh at tile ${tile}`;
      open.push(y * mesh.width + x);
    }
  }
  return cores.sort((a, b) => a - b);
}

/** Output ports of a route at a tile, 0 when its router has no entry. Binary search in the tile's table. */
export function portsAt({ tileOffsets, entryRoute, entryPorts }: Routes, route: number, tile: number): number {
  let low = tileOffsets[tile]!;
  let high = tileOffsets[tile + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entryRoute[middle]! < route) low = middle + 1;
    else high = middle;
  }
  return low < tileOffsets[tile + 1]! && entryRoute[low] === route ? entryPorts[low]! : 0;
}
