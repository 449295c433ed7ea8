import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partition } from '../../../passes/5-partition/partition.ts';
import { verifyClustered } from '../../../src/ir/clustered.ts';
import { neuronBases, type Network } from '../../../src/ir/network.ts';
import { OBJECTIVES } from '../../../src/ir/objective.ts';
import { uniform } from '../../../src/ir/random.ts';
import type { SpikeProfile } from '../../../src/ir/spike-profile.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawNetwork } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { dense, integrateAndFire, network, population, SPIKES } from '../../ir/build.ts';
import { contextWith } from '../context.ts';
import { lower } from '../lower.ts';

/** Spikes of some neurons in some timesteps. */
function profileOf(network: Network, count: number, spikes: (neuron: number, step: number) => boolean): SpikeProfile {
  const bases = neuronBases(network);
  const lists = Array.from({ length: count }, (_, step) => [...Array(bases[bases.length - 1]!).keys()].filter((neuron) => spikes(neuron, step)));
  const total = new Float64Array(bases[bases.length - 1]!);
  for (const list of lists) for (const neuron of list) total[neuron]!++;
  const offsets = new Int32Array(count + 1);
  lists.forEach((list, step) => { offsets[step + 1] = offsets[step]! + list.length; });
  return { spikes: total, kind: 'measured', samples: 1, steps: { count, offsets, neurons: Int32Array.from(lists.flat()) } };
}

test('keeps every limit of every target, whatever spikes when', () => {
  fc.assert(fc.property(fc.nat(1e6), fc.constantFrom(...TARGETS), fc.constantFrom(...OBJECTIVES), (seed, target, objective) => {
    const { unrolled } = lower(drawNetwork(seed), target, { stopAfter: 'unrolled' });
    const profile = profileOf(unrolled.network, 12, (neuron, step) => uniform(seed, neuron, step) < 0.3);
    const run = () => partition.run(unrolled, { partitioner: 'steady', objective }, { ...contextWith(null, target), profileOf: () => profile }).output;
    expect(verifyClustered(run(), target)).toEqual([]);
    expect(run().clusterOf).toEqual(run().clusterOf);
    expect(run().profile.steps).toBeUndefined();
  }), { seed: 8, numRuns: 15 });
});

test('what works at different times shares a core, what works at the same time does not', () => {
  const { target } = loadTarget('loihi-sanafe');
  // Four neurons that hear one input each: 0 and 1 in even timesteps, 2 and 3 in odd ones.
  const pair = (i: number) => dense(`x${i}`, `y${i}`, [Array.from({ length: 40 }, () => 1)]);
  const four = [0, 1, 2, 3];
  const model = network(
    [...four.map((i) => population(`x${i}`, [40], SPIKES)), ...four.map((i) => population(`y${i}`, [1], integrateAndFire({ threshold: 50 })))],
    four.map(pair), { timesteps: 8, output: { population: 'y3', readout: 'count' } },
  );
  const { unrolled } = lower(model, target, { stopAfter: 'unrolled' });
  const profile = profileOf(unrolled.network, 8, (neuron, step) => neuron < 160 && Math.floor(neuron / 80) === step % 2);
  const { clusterOf } = partition.run(unrolled, { partitioner: 'steady', objective: 'latency', cores: 2 }, { ...contextWith(null, target), profileOf: () => profile }).output;
  expect(clusterOf[0]).not.toBe(clusterOf[1]);
  expect(clusterOf[2]).not.toBe(clusterOf[3]);
});
