import { anneal, type Annealed } from './anneal.ts';
import { placementCost } from './cost.ts';
import { byRadius, drawn } from './baselines.ts';
import { coresAlongHilbert } from './hilbert.ts';
import { ordersOf } from './orders.ts';
import type { PlaceProblem } from './problem.ts';
import { swarm } from './pso.ts';
import { spreadPlacements } from './spread.ts';
import { improveBySwaps } from './swaps.ts';

/** What a placer found. */
export interface Found {
  readonly coreOf: Int32Array;
  /** How far a search came, in steps of its own kind; without it, it has none. */
  readonly search?: { readonly done: number; readonly planned: number; readonly of: 'moves' | 'iterations' };
}

/** A way to give every cluster a core of its own. */
export interface Placer {
  readonly name: string;
  readonly summary: string;
  readonly run: (problem: PlaceProblem) => Found;
}

export const PLACERS: readonly Placer[] = [
  { name: 'hilbert', summary: 'along a Hilbert curve in the order of the data', run: (problem) => ({ coreOf: alongHilbert(problem) }) },
  { name: 'force-directed', summary: 'along a Hilbert curve, then swaps of neighbouring tiles under tension', run: (problem) => ({ coreOf: forceDirected(problem) }) },
  {
    name: 'annealing', summary: 'Hilbert curve or smooth coordinates with force-directed swaps, then simulated annealing for --place-budget seconds',
    run: annealed,
  },
  { name: 'pso', summary: 'particle swarm, as SpiNeMap places (baseline)', run: swarm },
  { name: 'radial', summary: 'one after the other on the free core nearest to the entry, as PACMAN places (baseline)', run: (problem) => ({ coreOf: byRadius(problem) }) },
  { name: 'random', summary: 'any core (baseline)', run: (problem) => ({ coreOf: drawn(problem) }) },
];

/** The order of the data that is cheapest along the curve. */
export function alongHilbert(problem: PlaceProblem): Int32Array {
  const curve = coresAlongHilbert(problem.clusterCount, problem.mesh, problem.cores);
  const placements = ordersOf(problem.clusterCount, problem.graph).map((order) => {
    const coreOf = new Int32Array(order.length);
    order.forEach((cluster, rank) => { coreOf[cluster] = curve[rank]!; });
    return coreOf;
  });
  return cheapest(placements, problem);
}

/** Swaps work on pairs; where trees make a pair cheaper than its distance they may lose, and the placement before is kept. */
function forceDirected(problem: PlaceProblem, start = alongHilbert(problem)): Int32Array {
  return cheapest([start, improveBySwaps(start, problem, problem.rounds)], problem);
}

/** From here on swaps take longer than a search should, and only the cheaper start has them. */
const MANY_CLUSTERS = 20000;

function bestStart(problem: PlaceProblem): Int32Array {
  const curve = alongHilbert(problem);
  const smooth = cheapest([...spreadPlacements(curve, problem)], problem);
  const starts = problem.clusterCount < MANY_CLUSTERS ? [curve, smooth] : [cheapest([curve, smooth], problem)];
  return cheapest(starts.map((start) => forceDirected(problem, start)), problem);
}

/** The first of the cheapest. */
function cheapest(placements: readonly Int32Array[], problem: PlaceProblem): Int32Array {
  const costs = placements.map((coreOf) => placementCost(coreOf, problem));
  return placements[costs.indexOf(Math.min(...costs))]!;
}

/** Share of the budget for pairs where trees are what is paid. */
const SHARE_OF_PAIRS = 0.7;

/** A move of pairs is measured so much faster than one of trees that most of the time goes to pairs, whose cost is near that of trees; then the result is polished on trees. */
function annealed(problem: PlaceProblem): Found {
  const start = bestStart(problem);
  if (!problem.trees) return found([anneal(start, problem)]);
  const { graph, budget_s, progress } = problem;
  const rough = anneal(start, { ...problem, pairs: graph, trees: null, budget_s: SHARE_OF_PAIRS * budget_s, progress: (done) => progress(SHARE_OF_PAIRS * done) });
  const rest: PlaceProblem = { ...problem, budget_s: (1 - SHARE_OF_PAIRS) * budget_s, progress: (done) => progress(SHARE_OF_PAIRS + (1 - SHARE_OF_PAIRS) * done) };
  const fine = anneal(cheapest([start, rough.coreOf], problem), rest, { polish: true });
  return found([rough, fine]);
}

/** What the last part of a search found, and how far all of them came. */
function found(parts: readonly Annealed[]): Found {
  const sum = (of: (part: Annealed) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return { coreOf: parts[parts.length - 1]!.coreOf, search: { done: sum(({ moves }) => moves), planned: sum(({ planned }) => planned), of: 'moves' } };
}
