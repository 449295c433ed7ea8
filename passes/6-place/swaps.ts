import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';
import { linkEnd } from '../../src/ir/mesh.ts';
import type { Search } from '../../src/ir/search.ts';
import type { Mesh } from '../../src/ir/target.ts';
import type { Plane } from './plane.ts';

/** What swaps are made on: pairs of clusters with weights, and the cores that work. */
export interface SwapGround {
  readonly graph: ClusterGraph;
  readonly mesh: Mesh;
  readonly plane: Plane;
  readonly cores: Int32Array;
}

const EAST = 0;
const NORTH = 1;
const WEST = 2;
const SOUTH = 3;
/** Tensions are sorted by powers of 2^(1/4): pairs of about the same tension keep the order of their tiles. */
const BUCKETS = 256;
/** Pairs between two questions whether to go on. */
const PAIRS_OF_STEP = 1 << 15;

export interface Swapped {
  readonly coreOf: Int32Array;
  /** Rounds that were made whole. */
  readonly rounds: number;
  readonly stopped: boolean;
}

/**
 * Force-directed refinement after Jin et al. (ASPLOS 2023): the tension of two neighbouring cores is what swapping their clusters would save; each round swaps all
 * pairs under tension, the tightest first, each only if it still saves when its turn comes, until no pair is left. Empty cores take part, faulty ones do not.
 *
 * A cluster keeps what a step to each side would save it (four sums over its neighbours), which is worked out again only after it or a neighbour has moved, so
 * that the tension of a pair is a sum of two numbers, less twice the weight between the two, whose distance stays.
 */
export function* improveBySwaps(initial: Int32Array, ground: SwapGround, rounds: number): Search<Swapped> {
  const coreOf = initial.slice();
  const state = stateOf(coreOf, ground);
  for (let round = 0; round < rounds; round++) {
    const tense = tensePairs(state, ground);
    if (tense.length === 0) return { coreOf, rounds: round, stopped: false };
    for (let pair = 0; 3 * pair < tense.length; pair++) {
      if (pair % PAIRS_OF_STEP === 0 && (yield round / rounds)) return { coreOf, rounds: round, stopped: true };
      const [a, b, port] = [tense[3 * pair]!, tense[3 * pair + 1]!, tense[3 * pair + 2]!];
      if (tension(state, ground, a, b, port) > 0) swap(state, ground, a, b);
    }
  }
  return { coreOf, rounds, stopped: false };
}

interface State {
  readonly coreOf: Int32Array;
  /** Cluster on each core: -1 none, -2 the core is faulty. */
  readonly holder: Int32Array;
  /** Coordinates of each cluster and, last, of the entry. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** What a step through each port saves, 4 a cluster; stale where a neighbour has moved since. */
  readonly saves: Float64Array;
  readonly stale: Uint8Array;
  /** Cores to look at again, as marks and as a list. */
  readonly changed: Uint8Array;
  readonly changes: number[];
}

function stateOf(coreOf: Int32Array, { plane, cores }: SwapGround): State {
  const holder = new Int32Array(plane.x.length - 1).fill(-2);
  for (const core of cores) holder[core] = -1;
  coreOf.forEach((core, cluster) => { holder[core] = cluster; });
  const entry = plane.x.length - 1;
  const x = new Float64Array(coreOf.length + 1);
  const y = new Float64Array(coreOf.length + 1);
  for (let node = 0; node <= coreOf.length; node++) {
    const place = node < coreOf.length ? coreOf[node]! : entry;
    x[node] = plane.x[place]!;
    y[node] = plane.y[place]!;
  }
  const state = {
    coreOf, holder, x, y, saves: new Float64Array(4 * coreOf.length), stale: new Uint8Array(coreOf.length + 1).fill(1), changed: new Uint8Array(holder.length), changes: [],
  };
  for (const core of coreOf) change(state, core);
  return state;
}

/** Triples (core, core on the next tile, port between them) under tension, tightest first. Only pairs of a core that has changed since are looked at. */
function tensePairs(state: State, ground: SwapGround): Int32Array {
  const { mesh: { coresPerTile }, mesh } = ground;
  const { changed, changes } = state;
  const pairs: number[] = [];
  const tensions: number[] = [];
  const look = (a: number, b: number, port: number): void => {
    const tense = tension(state, ground, a, b, port);
    if (!(tense > 0)) return;
    pairs.push(a, b, port);
    tensions.push(tense);
  };
  for (const core of Int32Array.from(changes).sort()) {
    const tile = Math.floor(core / coresPerTile);
    for (let port = EAST; port <= SOUTH; port++) {
      const next = linkEnd(mesh, tile, port);
      if (next < 0) continue;
      for (let other = next * coresPerTile; other < (next + 1) * coresPerTile; other++) {
        // A pair of two changed cores is looked at from the west or north.
        if (port === EAST || port === SOUTH) look(core, other, port);
        else if (!changed[other]) look(other, core, port ^ 2);
      }
    }
  }
  for (const core of changes) changed[core] = 0;
  changes.length = 0;
  return sortedByTension(pairs, tensions);
}

