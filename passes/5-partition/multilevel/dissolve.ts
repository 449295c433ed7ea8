import type { Clusters } from './clusters.ts';

/** How many clusters in a row may resist before the search ends. */
const PATIENCE = 8;
/** Clusters with room that a vertex without a place near it may try. */
const OFFERED = 32;

/**
 * Empties clusters, the least full first, into others that have room: every vertex goes where it costs least. A cluster that cannot be emptied wholly stays
 * as it was.
 */
export function dissolve(clusters: Clusters): void {
  const { level, clusterOf, candidates, gains, count } = clusters;
  const members: number[][] = Array.from({ length: count }, () => []);
  const fill = new Float64Array(count);
  for (let vertex = 0; vertex < level.vertices; vertex++) {
    members[clusterOf[vertex]!]!.push(vertex);
    fill[clusterOf[vertex]!]! += level.size[vertex]!;
  }
  const order = [...fill.keys()].filter((cluster) => members[cluster]!.length > 0).sort((a, b) => fill[a]! - fill[b]! || a - b);
  const gone = new Uint8Array(count).map((_, cluster) => (members[cluster]!.length > 0 ? 0 : 1));
  let resisted = 0;
  for (const cluster of order) {
    if (resisted >= PATIENCE) return;
    if (empties(cluster)) resisted = 0;
    else resisted++;
  }

  function empties(cluster: number): boolean {
    const own = members[cluster]!;
    gone[cluster] = 1;
    const moved: number[] = [];
    // Large ones first: they fit fewer places.
    for (const vertex of [...own].sort((a, b) => level.size[b]! - level.size[a]! || a - b)) {
      if (!settles(vertex)) {
        for (const back of moved.reverse()) clusters.move(back, cluster);
        gone[cluster] = 0;
        return false;
      }
      moved.push(vertex);
    }
    for (const vertex of moved) members[clusterOf[vertex]!]!.push(vertex);
    return true;
  }

  function settles(vertex: number): boolean {
    const found = clusters.weigh(vertex);
    const near = [...candidates.subarray(0, found).keys()].filter((i) => !gone[candidates[i]!]).sort((a, b) => gains[b]! - gains[a]!).map((i) => candidates[i]!);
    for (const to of near) if (clusters.tryMove(vertex, to)) return true;
    let offered = 0;
    // From the fullest on: the emptiest are to be emptied themselves.
    for (let i = order.length - 1; i >= 0; i--) {
      const to = order[i]!;
      if (gone[to] || !clusters.fits(vertex, to)) continue;
      if (clusters.tryMove(vertex, to)) return true;
      if (++offered === OFFERED) return false;
    }
    return false;
  }
}
