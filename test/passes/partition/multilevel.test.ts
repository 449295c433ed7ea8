import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS, limitsOfCore, type Load } from '../../../passes/5-partition/cluster-loads.ts';
import { costOf, countLoads, keepsLimits } from '../../../passes/5-partition/count-loads.ts';
import { gather, type GatherRequest } from '../../../passes/5-partition/gather.ts';
import { Clusters } from '../../../passes/5-partition/multilevel/clusters.ts';
import { contract } from '../../../passes/5-partition/multilevel/contract.ts';
import { dimensionsOf, finestLevel, type Level } from '../../../passes/5-partition/multilevel/level.ts';
import { ownShare } from '../../../passes/5-partition/own-share.ts';
import { axonGraphOf, type AxonGraph } from '../../../src/ir/axon-graph.ts';
import { hash, uniform } from '../../../src/ir/random.ts';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { lower } from '../lower.ts';
import { gridGraph } from './grid-graph.ts';

const NO_LIMITS: Load = { neurons: Infinity, rows: Infinity, columns: Infinity, crossbars: Infinity, axonsIn: Infinity, axonsOut: Infinity, memory_bits: Infinity };

function request(changes: Partial<GatherRequest>): GatherRequest {
  return {
    limits: NO_LIMITS, objective: 'energy', cores: 0, available: 1000, ownShare: 1, start: null, repeats: 1, seed: 1, progress: () => {}, ...changes,
  };
}

function sizesOf(clusterOf: Int32Array, values: Int32Array | Float64Array): number[] {
  const sums = new Map<number, number>();
  clusterOf.forEach((cluster, piece) => sums.set(cluster, (sums.get(cluster) ?? 0) + values[piece]!));
  return [...sums.values()];
}

describe('a sheet that speaks to the same place and its neighbours in the next', () => {
  const graph = gridGraph(16, 4);

  test('few messages: fewer than rows one after the other, on as few cores', () => {
    const found = gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 } }))!;
    expect(Math.max(...sizesOf(found, graph.neurons))).toBeLessThanOrEqual(64);
    expect(new Set(found).size).toBeLessThanOrEqual(17);
    const inOrder = Int32Array.from({ length: graph.pieces }, (_, piece) => Math.floor(piece / 64));
    expect(countLoads(graph, found).messages).toBeLessThan(0.99 * countLoads(graph, inOrder).messages);
  });

  test('where messages that stay are free, sources are with their listeners', () => {
    const leaving = (share: number): number => countLoads(graph, gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 }, ownShare: share }))!).leaving;
    expect(leaving(0)).toBeLessThan(0.8 * leaving(1));
  });

  test('fewest cores: all are full', () => {
    const found = gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 }, objective: 'cores' }))!;
    expect(sizesOf(found, graph.neurons)).toEqual(Array.from({ length: 16 }, () => 64));
  });

  test('short timesteps: work is even over the cores that are there, and limits hold', () => {
    const work = Float64Array.from({ length: graph.pieces }, (_, piece) => 1 + (piece % 7) * uniform(5, piece));
    const found = gather({ ...graph, work }, request({ limits: { ...NO_LIMITS, neurons: 64 }, objective: 'latency', available: 24 }))!;
    const loads = sizesOf(found, work);
    expect(loads.length).toBe(24);
    expect(Math.max(...loads)).toBeLessThan((1.15 * work.reduce((sum, one) => sum + one, 0)) / 24);
    expect(Math.max(...sizesOf(found, graph.neurons))).toBeLessThanOrEqual(64);
  });

  test('so many cores as were asked for', () => {
    const found = gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 }, cores: 30 }))!;
    expect(new Set(found).size).toBeLessThanOrEqual(30);
    expect(gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 }, cores: 15 }))).toBe(null);
  });

  test('axons in and out are kept where they bind', () => {
    for (const limits of [{ neurons: 64, axonsIn: 100 }, { neurons: 64, axonsOut: 120 }, { neurons: 64, axonsIn: 110, axonsOut: 130 }]) {
      const all = { ...NO_LIMITS, ...limits };
      const found = gather(graph, request({ limits: all }));
      expect(found && keepsLimits(countLoads(graph, found), all), JSON.stringify(limits)).toBe(true);
    }
  });

  test('same seed, same clusters', () => {
    const found = (seed: number): Int32Array => gather(graph, request({ limits: { ...NO_LIMITS, neurons: 64 }, seed }))!;
    expect(found(3)).toEqual(found(3));
  });
});

