import { linkEnd } from '../../src/ir/mesh.ts';
import type { Mesh } from '../../src/ir/target.ts';

/** Way a packet goes when it is at its source. */
export const START = 4;

/**
 * Which turns packets may take, so that no circle of links can wait for each other. A tree all of whose paths keep to one model depends on links in the
 * order of that model, whatever other trees of the same model do.
 */
export interface TurnModel {
  readonly name: 'xy' | 'west-first' | 'east-first' | 'up-down';
  /** Whether a packet that came to `tile` going `way` (a port, or START) may leave it through `port`. */
  readonly allows: (tile: number, way: number, port: number) => boolean;
}

/**
 * West-first (Glass and Ni, "The turn model for adaptive routing", ISCA 1992): a packet goes west at the start of its way or never; all other turns but
 * back are free. East-first is its mirror image. XY paths keep to both.
 */
export const WEST_FIRST: TurnModel = first('west-first', 2);
export const EAST_FIRST: TurnModel = first('east-first', 0);

function first(name: TurnModel['name'], side: number): TurnModel {
  return { name, allows: (_tile, way, port) => way === START || (port !== (way ^ 2) && (port !== side || way === side)) };
}

/**
 * Up*\/down* (Schroeder et al., "Autonet", IEEE Journal on Selected Areas in Communications 9(8), 1991): links point up towards the root of a spanning forest
 * of the links that work in both directions; a packet goes up first and then down, which reaches everything that is connected whatever is faulty.
 */
export function upDown(mesh: Mesh, working: Uint8Array): TurnModel & { readonly forest: Forest } {
  const forest = forestOf(mesh, working);
  const { rank } = forest;
  const isUp = (tile: number, port: number): boolean => rank[linkEnd(mesh, tile, port)]! < rank[tile]!;
  return {
    name: 'up-down', forest,
    allows: (tile, way, port) => {
      const end = linkEnd(mesh, tile, port);
      if (end < 0 || !working[4 * end + (port ^ 2)] || (way !== START && port === (way ^ 2))) return false;
      return way === START || !isUp(tile, port) || isUp(linkEnd(mesh, tile, way ^ 2), way);
    },
  };
}

/** Spanning trees of all tiles, breadth first. */
export interface Forest {
  /** Place of each tile in the order of the search: roots and tiles near to them come first. */
  readonly rank: Int32Array;
  /** Port towards the root; -1 at roots. */
  readonly up: Int8Array;
  readonly root: Int32Array;
}

function forestOf(mesh: Mesh, working: Uint8Array): Forest {
  const tiles = mesh.width * mesh.height;
  const forest = { rank: new Int32Array(tiles).fill(-1), up: new Int8Array(tiles).fill(-1), root: new Int32Array(tiles) };
  const middle = Math.floor(mesh.height / 2) * mesh.width + Math.floor(mesh.width / 2);
  const order: number[] = [];
  for (const start of [middle, ...Array.from({ length: tiles }, (_, tile) => tile)]) {
    if (forest.rank[start]! >= 0) continue;
    forest.rank[start] = order.push(start) - 1;
    forest.root[start] = start;
    for (let at = order.length - 1; at < order.length; at++) {
      const tile = order[at]!;
      for (let port = 0; port < 4; port++) {
        const end = linkEnd(mesh, tile, port);
        if (end < 0 || forest.rank[end]! >= 0 || !working[4 * tile + port] || !working[4 * end + (port ^ 2)]) continue;
        forest.rank[end] = order.push(end) - 1;
        forest.up[end] = port ^ 2;
        forest.root[end] = start;
      }
    }
  }
  return forest;
}
