import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLAIM, claimOf } from '../../src/platforms/claim.ts';
import { CIRCUITS } from '../../src/platforms/sata/constants.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { conv, dense, estimateOn, net, runOn, VGG9 } from './fixture.ts';

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
    expect(breakEven.claimed).toMatchObject({ timesteps: Math.floor(ratio / (1 - 0.9)), rate: expect.closeTo(ratio / 5, 6) });
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

/** pJ at 400 MHz in the unit of the script, with the two digits that it prints. */
function inScript(energy_pJ: number): number {
  return Math.round((energy_pJ * 0.4 * 100) / 250) / 100;
}

/** Claimed energies of related-work-estimate.py, summed as there (mW / 250 for each operation): its four networks with given layers, [run]. */
describe('the claims that the second study prints', () => {
  const wide = [conv(3, 128, 32), conv(128, 256, 32, { pool: { kind: 'average', kernel: 2 } }), conv(256, 512, 16, { pool: { kind: 'average', kernel: 2 } }), conv(512, 1024, 8, { pool: { kind: 'average', kernel: 2 } }), conv(1024, 512, 4)];
  // The script feeds its first dense layer 512 channels of 4 x 4, whatever the convolutions give.
  const ends = [dense(8192, 1024), dense(1024, 512)];
  test.each([['TSSL', wide, 5, 0.901, 57818.65], ['Direct', wide, 10, 0.9, 116805.36], ['BNTT', VGG9.layers, 20, 0.91, 42185.79], ['SBP', VGG9.layers, 50, 0.9, 117182.75]] as const)('%s', (_, convolutions, timesteps, sparsity, printed) => {
    const operations = [convolutions, ends].reduce((sum, layers) => sum + claimOf(runOn(sata, net(layers, timesteps), { set: [`spikeSparsity=${sparsity}`] })).total.snn8_pJ, 0);
    expect(inScript(operations)).toBe(printed);
  });

  test('LTH: the layers of its workload; TDBN: additions and multiplications as its paper counts them', () => {
    const { layers } = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/energy-efficiency/resnet19.json'), 'utf8')) as { layers: Record<string, unknown>[] };
    const listed = layers.filter(({ neurons }) => neurons !== false).slice(0, -1).map(({ residual: _residual, input: _input, ...layer }) => layer);
    expect(inScript(claimOf(runOn(sata, net(listed, 5), { set: ['spikeSparsity=0.98'] })).total.snn8_pJ)).toBe(26683.62);
    expect((1.8e9 * CIRCUITS.adder.dynamic_mW[8] + 3.4e7 * CIRCUITS.multiplier.dynamic_mW[8]) / 250).toBeCloseTo(132773.6, 6);
  });
});

test('on the repaired systolic array five timesteps never pay for VGG-9; on the published one they do', () => {
  expect(claimOf(runOn(sata, VGG9, { mode: 'corrected', set: SPARSE })).breakEven.platform!.rate).toBeNull();
  expect(claimOf(runOn(sata, VGG9, { set: SPARSE })).breakEven.platform!.rate).toBe(1);
});
