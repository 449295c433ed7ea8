import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerBounds } from '../../../passes/5-partition/bounds.ts';
import { limitsOfCore } from '../../../passes/5-partition/cluster-loads.ts';
import { countLoads } from '../../../passes/5-partition/count-loads.ts';
import { axonGraphOf, type AxonGraph } from '../../../src/ir/axon-graph.ts';
import { estimatedProfile } from '../../../src/ir/spike-profile.ts';
import type { CoreLimits, Target } from '../../../src/ir/target.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, network } from '../../ir/build.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../lower.ts';

function graphOf(stages: ReturnType<typeof lower>, target: Target): AxonGraph {
  return axonGraphOf(stages.unrolled, target, estimatedProfile(stages.unrolled.network));
}

test('no partition that keeps the limits is below', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
    const stages = lower(drawNetwork(seed), target, { stopAfter: 'clustered', partition: { partitioner: seed % 2 ? 'multilevel' : 'tiles' } });
    const graph = graphOf(stages, target);
    const { cores, messages, leaving } = lowerBounds(graph, limitsOfCore(target));
    const counted = countLoads(graph, stages.clustered.clusterOf);
    expect(stages.clustered.clusterCount).toBeGreaterThanOrEqual(cores);
    expect(counted.messages).toBeGreaterThanOrEqual(messages - 1e-6);
    expect(counted.leaving).toBeGreaterThanOrEqual(leaving - 1e-6);
  }), { seed: 5, numRuns: 30 });
});

test('no partition of a small network is below, whichever: all are tried', () => {
  const chain = network([spikes('x', [3]), neurons('h', [4]), neurons('y', [3])], [dense('x', 'h', matrix(4, 3)), dense('h', 'y', matrix(3, 4))], { timesteps: 1 });
  const target = targetWith({ core: core({ neurons: 2 }) });
  const graph = graphOf(lower(chain, target, { stopAfter: 'unrolled', unroll: { columns: 1 } }), target);
  const { messages, leaving, cores } = lowerBounds(graph, limitsOfCore(target));
  let [least, leastLeaving] = [Infinity, Infinity];
  for (let code = 0; code < 4 ** graph.pieces; code++) {
    const clusterOf = Int32Array.from({ length: graph.pieces }, (_, piece) => Math.floor(code / 4 ** piece) % 4);
    const counted = countLoads(graph, clusterOf);
    if (counted.loads.neurons.some((load) => load > 2)) continue;
    [least, leastLeaving] = [Math.min(least, counted.messages), Math.min(leastLeaving, counted.leaving)];
  }
  // 3 inputs reach 4 neurons on 2 cores, 4 neurons reach 3 on 2.
  expect({ messages, cores }).toEqual({ messages: 3 * 2 + 4 * 2, cores: 4 });
  expect(least).toBe(messages);
  expect(leastLeaving).toBeGreaterThanOrEqual(leaving);
});

test('sums that do not fit beside the piece that adds them travel', () => {
  const wide = network([spikes('x', [12]), neurons('y', [4])], [dense('x', 'y', matrix(4, 12))], { timesteps: 3 });
  const limits: Partial<CoreLimits> = { crossbars: { count: 1, rows: 4, columns: 8 } };
  const target = targetWith({ fanIn: 4, core: core(limits) });
  const graph = graphOf(lower(wide, target, { stopAfter: 'unrolled' }), target);
  const sums = [...graph.bundles.isSum.keys()].filter((bundle) => graph.bundles.isSum[bundle]);
  const each = sums.map((bundle) => graph.bundles.messages[bundle]!).sort((a, b) => a - b);
  expect(sums.length).toBe(3);
  // Three parts of 4 columns, of which a core of 8 columns holds two.
  expect(lowerBounds(graph, limitsOfCore(target)).messages).toBeCloseTo(12 + each[0]!, 9);
});

test('dense populations that fill cores meet the bound', () => {
  const target = targetWith({ core: core({ neurons: 16 }) });
  const stacked = network([spikes('x', [8]), neurons('h', [64]), neurons('y', [32])], [dense('x', 'h', matrix(64, 8)), dense('h', 'y', matrix(32, 64))], { timesteps: 1 });
  const stages = lower(stacked, target, { stopAfter: 'clustered', unroll: { columns: 4 }, partition: { partitioner: 'multilevel' } });
  const graph = graphOf(stages, target);
  const found = countLoads(graph, stages.clustered.clusterOf).messages;
  expect(lowerBounds(graph, limitsOfCore(target)).messages).toBe(found);
});
