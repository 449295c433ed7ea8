import { KEY_BITS, type RouterKeys } from '../../src/ir/router-keys.ts';
import type { Routes } from '../../src/ir/routed.ts';

/**
 * Router tables of keys and prefix masks with as few entries as prefixes allow: the longest prefix stands first and decides. Keys that never come to a router may
 * match anything there. ORTC (Draves, King, Venkatachary and Zill, "Constructing optimal IP routing tables", INFOCOM 1999), with sets of any ports where
 * no key is; PACMAN's ordered covering (Mundy, Heathcote and Garside, 2016) merges the same way, entry by entry.
 */
export function compressedTables(routes: Routes, keys: Pick<RouterKeys, 'first' | 'bits'>): RouterKeys {
  const tiles = routes.tileOffsets.length - 1;
  const tileOffsets = new Int32Array(tiles + 1);
  const all: Entry[] = [];
  for (let tile = 0; tile < tiles; tile++) {
    all.push(...tableOf(routes, keys, tile));
    tileOffsets[tile + 1] = all.length;
  }
  const column = (name: keyof Entry): Int32Array => Int32Array.from(all, (entry) => entry[name]);
  return { ...keys, tileOffsets, key: column('key'), mask: column('mask'), ports: column('ports') };
}

interface Entry {
  readonly key: number;
  readonly mask: number;
  readonly ports: number;
}

/** A prefix under which keys come to a router: a block of one route, or the longest prefix of two parts that differ in the next bit. */
interface Branch {
  readonly key: number;
  readonly mask: number;
  /** Ports that are best for what has no longer prefix. */
  readonly ports: readonly number[];
  readonly parts: readonly Branch[];
}

function tableOf({ tileOffsets, entryRoute, entryPorts }: Routes, { first, bits }: Pick<RouterKeys, 'first' | 'bits'>, tile: number): Entry[] {
  const start = tileOffsets[tile]!;
  const places = Int32Array.from({ length: tileOffsets[tile + 1]! - start }, (_, i) => start + i).sort((a, b) => first[entryRoute[a]!]! - first[entryRoute[b]!]!);
  const leaves = Array.from(places, (place): Branch => {
    const route = entryRoute[place]!;
    return { key: first[route]!, mask: maskOf(bits[route]!), ports: [entryPorts[place]!], parts: [] };
  });
  const entries: Entry[] = [];
  if (leaves.length > 0) choose(joined(leaves, 0, leaves.length), -1, entries);
  return entries.sort((a, b) => b.mask - a.mask || a.key - b.key);
}

/** Bits of a prefix that leaves so many free. */
function maskOf(free: number): number {
  return (2 ** KEY_BITS - 2 ** free) | 0;
}

/** The part of the trie over these leaves, which are sorted: both halves below their common prefix, at most 31 deep. */
function joined(leaves: readonly Branch[], from: number, to: number): Branch {
  if (to - from === 1) return leaves[from]!;
  const [low, high] = [leaves[from]!.key, leaves[to - 1]!.key];
  const split = 31 - Math.clz32(low ^ high);
  const mask = maskOf(split + 1);
  const half = (high >> split) << split;
  let [middle, end] = [from, to];
  while (middle < end) {
    const at = (middle + end) >> 1;
    if (leaves[at]!.key >= half) end = at;
    else middle = at + 1;
  }
  const parts = [joined(leaves, from, middle), joined(leaves, middle, to)] as const;
  const shared = parts[0].ports.filter((ports) => parts[1].ports.includes(ports));
  return { key: low & mask, mask, ports: shared.length > 0 ? shared : [...parts[0].ports, ...parts[1].ports], parts };
}

/** An entry where what is inherited is not among the best. */
function choose(branch: Branch, inherited: number, entries: Entry[]): void {
  const ports = branch.ports.includes(inherited) ? inherited : branch.ports[0]!;
  if (ports !== inherited) entries.push({ key: branch.key, mask: branch.mask, ports });
  for (const part of branch.parts) choose(part, ports, entries);
}
