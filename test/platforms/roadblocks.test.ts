import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runBeside } from '../../src/platforms/beside.ts';
import { ROLES } from '../../src/platforms/estimate.ts';
import { PLATFORMS } from '../../src/platforms/platforms.ts';
import { roadblocksOf } from '../../src/platforms/roadblocks.ts';
import { sata } from '../../src/platforms/sata/sata.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { conv, dense, estimateOn, net, runOn, VGG9 } from './fixture.ts';

const RESNET = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/energy-efficiency/resnet19.json'), 'utf8')) as object;
const sum = (amounts: Readonly<Record<string, number>>): number => Object.values(amounts).reduce((a, b) => a + b, 0);

test('every component has a role, and roles make up the whole', () => {
  for (const platform of PLATFORMS) {
    const run = runOn(platform, RESNET, { mode: 'corrected', set: ['spikeSparsity=0.9'] });
    const { energy, area } = run.estimate;
    expect([...Object.keys(energy.parts), ...Object.keys(area!.parts_um2)].filter((part) => platform.roles[part] === undefined)).toEqual([]);
    const { energyShares, areaShares } = roadblocksOf(run);
    expect([sum(energyShares), sum(areaShares!)]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
  }
});

test('what is repeated: all but a T-th of SpikeSim, of SATA what does not load weights', () => {
  const at = (platform: typeof sata, timesteps: number) => roadblocksOf(runOn(platform, VGG9, { mode: 'corrected', set: ['spikeSparsity=0.9', `timesteps=${timesteps}`] }));
  expect(at(spikesim, 5).repeatedShare).toBeCloseTo(4 / 5, 12);
  expect(at(sata, 1).repeatedShare).toBe(0);
  const { byRole, repeatedShare } = at(sata, 5);
  const [all, first] = [5, 1].map((timesteps) => estimateOn(sata, VGG9, { mode: 'corrected', set: ['spikeSparsity=0.9', `timesteps=${timesteps}`] }).energy) as [ReturnType<typeof estimateOn>['energy'], ReturnType<typeof estimateOn>['energy']];
  expect(repeatedShare).toBeCloseTo(1 - first.total / all.total, 12);
  expect(all.parts.dramWeights).toBe(first.parts.dramWeights);
  for (const role of ROLES) expect(byRole[role].all).toBeGreaterThan(byRole[role].first);
});

describe('the other platforms', () => {
  test('same layers, timesteps and sparsity, their own defaults otherwise', () => {
    const [other, ...none] = runBeside(runOn(spikesim, VGG9, { mode: 'corrected', set: ['timesteps=7', 'spikeSparsity=0.8', 'clock_MHz=100'] }));
    expect(none).toEqual([]);
    expect(other!.run!.estimate).toEqual(estimateOn(sata, VGG9, { mode: 'corrected', set: ['timesteps=7', 'spikeSparsity=0.8'] }));
  });

  test('say why they give no numbers', () => {
    const [other] = runBeside(runOn(sata, net([conv(3, 64, 8), dense(4096, 10)])));
    expect(other).toMatchObject({ name: 'spikesim', run: null, refused: expect.stringContaining('a dense layer') });
  });
});
