import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anneal, movesWithin } from '../../../passes/6-place/anneal.ts';
import { pairCost, placementCost } from '../../../passes/6-place/cost.ts';
import { breadthFirst } from '../../../passes/6-place/orders.ts';
import { hopWeightsOf, planeOf } from '../../../passes/6-place/plane.ts';
import { alongHilbert, PLACERS, type Found } from '../../../passes/6-place/placers.ts';
import { problemOf, type PlaceProblem } from '../../../passes/6-place/problem.ts';
import { improveBySwaps } from '../../../passes/6-place/swaps.ts';
import { treeMovesOf } from '../../../passes/6-place/tree-moves.ts';
import { flowHops } from '../../../src/ir/flow-hops.ts';
import { finish } from '../../../src/ir/search.ts';
import { loadTarget } from '../../../targets/load.ts';
import { PROBLEMS } from './drawn.ts';
import { meshOf, problem, type Flow } from './flows.ts';

function run(name: string, of: PlaceProblem): Found {
  return finish(PLACERS.find((placer) => placer.name === name)!.run(of));
}

function swapped(initial: Int32Array, of: PlaceProblem, rounds: number): Int32Array {
  return finish(improveBySwaps(initial, of, rounds)).coreOf;
}

/** A random graph of neighbours in a line and some far away. */
function rings(clusters: number): Flow[] {
  return Array.from({ length: clusters }, (_, i) => [i, [(i + 1) % clusters, (i * 7 + 3) % clusters].filter((one) => one !== i).sort((a, b) => a - b), 1 + (i % 4)] as const);
}

const CONSTANT = { value: 4, source: 'test', scope: 'term', evidence: 'assumed' } as const;

describe('what a placement costs', () => {
  test('pairs: Manhattan distance times messages, the entry included', () => {
    // Tiles 0 1 2 over 3 4 5: cluster 0 on tile 2, cluster 1 on tile 3; entry on tile 0.
    const { graph, plane } = problem(2, [[0, [1], 5], [2, [0], 7]], meshOf(3, 2));
    expect(pairCost(Int32Array.of(2, 3), graph, plane)).toBe(5 * 3 + 7 * 2);
  });

  test('multicast: the links of a tree, along x first', () => {
    // 0 1 2 / 3 4 5 / 6 7 8: from tile 0 to 2, 4 and 7: 0-1-2 and 1-4-7.
    const one = (multicast: boolean): number => placementCost(Int32Array.of(0, 2, 4, 7), problem(4, [[0, [1, 2, 3], 10]], meshOf(3, 3, { multicast })));
    expect([one(true), one(false)]).toEqual([10 * 4, 10 * (2 + 2 + 3)]);
  });

  test('dear directions and crossings between chips', () => {
    const chips = { width: 2, height: 2, crossing_hops: CONSTANT };
    const plane = planeOf(meshOf(4, 4, { chips }), { eastWest: 1, northSouth: 1.5 });
    expect([...plane.x.subarray(0, 4)]).toEqual([0, 1, 5, 6]);
    expect([0, 4, 8, 12].map((core) => plane.y[core])).toEqual([0, 1.5, 7.5, 9]);
  });

  test('prices of hops: 3.0 pJ east and west, 4.2 pJ north and south', () => {
    const { eastWest, northSouth } = hopWeightsOf(loadTarget('loihi-sanafe').target);
    expect(eastWest).toBe(1);
    expect(northSouth).toBeCloseTo(1.4, 12);
    expect(hopWeightsOf({ prices: [] })).toEqual({ eastWest: 1, northSouth: 1 });
  });

  test('equals a recount of links, with and without multicast', () => {
    fc.assert(fc.property(PROBLEMS, (drawn) => {
      const { chips: _, ...mesh } = drawn.mesh;
      const plain = problemOf(drawn.flows, mesh, { rounds: 0, budget_s: 0, seed: 1 });
      const { coreOf } = run('random', drawn);
      expect(placementCost(coreOf, plain)).toBe(flowHops(drawn.flows, coreOf, mesh));
    }), { seed: 1, numRuns: 200 });
  });

  test('trees measured again as clusters move', () => {
    fc.assert(fc.property(PROBLEMS, fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.boolean()), { maxLength: 20 }), (drawn, moves) => {
      if (!drawn.trees) return;
      const { coreOf } = run('random', drawn);
      const [free] = [drawn.cores.filter((core) => !coreOf.includes(core))];
      const trees = treeMovesOf(drawn.trees, drawn.plane, coreOf);
      let cost = placementCost(coreOf, { ...drawn, pairs: { ...drawn.pairs, weights: drawn.pairs.weights.map(() => 0) } });
      for (const [a, b, accepted] of moves) {
        const u = a % coreOf.length;
        const v = b % (coreOf.length + free.length);
        const before = coreOf.slice();
        const other = v < coreOf.length ? v : -1;
        [coreOf[u]] = [other >= 0 ? coreOf[other]! : free[v - coreOf.length]!];
        if (other >= 0) coreOf[other] = before[u]!;
        const delta = trees.change(u, other);
        if (accepted) {
          trees.accept();
          cost += delta;
          if (other < 0) free[v - coreOf.length] = before[u]!;
        } else coreOf.set(before);
      }
      expect(placementCost(coreOf, { ...drawn, pairs: { ...drawn.pairs, weights: drawn.pairs.weights.map(() => 0) } })).toBeCloseTo(cost, 6);
    }), { seed: 2, numRuns: 200 });
  });
});

