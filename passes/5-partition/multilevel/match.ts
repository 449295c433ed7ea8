import { randomStream } from '../../../src/ir/random.ts';
import type { Level } from './level.ts';

/** Edges with more pins than this say little about which of them belong together. */
const MOST_PINS = 256;

export interface Matching {
  readonly groupOf: Int32Array;
  readonly count: number;
}

/**
 * Pairs of vertices that share the heaviest edges, an edge of weight w with p pins counting w / (p - 1) (heavy-edge rating of hMETIS: Karypis and Kumar, VLSI
 * Design 11(3), 2000), divided by the size of the other one. A vertex that belongs more to a group than to any free one joins it. No group grows beyond `mostSize` of a
 * core, and none crosses the border of two clusters where `clusterOf` is given.
 */
export function match(level: Level, mostSize: number, clusterOf: Int32Array | null, seed: number): Matching {
  const { vertices, pins, arriving, leaving, source, weight, discount, size } = level;
  const groupOf = new Int32Array(vertices).fill(-1);
  const groupSize = new Float64Array(vertices);
  const rating = new Float64Array(vertices);
  const rated = new Int32Array(vertices);
  let count = 0;

  for (const vertex of visitingOrder(vertices, seed)) {
    if (groupOf[vertex]! >= 0) continue;
    const found = rateNeighbours(vertex);
    let [best, bestRating, joined, joinedRating] = [-1, 0, -1, 0];
    for (let i = 0; i < found; i++) {
      const other = rated[i]!;
      const group = groupOf[other]!;
      const value = rating[other]! / (size[other]! + 1e-9);
      rating[other] = 0;
      if (other === vertex || (clusterOf && clusterOf[other] !== clusterOf[vertex])) continue;
      if (group < 0) {
        if (value > bestRating && size[vertex]! + size[other]! <= mostSize) [best, bestRating] = [other, value];
      } else if (value > joinedRating && size[vertex]! + groupSize[group]! <= mostSize) [joined, joinedRating] = [group, value];
    }
    if (best >= 0 && bestRating >= joinedRating) {
      groupOf[vertex] = groupOf[best] = count;
      groupSize[count++] = size[vertex]! + size[best]!;
    } else if (joined >= 0) {
      groupOf[vertex] = joined;
      groupSize[joined]! += size[vertex]!;
    }
  }
  return { groupOf, count: pairLonely(level, mostSize, clusterOf, groupOf, count) };

  /** Adds up ratings of all that share an edge with a vertex; returns how many `rated` holds. */
  function rateNeighbours(vertex: number): number {
    let found = 0;
    for (let i = arriving.offsets[vertex]!; i < arriving.offsets[vertex + 1]!; i++) {
      const edge = arriving.items[i]!;
      const [start, end] = [pins.offsets[edge]!, pins.offsets[edge + 1]!];
      if (end - start > MOST_PINS) continue;
      const withSource = discount[edge]! / (end - start);
      const share = withSource + (weight[edge]! - discount[edge]!) / Math.max(1, end - start - 1);
      for (let j = start; j < end; j++) {
        const other = pins.items[j]!;
        if (rating[other] === 0) rated[found++] = other;
        rating[other]! += share;
      }
      if (withSource === 0) continue;
      if (rating[source[edge]!] === 0) rated[found++] = source[edge]!;
      rating[source[edge]!]! += withSource;
    }
    for (let i = leaving.offsets[vertex]!; i < leaving.offsets[vertex + 1]!; i++) {
      const edge = leaving.items[i]!;
      const [start, end] = [pins.offsets[edge]!, pins.offsets[edge + 1]!];
      if (end - start > MOST_PINS || discount[edge] === 0) continue;
      for (let j = start; j < end; j++) {
        const other = pins.items[j]!;
        if (rating[other] === 0) rated[found++] = other;
        rating[other]! += discount[edge]! / (end - start);
      }
    }
    return found;
  }
}

/** Blocks of neighbouring numbers in a drawn order: no direction of a sheet is favoured all over, and memory is read nearly in order. */
function visitingOrder(vertices: number, seed: number): Int32Array {
  const block = 64;
  const blocks = Math.ceil(vertices / block);
  const random = randomStream(seed, vertices);
  const order = Int32Array.from({ length: blocks }, (_, i) => i);
  for (let i = blocks - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const result = new Int32Array(vertices);
  let next = 0;
  for (const first of order) for (let vertex = first * block; vertex < Math.min(vertices, (first + 1) * block); vertex++) result[next++] = vertex;
  return result;
}

/** Groups vertices that no small edge joins with those that hear the same edges, in order; the others stay alone. Returns the number of groups. */
function pairLonely({ vertices, arriving, size }: Level, mostSize: number, clusterOf: Int32Array | null, groupOf: Int32Array, count: number): number {
  const open = new Map<string, { group: number; size: number; members: number }>();
  for (let vertex = 0; vertex < vertices; vertex++) {
    if (groupOf[vertex]! >= 0) continue;
    // The first and the last edge that it hears, and how many, stand for all: vertices of one dense population hear the same.
    const [start, end] = [arriving.offsets[vertex]!, arriving.offsets[vertex + 1]!];
    const key = start === end ? `-,${clusterOf?.[vertex] ?? 0}` : `${arriving.items[start]},${arriving.items[end - 1]},${end - start},${clusterOf?.[vertex] ?? 0}`;
    const mate = open.get(key);
    if (mate && mate.members < 2 && mate.size + size[vertex]! <= mostSize) {
      groupOf[vertex] = mate.group;
      mate.size += size[vertex]!;
      mate.members++;
      continue;
    }
    groupOf[vertex] = count;
    open.set(key, { group: count++, size: size[vertex]!, members: 1 });
  }
  return count;
}
