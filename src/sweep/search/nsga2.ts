import { lengthOf, valueAtShare } from '../plan/axes.ts';
import type { Axis, Settings } from '../plan/plan.ts';
import { dominates } from '../results/pareto.ts';
import { latinHypercube } from '../space/points.ts';

/** A point of a search: where it lies along each axis, 0..1, and what it costs. */
export interface Individual {
  readonly shares: readonly number[];
  /** All to be minimised; Infinity for a point that failed. */
  readonly costs: readonly number[];
}

/** Points that were tried already are drawn again so often, and then taken as they are: a small space may have no others. */
const DRAWS = 20;
/** Chance that a share is taken from the other parent, and how wide mutations are (standard choices of NSGA-II: one axis in expectation, eta 20). */
const CROSSOVER = 0.5;
const ETA = 20;

/** The first generation: a Latin hypercube. */
export function firstGeneration(axes: readonly Axis[], population: number, seed: number): readonly (readonly number[])[] {
  const shareOf = latinHypercube(axes.length, population, seed);
  return Array.from({ length: population }, (_, sample) => axes.map((_axis, axis) => shareOf(axis, sample)));
}

/** What a generation leaves to the next. */
export interface Brood {
  /** The best of the pool, best first: parents now, and part of the next pool. */
  readonly survivors: readonly Individual[];
  readonly children: readonly (readonly number[])[];
}

/**
 * The next generation of NSGA-II (K. Deb et al., IEEE Trans. Evol. Comput. 6(2), 2002, 182-197): the best of the pool by non-dominated rank and
 * crowding are parents; tournaments of two, uniform crossover, polynomial mutation. Depends on nothing but its arguments.
 * @param pool survivors of the generation before, and what it tried
 * @param seen options that were tried, as `keyOf` has them; children are added
 */
export function nextGeneration(axes: readonly Axis[], population: number, draw: () => number, pool: readonly Individual[], seen: Set<string>): Brood {
  const survivors = rank(pool).slice(0, population).map((index) => pool[index]!);
  const tournament = (): number => Math.min(Math.floor(draw() * survivors.length), Math.floor(draw() * survivors.length));
  const children: (readonly number[])[] = [];
  while (children.length < population) {
    let child = vary(survivors[tournament()]!.shares, survivors[tournament()]!.shares, axes, draw);
    for (let again = 0; again < DRAWS && seen.has(keyOf(axes, child)); again++) child = again < DRAWS / 2 ? vary(survivors[tournament()]!.shares, survivors[tournament()]!.shares, axes, draw) : axes.map(() => draw());
    seen.add(keyOf(axes, child));
    children.push(child);
  }
  return { survivors, children };
}

/** The options that shares stand for. */
export function settingsAt(axes: readonly Axis[], shares: readonly number[]): Settings {
  return Object.fromEntries(axes.map((axis, index) => [axis.name, valueAtShare(axis, shares[index]!)]));
}

/** Tells options of one point from those of another. */
export function keyOf(axes: readonly Axis[], shares: readonly number[]): string {
  return JSON.stringify(Object.values(settingsAt(axes, shares)));
}

/** Numbers of all individuals, best first: by front, and within a front the lonelier first. */
export function rank(individuals: readonly Individual[]): readonly number[] {
  const order: number[] = [];
  for (const front of frontsOf(individuals.map(({ costs }) => costs))) {
    const crowding = crowdingOf(front, individuals);
    order.push(...[...front].sort((a, b) => crowding.get(b)! - crowding.get(a)! || a - b));
  }
  return order;
}

/** Non-dominated sorting: the front, the front without it, and so on. */
function frontsOf(costs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const fronts: number[][] = [];
  let rest = costs.map((_, index) => index);
  while (rest.length > 0) {
    const front = rest.filter((one) => !rest.some((other) => dominates(costs[other]!, costs[one]!)));
    fronts.push(front);
    const taken = new Set(front);
    rest = rest.filter((one) => !taken.has(one));
  }
  return fronts;
}

/** Crowding distance; those at the ends of a front are the loneliest. */
function crowdingOf(front: readonly number[], individuals: readonly Individual[]): ReadonlyMap<number, number> {
  const distance = new Map(front.map((index) => [index, 0]));
  const objectives = individuals[front[0]!]?.costs.length ?? 0;
  for (let objective = 0; objective < objectives; objective++) {
    const cost = (index: number): number => individuals[index]!.costs[objective]!;
    const sorted = [...front].sort((a, b) => (cost(a) === cost(b) ? a - b : cost(a) < cost(b) ? -1 : 1));
    const [first, last] = [sorted[0]!, sorted[sorted.length - 1]!];
    distance.set(first, Infinity).set(last, Infinity);
    const range = cost(last) - cost(first);
    if (!(range > 0 && Number.isFinite(range))) continue;
    for (let i = 1; i < sorted.length - 1; i++) distance.set(sorted[i]!, distance.get(sorted[i]!)! + (cost(sorted[i + 1]!) - cost(sorted[i - 1]!)) / range);
  }
  return distance;
}

function vary(a: readonly number[], b: readonly number[], axes: readonly Axis[], draw: () => number): readonly number[] {
  return axes.map((axis, index) => {
    const inherited = draw() < CROSSOVER ? a[index]! : b[index]!;
    return draw() < 1 / axes.length ? mutate(inherited, axis, draw) : inherited;
  });
}

/** Polynomial mutation of a number; an option with few values takes any of them. */
function mutate(share: number, axis: Axis, draw: () => number): number {
  if ('values' in axis || lengthOf(axis) <= FEW) return draw();
  const u = draw();
  const step = u < 0.5 ? (2 * u) ** (1 / (ETA + 1)) - 1 : 1 - (2 * (1 - u)) ** (1 / (ETA + 1));
  return Math.min(1 - Number.EPSILON, Math.max(0, share + step));
}

const FEW = 8;
