import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';
import { entryTile, pointOf, tileOf } from '../../src/ir/placed.ts';
import { coreCount, type Mesh } from '../../src/ir/target.ts';

/**
 * Force-directed refinement after Jin et al. (ASPLOS 2023): the tension of two neighbouring cells is what swapping their clusters
 * would save; each round swaps all pairs under tension, the tightest first, until no pair is left. Empty cores take part.
 */
export function improveBySwaps(initial: Int32Array, graph: ClusterGraph, mesh: Mesh, rounds: number): Int32Array {
  const coreOf = initial.slice();
  const holder = new Int32Array(coreCount(mesh)).fill(-1);
  coreOf.forEach((core, cluster) => { holder[core] = cluster; });
  const [xs, ys] = coordinates(coreOf, mesh);
  const pairs = neighbouringCores(mesh);
  const saved = (a: number, b: number): number => saving(holder[a]!, holder[b]!, pointOf(mesh, tileOf(mesh, a)), pointOf(mesh, tileOf(mesh, b)), graph, xs, ys);
  for (let round = 0; round < rounds; round++) {
    const tense: { pair: number; tension: number }[] = [];
    for (let pair = 0; pair < pairs.length; pair += 2) {
      const [a, b] = [pairs[pair]!, pairs[pair + 1]!];
      if (holder[a]! < 0 && holder[b]! < 0) continue;
      const tension = saved(a, b);
      if (tension > 0) tense.push({ pair, tension });
    }
    if (tense.length === 0) break;
    tense.sort((one, two) => two.tension - one.tension || one.pair - two.pair);
    for (const { pair } of tense) {
      const [a, b] = [pairs[pair]!, pairs[pair + 1]!];
      if (saved(a, b) > 0) swap(a, b, holder, coreOf, xs, ys, mesh);
    }
  }
  return coreOf;
}

/** Tile coordinates of every cluster and, last, of the entry. */
function coordinates(coreOf: Int32Array, mesh: Mesh): [Int32Array, Int32Array] {
  const tiles = [...coreOf].map((core) => tileOf(mesh, core)).concat(entryTile(mesh));
  return [Int32Array.from(tiles, (tile) => pointOf(mesh, tile).x), Int32Array.from(tiles, (tile) => pointOf(mesh, tile).y)];
}

/** Pairs of cores on tiles that share an edge. */
function neighbouringCores(mesh: Mesh): Int32Array {
  const pairs: number[] = [];
  const { width, height, coresPerTile } = mesh;
  for (let tile = 0; tile < width * height; tile++) {
    for (const next of [tile % width < width - 1 ? tile + 1 : -1, tile + width < width * height ? tile + width : -1]) {
      if (next < 0) continue;
      for (let a = 0; a < coresPerTile; a++) for (let b = 0; b < coresPerTile; b++) pairs.push(tile * coresPerTile + a, next * coresPerTile + b);
    }
  }
  return Int32Array.from(pairs);
}

/** Axon hops saved by swapping clusters u (at a) and v (at b); -1 is an empty core. The axons between u and v keep their length. */
function saving(u: number, v: number, a: { x: number; y: number }, b: { x: number; y: number }, graph: ClusterGraph, xs: Int32Array, ys: Int32Array): number {
  return moved(u, v, a, b, graph, xs, ys) + moved(v, u, b, a, graph, xs, ys);
}

function moved(node: number, other: number, from: { x: number; y: number }, to: { x: number; y: number }, graph: ClusterGraph, xs: Int32Array, ys: Int32Array): number {
  if (node < 0) return 0;
  let saved = 0;
  for (let i = graph.offsets[node]!; i < graph.offsets[node + 1]!; i++) {
    const neighbour = graph.neighbours[i]!;
    if (neighbour === other) continue;
    const [x, y] = [xs[neighbour]!, ys[neighbour]!];
    saved += graph.weights[i]! * (Math.abs(from.x - x) + Math.abs(from.y - y) - Math.abs(to.x - x) - Math.abs(to.y - y));
  }
  return saved;
}

function swap(a: number, b: number, holder: Int32Array, coreOf: Int32Array, xs: Int32Array, ys: Int32Array, mesh: Mesh): void {
  [holder[a], holder[b]] = [holder[b]!, holder[a]!];
  for (const core of [a, b]) {
    const cluster = holder[core]!;
    if (cluster < 0) continue;
    coreOf[cluster] = core;
    const point = pointOf(mesh, tileOf(mesh, core));
    xs[cluster] = point.x;
    ys[cluster] = point.y;
  }
}
