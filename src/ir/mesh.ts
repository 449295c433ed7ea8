import { coreCount, type Mesh } from './target.ts';

/** Ports of a router towards other tiles: 0 east, 1 north (towards y = 0), 2 west, 3 south. */
export const PORT_STEPS: readonly (readonly [dx: number, dy: number])[] = [[1, 0], [0, -1], [-1, 0], [0, 1]];

/** Tile at the end of the link that leaves `tile` through `port`; -1 where there is none. */
export function linkEnd({ width, height }: Mesh, tile: number, port: number): number {
  const step = PORT_STEPS[port];
  if (!step || !(tile >= 0 && tile < width * height)) return -1;
  const x = (tile % width) + step[0];
  const y = Math.floor(tile / width) + step[1];
  return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
}

/** Cores that work, ascending: the only ones that anything may be placed on. */
export function usableCores(mesh: Mesh): Int32Array {
  const faulty = new Uint8Array(coreCount(mesh));
  for (const core of mesh.faultyCores ?? []) if (core < faulty.length) faulty[core] = 1;
  return Int32Array.from(faulty.keys()).filter((core) => faulty[core] === 0);
}

/** 1 at [4 tile + port] for links that packets can take: they lead to a tile and are not faulty. */
export function workingLinks(mesh: Mesh): Uint8Array {
  const working = new Uint8Array(4 * mesh.width * mesh.height);
  for (let link = 0; link < working.length; link++) working[link] = linkEnd(mesh, link >> 2, link & 3) >= 0 ? 1 : 0;
  for (const [tile, port] of mesh.faultyLinks ?? []) working[4 * tile + port] = 0;
  return working;
}

/** Whether a hop from this tile through this port leads to another chip. */
export function leavesChip({ width, chips }: Mesh, tile: number, port: number): boolean {
  if (!chips) return false;
  const [dx, dy] = PORT_STEPS[port]!;
  const [x, y] = [tile % width, Math.floor(tile / width)];
  return Math.floor((x + dx) / chips.width) !== Math.floor(x / chips.width) || Math.floor((y + dy) / chips.height) !== Math.floor(y / chips.height);
}