/** A counting sort, so that a round is linear in the pairs. */
function sortedByTension(pairs: readonly number[], tensions: readonly number[]): Int32Array {
  const most = tensions.reduce((high, tense) => Math.max(high, tense), 0);
  const bucketOf = (tense: number): number => Math.min(BUCKETS - 1, Math.floor(4 * Math.log2(most / tense)));
  const starts = new Int32Array(BUCKETS + 1);
  for (const tense of tensions) starts[bucketOf(tense) + 1]!++;
  for (let i = 1; i <= BUCKETS; i++) starts[i]! += starts[i - 1]!;
  const sorted = new Int32Array(pairs.length);
  tensions.forEach((tense, i) => {
    const at = 3 * starts[bucketOf(tense)]!++;
    for (let k = 0; k < 3; k++) sorted[at + k] = pairs[3 * i + k]!;
  });
  return sorted;
}

/** What swapping the clusters of core a and of core b, one step through `port` from it, saves. */
function tension(state: State, ground: SwapGround, a: number, b: number, port: number): number {
  const [u, v] = [state.holder[a]!, state.holder[b]!];
  if (u === -2 || v === -2 || (u === -1 && v === -1)) return 0;
  const sum = (u < 0 ? 0 : savedBy(state, ground, u, port)) + (v < 0 ? 0 : savedBy(state, ground, v, port ^ 2));
  if (sum <= 0 || u < 0 || v < 0) return sum;
  const step = Math.abs(state.x[u]! - state.x[v]!) + Math.abs(state.y[u]! - state.y[v]!);
  return sum - 2 * step * weightBetween(ground.graph, u, v);
}

function savedBy(state: State, ground: SwapGround, cluster: number, port: number): number {
  if (state.stale[cluster]) refresh(state, ground, cluster);
  return state.saves[4 * cluster + port]!;
}

/** A step towards the heavier side saves what is there, and costs what is on the other side or straight across. */
function refresh({ coreOf, x, y, saves, stale }: State, { graph, mesh, plane }: SwapGround, cluster: number): void {
  const [atX, atY] = [x[cluster]!, y[cluster]!];
  let [east, west, north, south, all] = [0, 0, 0, 0, 0];
  for (let i = graph.offsets[cluster]!; i < graph.offsets[cluster + 1]!; i++) {
    const [other, weight] = [graph.neighbours[i]!, graph.weights[i]!];
    all += weight;
    if (x[other]! > atX) east += weight;
    else if (x[other]! < atX) west += weight;
    if (y[other]! > atY) south += weight;
    else if (y[other]! < atY) north += weight;
  }
  const tile = Math.floor(coreOf[cluster]! / mesh.coresPerTile);
  const [column, row] = [tile % mesh.width, Math.floor(tile / mesh.width)];
  saves[4 * cluster + EAST] = plane.east[column]! * (2 * east - all);
  saves[4 * cluster + WEST] = (column > 0 ? plane.east[column - 1]! : 0) * (2 * west - all);
  saves[4 * cluster + SOUTH] = plane.south[row]! * (2 * south - all);
  saves[4 * cluster + NORTH] = (row > 0 ? plane.south[row - 1]! : 0) * (2 * north - all);
  stale[cluster] = 0;
}

/** Neighbours are sorted. */
function weightBetween({ offsets, neighbours, weights }: ClusterGraph, u: number, v: number): number {
  let [low, high] = [offsets[u]!, offsets[u + 1]!];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (neighbours[middle]! < v) low = middle + 1;
    else high = middle;
  }
  return low < offsets[u + 1]! && neighbours[low] === v ? weights[low]! : 0;
}

function swap(state: State, { graph, plane }: SwapGround, a: number, b: number): void {
  const { holder, coreOf, x, y, stale } = state;
  const u = holder[a]!;
  holder[a] = holder[b]!;
  holder[b] = u;
  change(state, a);
  change(state, b);
  for (const core of [a, b]) {
    const cluster = holder[core]!;
    if (cluster < 0) continue;
    coreOf[cluster] = core;
    x[cluster] = plane.x[core]!;
    y[cluster] = plane.y[core]!;
    stale[cluster] = 1;
    for (let i = graph.offsets[cluster]!; i < graph.offsets[cluster + 1]!; i++) {
      const other = graph.neighbours[i]!;
      stale[other] = 1;
      if (other < coreOf.length) change(state, coreOf[other]!);
    }
  }
}

function change({ changed, changes }: State, core: number): void {
  if (changed[core]) return;
  changed[core] = 1;
  changes.push(core);
}
