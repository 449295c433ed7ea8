import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';
import { entryTile } from '../../src/ir/placed.ts';
import { randomStream } from '../../src/ir/random.ts';
import type { Search } from '../../src/ir/search.ts';
import { placementCost } from './cost.ts';
import type { EndedBy } from './placers.ts';
import type { PlaceProblem } from './problem.ts';
import { treeMovesOf, treeWork, type TreeMoves } from './tree-moves.ts';

export interface Annealed {
  readonly coreOf: Int32Array;
  readonly moves: number;
  readonly planned: number;
  /** Who ended the search before all planned moves were made; null when nobody did. */
  readonly endedBy: EndedBy | null;
}

/** Work of a search in a second, in neighbours looked at: fixed, so that a budget is a number of moves and the same budget finds the same placement everywhere. */
const WORK_PER_S = 7e7;
/** What a move costs beside the neighbours of the two clusters it exchanges. */
const WORK_OF_MOVE = 12;
/** And what a destination of a tree costs, beside a neighbour. */
const WORK_OF_TREE = 2.5;
const BLOCKS = 400;
/** Work between two questions whether to go on, in seconds of the reference machine. */
const STEP_S = 0.02;
/** Moves a cluster beyond which a search finds nothing more. */
const MOST_MOVES = 40000;
/** The clock ends a search that takes so many times its budget, on a machine that is slow or busy. */
const PATIENCE = 4;
/** Moves a cluster from which on moves reach over the whole mesh at first, so that the placement before does not matter any more. */
const HOT_MOVES = 1000;
/** First and last temperature, in units of the messages of an average cluster. Found on the graphs of `npm run bench place`. */
const HOT = 1.5;
const COLD = 0.05;
/** Where a placement is only polished. */
const TEPID = 0.1;
const ICY = 0.01;
/** Accepted share of moves at which their reach stays: VPR's rule with 0.44 after Lam and Delosme (1988); less does better here. */
const ACCEPTED = 0.3;
/** Share of moves that go beside a cluster that is talked to. */
const BESIDE_FRIEND = 0.5;

/** How many moves a budget buys on this problem. */
export function movesWithin(problem: PlaceProblem): number {
  return Math.min(MOST_MOVES * problem.clusterCount, Math.floor(problem.budget_s * movesInSecond(problem)));
}

function movesInSecond({ clusterCount, pairs, trees }: PlaceProblem): number {
  const degree = pairs.neighbours.length / (clusterCount + 1);
  return WORK_PER_S / (WORK_OF_MOVE + 2 * degree + 2 * WORK_OF_TREE * (trees ? treeWork(trees) : 0));
}

/**
 * Simulated annealing (Kirkpatrick et al., Science 1983) from a placement: a move puts a cluster on another core and what is there in its place. Targets lie
 * within a reach that shrinks with the share of moves accepted, or beside a cluster it talks to. The temperature falls geometrically; the best placement is kept.
 */
export function* anneal(start: Int32Array, problem: PlaceProblem, { polish = false } = {}): Search<Annealed> {
  const planned = movesWithin(problem);
  if (planned < BLOCKS || problem.clusterCount === 0) return { coreOf: start, moves: 0, planned: 0, endedBy: null };
  const state = stateOf(start, problem);
  const deadline = performance.now() + 1000 * (PATIENCE * problem.budget_s + 1);
  let best = start;
  let bestCost = state.cost;
  let moves = 0;
  let endedBy: EndedBy | null = null;
  const movesOfStep = Math.ceil(STEP_S * movesInSecond(problem));
  const { mesh } = problem;
  const scale = messagesOfCluster(problem);
  const widest = Math.max(mesh.width, mesh.height);
  const [first, last] = polish ? [TEPID, ICY] : [HOT, COLD];
  let reach = planned / problem.clusterCount >= HOT_MOVES && !polish ? widest : Math.max(2, Math.ceil(widest / 16));
  for (let block = 0; block < BLOCKS && endedBy === null; block++) {
    const [before, until] = [moves, Math.floor((planned * (block + 1)) / BLOCKS)];
    const temperature = scale * first * (last / first) ** (block / (BLOCKS - 1));
    let accepted = 0;
    while (moves < until && endedBy === null) {
      const count = Math.min(until - moves, movesOfStep);
      accepted += runMoves(state, count, temperature, Math.round(reach));
      moves += count;
      endedBy = (yield moves / planned) ? 'user' : performance.now() > deadline ? 'clock' : null;
    }
    reach = Math.min(widest, Math.max(1, reach * (1 - ACCEPTED + accepted / (moves - before))));
    if (state.cost < bestCost) {
      bestCost = state.cost;
      best = state.coreOf.slice();
    }
  }
  // Sums of differences drift: what is kept is measured again.
  return { coreOf: placementCost(best, problem) <= placementCost(start, problem) ? best : start, moves, planned, endedBy: moves < planned ? endedBy : null };
}

