import { areOffsets } from './offsets.ts';
import type { Routes } from './routed.ts';
import type { Mesh } from './target.ts';

/** Keys are numbers of so many bits. */
export const KEY_BITS = 31;

/** AER keys of routes, and router tables in terms of keys and masks: what a router with a ternary memory is loaded with. */
export interface RouterKeys {
  /** First key of each route; it owns 2^bits keys from there on, one for each of its axons. */
  readonly first: Int32Array;
  readonly bits: Int32Array;
  /** Entries of tile t are tileOffsets[t] .. tileOffsets[t + 1]; the first one with key = (packet's key & mask) decides. `ports` as in `Routes`. */
  readonly tileOffsets: Int32Array;
  readonly key: Int32Array;
  readonly mask: Int32Array;
  readonly ports: Int32Array;
}

/**
 * What is wrong with keys and masks, held against the tables they stand for: no key belongs to two routes, and in every router that a route comes through all
 * its keys find the ports of its entry. Shares no code with the pass that makes them.
 */
export function brokenKeys(keys: RouterKeys, routes: Routes, report: (reason: string) => void): void {
  if (!areKeys(keys, routes)) return report('its keys have parts that do not exist');
  const { first, bits, tileOffsets } = keys;
  const count = first.length;
  const order = Int32Array.from(first.keys()).sort((a, b) => first[a]! - first[b]!);
  order.forEach((route, i) => {
    const end = first[route]! + 2 ** bits[route]!;
    if (first[route]! < 0 || end > 2 ** KEY_BITS || first[route]! % 2 ** bits[route]! !== 0) report(`route ${route} owns no block of keys`);
    if (i + 1 < count && first[order[i + 1]!]! < end) report(`routes ${route} and ${order[i + 1]} share a key`);
  });
  for (let tile = 0; tile + 1 < tileOffsets.length; tile++) checkTile(keys, routes, tile, report);
}

/** Whether the parts of the tables lie within them, one for each route and tile. */
export function areKeys({ first, bits, tileOffsets, key, mask, ports }: RouterKeys, routes: Routes): boolean {
  const count = routes.sourceTile.length;
  return first.length === count && bits.length === count && areOffsets(tileOffsets, key.length) && mask.length === key.length && ports.length === key.length
    && tileOffsets.length === routes.tileOffsets.length && bits.every((own) => own >= 0 && own <= KEY_BITS);
}

/** What does not fit where a router keeps it: keys and masks of 31 bits, no bit of a key outside its mask, a port for each direction and core, so many entries a router. */
export function brokenFields({ tileOffsets, key, mask, ports }: Pick<RouterKeys, 'tileOffsets' | 'key' | 'mask' | 'ports'>, { coresPerTile, routerEntries = Infinity }: Mesh, report: (reason: string) => void): void {
  for (let tile = 0; tile + 1 < tileOffsets.length; tile++) {
    const [start, end] = [tileOffsets[tile]!, tileOffsets[tile + 1]!];
    if (end - start > routerEntries) report(`the router of tile ${tile} has ${end - start} entries, at most ${routerEntries} fit`);
    for (let entry = start; entry < end; entry++) {
      if (key[entry]! < 0 || mask[entry]! < 0 || (key[entry]! & ~mask[entry]!) !== 0) report(`entry ${entry - start} of the router of tile ${tile} matches no key`);
      if (ports[entry]! <= 0 || ports[entry]! >= 2 ** (4 + coresPerTile)) report(`entry ${entry - start} of the router of tile ${tile} goes through ports that do not exist`);
    }
  }
}

/** Paints what the entries decide from the last to the first: what is on top at the end is what the first match says. */
function checkTile({ first, bits, tileOffsets, key, mask, ports }: RouterKeys, routes: Routes, tile: number, report: (reason: string) => void): void {
  const start = routes.tileOffsets[tile]!;
  const places = Int32Array.from({ length: routes.tileOffsets[tile + 1]! - start }, (_, i) => start + i).sort((a, b) => first[routes.entryRoute[a]!]! - first[routes.entryRoute[b]!]!);
  const decided = new Int32Array(places.length).fill(-1);
  for (let entry = tileOffsets[tile + 1]! - 1; entry >= tileOffsets[tile]!; entry--) {
    const [from, to] = matching(places, (place) => first[routes.entryRoute[place]!]!, key[entry]!, mask[entry]!, bits, routes);
    for (let i = from; i < to; i++) {
      const route = routes.entryRoute[places[i]!]!;
      const inside = 2 ** bits[route]! - 1;
      if (((first[route]! ^ key[entry]!) & mask[entry]! & ~inside) !== 0) continue;
      decided[i] = (mask[entry]! & inside) === 0 ? ports[entry]! : -1;
    }
  }
  places.forEach((place, i) => {
    if (decided[i] !== routes.entryPorts[place]) report(`keys of route ${routes.entryRoute[place]} find other ports than its own in the router of tile ${tile}`);
  });
}

/** The places, sorted by key, that an entry can match: a range where its mask is a prefix, else all. */
function matching(places: Int32Array, keyOf: (place: number) => number, key: number, mask: number, bits: Int32Array, routes: Routes): [number, number] {
  const free = ~mask & (2 ** KEY_BITS - 1);
  if ((free & (free + 1)) !== 0) return [0, places.length];
  const from = firstAt(places, (place) => keyOf(place) + 2 ** bits[routes.entryRoute[place]!]! > key);
  return [from, firstAt(places, (place) => keyOf(place) > key + free)];
}

function firstAt(places: Int32Array, holds: (place: number) => boolean): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(places[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
