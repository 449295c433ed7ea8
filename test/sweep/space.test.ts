import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/ir/random.ts';
import type { Axis, Plan } from '../../src/sweep/plan/plan.ts';
import { dominates, frontOf } from '../../src/sweep/results/pareto.ts';
import { firstGeneration, keyOf, nextGeneration, rank, type Individual } from '../../src/sweep/search/nsga2.ts';
import { latinHypercube, pointsOf } from '../../src/sweep/space/points.ts';

const RUNS = { seed: 7, numRuns: 30 };
const range = (name: string, from: number, to: number, whole = false): Axis => ({ name, from, to, scale: 'linear', count: null, whole });

describe('sampling', () => {
  it('a Latin hypercube draws from every stratum of every axis once', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 }), fc.nat(1e6), (axes, samples, seed) => {
      const shareOf = latinHypercube(axes, samples, seed);
      for (let axis = 0; axis < axes; axis++) {
        const strata = Array.from({ length: samples }, (_, sample) => Math.floor(shareOf(axis, sample) * samples));
        expect([...strata].sort((a, b) => a - b)).toEqual(Array.from({ length: samples }, (_, i) => i));
      }
    }), RUNS);
  });

  it('gives the same points for the same seed, others for another, and whole numbers up to both ends', () => {
    const planOf = (kind: 'random' | 'latin-hypercube', seed: number): Plan => ({ name: 'p', fixed: {}, objectives: [], design: { kind, samples: 200, seed, axes: [range('a', 1, 4, true), range('b', 0, 1), { name: 'c', values: ['x', 'y'] }] } });
    for (const kind of ['random', 'latin-hypercube'] as const) {
      const all = (seed: number): readonly unknown[] => { const { count, at } = pointsOf(planOf(kind, seed)); return Array.from({ length: count }, (_, point) => at(point)); };
      expect(all(1)).toEqual(all(1));
      expect(all(1)).not.toEqual(all(2));
      const counts = new Map<unknown, number>();
      for (const { a, b } of all(1) as { a: number; b: number }[]) {
        counts.set(a, (counts.get(a) ?? 0) + 1);
        expect(b >= 0 && b <= 1).toBe(true);
      }
      expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4]);
      expect(Math.min(...counts.values())).toBeGreaterThan(25);
    }
  });
});

describe('the Pareto front', () => {
  const costs = fc.array(fc.array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(Infinity)), { minLength: 3, maxLength: 3 }), { maxLength: 40 });

  it('is what no other point dominates, as by comparing all pairs', () => {
    fc.assert(fc.property(costs, (all) => {
      const expected = all.map((one) => !one.includes(Infinity) && !all.some((other) => !other.includes(Infinity) && dominates(other, one)));
      expect(frontOf(all)).toEqual(expected);
    }), { ...RUNS, numRuns: 200 });
  });

  it('ranks nothing before what dominates it', () => {
    fc.assert(fc.property(costs, (all) => {
      const individuals = all.map((one): Individual => ({ shares: [], costs: one }));
      const order = rank(individuals);
      expect([...order].sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
      order.forEach((one, place) => { for (const later of order.slice(place + 1)) expect(dominates(all[later]!, all[one]!)).toBe(false); });
    }), RUNS);
  });
});

describe('the search', () => {
  const axes: readonly Axis[] = Array.from({ length: 5 }, (_, i) => range(`x${i}`, 0, 1));

  /** ZDT1 (E. Zitzler, K. Deb, L. Thiele, Evolutionary Computation 8(2), 2000): the front is f2 = 1 - sqrt(f1), where all but the first variable are 0. */
  const zdt1 = (shares: readonly number[]): Individual => {
    const g = 1 + (9 * shares.slice(1).reduce((sum, x) => sum + x, 0)) / (shares.length - 1);
    return { shares, costs: [shares[0]!, g * (1 - Math.sqrt(shares[0]! / g))] };
  };

  const distance = (all: readonly Individual[]): number => {
    const isFront = frontOf(all.map(({ costs }) => costs));
    const front = all.filter((_, i) => isFront[i]);
    return front.reduce((sum, { costs: [f1, f2] }) => sum + f2! - (1 - Math.sqrt(f1!)), 0) / front.length;
  };

  function search(generations: number, seed: number): readonly Individual[] {
    const seen = new Set<string>();
    let [last, survivors]: [readonly Individual[], readonly Individual[]] = [firstGeneration(axes, 24, seed).map(zdt1), []];
    const all = [...last];
    for (let g = 1; g < generations; g++) {
      for (const { shares } of last) seen.add(keyOf(axes, shares));
      const brood = nextGeneration(axes, 24, randomStream(seed, g, axes.length), [...survivors, ...last], seen);
      survivors = brood.survivors;
      last = brood.children.map(zdt1);
      all.push(...last);
    }
    return all;
  }

  it('comes far nearer to the front of ZDT1 than as many points of a Latin hypercube', () => {
    for (const seed of [1, 2, 3]) {
      const hypercube = firstGeneration(axes, 24 * 25, seed).map(zdt1);
      expect(distance(search(25, seed))).toBeLessThan(0.35 * distance(hypercube));
    }
  });

  it('depends on its seed alone', () => {
    expect(search(5, 9)).toEqual(search(5, 9));
    expect(search(5, 9)).not.toEqual(search(5, 10));
  });

  it('tries no options twice while there are others', () => {
    const few: readonly Axis[] = [{ name: 'a', values: [1, 2, 3, 4, 5, 6, 7, 8] }, { name: 'b', values: ['x', 'y', 'z'] }];
    const first = firstGeneration(few, 6, 1).map((shares): Individual => ({ shares, costs: [shares[0]!, -shares[1]!] }));
    const seen = new Set(first.map(({ shares }) => keyOf(few, shares)));
    const distinct = seen.size;
    nextGeneration(few, 6, randomStream(1, 1, 2), first, seen);
    expect(seen.size).toBe(distinct + 6);
  });
});