interface State {
  readonly problem: PlaceProblem;
  readonly random: () => number;
  readonly coreOf: Int32Array;
  /** Cluster on each core: -1 none, -2 the core is faulty. */
  readonly holder: Int32Array;
  /** Coordinates of each cluster and, last, of the entry: x and y side by side, as they are read together. */
  readonly xy: Float64Array;
  readonly trees: TreeMoves | null;
  cost: number;
}

function stateOf(start: Int32Array, problem: PlaceProblem): State {
  const { plane, cores, trees, seed, clusterCount } = problem;
  const coreOf = start.slice();
  const holder = new Int32Array(plane.x.length - 1).fill(-2);
  for (const core of cores) holder[core] = -1;
  coreOf.forEach((core, cluster) => { holder[core] = cluster; });
  const xy = new Float64Array(2 * clusterCount + 2);
  for (let node = 0; node <= clusterCount; node++) {
    const place = node < clusterCount ? coreOf[node]! : plane.x.length - 1;
    xy[2 * node] = plane.x[place]!;
    xy[2 * node + 1] = plane.y[place]!;
  }
  return {
    problem, random: randomStream(seed, 0x616e6e65), coreOf, holder, xy, cost: placementCost(coreOf, problem),
    trees: trees && treeMovesOf(trees, plane, coreOf),
  };
}

/** Messages that an average cluster sends and receives. */
function messagesOfCluster({ graph, clusterCount }: PlaceProblem): number {
  let sum = 0;
  for (const weight of graph.weights) sum += weight;
  return sum / Math.max(1, clusterCount);
}

/** Tries so many moves and returns how many were accepted. */
function runMoves(state: State, count: number, temperature: number, reach: number): number {
  const { problem: { clusterCount, mesh, plane, pairs, graph }, random, coreOf, holder, xy, trees } = state;
  const { width, height, coresPerTile } = mesh;
  const entry = entryTile(mesh);
  let accepted = 0;
  for (let move = 0; move < count; move++) {
    const u = Math.floor(random() * clusterCount);
    const from = coreOf[u]!;
    const first = graph.offsets[u]!;
    const degree = graph.offsets[u + 1]! - first;
    const besideFriend = degree > 0 && random() < BESIDE_FRIEND;
    const friend = besideFriend ? graph.neighbours[first + Math.floor(random() * degree)]! : u;
    const radius = besideFriend ? 1 : reach;
    const tile = friend < clusterCount ? Math.floor(coreOf[friend]! / coresPerTile) : entry;
    const row = Math.floor(tile / width);
    const column = tile - row * width + Math.floor((2 * radius + 1) * random()) - radius;
    const line = row + Math.floor((2 * radius + 1) * random()) - radius;
    if (column < 0 || line < 0 || column >= width || line >= height) continue;
    const to = (line * width + column) * coresPerTile + (coresPerTile === 1 ? 0 : Math.floor(random() * coresPerTile));
    const v = holder[to]!;
    if (v === -2 || to === from) continue;
    const [ax, ay, bx, by] = [plane.x[from]!, plane.y[from]!, plane.x[to]!, plane.y[to]!];
    let delta = change(pairs, xy, u, v, ax, ay, bx, by);
    if (v >= 0) delta += change(pairs, xy, v, u, bx, by, ax, ay);
    if (trees) {
      coreOf[u] = to;
      if (v >= 0) coreOf[v] = from;
      delta += trees.change(u, v);
    }
    if (delta > 0 && delta > -temperature * Math.log(1 - random())) {
      if (trees) {
        coreOf[u] = from;
        if (v >= 0) coreOf[v] = to;
      }
      continue;
    }
    if (trees) trees.accept();
    accepted++;
    state.cost += delta;
    holder[from] = v;
    holder[to] = u;
    coreOf[u] = to;
    xy[2 * u] = bx;
    xy[2 * u + 1] = by;
    if (v < 0) continue;
    coreOf[v] = from;
    xy[2 * v] = ax;
    xy[2 * v + 1] = ay;
  }
  return accepted;
}

/** What moving `node` from (ax, ay) to (bx, by) adds to the cost of its pairs, but that with `other`, which moves the other way. */
function change({ offsets, neighbours, weights }: ClusterGraph, xy: Float64Array, node: number, other: number, ax: number, ay: number, bx: number, by: number): number {
  let sum = 0;
  for (let i = offsets[node]!, end = offsets[node + 1]!; i < end; i++) {
    const neighbour = neighbours[i]!;
    if (neighbour === other) continue;
    const [nx, ny] = [xy[2 * neighbour]!, xy[2 * neighbour + 1]!];
    sum += weights[i]! * (Math.abs(bx - nx) - Math.abs(ax - nx) + Math.abs(by - ny) - Math.abs(ay - ny));
  }
  return sum;
}
