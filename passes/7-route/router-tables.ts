import { pointOf, tileOf } from '../../src/ir/placed.ts';
import type { Routes } from '../../src/ir/routed.ts';
import type { Mesh } from '../../src/ir/target.ts';

/** Router entries of every route: the union of its XY paths (first along x, then along y), which is a tree and free of deadlock. */
export function routerTables(sourceTiles: readonly number[], destinations: readonly (readonly number[])[], mesh: Mesh): Routes {
  const tiles: number[] = [];
  const routeOf: number[] = [];
  const portsOf: number[] = [];
  const counts = new Int32Array(mesh.width * mesh.height + 1);
  destinations.forEach((cores, route) => {
    for (const [tile, ports] of treeOf(sourceTiles[route]!, cores, mesh)) {
      tiles.push(tile);
      routeOf.push(route);
      portsOf.push(ports);
      counts[tile + 1]!++;
    }
  });
  const tileOffsets = counts;
  for (let i = 1; i < tileOffsets.length; i++) tileOffsets[i]! += tileOffsets[i - 1]!;
  // Entries are in order of routes, so filling tile by tile keeps each table sorted.
  const next = tileOffsets.slice();
  const entryRoute = new Int32Array(tiles.length);
  const entryPorts = new Int32Array(tiles.length);
  tiles.forEach((tile, i) => {
    const at = next[tile]!++;
    entryRoute[at] = routeOf[i]!;
    entryPorts[at] = portsOf[i]!;
  });
  const offsets = new Int32Array(destinations.length + 1);
  destinations.forEach((cores, i) => { offsets[i + 1] = offsets[i]! + cores.length; });
  return { sourceTile: Int32Array.from(sourceTiles), offsets, cores: Int32Array.from(destinations.flat()), tileOffsets, entryRoute, entryPorts };
}

/** Ports by tile of the XY tree from a tile to cores. */
function treeOf(source: number, cores: readonly number[], mesh: Mesh): Map<number, number> {
  const ports = new Map<number, number>();
  const add = (tile: number, port: number): void => { ports.set(tile, (ports.get(tile) ?? 0) | (1 << port)); };
  for (const core of cores) {
    const to = pointOf(mesh, tileOf(mesh, core));
    let { x, y } = pointOf(mesh, source);
    for (; x !== to.x; x += Math.sign(to.x - x)) add(y * mesh.width + x, to.x > x ? 0 : 2);
    for (; y !== to.y; y += Math.sign(to.y - y)) add(y * mesh.width + x, to.y > y ? 3 : 1);
    add(tileOf(mesh, core), 4 + (core % mesh.coresPerTile));
  }
  return ports;
}