test('a start that is good is kept or made better', () => {
  const graph = gridGraph(12, 3);
  const limits = { ...NO_LIMITS, neurons: 48 };
  const start = Int32Array.from({ length: graph.pieces }, (_, piece) => Math.floor(piece / 48));
  const found = gather(graph, request({ limits, start }))!;
  expect(countLoads(graph, found).messages).toBeLessThanOrEqual(countLoads(graph, start).messages);
});

describe('gains and loads of moves, at any grain, equal those counted anew', () => {
  test('on generated networks', () => {
    let moves = 0;
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.constantFrom(0, 0.3, 1), (seed, target, share) => {
      const { unrolled } = lower(drawNetwork(seed), target, { stopAfter: 'unrolled' });
      const graph = axonGraphOf(unrolled, target, estimatedProfile(unrolled.network));
      const limits = limitsOfCore(target);
      const dimensions = dimensionsOf(limits, graph.leavingSumsAreNeurons, Infinity);
      const finest = finestLevel(graph, dimensions, { limits, ownShare: share, balance: null });
      const groups = 1 + (hash(seed, 1) % graph.pieces);
      const groupOf = Int32Array.from({ length: graph.pieces }, (_, piece) => (piece < groups ? piece : hash(seed, piece) % groups));
      moves += checkMoves(graph, contract(finest, groupOf, groups, dimensions), groupOf, limits, share, seed);
    }), { seed: 8, numRuns: 40 });
    expect(moves).toBeGreaterThan(200);
  });

  /** Random moves on a level whose vertices are groups of pieces. */
  function checkMoves(graph: AxonGraph, level: Level, groupOf: Int32Array, limits: Load, share: number, seed: number): number {
    const dimensions = dimensionsOf(limits, graph.leavingSumsAreNeurons, Infinity);
    const used = LIMITS.filter((limit) => limits[limit] < Infinity);
    const count = Math.min(4, level.vertices);
    // The last cluster is one vertex, so that its number is in use.
    const clusterOf = Int32Array.from({ length: level.vertices }, (_, vertex) => vertex % count);
    const clusters = new Clusters(level, dimensions, dimensions.capacity, clusterOf, count);
    const counted = () => countLoads(graph, groupOf.map((group) => clusterOf[group]!));
    let cost = costOf(counted(), share);
    let moves = 0;
    for (let step = 0; step < 12; step++) {
      const [vertex, to] = [hash(seed, step, 2) % level.vertices, hash(seed, step, 3) % count];
      if (clusterOf[vertex] === to) continue;
      const gain = clusters.gainOf(vertex, to);
      clusters.begin();
      clusters.move(vertex, to);
      const now = counted();
      expect(costOf(now, share)).toBeCloseTo(cost - gain, 5);
      cost = costOf(now, share);
      used.forEach((limit, d) => now.loads[limit].forEach((load, cluster) => expect(clusters.load[cluster * used.length + d], limit).toBeCloseTo(load, 6)));
      moves++;
    }
    return moves;
  }
});

test('what a message within a core costs is told by the prices of the target', () => {
  expect(['loihi', 'rram-128', 'spikeflow-64'].map((name) => ownShare(loadTarget(name).target).toFixed(2))).toEqual(['0.94', '0.00', '0.25']);
});
