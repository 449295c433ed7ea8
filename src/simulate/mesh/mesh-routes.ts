import { pointOf, tileOf } from '../../ir/placed.ts';
import { portsAt, PORT_STEPS, type Routes } from '../../ir/routed.ts';
import type { Mesh } from '../../ir/target.ts';

/**
 * Router tables as a packet reads them. A route to one core that goes along x first and then along y needs no table: the packet carries
 * how far it still has to go. All others are trees of entries.
 */
export interface MeshRoutes {
  /** Links to the east and to the south (negative: west, north) of routes without a table. */
  readonly east: Int32Array;
  readonly south: Int32Array;
  /** The core of such a route. */
  readonly core: Int32Array;
  /** First entry of a tree; -1 for routes without a table. */
  readonly root: Int32Array;
  /** Branches of each entry, CSR: the link taken (`linkTo`, `linkInto`), and the entry at its end or, into a core, ~(place of the core in the route). */
  readonly offsets: Int32Array;
  readonly links: Int32Array;
  readonly next: Int32Array;
}

/** Link that leaves a tile: 4 tile + port (0 east, 1 north, 2 west, 3 south). */
export function linkTo(tile: number, port: number): number {
  return 4 * tile + port;
}

/** Link from the router into a core. */
export function linkInto(core: number, { width, height }: Mesh): number {
  return 4 * width * height + core;
}

/** Reads the tables once. Routes must be trees that stay inside the mesh, as `verifyConfiguration` checks. */
export function meshRoutesOf(routes: Routes, mesh: Mesh): MeshRoutes {
  const straight = straightRoutes(routes, mesh);
  const count = routes.sourceTile.length;
  const result = { east: new Int32Array(count), south: new Int32Array(count), core: new Int32Array(count), root: new Int32Array(count).fill(-1) };
  const trees: number[] = [];
  for (let route = 0; route < count; route++) {
    if (!straight[route]) {
      trees.push(route);
      continue;
    }
    const core = routes.cores[routes.offsets[route]!]!;
    const [from, to] = [pointOf(mesh, routes.sourceTile[route]!), pointOf(mesh, tileOf(mesh, core))];
    result.core[route] = core;
    result.east[route] = to.x - from.x;
    result.south[route] = to.y - from.y;
  }
  return { ...result, ...treesOf(trees, routes, mesh, result.root) };
}

/** 1 for routes to one core whose entries are those of the way along x, then along y. */
function straightRoutes({ sourceTile, offsets, cores, tileOffsets, entryRoute, entryPorts }: Routes, mesh: Mesh): Uint8Array {
  const straight = new Uint8Array(sourceTile.length);
  const target = new Int32Array(sourceTile.length);
  for (let route = 0; route < straight.length; route++) {
    straight[route] = offsets[route + 1]! - offsets[route]! === 1 ? 1 : 0;
    target[route] = straight[route] ? tileOf(mesh, cores[offsets[route]!]!) : 0;
  }
  for (let tile = 0, y = 0; y < mesh.height; y++) {
    for (let x = 0; x < mesh.width; x++, tile++) {
      for (let entry = tileOffsets[tile]!; entry < tileOffsets[tile + 1]!; entry++) {
        const route = entryRoute[entry]!;
        const to = target[route]!;
        if (!straight[route]) continue;
        const row = Math.floor(to / mesh.width);
        const toX = to - row * mesh.width;
        const port = toX > x ? 0 : toX < x ? 2 : row < y ? 1 : row > y ? 3 : 4 + (cores[offsets[route]!]! % mesh.coresPerTile);
        if (entryPorts[entry] !== 1 << port) straight[route] = 0;
      }
    }
  }
  return straight;
}

/** Entries of the trees, each route's together, in the order in which a packet meets them, copies in the order of their ports. */
function treesOf(trees: readonly number[], routes: Routes, mesh: Mesh, root: Int32Array): Pick<MeshRoutes, 'offsets' | 'links' | 'next'> {
  const offsets = [0];
  const links: number[] = [];
  const next: number[] = [];
  for (const route of trees) {
    const tiles = [routes.sourceTile[route]!];
    const first = offsets.length - 1;
    const cores = routes.cores.subarray(routes.offsets[route], routes.offsets[route + 1]);
    root[route] = first;
    for (let i = 0; i < tiles.length; i++) {
      const tile = tiles[i]!;
      const ports = portsAt(routes, route, tile);
      for (const [port, [dx, dy]] of PORT_STEPS.entries()) {
        if (!(ports & (1 << port))) continue;
        links.push(linkTo(tile, port));
        next.push(first + tiles.push(tile + dy * mesh.width + dx) - 1);
      }
      for (let k = 0; k < mesh.coresPerTile; k++) {
        if (!(ports & (16 << k))) continue;
        const core = tile * mesh.coresPerTile + k;
        links.push(linkInto(core, mesh));
        next.push(~cores.indexOf(core));
      }
      offsets.push(links.length);
    }
  }
  return { offsets: Int32Array.from(offsets), links: Int32Array.from(links), next: Int32Array.from(next) };
}
