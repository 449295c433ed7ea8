import { randomStream } from '../../../src/ir/random.ts';
import { improveCut } from './improve-cut.ts';
import { regroup, type Plain } from './plain.ts';
import { VertexHeap } from './heap.ts';

/** Vertices at which coarsening ends, and how many starts are tried there. */
const COARSE = 100;
const TRIES = 4;
const MOST_PINS = 256;

/**
 * Cuts a hypergraph in two by the multilevel scheme (Karypis and Kumar, SIAM J. Sci. Comput. 20(1), 1998): pairs are merged until few vertices are left, a
 * side is grown from drawn vertices, and the cut is improved at every grain. `most`: the largest size of each side.
 */
export function cutInTwo(plain: Plain, wanted: number, most: readonly [number, number], seed: number): Uint8Array {
  const coarser = plain.vertices > COARSE ? pairs(plain, Math.max(most[0], most[1]) / 12) : null;
  if (!coarser || coarser.count > 0.95 * plain.vertices) return bestStart(plain, wanted, most, seed);
  const coarse = cutInTwo(regroup(plain, coarser.groupOf, coarser.count, null), wanted, most, seed);
  const side = new Uint8Array(plain.vertices);
  for (let vertex = 0; vertex < plain.vertices; vertex++) side[vertex] = coarse[coarser.groupOf[vertex]!]!;
  improveCut(plain, side, most, 3);
  return side;
}

function bestStart(plain: Plain, wanted: number, most: readonly [number, number], seed: number): Uint8Array {
  const random = randomStream(seed, plain.vertices);
  let best: Uint8Array = new Uint8Array(plain.vertices);
  let bestCut = Infinity;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const side = grown(plain, wanted, most[0], Math.floor(random() * plain.vertices));
    const cut = improveCut(plain, side, most, 8);
    if (cut < bestCut) [best, bestCut] = [side, cut];
  }
  return best;
}

/** Side 0 grows from a vertex, always by the one most strongly joined to it, until it has the wanted size. */
function grown({ vertices, pins, edgesOf, weight, size }: Plain, wanted: number, most: number, start: number): Uint8Array {
  const side = new Uint8Array(vertices).fill(1);
  const heap = new VertexHeap(vertices);
  const reached = new Uint8Array(weight.length);
  let [filled, next] = [0, start];
  for (let tried = 0; filled < wanted && tried < vertices; ) {
    let vertex = heap.pop();
    if (vertex < 0) {
      while (side[next] === 0 || heap.has(next)) next = (next + 1) % vertices;
      vertex = next;
    }
    tried++;
    if (filled + size[vertex]! > most) {
      if (heap.length === 0) break;
      continue;
    }
    side[vertex] = 0;
    filled += size[vertex]!;
    for (let i = edgesOf.offsets[vertex]!; i < edgesOf.offsets[vertex + 1]!; i++) {
      const edge = edgesOf.items[i]!;
      const [from, to] = [pins.offsets[edge]!, pins.offsets[edge + 1]!];
      if (reached[edge] || to - from > MOST_PINS) continue;
      reached[edge] = 1;
      for (let j = from; j < to; j++) {
        const other = pins.items[j]!;
        if (side[other] === 1) heap.set(other, (heap.has(other) ? heap.keyOf(other) : 0) + weight[edge]! / (to - from - 1));
      }
    }
  }
  return side;
}

/** Pairs by heavy-edge rating, in the order of the vertices. */
function pairs({ vertices, pins, edgesOf, weight, size }: Plain, mostSize: number): { groupOf: Int32Array; count: number } {
  const groupOf = new Int32Array(vertices).fill(-1);
  const rating = new Float64Array(vertices);
  const rated = new Int32Array(vertices);
  let count = 0;
  for (let vertex = 0; vertex < vertices; vertex++) {
    if (groupOf[vertex]! >= 0) continue;
    let found = 0;
    for (let i = edgesOf.offsets[vertex]!; i < edgesOf.offsets[vertex + 1]!; i++) {
      const edge = edgesOf.items[i]!;
      const [from, to] = [pins.offsets[edge]!, pins.offsets[edge + 1]!];
      if (to - from > MOST_PINS) continue;
      const share = weight[edge]! / (to - from - 1);
      for (let j = from; j < to; j++) {
        const other = pins.items[j]!;
        if (groupOf[other]! >= 0) continue;
        if (rating[other] === 0) rated[found++] = other;
        rating[other]! += share;
      }
    }
    let [best, bestRating] = [-1, 0];
    for (let i = 0; i < found; i++) {
      const other = rated[i]!;
      const value = rating[other]! / size[other]!;
      rating[other] = 0;
      if (other !== vertex && value > bestRating && size[vertex]! + size[other]! <= mostSize) [best, bestRating] = [other, value];
    }
    groupOf[vertex] = count;
    if (best >= 0) groupOf[best] = count;
    count++;
  }
  return { groupOf, count };
}