describe('swaps', () => {
  const chain: readonly Flow[] = [[3, [0], 1], [0, [1], 1], [1, [2], 1]];
  const of = (clusters: number, flows: readonly Flow[], width: number): PlaceProblem => problem(clusters, flows, meshOf(width, 1));

  test('put a chain in order', () => expect([...swapped(Int32Array.of(1, 0, 2), of(3, chain, 3), 100)]).toEqual([0, 1, 2]));
  test('move into empty cores', () => expect([...swapped(Int32Array.of(7), of(1, [[1, [0], 1]], 8), 100)]).toEqual([0]));
  test('no rounds, no change', () => expect([...swapped(Int32Array.of(2, 0, 1), of(3, chain, 3), 0)]).toEqual([2, 0, 1]));
  test('stop before a faulty core', () => expect([...swapped(Int32Array.of(7), problem(1, [[1, [0], 1]], meshOf(8, 1, { faultyCores: [3] })), 100)]).toEqual([4]));

  test('never lengthen pairs and never share a core; no pair of neighbouring tiles is under tension at the end', () => {
    fc.assert(fc.property(PROBLEMS, (drawn) => {
      const { coreOf: initial } = run('random', drawn);
      const costOf = (coreOf: Int32Array): number => pairCost(coreOf, drawn.graph, drawn.plane);
      let cost = costOf(initial);
      for (const rounds of [1, 2, 100]) {
        const coreOf = swapped(initial, drawn, rounds);
        expectLegal(coreOf, drawn);
        expect(costOf(coreOf)).toBeLessThanOrEqual(cost);
        cost = costOf(coreOf);
      }
      const coreOf = swapped(initial, drawn, 100);
      const { width, coresPerTile } = drawn.mesh;
      const far = (a: number, b: number): number => {
        const [p, q] = [Math.floor(a / coresPerTile), Math.floor(b / coresPerTile)];
        return Math.abs((p % width) - (q % width)) + Math.abs(Math.floor(p / width) - Math.floor(q / width));
      };
      for (let u = 0; u < coreOf.length; u++) {
        for (const core of drawn.cores) {
          if (far(coreOf[u]!, core) !== 1) continue;
          const exchanged = coreOf.slice();
          const v = coreOf.indexOf(core);
          if (v >= 0) exchanged[v] = coreOf[u]!;
          exchanged[u] = core;
          expect(costOf(exchanged)).toBeGreaterThanOrEqual(cost);
        }
      }
    }), { seed: 3, numRuns: 150 });
  });
});

describe('every placer', () => {
  test.each(PLACERS.map(({ name }) => name))('%s: a core of its own that works for every cluster, the same at every run', (name) => {
    fc.assert(fc.property(PROBLEMS, (drawn) => {
      const asked = { ...drawn, budget_s: 0.004 };
      const { coreOf } = run(name, asked);
      expectLegal(coreOf, drawn);
      expect([...run(name, asked).coreOf]).toEqual([...coreOf]);
    }), { seed: 4, numRuns: 40 });
  });

  test('force-directed is never dearer than hilbert, annealing never than force-directed', () => {
    fc.assert(fc.property(PROBLEMS, (drawn) => {
      const [first, second, third] = ['hilbert', 'force-directed', 'annealing'].map((name) => placementCost(run(name, { ...drawn, budget_s: 0.004 }).coreOf, drawn)) as [number, number, number];
      expect(second).toBeLessThanOrEqual(first);
      expect(third).toBeLessThanOrEqual(second);
    }), { seed: 5, numRuns: 60 });
  });

  test('radial: nearest to the entry first', () => {
    expect([...run('radial', problem(5, [], meshOf(3, 3, { entry: { x: 1, y: 1 }, faultyCores: [1] }))).coreOf]).toEqual([4, 3, 5, 7, 0]);
  });

  test('a mesh that is full to the last core', () => {
    for (const [width, height, coresPerTile] of [[3, 4, 1], [4, 3, 1], [12, 1, 1], [1, 12, 1], [2, 3, 2], [1, 1, 12]] as const) {
      for (const { name } of PLACERS) {
        const { coreOf } = run(name, problem(12, rings(12), meshOf(width, height, { coresPerTile }), { budget_s: 0.01 }));
        expect([...coreOf].sort((a, b) => a - b), name).toEqual(Array.from({ length: 12 }, (_, i) => i));
      }
    }
  });
});

