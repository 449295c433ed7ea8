/** One of several ways to store something, of which one is to be picked. */
export interface Priced {
  readonly damage: number;
  readonly cost: number;
}

/** Picks of the first few, as a list from the last one back. */
interface Plan<T> extends Priced {
  readonly pick: T | null;
  readonly before: Plan<T> | null;
}

/** Plans that are carried on; beyond it only one for each of so many equal parts of the limit. */
const MOST_PLANS = 4096;

/**
 * One of each list of choices, such that the costs add up to at most the limit and the damages to the least there is. Null where the cheapest are beyond it.
 * Grows the undominated plans (none cheaper and better) list by list, which is exact as long as they are few.
 */
export function leastDamage<T extends Priced>(choices: readonly (readonly T[])[], limit: number): readonly T[] | null {
  let rest = choices.reduce((sum, of) => sum + cheapest(of), 0);
  let plans: readonly Plan<T>[] = [{ cost: 0, damage: 0, pick: null, before: null }];
  for (const of of choices) {
    rest -= cheapest(of);
    const affordable = plans.flatMap((before) => of.map((pick): Plan<T> => ({ cost: before.cost + pick.cost, damage: before.damage + pick.damage, pick, before })))
      .filter(({ cost }) => cost + rest <= limit * (1 + 1e-9));
    plans = thinned(undominated(affordable), limit);
  }
  const best = plans.at(-1);
  return best ? picksOf(best) : null;
}

function cheapest(of: readonly Priced[]): number {
  return of.reduce((least, { cost }) => Math.min(least, cost), Infinity);
}

/** From the cheapest with the most damage to the dearest with the least. */
function undominated<T>(plans: readonly Plan<T>[]): readonly Plan<T>[] {
  let least = Infinity;
  return [...plans].sort((a, b) => a.cost - b.cost || a.damage - b.damage).filter(({ damage }) => {
    if (damage >= least) return false;
    least = damage;
    return true;
  });
}

/** The cheapest, and the best of each part of the limit. */
function thinned<T>(plans: readonly Plan<T>[], limit: number): readonly Plan<T>[] {
  if (plans.length <= MOST_PLANS) return plans;
  const part = ({ cost }: Plan<T>): number => Math.floor((cost / limit) * MOST_PLANS);
  return plans.filter((plan, at) => at === 0 || at === plans.length - 1 || part(plan) !== part(plans[at + 1]!));
}

function picksOf<T>(plan: Plan<T>): readonly T[] {
  const picks: T[] = [];
  for (let at: Plan<T> | null = plan; at?.pick; at = at.before) picks.unshift(at.pick);
  return picks;
}
