import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countLoads } from '../../../passes/5-partition/count-loads.ts';
import { ClusterLoads, LIMITS, limitsOfCore } from '../../../passes/5-partition/cluster-loads.ts';
import { partition } from '../../../passes/5-partition/partition.ts';
import { PARTITIONERS } from '../../../passes/5-partition/partitioners.ts';
import { axonGraphOf } from '../../../src/ir/axon-graph.ts';
import { demandOf, groupByCluster, verifyClustered } from '../../../src/ir/clustered.ts';
import { OBJECTIVES } from '../../../src/ir/objective.ts';
import { uniform } from '../../../src/ir/random.ts';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { contextWith } from '../context.ts';
import { lower } from '../lower.ts';

describe.each(PARTITIONERS.map(({ name }) => name))('the partitioner %s', (partitioner) => {
  test('keeps every limit of every target on generated networks', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.constantFrom(...OBJECTIVES), (seed, target, objective) => {
      const { unrolled } = lower(drawNetwork(seed), target, { stopAfter: 'unrolled' });
      const { output } = partition.run(unrolled, { partitioner, objective }, contextWith(null, target));
      expect(verifyClustered(output, target)).toEqual([]);
      expect(groupByCluster(output.clusterOf, output.clusterCount).every((pieces) => pieces.length > 0)).toBe(true);
      const again = partition.run(unrolled, { partitioner, objective }, contextWith(null, target));
      expect(again.output.clusterOf).toEqual(output.clusterOf);
    }), { seed: 3, numRuns: partitioner === 'multilevel' ? 25 : 8 });
  });
});

test('loads counted anew, kept up to date and recounted from the pieces are equal', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const { unrolled } = lower(drawNetwork(seed), target, { stopAfter: 'unrolled' });
    const graph = axonGraphOf(unrolled, target, estimatedProfile(unrolled.network));
    const count = Math.min(graph.pieces, 1 + Math.floor(7 * uniform(seed)));
    const clusterOf = Int32Array.from({ length: graph.pieces }, (_, piece) => (piece < count ? piece : Math.floor(count * uniform(seed, piece))));
    const kept = new ClusterLoads(graph, limitsOfCore(target));
    for (let cluster = 0; cluster < count; cluster++) kept.open();
    clusterOf.forEach((cluster, piece) => kept.add(piece, cluster));
    const { loads, messages } = countLoads(graph, clusterOf);
    expect(messages).toBeCloseTo(kept.messages, 6);
    for (let cluster = 0; cluster < count; cluster++) for (const limit of LIMITS) expect(loads[limit][cluster], limit).toBeCloseTo(kept.loadOf(cluster)[limit], 6);
    const demand = demandOf({ stage: 'clustered', unrolled, style: target.style, clusterOf, clusterCount: count, profile: estimatedProfile(unrolled.network) }, target);
    for (const limit of ['neurons', 'axonsIn', 'axonsOut', 'columns', 'rows'] as const) expect([...loads[limit]], limit).toEqual([...demand[limit]]);
  }), { seed: 4, numRuns: 40 });
});