describe('orders along the curve', () => {
  test('from the entry on, then what it does not reach', () => {
    expect([...breadthFirst(5, problem(5, [[5, [3], 1], [3, [1, 4], 1], [0, [2], 1]], meshOf(5, 1)).graph)]).toEqual([3, 1, 4, 0, 2]);
  });

  test('the cheapest order is taken', () => {
    // The entry speaks to 2, 2 to 0, 0 to 1; only this order costs 2 + 2 x 0 hops fewer than the numbers, from either end.
    expect([...alongHilbert(problem(3, [[3, [2], 9], [2, [0], 9], [0, [1], 9]], meshOf(3, 1)))]).toEqual([1, 2, 0]);
  });
});

describe('annealing', () => {
  const large = problem(60, rings(60), meshOf(8, 8), { budget_s: 0.1 });

  test('a budget is a number of moves', () => {
    const { moves, planned } = finish(anneal(alongHilbert(large), large));
    expect([moves, planned]).toEqual([movesWithin(large), movesWithin(large)]);
    expect(movesWithin({ ...large, budget_s: 0.2 }) / moves).toBeCloseTo(2, 3);
    expect(finish(anneal(alongHilbert(large), { ...large, budget_s: 0 }))).toMatchObject({ moves: 0, planned: 0 });
  });

  test('finds less than swaps, and another seed another placement', () => {
    const costs = [run('force-directed', large), run('annealing', large)].map(({ coreOf }) => placementCost(coreOf, large));
    expect(costs[1]).toBeLessThan(0.95 * costs[0]!);
    expect([...run('annealing', { ...large, seed: 2 }).coreOf]).not.toEqual([...run('annealing', large).coreOf]);
  });

  test('progress goes from 0 to 1', () => {
    const seen: number[] = [];
    finish(PLACERS.find(({ name }) => name === 'annealing')!.run(large), (fraction) => {
      seen.push(fraction);
      return false;
    });
    expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
    expect(seen.every((fraction, i) => i === 0 || fraction >= seen[i - 1]!)).toBe(true);
  });
});

describe('a search that is ended', () => {
  const large = problem(60, rings(60), meshOf(8, 8, { multicast: true }), { budget_s: 0.1 });
  const endedAfter = (name: string, steps: number): Found => {
    let asked = 0;
    return finish(PLACERS.find((placer) => placer.name === name)!.run(large), () => ++asked > steps);
  };

  test.each(['force-directed', 'annealing', 'pso'])('%s: wherever the user does it the placement is legal, and its search says how far it came', (name) => {
    for (const steps of [0, 1, 2, 3, 50, 250, 390]) {
      const { coreOf, search } = endedAfter(name, steps);
      expectLegal(coreOf, large);
      if (search!.endedBy === undefined) expect(name).toBe('force-directed');
      else expect([search!.endedBy, search!.done < search!.planned]).toEqual(['user', true]);
    }
  });

  test('annealing keeps the best placement so far', () => {
    const costs = [run('hilbert', large), endedAfter('annealing', 0), endedAfter('annealing', 250), run('annealing', large)].map(({ coreOf }) => placementCost(coreOf, large));
    expect(costs.every((cost, i) => i === 0 || cost <= costs[i - 1]!)).toBe(true);
    expect(costs[3]).toBeLessThan(costs[1]!);
  });

  test.each(['annealing', 'pso'])('%s: the clock does it after several times the budget', (name) => {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const { coreOf, search } = finish(PLACERS.find((placer) => placer.name === name)!.run({ ...large, budget_s: 0.02 }), () => {
      Atomics.wait(pause, 0, 0, 20);
      return false;
    });
    expectLegal(coreOf, large);
    expect([search!.endedBy, search!.done < search!.planned]).toEqual(['clock', true]);
  });
});

function expectLegal(coreOf: Int32Array, { clusterCount, cores }: PlaceProblem): void {
  expect(coreOf.length).toBe(clusterCount);
  expect(new Set(coreOf).size).toBe(clusterCount);
  expect(coreOf.every((core) => cores.includes(core))).toBe(true);
}
