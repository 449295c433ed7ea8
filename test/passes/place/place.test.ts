import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageHops } from '../../../passes/6-place/message-hops.ts';
import { place } from '../../../passes/6-place/place.ts';
import { improveBySwaps } from '../../../passes/6-place/swaps.ts';
import { axonGraphOf } from '../../../src/ir/axon-graph.ts';
import { clusterFlowsOf, clusterGraphOf, type ClusterGraph } from '../../../src/ir/cluster-flows.ts';
import { verifyPlaced } from '../../../src/ir/placed.ts';
import { coreCount, type Mesh } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, network } from '../../ir/build.ts';
import { contextWith } from '../context.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

function meshOf(width: number, height: number, coresPerTile = 1): Mesh {
  return { width, height, coresPerTile, multicast: true, entry: { x: 0, y: 0 } };
}

/** Edges [a, b, weight] between `clusters` clusters; number `clusters` is the entry. */
function graphOf(clusters: number, edges: readonly (readonly [number, number, number])[]): ClusterGraph {
  const lists = Array.from({ length: clusters + 1 }, (_, node) => edges.flatMap(([a, b, weight]) => (a === node ? [[b, weight] as const] : b === node ? [[a, weight] as const] : [])));
  const offsets = Int32Array.from([0, ...lists.map((_, node) => lists.slice(0, node + 1).flat().length)]);
  return { offsets, neighbours: Int32Array.from(lists.flat(), ([to]) => to), weights: Float64Array.from(lists.flat(), ([, weight]) => weight) };
}

describe('message hops', () => {
  test('Manhattan distance times axons, the entry included', () => {
    // Tiles 0 1 2 over 3 4 5: cluster 0 on tile 2, cluster 1 on tile 3; entry on tile 0.
    expect(messageHops(Int32Array.of(2, 3), graphOf(2, [[0, 1, 5], [2, 0, 7]]), meshOf(3, 2))).toBe(5 * 3 + 7 * 2);
  });

  test('cores of one tile are no hop apart', () => {
    expect(messageHops(Int32Array.of(0, 1, 2), graphOf(3, [[0, 1, 5], [1, 2, 3]]), meshOf(2, 1, 2))).toBe(3);
  });
});

describe('swaps', () => {
  const chain = graphOf(3, [[3, 0, 1], [0, 1, 1], [1, 2, 1]]);

  test('put a chain in order', () => {
    const coreOf = improveBySwaps(Int32Array.of(1, 0, 2), chain, meshOf(3, 1), 100);
    expect([...coreOf]).toEqual([0, 1, 2]);
  });

  test('move into empty cores', () => {
    expect([...improveBySwaps(Int32Array.of(7), graphOf(1, [[1, 0, 1]]), meshOf(8, 1), 100)]).toEqual([0]);
  });

  test('no rounds, no change', () => {
    expect([...improveBySwaps(Int32Array.of(2, 0, 1), chain, meshOf(3, 1), 0)]).toEqual([2, 0, 1]);
  });

  test('never lengthen axons and never share a core, on any graph from any placement', () => {
    const meshes = fc.record({ width: fc.integer({ min: 1, max: 5 }), height: fc.integer({ min: 1, max: 5 }), coresPerTile: fc.integer({ min: 1, max: 3 }) });
    fc.assert(fc.property(meshes, fc.nat(1000), fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 9 })), { maxLength: 30 }), fc.nat(1000), ({ width, height, coresPerTile }, size, drawn, step) => {
      const mesh = meshOf(width, height, coresPerTile);
      const cores = coreCount(mesh);
      const clusters = 1 + (size % cores);
      const edges = drawn.map(([a, b, weight]) => [a % (clusters + 1), b % (clusters + 1), weight] as const).filter(([a, b]) => a !== b);
      const graph = graphOf(clusters, edges);
      const initial = Int32Array.from({ length: clusters }, (_, cluster) => (cluster + step) % cores);
      let hops = messageHops(initial, graph, mesh);
      for (const rounds of [1, 2, 100]) {
        const coreOf = improveBySwaps(initial, graph, mesh, rounds);
        expect(new Set(coreOf).size).toBe(clusters);
        expect(messageHops(coreOf, graph, mesh)).toBeLessThanOrEqual(hops);
        hops = messageHops(coreOf, graph, mesh);
      }
    }), { seed: 2, numRuns: 200 });
  });
});

test('along the curve: the cluster nearest to the input comes first', () => {
  const chain = network([spikes('x', [2]), neurons('a', [2]), neurons('b', [2]), neurons('c', [2]), neurons('d', [2])],
    [dense('x', 'a', matrix(2, 2)), dense('a', 'b', matrix(2, 2)), dense('b', 'c', matrix(2, 2)), dense('c', 'd', matrix(2, 2))], { timesteps: 1 });
  const { placed, statistics } = lower(chain, targetWith({ core: core({ neurons: 2 }) }), { stopAfter: 'placed', place: { placer: 'hilbert', rounds: 0, budget_s: 0 } });
  // Clusters 0..3 are d c b a; a 2 x 2 square of the 32 x 32 mesh, (0, 0) (0, 1) (1, 1) (1, 0).
  expect([...placed.coreOf]).toEqual([1, 33, 32, 0]);
  expect(statistics).toMatchObject({ messageHops: 2 * 3 });
});

test('generated networks: a core of its own for every cluster, and swaps only shorten', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { clustered } = lower(drawNetwork(seed), target, { stopAfter: 'clustered' });
    const [before, after] = ['hilbert', 'force-directed'].map((placer) => place.run(clustered, { placer, rounds: 100, budget_s: 0 }, contextWith(null, target)));
    const { output, statistics } = after!;
    expect(verifyPlaced(output, target)).toEqual([]);
    expect(new Set(output.coreOf).size).toBe(clustered.clusterCount);
    expect(statistics.messageHops).toBeLessThanOrEqual(before!.statistics.messageHops as number);
    const flows = clusterFlowsOf(axonGraphOf(clustered.unrolled, target, clustered.profile), clustered.clusterOf, clustered.clusterCount);
    expect(statistics.messageHops).toBe(messageHops(output.coreOf, clusterGraphOf(flows), target.mesh));
  }), { seed: 13, numRuns: 60 });
});

test('a mesh that is full to the last core', () => {
  const wide = network([spikes('x', [2]), neurons('y', [12])], [dense('x', 'y', matrix(12, 2))], { timesteps: 1 });
  for (const [width, height, coresPerTile] of [[3, 4, 1], [4, 3, 1], [12, 1, 1], [1, 12, 1], [2, 3, 2], [1, 1, 12]] as const) {
    const target = targetWith({ mesh: meshOf(width, height, coresPerTile), core: core({ neurons: 1 }) });
    const { placed } = lower(wide, target, { stopAfter: 'placed', unroll: { columns: 1 } });
    expect([...placed.coreOf].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  }
});
