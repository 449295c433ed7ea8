import { randomStream, uniform } from '../../ir/random.ts';
import { lengthOf, valueAt, valueAtShare } from '../plan/axes.ts';
import type { Axis, Plan, Settings, Value } from '../plan/plan.ts';

/** The points of a plan, by number; nothing is expanded. */
export interface Points {
  readonly count: number;
  /** All options of a point, fixed ones first. */
  readonly at: (point: number) => Settings;
}

/** How many points a plan has, without expanding it. May be larger than any array. */
export function countPoints({ design }: Plan): number {
  switch (design.kind) {
    case 'grid': return design.axes.reduce((product, axis) => product * lengthOf(axis), 1);
    case 'list': return design.points.length;
    case 'random':
    case 'latin-hypercube': return design.samples;
    case 'search': return design.population * design.generations;
  }
}

/** The points of a plan that is no search; those of a search depend on results. */
export function pointsOf(plan: Plan): Points {
  const { fixed, design } = plan;
  const count = countPoints(plan);
  switch (design.kind) {
    case 'grid': return { count, at: (point) => ({ ...fixed, ...gridPoint(design.axes, point) }) };
    case 'list': return { count, at: (point) => ({ ...fixed, ...design.points[point]! }) };
    case 'random': return { count, at: (point) => ({ ...fixed, ...settingsOf(design.axes, (axis) => valueAtShare(design.axes[axis]!, uniform(design.seed, point, axis))) }) };
    case 'latin-hypercube': {
      const shareOf = latinHypercube(design.axes.length, design.samples, design.seed);
      return { count, at: (point) => ({ ...fixed, ...settingsOf(design.axes, (axis) => valueAtShare(design.axes[axis]!, shareOf(axis, point))) }) };
    }
    case 'search': throw new Error('points of a search come from its generations');
  }
}

/** The last axis changes fastest. */
function gridPoint(axes: readonly Axis[], point: number): Settings {
  const values: Value[] = [];
  let rest = point;
  for (let i = axes.length - 1; i >= 0; i--) {
    const length = lengthOf(axes[i]!);
    values[i] = valueAt(axes[i]!, rest % length);
    rest = Math.floor(rest / length);
  }
  return settingsOf(axes, (axis) => values[axis]!);
}

function settingsOf(axes: readonly Axis[], valueOf: (axis: number) => Value): Settings {
  return Object.fromEntries(axes.map(({ name }, axis) => [name, valueOf(axis)]));
}

/**
 * Latin hypercube sampling (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21(2), 1979, 239-245): each axis is cut into as many
 * strata as there are samples, and each stratum is drawn from once.
 * @returns the share 0..1 along an axis of a sample
 */
export function latinHypercube(axes: number, samples: number, seed: number): (axis: number, sample: number) => number {
  const strata = Array.from({ length: axes }, (_, axis) => shuffled(samples, seed, axis));
  return (axis, sample) => (strata[axis]![sample]! + uniform(seed, sample, axis)) / samples;
}

/** 0..count - 1 in an order drawn by Fisher and Yates. */
function shuffled(count: number, seed: number, axis: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const draw = randomStream(seed, axis, count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
