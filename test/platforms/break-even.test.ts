import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TIMESTEPS, solveBreakEven } from '../../src/platforms/break-even.ts';
import { withValues } from '../../src/platforms/settings.ts';
import { claimOf } from '../../src/platforms/claim.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { runOn, VGG9 } from './fixture.ts';

/** An offset, something for every timestep, something for every spike. */
const cost = (offset: number, step: number, spike: number, own: number) => (timesteps: number, rate: number | null): number => offset + timesteps * (step + spike * (rate ?? own));

test('straight lines: timesteps and rate are those of the closed form', () => {
  const amount = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(fc.property(amount, amount, amount, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 5000, noNaN: true }), fc.integer({ min: 1, max: 60 }), (offset, step, spike, own, ann, timesteps) => {
    const found = solveBreakEven(cost(offset, step, spike, own), ann, timesteps);
    const most = Math.floor((ann - offset) / (step + spike * own) + 1e-9);
    expect(Math.abs((found.timesteps ?? 0) - Math.min(Math.max(most, 0), MOST_TIMESTEPS))).toBeLessThanOrEqual(1);
    const rate = ((ann - offset) / timesteps - step) / spike;
    if (rate < -1e-6) expect(found.rate).toBeNull();
    else if (Math.abs(rate) > 1e-6) expect(found.rate).toBeCloseTo(Math.min(1, rate), 5);
    const rates = found.curve.map((point) => point.rate ?? -1);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
  }), { seed: 8, numRuns: 200 });
});

test('never, and always', () => {
  expect(solveBreakEven(cost(2, 1, 1, 0.1), 1, 4)).toMatchObject({ timesteps: null, rate: null });
  expect(solveBreakEven(cost(0, 0, 1e-9, 0.1), 1, 4)).toMatchObject({ timesteps: MOST_TIMESTEPS, rate: 1 });
});

test('at the rate that was found the platform says the energy of its ANN', () => {
  const sides = [[spikesim, 'corrected', 8], [sata, 'corrected', 3], [sata, 'published', 6]] as const;
  for (const [platform, mode, timesteps] of sides) {
    const run = runOn(platform, VGG9, { mode, set: [`timesteps=${timesteps}`, 'spikeSparsity=0.9'] });
    const { annOnPlatform, breakEven } = claimOf(run);
    const rate = breakEven.platform!.rate!;
    const at = (share: number): number => platform.estimate(run.list, withValues(run.settings, { spikeSparsity: 1 - share }), run.repairs, new Map()).energy.total;
    expect(at(rate) / annOnPlatform!.energy).toBeLessThanOrEqual(1 + 1e-6);
    if (rate < 1) expect(at(rate) / annOnPlatform!.energy).toBeGreaterThan(1 - 1e-6);
  }
});
