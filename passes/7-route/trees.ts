import { PORT_STEPS } from '../../src/ir/mesh.ts';
import { pointOf, tileOf } from '../../src/ir/placed.ts';
import type { Mesh } from '../../src/ir/target.ts';

/** The way of a packet: tiles it comes through, its source first, and the set of ports through which it leaves each. */
export interface Tree {
  readonly tiles: Int32Array;
  readonly ports: Int32Array;
}

/** A route to be found: from a tile to cores. */
export interface Demand {
  readonly source: number;
  /** Ascending. */
  readonly cores: readonly number[];
  /** In one inference. */
  readonly messages: number;
}

/** The union of XY paths (first along x, then along y). */
export function xyTree(source: number, cores: readonly number[], mesh: Mesh): Tree {
  const ports = new Map<number, number>();
  const add = (tile: number, port: number): void => { ports.set(tile, (ports.get(tile) ?? 0) | (1 << port)); };
  for (const core of cores) {
    const to = pointOf(mesh, tileOf(mesh, core));
    let { x, y } = pointOf(mesh, source);
    for (; x !== to.x; x += Math.sign(to.x - x)) add(y * mesh.width + x, to.x > x ? 0 : 2);
    for (; y !== to.y; y += Math.sign(to.y - y)) add(y * mesh.width + x, to.y > y ? 3 : 1);
    add(tileOf(mesh, core), 4 + (core % mesh.coresPerTile));
  }
  return treeOf(ports);
}

export function treeOf(ports: ReadonlyMap<number, number>): Tree {
  return { tiles: Int32Array.from(ports.keys()), ports: Int32Array.from(ports.values()) };
}

/** Calls with every link of a tree, [4 tile + port]. */
export function forLinks({ tiles, ports }: Tree, found: (link: number) => void): void {
  for (let i = 0; i < tiles.length; i++) {
    for (let port = 0; port < PORT_STEPS.length; port++) if (ports[i]! & (1 << port)) found(4 * tiles[i]! + port);
  }
}

export function uses(tree: Tree, isTrue: (link: number) => boolean): boolean {
  let found = false;
  forLinks(tree, (link) => { found ||= isTrue(link); });
  return found;
}
