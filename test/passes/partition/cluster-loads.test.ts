import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClusterLoads, limitsOfCore } from '../../../passes/5-partition/cluster-loads.ts';
import { partition } from '../../../passes/5-partition/partition.ts';
import { axonGraphOf } from '../../../src/ir/axon-graph.ts';
import { demandOf, verifyClustered, type Demand } from '../../../src/ir/clustered.ts';
import { randomStream } from '../../../src/ir/random.ts';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import type { Target } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { contextWith } from '../context.ts';
import { lower } from '../lower.ts';

// The tracker is what every partitioner trusts; `demandOf` recounts from the pieces and knows nothing of bundles.
test('loads kept step by step are those that are recounted, after any additions, moves and removals', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.integer({ min: 1, max: 4 }), (seed, target, clusters) => {
    const { unrolled } = lower(drawNetwork(seed), target, { stopAfter: 'unrolled' });
    const profile = estimatedProfile(unrolled.network);
    const graph = axonGraphOf(unrolled, target, profile);
    const loads = new ClusterLoads(graph, limitsOfCore(target));
    for (let cluster = 0; cluster < clusters; cluster++) loads.open();
    const random = randomStream(seed);
    const draw = (count: number): number => Math.floor(random() * count);
    for (let piece = 0; piece < graph.pieces; piece++) loads.add(piece, draw(clusters));
    for (let move = 0; move < 2 * graph.pieces; move++) {
      const piece = draw(graph.pieces);
      loads.remove(piece);
      const to = draw(clusters);
      const before = loads.messages;
      const added = loads.messagesAdded(piece, to);
      loads.add(piece, to);
      expect(loads.messages - before).toBeCloseTo(added, 6);
    }
    const demand = demandOf({ stage: 'clustered', unrolled, style: target.style, clusterOf: loads.clusterOf, clusterCount: clusters, profile }, target);
    for (let cluster = 0; cluster < clusters; cluster++) {
      const { neurons, columns, crossbars, axonsIn, axonsOut, memory_bits, rows } = loads.loadOf(cluster);
      expect({ neurons, columns, crossbars, axonsIn, axonsOut, memory_bits }).toEqual({
        neurons: demand.neurons[cluster], columns: demand.columns[cluster], crossbars: demand.crossbars[cluster],
        axonsIn: demand.axonsIn[cluster], axonsOut: demand.axonsOut[cluster], memory_bits: demand.synapseMemory_bits[cluster],
      });
      expect(rows).toBe(demand.rows[cluster]);
    }
  }), { seed: 29, numRuns: 40 });
});

// Taking a sum unit out leaves its parts behind: their sums begin to leave the clusters that form them, which need not have room for that.
test('a partition that keeps all limits keeps them through every move that is allowed', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, wide) => {
    const { unrolled } = lower(drawNetwork(seed), wide, { stopAfter: 'unrolled' });
    const clustered = partition.run(unrolled, { partitioner: 'tiles' }, contextWith(null, wide)).output;
    const { clusterCount, profile } = clustered;
    const target = withoutRoom(wide, demandOf(clustered, wide));
    const graph = axonGraphOf(unrolled, target, profile);
    const loads = new ClusterLoads(graph, limitsOfCore(target));
    for (let cluster = 0; cluster < clusterCount; cluster++) loads.open();
    clustered.clusterOf.forEach((cluster, piece) => loads.add(piece, cluster));
    const random = randomStream(seed);
    const draw = (count: number): number => Math.floor(random() * count);
    for (let move = 0; move < 3 * graph.pieces; move++) {
      const piece = draw(graph.pieces);
      const from = loads.clusterOf[piece]!;
      const to = draw(clusterCount);
      loads.remove(piece);
      loads.add(piece, loads.broken(piece, to) ? from : to);
    }
    expect(verifyClustered({ ...clustered, clusterOf: loads.clusterOf }, target)).toEqual([]);
  }), { seed: 31, numRuns: 40 });
});

/** The target with no more neurons and axons a core than the fullest core has. */
function withoutRoom(target: Target, { neurons, axonsIn, axonsOut }: Demand): Target {
  return { ...target, core: { ...target.core, neurons: Math.max(...neurons), axonsIn: Math.max(...axonsIn), axonsOut: Math.max(...axonsOut) } };
}
