import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axonGraphOf, type AxonGraph } from '../../src/ir/axon-graph.ts';
import { clusterFlowsOf } from '../../src/ir/cluster-flows.ts';
import { listenersOf } from '../../src/ir/cluster-traffic.ts';
import { estimatedProfile } from '../../src/ir/spike-profile.ts';
import { transposed, twinsOf } from '../../src/ir/twins.ts';
import { drawNetwork } from '../equivalence/networks.ts';
import { TARGETS } from '../equivalence/targets.ts';
import { core, lower, matrix, neurons, spikes, targetWith } from '../passes/lower.ts';
import { convolution, dense, network, noise } from './build.ts';

function listOf({ offsets, items }: { offsets: Int32Array; items: Int32Array }, at: number): number[] {
  return [...items.subarray(offsets[at], offsets[at + 1])];
}

describe('twins', () => {
  test('items with equal labels and equal lists are one group, items with empty lists none', () => {
    const lists = { offsets: Int32Array.of(0, 2, 4, 4, 6, 8), items: Int32Array.of(1, 2, 1, 2, 1, 2, 1, 3) };
    const { count, groupOf, first } = twinsOf(lists, Int32Array.of(0, 0, 0, 7, 0));
    expect(count).toBe(3);
    expect([...groupOf]).toEqual([0, 0, -1, 1, 2]);
    expect([...first]).toEqual([0, 3, 4]);
  });

  test('lists turned around twice are themselves, sorted', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 6 }), { minLength: 1, maxLength: 20 }), (drawn) => {
      const offsets = Int32Array.from([0, ...drawn.map((_, i) => drawn.slice(0, i + 1).flat().length)]);
      const lists = { offsets, items: Int32Array.from(drawn.flatMap((list) => [...list].sort((a, b) => a - b))) };
      const back = transposed(transposed(lists, 10), drawn.length);
      expect([...back.offsets]).toEqual([...offsets]);
      expect([...back.items]).toEqual([...lists.items]);
    }), { seed: 4 });
  });
});

describe('the axon graph', () => {
  test('channels of a position are twins: 4 channels of 3 x 3 kernels over 6 x 6 are one bundle a position', () => {
    const planes = network([spikes('x', [4, 6, 6]), neurons('y', [4, 6, 6])], [convolution('x', 'y', [4, 4, 3, 3], noise(144), { padding: [1, 1, 1, 1] })], { timesteps: 2 });
    const target = targetWith({ core: core({ crossbars: { count: 1, rows: 128, columns: 128 } }) });
    const { unrolled } = lower(planes, target, { stopAfter: 'unrolled' });
    const { pieces, bundles } = axonGraphOf(unrolled, target, estimatedProfile(unrolled.network));
    expect(pieces).toBe(36);
    expect(bundles.count).toBe(36);
    expect(new Set(bundles.axons)).toEqual(new Set([4]));
    // The pixel in the corner is heard at 2 x 2 positions, one in the middle at 3 x 3.
    expect(listOf(bundles.pieces, 0)).toEqual([0, 1, 6, 7]);
    expect(listOf(bundles.pieces, 7)).toEqual([0, 1, 2, 6, 7, 8, 12, 13, 14]);
  });

  test('neurons of a dense population are one bundle, weighed by what they say', () => {
    const chain = network([spikes('x', [3]), neurons('h', [4]), neurons('y', [2])], [dense('x', 'h', matrix(4, 3)), dense('h', 'y', matrix(2, 4))], { timesteps: 1 });
    const target = targetWith({ core: core({}) });
    const { unrolled } = lower(chain, target, { stopAfter: 'unrolled' });
    const { bundles, work } = axonGraphOf(unrolled, target, { spikes: Float64Array.of(1, 2, 3, 10, 20, 30, 40, 0, 0), kind: 'measured', samples: 1 });
    expect([...bundles.source]).toEqual([-1, 0]);
    expect([...bundles.axons]).toEqual([3, 4]);
    expect([...bundles.messages]).toEqual([6, 100]);
    // Weights read: 6 spikes x 4 columns, 100 x 2.
    expect([...work]).toEqual([24, 200]);
  });

  test('generated networks: every axon is in one bundle that goes where the neuron is heard', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), (seed, target) => {
      const { clustered } = lower(drawNetwork(seed), target, { stopAfter: 'clustered' });
      const { unrolled, clusterOf, clusterCount } = clustered;
      const graph = axonGraphOf(unrolled, target, estimatedProfile(unrolled.network));
      const listeners = listenersOf(clustered);
      const heard = listeners.offsets.filter((offset, neuron) => neuron > 0 && offset > listeners.offsets[neuron - 1]!).length;
      expect(axonsOf(graph)).toBe(heard);
      // Clusters that hear each bundle, its own included, times its axons: as the list of listeners counts them.
      expect(deliveriesOf(graph, clusterOf)).toBe(listeners.clusters.length);
      const flows = clusterFlowsOf(graph, clusterOf, clusterCount);
      for (let flow = 0; flow < flows.count; flow++) expect(listOf(flows.clusters, flow)).not.toContain(flows.source[flow]);
    }), { seed: 17, numRuns: 30 });
  });
});

function axonsOf({ bundles }: AxonGraph): number {
  return bundles.axons.reduce((sum, axons, bundle) => sum + (bundles.isSum[bundle] ? 0 : axons), 0);
}

function deliveriesOf({ bundles }: AxonGraph, clusterOf: Int32Array): number {
  let sum = 0;
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    if (!bundles.isSum[bundle]) sum += bundles.axons[bundle]! * new Set(listOf(bundles.pieces, bundle).map((piece) => clusterOf[piece])).size;
  }
  return sum;
}
