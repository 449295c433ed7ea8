import { expect, test } from 'vitest';
import { fitThresholds } from '../../../passes/10-fit-circuit/fit-thresholds.ts';
import { patternSearch } from '../../../passes/10-fit-circuit/pattern-search.ts';
import { swingsOf } from '../../../passes/10-fit-circuit/swings.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { SomaCircuit } from '../../../src/ir/neuron-circuit.ts';
import { IDEAL } from '../../../src/ir/non-idealities.ts';
import { calibrateCircuit } from '../../../src/simulate/calibrate-circuit.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { loadTarget } from '../../../targets/load.ts';
import { CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../../ir/build.ts';
import { configured } from '../engine/configured.ts';
import { voltageDomain } from './circuits.ts';

test('a pattern search finds the bottom of a bowl, within its range', () => {
  const bowl = ([x, y]: readonly number[]): number => (x! - 1.3) ** 2 + (y! - 9) ** 2 + 0.5 * (x! - 1.3) * (y! - 9);
  const { values } = patternSearch([{ start: 0, step: 1, least: -5, most: 5 }, { start: 0, step: 1, least: -5, most: 20 }], bowl, 12);
  expect(values[0]).toBeCloseTo(1.3, 2);
  expect(values[1]).toBeCloseTo(9, 2);
  expect(patternSearch([{ start: 0, step: 1, least: -5, most: 1 }], ([x]) => bowl([x!, 9]), 4).values).toEqual([1]);
});

test('thresholds: each channel finds its own', () => {
  const wanted = [0.31, -0.2, 0, 2];
  const trims = fitThresholds(4, [-0.8, 0.4], (tried) => Float64Array.from(tried, (trim, channel) => (trim - wanted[channel]!) ** 2));
  for (const [channel, trim] of [0.31, -0.2, 0, 0.4].entries()) expect(trims[channel]).toBeCloseTo(trim, 1);
});

test('swings keep their width and stay within the supply; the own one comes first', () => {
  const swings = swingsOf(voltageDomain(), 8);
  expect(swings[0]).toEqual({ reset_V: 0.25, threshold_V: 0.65 });
  for (const { reset_V, threshold_V } of swings) {
    expect(threshold_V - reset_V).toBeCloseTo(0.4, 12);
    expect(reset_V >= 0 && threshold_V < 0.9).toBe(true);
  }
  expect(swings).toHaveLength(9);
});

const RRAM = loadTarget('rram-128').target;
const SOURCE: Network = {
  ...network([population('x', [20], CURRENT), population('h', [24], integrateAndFire({ threshold: 3 })), population('y', [8], integrateAndFire({ threshold: 2 }))],
    [dense('x', 'h', Array.from({ length: 24 }, (_, row) => noise(20, 3 + row))), dense('h', 'y', Array.from({ length: 8 }, (_, row) => noise(24, 50 + row)))], { timesteps: 16 }),
  stage: 'spiking',
};
const FITTED_ON = noiseSamples([20], 24, 300);
const OTHERS = noiseSamples([20], 24, 900);

test('a fitted circuit is nearer to the ideal neuron, on samples that it was not fitted on too; twice the same', async () => {
  const { configuration } = configured(SOURCE, RRAM, FITTED_ON);
  const circuit = voltageDomain({ earlyDown_V: 0.88, stepMismatch: 0.01 });
  const found = calibrateCircuit(configuration, RRAM, circuit, FITTED_ON, 8, () => {});
  expect(found.circuit.stepMismatch).toBe(0.01);
  expect([found.settings[0], found.deviations[0]]).toEqual([null, null]);
  for (const one of found.deviations.slice(1)) expect(one!.after).toBeLessThan(0.6 * one!.before);
  const outputs = async (somas: SomaCircuit | null) => (await simulate(configuration, RRAM, OTHERS, { nonIdealities: IDEAL, trial: 0, seed: 1, workers: 1, limit: null, progress: () => {}, circuit: somas })).outputs;
  const ideal = await outputs(null);
  const distance = (other: Float32Array): number => ideal.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0);
  expect(distance(await outputs({ circuit: found.circuit, settings: found.settings }))).toBeLessThan(0.6 * distance(await outputs({ circuit, settings: null })));
  expect(calibrateCircuit(configuration, RRAM, circuit, FITTED_ON, 8, () => {})).toEqual(found);
});
