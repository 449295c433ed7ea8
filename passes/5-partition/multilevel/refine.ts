import type { Clusters } from './clusters.ts';

const SMALL = 1e-9;
/** Wishes that could not be granted are kept in a table of 2^WISH_BITS entries, by pair of clusters. */
const WISH_BITS = 17;
/** Edges with more pins than this change little when one of them moves. */
const MOST_PINS = 64;

/**
 * Moves vertices to the cluster where they gain most, as long as limits allow, and swaps two vertices where each wants into the other's full cluster.
 * Rounds over those whose neighbourhood changed, until a round gains little or `rounds` are done.
 */
export function refine(clusters: Clusters, rounds: number): void {
  const { level, clusterOf, candidates, gains, load, dimensions } = clusters;
  const { vertices, pins, arriving, leaving, source } = level;
  const active = new Uint8Array(vertices).fill(1);
  const wishes = new Int32Array(2 ** WISH_BITS);
  const wishGain = new Float64Array(2 ** WISH_BITS);
  for (let round = 0; round < rounds; round++) {
    let gained = 0;
    wishes.fill(-1);
    for (let vertex = 0; vertex < vertices; vertex++) {
      if (!active[vertex]) continue;
      active[vertex] = 0;
      gained += improve(vertex);
    }
    if (gained <= 0) break;
  }

  function improve(vertex: number): number {
    const found = clusters.weigh(vertex);
    if (found === 0) return 0;
    const own = clusterOf[vertex]!;
    for (let attempt = 0; attempt < 4; attempt++) {
      let [best, bestGain] = [-1, -SMALL];
      for (let i = 0; i < found; i++) {
        if (gains[i]! < bestGain || !clusters.fits(vertex, candidates[i]!)) continue;
        if (gains[i]! <= SMALL && !(emptier(candidates[i]!, own, vertex))) continue;
        [best, bestGain] = [i, gains[i]!];
      }
      if (best < 0) break;
      if (clusters.tryMove(vertex, candidates[best]!)) {
        wake(vertex);
        return bestGain;
      }
      gains[best] = -Infinity;
    }
    return swap(vertex, own, found);
  }

  /** Whether a vertex that gains nothing there at least leaves more room where it was than it takes. */
  function emptier(to: number, from: number, vertex: number): boolean {
    const { count } = dimensions;
    for (let d = 0; d < count; d++) {
      const size = level.demand[vertex * count + d]!;
      if (size > 0 && load[to * count + d]! + size >= load[from * count + d]!) return false;
    }
    return count > 0;
  }

  /** Grants the wish of a vertex by one of the other cluster that wishes the opposite; else keeps the wish. */
  function swap(vertex: number, own: number, found: number): number {
    let [most, wanted, mate] = [SMALL, -1, -1];
    for (let i = 0; i < found; i++) {
      const to = candidates[i]!;
      const place = slot(to, own);
      const other = wishes[place]!;
      if (other < 0 || clusterOf[other] !== to || gains[i]! + wishGain[place]! <= most) continue;
      if (!clusters.fits(vertex, to, other) || !clusters.fits(other, own, vertex)) continue;
      [most, wanted, mate] = [gains[i]! + wishGain[place]!, i, other];
    }
    for (let i = 0; i < found; i++) {
      const place = slot(own, candidates[i]!);
      const holder = wishes[place]!;
      if (holder >= 0 && clusterOf[holder] === own && holder !== vertex && wishGain[place]! >= gains[i]!) continue;
      wishes[place] = vertex;
      wishGain[place] = gains[i]!;
    }
    return mate < 0 ? 0 : exchange(vertex, own, mate, candidates[wanted]!, gains[wanted]!);
  }

  /** Swaps two vertices if that gains, all counted; returns what it gained. */
  function exchange(a: number, ofA: number, b: number, ofB: number, gainA: number): number {
    clusters.begin();
    clusters.move(a, ofB);
    const gainB = clusters.gainOf(b, ofA);
    if (gainA + gainB > SMALL) {
      clusters.move(b, ofA);
      if (clusters.keepsLimits()) {
        wake(a);
        wake(b);
        return gainA + gainB;
      }
      clusters.move(b, ofB);
    }
    clusters.move(a, ofA);
    return 0;
  }

  /** What a vertex that moved may have changed is looked at again. */
  function wake(vertex: number): void {
    active[vertex] = 1;
    for (let i = arriving.offsets[vertex]!; i < arriving.offsets[vertex + 1]!; i++) {
      const edge = arriving.items[i]!;
      wakePins(edge);
      if (level.discount[edge]! > 0) active[source[edge]!] = 1;
    }
    for (let i = leaving.offsets[vertex]!; i < leaving.offsets[vertex + 1]!; i++) if (level.discount[leaving.items[i]!]! > 0) wakePins(leaving.items[i]!);
  }

  function wakePins(edge: number): void {
    if (pins.offsets[edge + 1]! - pins.offsets[edge]! > MOST_PINS) return;
    for (let j = pins.offsets[edge]!; j < pins.offsets[edge + 1]!; j++) active[pins.items[j]!] = 1;
  }
}

/** Place of a pair of clusters in the table of wishes; a pair that falls on the place of another one takes it. */
function slot(from: number, to: number): number {
  return (Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b)) >>> (32 - WISH_BITS);
}
