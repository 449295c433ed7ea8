import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { activityOf } from '../../../src/simulate/engine/activity.ts';
import type { Ledger, StepCountName } from '../../../src/simulate/ledger/ledger.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { dense, integrateAndFire, network, noise, oneToOne, population, samples, CURRENT, SPIKES } from '../../ir/build.ts';
import { FREE, mappedAtRandom } from '../engine/mapped-networks.ts';

async function ledgerOf(...[configuration, data]: [Parameters<typeof simulate>[0], Parameters<typeof simulate>[2]]): Promise<Ledger> {
  return (await simulate(configuration, FREE, data, { nonIdealities: IDEAL, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {} })).ledger;
}

test('the steps of one sample add up to its counts, core by core', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(1e6), async (seed) => {
    const model = drawNetwork(seed);
    const data = drawSamples(model, seed, 1);
    const ledger = await ledgerOf(mappedAtRandom(model, data, seed), data);
    const { steps = null, cores } = ledger;
    expect(steps !== null || data.timesteps === null).toBe(true);
    if (steps === null) return;
    expect(steps.neurons.reduce((sum, count) => sum + count, 0) * ledger.timesteps).toBe(ledger.total.neuronUpdates);
    for (const [name, counts] of Object.entries(steps.counts)) {
      const sums = Array.from({ length: steps.cores }, (_, core) => counts.reduce((sum, count, at) => sum + (at % steps.cores === core ? count : 0), 0));
      expect(sums).toEqual([...cores[name as StepCountName]]);
    }
  }), { seed: 11, numRuns: 15 });
});

describe('values', () => {
  const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
  const driven = (weights: number[][]) => network(
    [population('x', [2], CURRENT), population('y', [weights.length], integrateAndFire({ threshold: 2 }))], [dense('x', 'y', weights)], { timesteps: 3 });

  test('that drive many neurons are sent, and drive them in every step: there are no steps then', async () => {
    const data = samples([2], [[1, 0.5]]);
    const ledger = await ledgerOf(mappedAtRandom(driven([ones(2), ones(2), ones(2)]), data, 1), data);
    expect(ledger.steps).toBe(null);
    expect(ledger.total.dacConversions).toBeGreaterThan(0);
  });

  test('that drive one neuron each are registers: no packet, no synaptic work', async () => {
    const data = samples([2], [[1, 0.5]]);
    const model = network(
      [population('x', [2], CURRENT), population('y', [2], integrateAndFire({ threshold: 2 }))],
      [oneToOne('x', 'y')], { timesteps: 3 });
    const { total, steps } = await ledgerOf(mappedAtRandom(model, data, 1), data);
    expect([total.packets, total.synapticEvents, total.dacConversions, total.deliveries]).toEqual([0, 0, 0, 0]);
    expect(steps!.counts.activeUpdates.reduce((sum, count) => sum + count, 0)).toBe(6);
  });
});

test('inputs on cores send from there; their spikes are none of a soma', async () => {
  const model = network([population('x', [3], SPIKES), population('y', [2], integrateAndFire({ threshold: 1 }))], [dense('x', 'y', [[1, 1, 1], [1, 1, 1]])], { timesteps: 4 });
  const data = samples([3], [noise(12, 9).map((value) => Number(value > 0))], 4);
  const { total, cores } = await ledgerOf(mappedAtRandom(model, data, 3), data);
  expect(cores.neuronSpikes.reduce((sum, count) => sum + count, 0)).toBe(total.neuronSpikes);
  expect(cores.packets.reduce((sum, count) => sum + count, 0)).toBe(total.packets);
  expect(total.somaSpikes).toBeLessThan(total.neuronSpikes);
});

test('a neuron is at rest at 0 before and after, without a spike', () => {
  const activity = activityOf(Int32Array.of(0, 1, 1, -1));
  const byCore = new Uint32Array(4);
  activity.start(Float32Array.of(0, 0, 2, 0));
  // 0 is charged, 1 fires and is reset, 2 leaks away.
  activity.step(Float32Array.of(1, 0, 0, 0), Int32Array.of(1), 0, 1, byCore, 0);
  activity.step(Float32Array.of(1, 0, 0, 0), Int32Array.of(), 0, 0, byCore, 2);
  expect([...activity.counts]).toEqual([2, 1, 1, 0]);
  expect([...byCore]).toEqual([1, 2, 1, 0]);
});
