import { linkEnd, PORT_STEPS } from './mesh.ts';
import type { Routes } from './routed.ts';
import type { Mesh } from './target.ts';

/**
 * A circle of links each of which may wait for the next, [4 tile + port], or null. A packet that holds the buffer at the end of a link waits for the links through
 * which its router sends it on, so a link depends on those. Without a circle packets of one flit, copied at branches one port after the other, cannot block each other for good
 * (Dally and Seitz, IEEE Trans. Computers C-36(5), 1987). Follows the tables only; routes must stay inside the mesh.
 */
export function circleOfLinks(routes: Routes, mesh: Mesh): readonly number[] | null {
  const waits = waitsOf(routes, mesh);
  const state = new Uint8Array(waits.length);
  for (let start = 0; start < waits.length; start++) {
    if (state[start] !== 0) continue;
    const path = [start];
    state[start] = 1;
    while (path.length > 0) {
      const link = path[path.length - 1]!;
      const end = linkEnd(mesh, link >> 2, link & 3);
      const port = PORT_STEPS.findIndex((_, one) => (waits[link]! & (1 << one)) !== 0);
      if (port < 0) {
        state[link] = 2;
        path.pop();
        continue;
      }
      waits[link]! &= ~(1 << port);
      const next = 4 * end + port;
      if (state[next] === 1) return path.slice(path.indexOf(next));
      if (state[next] === 0) {
        state[next] = 1;
        path.push(next);
      }
    }
  }
  return null;
}

/** Ports that each link waits for at its end. */
function waitsOf({ sourceTile, tileOffsets, entryRoute, entryPorts }: Routes, mesh: Mesh): Uint8Array {
  const waits = new Uint8Array(4 * mesh.width * mesh.height);
  const entries = entriesByRoute(entryRoute, sourceTile.length);
  const tileOf = new Int32Array(entryRoute.length);
  for (let tile = 0; tile + 1 < tileOffsets.length; tile++) tileOf.fill(tile, tileOffsets[tile], tileOffsets[tile + 1]);
  const portsOf = new Int32Array(mesh.width * mesh.height);
  for (const own of entries) {
    for (const entry of own) portsOf[tileOf[entry]!] = entryPorts[entry]!;
    for (const entry of own) {
      for (let port = 0; port < PORT_STEPS.length; port++) {
        const end = entryPorts[entry]! & (1 << port) ? linkEnd(mesh, tileOf[entry]!, port) : -1;
        if (end >= 0) waits[4 * tileOf[entry]! + port]! |= portsOf[end]! & 15;
      }
    }
    for (const entry of own) portsOf[tileOf[entry]!] = 0;
  }
  return waits;
}

function entriesByRoute(entryRoute: Int32Array, count: number): readonly (readonly number[])[] {
  const entries: number[][] = Array.from({ length: count }, () => []);
  entryRoute.forEach((route, entry) => entries[route]?.push(entry));
  return entries;
}
