import type { Routes } from '../../src/ir/routed.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { xyTree, type Demand, type Tree } from './trees.ts';

/** Router entries of every route: the union of its XY paths (first along x, then along y), which is a tree and free of deadlock. */
export function routerTables(sourceTiles: readonly number[], destinations: readonly (readonly number[])[], mesh: Mesh): Routes {
  const demands = destinations.map((cores, route) => ({ source: sourceTiles[route]!, cores, messages: 0 }));
  return tablesOf(demands, demands.map(({ source, cores }) => xyTree(source, cores, mesh)), mesh);
}

/** Puts trees into the tables of their routers; each table is sorted by route. */
export function tablesOf(demands: readonly Demand[], trees: readonly Tree[], { width, height }: Pick<Mesh, 'width' | 'height'>): Routes {
  const tileOffsets = new Int32Array(width * height + 1);
  for (const { tiles } of trees) for (const tile of tiles) tileOffsets[tile + 1]!++;
  for (let i = 1; i < tileOffsets.length; i++) tileOffsets[i]! += tileOffsets[i - 1]!;
  // Entries come in the order of routes, so filling tile by tile keeps each table sorted.
  const next = tileOffsets.slice();
  const entryRoute = new Int32Array(tileOffsets.at(-1)!);
  const entryPorts = new Int32Array(tileOffsets.at(-1)!);
  trees.forEach(({ tiles, ports }, route) => tiles.forEach((tile, i) => {
    const at = next[tile]!++;
    entryRoute[at] = route;
    entryPorts[at] = ports[i]!;
  }));
  const offsets = new Int32Array(demands.length + 1);
  demands.forEach(({ cores }, i) => { offsets[i + 1] = offsets[i]! + cores.length; });
  return { sourceTile: Int32Array.from(demands, ({ source }) => source), offsets, cores: Int32Array.from(demands.flatMap(({ cores }) => cores)), tileOffsets, entryRoute, entryPorts };
}
