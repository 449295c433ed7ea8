import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { estimateLatency } from '../../../src/report/latency.ts';
import { describeNetwork, type CycleNetwork } from '../../../src/report/network.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { configured } from '../engine/configured.ts';

const SAMPLES = 2;

/** For any network on any target: what goes over the mesh is what the ledger counts, link by link, and arrives. */
test.each(TARGETS.map((target) => [target.name, target] as const))('on %s', async (_name, target) => {
  let moved = 0;
  await fc.assert(fc.asyncProperty(fc.nat(1e6), fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }), async (seed, linkBuffer) => {
    const network = drawNetwork(seed);
    const data = drawSamples(network, seed, SAMPLES);
    const { configuration } = configured(network, target, data);
    const chip = { ...target, mesh: { ...target.mesh, linkBuffer } };
    const { ledger, network: counts } = await simulate(configuration, chip, data, {
      nonIdealities: IDEAL, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {}, network: { model: 'cycle', samples: SAMPLES },
    });
    const { spikes, partialSums } = counts!;
    expect(spikes.delivered).toBe(spikes.due);
    expect(partialSums.delivered).toBe(partialSums.due);
    const { packets, deliveries, hopsEastWest, hopsNorthSouth } = ledger.total;
    expect([spikes.packets + partialSums.packets, spikes.hops + partialSums.hops, spikes.due + partialSums.due]).toEqual([packets, hopsEastWest + hopsNorthSouth, deliveries]);
    expect([...counts!.crossed]).toEqual([...ledger.linkLoads]);
    expect(spikes.delivered).toBe(ledger.distances.reduce((sum, one) => sum + one.deliveries, 0));
    // Populations make the whole, and packets are not faster than each alone.
    const found = describeNetwork(counts, chip, ledger.populations) as CycleNetwork;
    const alone = estimateLatency(chip.timing, ledger, []).uncontended_s;
    for (const key of ['mean', 'p95', 'max'] as const) expect(found.spike_s[key] ?? 0).toBeGreaterThanOrEqual((alone[key] ?? 0) * (1 - 1e-9));
    expect(counts!.latencies.slice(0, -1).reduce((sum, { count }) => sum + count, 0)).toBe(spikes.delivered);
    expect(counts!.latencies[counts!.latencies.length - 1]!.count).toBe(partialSums.delivered);
    expect(counts!.ticks).toBeGreaterThanOrEqual(counts!.longestTimestep);
    moved += packets;
  }), { seed: 7, numRuns: 5 });
  expect(moved).toBeGreaterThan(0);
});
