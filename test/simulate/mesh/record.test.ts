import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import type { MeshRecord } from '../../../src/simulate/mesh/mesh-record.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { drawNetwork, drawSamples } from '../../equivalence/networks.ts';
import { TARGETS } from '../../equivalence/targets.ts';

/** Most packets that wait before each link, as its changes say, which come in order. */
function mostWaiting({ queues }: MeshRecord): number {
  const now = new Map<number, number>();
  queues.link.forEach((link, i) => {
    expect(Math.abs(queues.waiting[i]! - (now.get(link) ?? 0))).toBe(1);
    now.set(link, queues.waiting[i]!);
  });
  expect([...now.values()].every((waiting) => waiting === 0)).toBe(true);
  return queues.waiting.reduce((most, one) => Math.max(most, one), 0);
}

it('the first sample, link by link, is what was counted, and a link carries one packet at a time', async () => {
  let transferred = 0;
  for (const target of TARGETS) {
    await fc.assert(fc.asyncProperty(fc.nat(1e6), async (seed) => {
      const network = drawNetwork(seed);
      const data = drawSamples(network, seed, 2);
      const configuration = compile(network, DEFAULT_OPTIONS, { target, calibration: data, profileOf: () => null, seed, progress: () => {} }).output as Configuration;
      const run = { nonIdealities: IDEAL, trial: 0, seed: 0, workers: 1, limit: 1, progress: () => {} };
      const plain = (await simulate(configuration, target, data, { ...run, network: { model: 'cycle', samples: 1 } })).network!;
      const { record, ...counts } = (await simulate(configuration, target, data, { ...run, network: { model: 'cycle', samples: 1, record: true } })).network!;
      expect(counts).toEqual(plain);
      const { transfers, tiles, ticks, cut } = record!;
      expect(cut).toBe(false);
      expect(ticks.reduce((sum, one) => sum + one, 0)).toBe(counts.ticks);
      const crossed = new Float64Array(4 * tiles);
      const free = new Map<string, number>();
      transfers.link.forEach((link, i) => {
        if (link < crossed.length) crossed[link]!++;
        const key = `${link} ${transfers.timestep[i]!}`;
        expect(transfers.begin[i]!).toBeGreaterThanOrEqual(free.get(key) ?? 0);
        free.set(key, transfers.begin[i]! + transfers.ticks[i]!);
        expect(free.get(key)!).toBeLessThanOrEqual(ticks[transfers.timestep[i]!]!);
      });
      expect(crossed).toEqual(counts.crossed);
      expect(mostWaiting(record!)).toBe(counts.mostWaiting);
      expect(new Set(transfers.packet).size).toBe(counts.spikes.packets + counts.partialSums.packets);
      transferred += transfers.link.length;
    }), { seed: 3, numRuns: 2 });
  }
  expect(transferred).toBeGreaterThan(2000);
});
