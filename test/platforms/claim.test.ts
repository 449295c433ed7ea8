import { describe, expect, test } from 'vitest';
import { CLAIM, claimOf } from '../../src/platforms/claim.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { conv, estimateOn, net, runOn, VGG9 } from './fixture.ts';

const SPARSE = ['spikeSparsity=0.9'];

describe('the claim', () => {
  test('operations: synapses that hear a spike, and all of them once', () => {
    const { total, layers } = claimOf(runOn(spikesim, net([conv(3, 8, 10), conv(8, 4, 10)], 6), { mode: 'corrected', set: ['spikeSparsity=0.75'] }));
    const synapses = 100 * 9 * (3 * 8 + 8 * 4);
    expect([total.annOperations, total.operations]).toEqual([synapses, synapses * 6 * 0.25]);
    expect(total.snn8_pJ).toBeCloseTo(total.operations * (0.01689 + 0.01249) / 0.4, 6);
    expect(total.ann32_pJ).toBeCloseTo(total.annOperations * 4.6, 6);
    expect(layers.reduce((sum, layer) => sum + layer.snn8_pJ, 0)).toBeCloseTo(total.snn8_pJ, 6);
  });

  test('breaks even where accumulations cost as much as multiply-accumulates', () => {
    const ratio = CLAIM.multiply8.value / CLAIM.accumulate8.value;
    const { breakEven } = claimOf(runOn(sata, VGG9, { set: SPARSE }));
    expect(breakEven.claimed).toEqual({ timesteps: Math.floor(ratio / (1 - 0.9)), rate: ratio / 5 });
  });
});

test('the platform breaks even where its own estimates say so', () => {
  for (const platform of [spikesim, sata]) {
    const { annOnPlatform, breakEven } = claimOf(runOn(platform, VGG9, { mode: 'corrected', set: SPARSE }));
    const most = breakEven.platform!.timesteps!;
    const at = (timesteps: number): number => estimateOn(platform, VGG9, { mode: 'corrected', set: [...SPARSE, `timesteps=${timesteps}`] }).energy.total;
    expect(at(most)).toBeLessThanOrEqual(annOnPlatform!.energy);
    expect(at(most + 1)).toBeGreaterThan(annOnPlatform!.energy);
  }
});

test('on the repaired systolic array five timesteps never pay for VGG-9; on the published one they do', () => {
  expect(claimOf(runOn(sata, VGG9, { mode: 'corrected', set: SPARSE })).breakEven.platform!.rate).toBeNull();
  expect(claimOf(runOn(sata, VGG9, { set: SPARSE })).breakEven.platform!.rate).toBe(1);
});
