import type { Clusters } from './clusters.ts';
import { VertexHeap } from './heap.ts';

const ROUNDS = 4;
/** Of the emptiest clusters, how many a vertex is offered that has no place near it. */
const OFFERED = 24;

/**
 * Brings clusters that are over a limit back: their vertices move, those that lose least for their size first, to a cluster near them that has room, then to
 * one that is less full, then, where `thorough`, to any with room.
 */
export function rebalance(clusters: Clusters, thorough: boolean): void {
  const { level, clusterOf, candidates, gains, count } = clusters;
  const heap = new VertexHeap(level.vertices);
  for (let round = 0; round < (thorough ? 3 * ROUNDS : ROUNDS); round++) {
    const over = Uint8Array.from({ length: count }, (_, cluster) => Number(clusters.isOver(cluster)));
    if (!over.includes(1)) return;
    heap.clear();
    for (let vertex = 0; vertex < level.vertices; vertex++) if (over[clusterOf[vertex]!]) heap.set(vertex, bestGain(vertex) / (level.size[vertex]! + 1e-9));
    const emptiest = round >= ROUNDS ? byFill() : [];
    for (let vertex = heap.pop(); vertex >= 0; vertex = heap.pop()) {
      if (!clusters.isOver(clusterOf[vertex]!)) continue;
      shed(vertex, emptiest);
    }
  }

  function bestGain(vertex: number): number {
    const found = clusters.weigh(vertex);
    let best = clusters.fresh;
    for (let i = 0; i < found; i++) best = Math.max(best, gains[i]!);
    return best;
  }

  function shed(vertex: number, emptiest: readonly number[]): void {
    const own = clusterOf[vertex]!;
    const found = clusters.weigh(vertex);
    for (let attempt = 0; attempt < found; attempt++) {
      let [best, bestGain] = [-1, -Infinity];
      for (let i = 0; i < found; i++) if (gains[i]! > bestGain && (clusters.fits(vertex, candidates[i]!) || lessFull(candidates[i]!, own, vertex))) [best, bestGain] = [i, gains[i]!];
      if (best < 0) break;
      const to = candidates[best]!;
      if (clusters.tryMove(vertex, to)) return;
      if (lessFull(to, own, vertex)) {
        clusters.move(vertex, to);
        return;
      }
      gains[best] = -Infinity;
    }
    let offered = 0;
    for (const to of emptiest) {
      if (to === own || !clusters.fits(vertex, to)) continue;
      if (clusters.tryMove(vertex, to) || ++offered === OFFERED) return;
    }
  }

  /** Clusters, the emptiest first. */
  function byFill(): number[] {
    const fill = Float64Array.from({ length: count }, (_, cluster) => clusters.fillOf(cluster));
    return [...fill.keys()].sort((a, b) => fill[a]! - fill[b]! || a - b);
  }

  /** Whether, with this vertex, a cluster would still be less full than the one it leaves, on every limit that the latter breaks. */
  function lessFull(to: number, from: number, vertex: number): boolean {
    const { capacity, load, dimensions } = clusters;
    const { count: width } = dimensions;
    for (let d = 0; d < width; d++) {
      const size = level.demand[vertex * width + d]!;
      if (load[to * width + d]! + 2 * size > Math.max(capacity[d]! + size, load[from * width + d]!)) return false;
    }
    return true;
  }
}
