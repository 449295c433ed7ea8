import type { Objective } from '../plan/plan.ts';
import { numberIn, type Metrics } from './metrics.ts';

/** Costs of a point, all to be minimised; Infinity for what a point does not have, such as one that failed. */
export function costsOf(metrics: Metrics, objectives: readonly Objective[]): readonly number[] {
  return objectives.map(({ metric, goal }) => {
    const value = numberIn(metrics, metric);
    return value === null ? Infinity : goal === 'minimise' ? value : -value;
  });
}

/** Whether `a` is at least as good in everything and better in something. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/** Which points no other one dominates; points that lack an objective are none of them. */
export function frontOf(costs: readonly (readonly number[])[]): readonly boolean[] {
  // In lexical order a point can be dominated by an earlier one only, and by one of the front if by any.
  const order = costs.map((_, index) => index).sort((a, b) => compareLexically(costs[a]!, costs[b]!) || a - b);
  const front: number[] = [];
  const isFront = costs.map(() => false);
  for (const index of order) {
    if (costs[index]!.includes(Infinity) || front.some((one) => dominates(costs[one]!, costs[index]!))) continue;
    front.push(index);
    isFront[index] = true;
  }
  return isFront;
}

function compareLexically(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}
