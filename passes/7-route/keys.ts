import type { RouterKeys } from '../../src/ir/router-keys.ts';
import { KEY_BITS } from '../../src/ir/router-keys.ts';
import type { Routes } from '../../src/ir/routed.ts';

/**
 * AER keys: a route owns a block of keys, one for each of its axons, of a power of two; the blocks of a tile lie together in a block of a power of two, routes
 * with like destinations side by side, so that far from the tile one prefix stands for all of them.
 * @param axons axons of each route
 * @returns first key and bits within the block of each route; one key a route where there are too many axons for keys of 31 bits
 */
export function allocateKeys(routes: Routes, axons: Int32Array): Pick<RouterKeys, 'first' | 'bits'> {
  const bits = Int32Array.from(axons, (count) => bitsFor(Math.max(1, count)));
  const order = routesInOrder(routes);
  return allocated(routes, order, bits) ?? allocated(routes, order, bits.fill(0))!;
}

/** Bits of a number that tells so many things apart. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

/** By tile, then by destination cores. */
function routesInOrder({ sourceTile, offsets, cores }: Routes): Int32Array {
  const compare = (a: number, b: number): number => {
    if (sourceTile[a] !== sourceTile[b]) return sourceTile[a]! - sourceTile[b]!;
    const [lengthA, lengthB] = [offsets[a + 1]! - offsets[a]!, offsets[b + 1]! - offsets[b]!];
    for (let i = 0; i < Math.min(lengthA, lengthB); i++) {
      const difference = cores[offsets[a]! + i]! - cores[offsets[b]! + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB || a - b;
  };
  return Int32Array.from(sourceTile.keys()).sort(compare);
}

/** Null when the keys do not suffice. */
function allocated({ sourceTile }: Routes, order: Int32Array, bits: Int32Array): Pick<RouterKeys, 'first' | 'bits'> | null {
  const first = new Int32Array(order.length);
  let next = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    let size = 0;
    for (; end < order.length && sourceTile[order[end]!] === sourceTile[order[start]!]; end++) {
      const block = 2 ** bits[order[end]!]!;
      first[order[end]!] = size = aligned(size, block);
      size += block;
    }
    const tile = 2 ** bitsFor(size);
    next = aligned(next, tile);
    if (next + tile > 2 ** KEY_BITS) return null;
    for (let i = start; i < end; i++) first[order[i]!]! += next;
    next += tile;
  }
  return { first, bits };
}

function aligned(value: number, block: number): number {
  return Math.ceil(value / block) * block;
}
