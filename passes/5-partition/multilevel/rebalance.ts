import type { Clusters } from './clusters.ts';
import { VertexHeap } from './heap.ts';

const ROUNDS = 4;

/**
 * Brings clusters that are over a limit back: their vertices move, those that lose least for their size first, to a cluster near them that has room, then to
 * one that is less full, then, where `thorough`, to any with room.
 */
export function rebalance(clusters: Clusters, thorough: boolean): void {
  const { level, clusterOf, candidates, gains, count } = clusters;
  const heap = new VertexHeap(level.vertices);
  for (let round = 0; round < (thorough ? 3 * ROUNDS : ROUNDS); round++) {
    const over = new Uint8Array(count);
    let any = false;
    for (let cluster = 0; cluster < count; cluster++) if (clusters.isOver(cluster)) over[cluster] = 1, any = true;
    if (!any) return;
    heap.clear();
    for (let vertex = 0; vertex < level.vertices; vertex++) if (over[clusterOf[vertex]!]) heap.set(vertex, bestGain(vertex) / (level.size[vertex]! + 1e-9));
    const far = round >= ROUNDS;
    for (let vertex = heap.pop(); vertex >= 0; vertex = heap.pop()) {
      if (!clusters.isOver(clusterOf[vertex]!)) continue;
      shed(vertex, far);
    }
  }

  function bestGain(vertex: number): number {
    const found = clusters.weigh(vertex);
    let best = clusters.fresh;
    for (let i = 0; i < found; i++) best = Math.max(best, gains[i]!);
    return best;
  }

  function shed(vertex: number, far: boolean): void {
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
    if (!far) return;
    for (let step = 1; step < count; step++) if (clusters.tryMove(vertex, (own + step) % count)) return;
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
