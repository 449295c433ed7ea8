import { leavesChip } from '../../ir/mesh.ts';
import { portsAt, PORT_STEPS, type Routes } from '../../ir/routed.ts';
import type { Mesh } from '../../ir/target.ts';

/** What one packet on each route costs: links crossed and cores reached, read from the router tables. */
export interface RouteMetrics {
  readonly hopsEastWest: Int32Array;
  readonly hopsNorthSouth: Int32Array;
  /** Of these, those that lead to another chip. */
  readonly hopsBetweenChips: Int32Array;
  readonly deliveries: Int32Array;
}

export function routeMetrics(routes: Routes, mesh: Mesh): RouteMetrics {
  const { sourceTile, offsets, entryRoute, entryPorts } = routes;
  const count = sourceTile.length;
  const metrics = { hopsEastWest: new Int32Array(count), hopsNorthSouth: new Int32Array(count), hopsBetweenChips: crossingsOf(routes, mesh), deliveries: new Int32Array(count) };
  entryRoute.forEach((route, i) => {
    const ports = entryPorts[i]!;
    metrics.hopsEastWest[route]! += (ports & 1) + ((ports >> 2) & 1);
    metrics.hopsNorthSouth[route]! += ((ports >> 1) & 1) + ((ports >> 3) & 1);
  });
  for (let route = 0; route < count; route++) metrics.deliveries[route] = offsets[route + 1]! - offsets[route]!;
  return metrics;
}

function crossingsOf({ sourceTile, tileOffsets, entryRoute, entryPorts }: Routes, mesh: Mesh): Int32Array {
  const crossings = new Int32Array(sourceTile.length);
  for (let tile = 0; mesh.chips && tile < mesh.width * mesh.height; tile++) {
    const across = PORT_STEPS.reduce((ports, _, port) => ports | (leavesChip(mesh, tile, port) ? 1 << port : 0), 0);
    for (let entry = tileOffsets[tile]!; across !== 0 && entry < tileOffsets[tile + 1]!; entry++) {
      for (let port = 0; port < PORT_STEPS.length; port++) if (entryPorts[entry]! & across & (1 << port)) crossings[entryRoute[entry]!]!++;
    }
  }
  return crossings;
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

/** Links to every destination of a route from its source, along its tree, in the order of its cores; `betweenChips` of them lead to another chip (absent: none). Routes must be trees that stay inside the mesh. */
export function distancesOf(routes: Routes, route: number, mesh: Mesh): { eastWest: number; northSouth: number; betweenChips?: number }[] {
  const cores = routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]);
  const found: { eastWest: number; northSouth: number; betweenChips?: number }[] = Array.from(cores, () => ({ eastWest: 0, northSouth: 0 }));
  const open = [{ tile: routes.sourceTile[route]!, eastWest: 0, northSouth: 0, betweenChips: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { tile, eastWest, northSouth, betweenChips } = at;
    const ports = portsAt(routes, route, tile);
    for (const [port, [dx, dy]] of PORT_STEPS.entries()) {
      if (!(ports & (1 << port))) continue;
      const crossing = leavesChip(mesh, tile, port) ? 1 : 0;
      open.push({ tile: tile + dy * mesh.width + dx, eastWest: eastWest + Math.abs(dx), northSouth: northSouth + Math.abs(dy), betweenChips: betweenChips + crossing });
    }
    for (let k = 0; k < mesh.coresPerTile; k++) if (ports & (16 << k)) found[cores.indexOf(tile * mesh.coresPerTile + k)] = { eastWest, northSouth, ...(betweenChips > 0 && { betweenChips }) };
  }
  return found;
}
