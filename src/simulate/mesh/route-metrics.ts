import { pointOf, tileOf } from '../../ir/placed.ts';
import type { Routes } from '../../ir/routed.ts';
import type { Mesh } from '../../ir/target.ts';

/** What one packet on each route costs: links crossed and cores reached, read from the router tables. */
export interface RouteMetrics {
  readonly hopsEastWest: Int32Array;
  readonly hopsNorthSouth: Int32Array;
  readonly deliveries: Int32Array;
}

export function routeMetrics({ sourceTile, offsets, entryRoute, entryPorts }: Routes): RouteMetrics {
  const count = sourceTile.length;
  const metrics = { hopsEastWest: new Int32Array(count), hopsNorthSouth: new Int32Array(count), deliveries: new Int32Array(count) };
  entryRoute.forEach((route, i) => {
    const ports = entryPorts[i]!;
    metrics.hopsEastWest[route]! += (ports & 1) + ((ports >> 2) & 1);
    metrics.hopsNorthSouth[route]! += ((ports >> 1) & 1) + ((ports >> 3) & 1);
  });
  for (let route = 0; route < count; route++) metrics.deliveries[route] = offsets[route + 1]! - offsets[route]!;
  return metrics;
}

/** Packets over each link, [4 tile + port], for this many packets on each route. */
export function linkLoads({ tileOffsets, entryRoute, entryPorts }: Routes, packets: Float64Array, mesh: Mesh): Float64Array {
  const loads = new Float64Array(4 * mesh.width * mesh.height);
  for (let tile = 0; tile < mesh.width * mesh.height; tile++) {
    for (let entry = tileOffsets[tile]!; entry < tileOffsets[tile + 1]!; entry++) {
      for (let port = 0; port < 4; port++) if (entryPorts[entry]! & (1 << port)) loads[4 * tile + port]! += packets[entryRoute[entry]!]!;
    }
  }
  return loads;
}

/** Distance of every destination of a route from its source, in hops. */
export function distancesOf(routes: Routes, route: number, mesh: Mesh): { eastWest: number; northSouth: number }[] {
  const from = pointOf(mesh, routes.sourceTile[route]!);
  return Array.from(routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]), (core) => {
    const to = pointOf(mesh, tileOf(mesh, core));
    return { eastWest: Math.abs(to.x - from.x), northSouth: Math.abs(to.y - from.y) };
  });
}
