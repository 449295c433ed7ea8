import { partOf, type Search } from '../../src/ir/search.ts';
import { anneal, movesWithin, type Annealed } from './anneal.ts';
import { placementCost } from './cost.ts';
import { byRadius, drawn } from './baselines.ts';
import { coresAlongHilbert } from './hilbert.ts';
import { ordersOf } from './orders.ts';
import type { PlaceProblem } from './problem.ts';
import { swarm } from './pso.ts';
import { spreadPlacements } from './spread.ts';
import { improveBySwaps, type Swapped } from './swaps.ts';

/** What a placer found. */
export interface Found {
  readonly coreOf: Int32Array;
  /** How far a search came, in steps of its own kind, and who ended it before its end; without it, it has none. */
  readonly search?: { readonly done: number; readonly planned: number; readonly of: 'moves' | 'iterations' | 'rounds'; readonly endedBy?: EndedBy };
}

export type EndedBy = 'user' | 'clock';

/** A way to give every cluster a core of its own. Wherever the search is ended, its placement is legal. */
export interface Placer {
  readonly name: string;
  readonly summary: string;
  readonly run: (problem: PlaceProblem) => Search<Found>;
}

export const PLACERS: readonly Placer[] = [
  { name: 'hilbert', summary: 'along a Hilbert curve in the order of the data', *run(problem) { return { coreOf: alongHilbert(problem) }; } },
  { name: 'force-directed', summary: 'along a Hilbert curve, then swaps of neighbouring tiles under tension', run: swapped },
  {
    name: 'annealing', summary: 'Hilbert curve or smooth coordinates with force-directed swaps, then simulated annealing for --place-budget seconds',
    run: annealed,
  },
  { name: 'pso', summary: 'particle swarm, as SpiNeMap places (baseline)', run: swarm },
  { name: 'radial', summary: 'one after the other on the free core nearest to the entry, as PACMAN places (baseline)', *run(problem) { return { coreOf: byRadius(problem) }; } },
  { name: 'random', summary: 'any core (baseline)', *run(problem) { return { coreOf: drawn(problem) }; } },
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

function* swapped(problem: PlaceProblem): Search<Found> {
  const { coreOf, rounds: done, stopped } = yield* forceDirected(problem, alongHilbert(problem));
  return { coreOf, search: { done, planned: problem.rounds, of: 'rounds', ...(stopped && { endedBy: 'user' }) } };
}

/** Swaps work on pairs; where trees make a pair cheaper than its distance they may lose, and the placement before is kept. */
function* forceDirected(problem: PlaceProblem, start: Int32Array): Search<Swapped> {
  const swapped = yield* improveBySwaps(start, problem, problem.rounds);
  return { ...swapped, coreOf: cheapest([start, swapped.coreOf], problem) };
}

/** From here on swaps take longer than a search should, and only the cheaper start has them. */
const MANY_CLUSTERS = 20000;

function* bestStart(problem: PlaceProblem): Search<Pick<Swapped, 'coreOf' | 'stopped'>> {
  const starts = [alongHilbert(problem)];
  const smooth = [...spreadPlacements(starts[0]!, problem)];
  if (smooth.length > 0) starts.push(cheapest(smooth, problem));
  const found: Int32Array[] = [];
  for (const start of problem.clusterCount < MANY_CLUSTERS ? starts : [cheapest(starts, problem)]) {
    const { coreOf, stopped } = yield* forceDirected(problem, start);
    found.push(coreOf);
    if (stopped) return { coreOf: cheapest(found, problem), stopped };
  }
  return { coreOf: cheapest(found, problem), stopped: false };
}

/** The first of the cheapest. */
function cheapest(placements: readonly Int32Array[], problem: PlaceProblem): Int32Array {
  const costs = placements.map((coreOf) => placementCost(coreOf, problem));
  return placements[costs.indexOf(Math.min(...costs))]!;
}

/** Share of the budget for pairs where trees are what is paid. */
const SHARE_OF_PAIRS = 0.7;

/** A move of pairs is measured so much faster than one of trees that most of the time goes to pairs, whose cost is near that of trees; then the result is polished on trees. */
function* annealed(problem: PlaceProblem): Search<Found> {
  const { graph, budget_s, trees } = problem;
  const start = yield* partOf(bestStart(problem), 0, 0);
  const rough: PlaceProblem = trees ? { ...problem, pairs: graph, trees: null, budget_s: SHARE_OF_PAIRS * budget_s } : problem;
  const rest: PlaceProblem | null = trees && { ...problem, budget_s: (1 - SHARE_OF_PAIRS) * budget_s };
  const parts = [start.stopped ? notMade(start.coreOf, rough) : yield* partOf(anneal(start.coreOf, rough), 0, rest ? SHARE_OF_PAIRS : 1)];
  if (rest) {
    const best = cheapest([start.coreOf, parts[0]!.coreOf], problem);
    parts.push(parts[0]!.endedBy === 'user' ? notMade(best, rest) : yield* partOf(anneal(best, rest, { polish: true }), SHARE_OF_PAIRS, 1));
  }
  return found(parts);
}

/** A part of a search that the user ended before it. */
function notMade(coreOf: Int32Array, problem: PlaceProblem): Annealed {
  return { coreOf, moves: 0, planned: movesWithin(problem), endedBy: 'user' };
}

/** What the last part of a search found, and how far all of them came. */
function found(parts: readonly Annealed[]): Found {
  const sum = (of: (part: Annealed) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const endedBy = parts.map((part) => part.endedBy).find((by) => by !== null);
  return { coreOf: parts.at(-1)!.coreOf, search: { done: sum(({ moves }) => moves), planned: sum(({ planned }) => planned), of: 'moves', ...(endedBy && { endedBy }) } };
}
