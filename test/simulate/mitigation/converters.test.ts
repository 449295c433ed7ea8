import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS, type Mitigations } from '../../../src/ir/mitigations.ts';
import type { Network } from '../../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { noSums, noteSums, rangeOfSums } from '../../../src/simulate/crossbar/adc-range.ts';
import { sliceSamples } from '../../../src/simulate/engine/inputs.ts';
import { partRunner } from '../../../src/simulate/runner.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import type { SimulationResult } from '../../../src/simulate/result.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../../ir/build.ts';
import { configured, runEngine, samplesOf } from '../engine/configured.ts';

test('the range of sums takes in the share that is asked for', () => {
  const seen = noSums();
  const sums = Float32Array.from({ length: 1000 }, (_, i) => (i + 1) * (i % 2 ? 1 : -1));
  noteSums(seen, sums, 0, 400);
  noteSums(seen, sums, 400, 600);
  expect(rangeOfSums(seen, 1)).toEqual({ fullScale: 1000, beyond: 0 });
  const { fullScale, beyond } = rangeOfSums(seen, 0.9);
  expect(fullScale).toBeGreaterThanOrEqual(900);
  expect(fullScale).toBeLessThan(920);
  expect(beyond).toBe(1000 - Math.floor(fullScale));
  expect(rangeOfSums(noSums(), 0.9)).toEqual({ fullScale: 0, beyond: 0 });
});

const VALUES = noiseSamples([2, 6, 6], 40);
const SOURCE: Network = {
  ...network(
    [population('x', [2, 6, 6], CURRENT), population('c', [4, 5, 5], integrateAndFire({ threshold: 0.5 })), population('h', [12], integrateAndFire({ threshold: 0.4 })), population('y', [5], integrateAndFire({ threshold: 0.3 }))],
    [
      convolution('x', 'c', [4, 2, 2, 2], noise(32, 3)),
      dense('c', 'h', Array.from({ length: 12 }, (_, row) => noise(100, 11 + row))), dense('h', 'y', Array.from({ length: 5 }, (_, row) => noise(12, 71 + row))),
    ], { timesteps: 10 }),
  stage: 'spiking',
};

describe.each(['rram-128', 'spikeflow-64'])('converters that calibration samples set, on %s', (name) => {
  const { target } = loadTarget(name);
  const { configuration } = configured(SOURCE, target, VALUES);
  const run = (effects: Partial<NonIdealities>, mitigations: Partial<Mitigations> = {}, calibration = true): Promise<SimulationResult> => simulate(configuration, target, VALUES, {
    nonIdealities: { ...IDEAL, ...effects }, mitigations: { ...NO_MITIGATIONS, ...mitigations }, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {}, ...(calibration && { calibration: VALUES }),
  });
  const distance = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);
  const adc = { bits: 6, range: 1 };

  test('follow the sums of all populations, and bring spikes nearer to the ideal ones', async () => {
    const [ideal, fixed, calibrated] = await Promise.all([run({}), run({ adc }), run({ adc, adcCalibration: { samples: 40 } })]);
    expect(distance(ideal.outputs, calibrated.outputs)).toBeLessThan(0.7 * distance(ideal.outputs, fixed.outputs));
    expect(fixed.converters).toEqual([]);
    expect(calibrated.converters!.map(({ population, samples, clipped }) => [population, samples, clipped])).toEqual([['c', 40, 0], ['h', 40, 0], ['y', 40, 0]]);
    for (const { share, sums, converters, unseen } of calibrated.converters!) {
      expect(share!.least).toBeGreaterThan(0);
      expect(share!.least).toBeLessThanOrEqual(share!.mean);
      expect(share!.mean).toBeLessThanOrEqual(share!.most);
      expect(share!.most).toBeLessThan(1);
      expect(sums).toBeGreaterThan(0);
      expect(unseen).toBeLessThan(converters);
    }
  });

  test('clip no more than the share that is left out', async () => {
    const { converters } = await run({ adc, adcCalibration: { samples: 20, coverage: 0.9 } });
    for (const { clipped, sums, samples } of converters!) {
      expect(samples).toBe(20);
      expect(clipped).toBeGreaterThan(0);
      expect(clipped / sums).toBeLessThanOrEqual(0.1);
    }
  });

  test('are the same for every part of the data, and leave counts alone', () => {
    const setup = { configuration, target, calibration: samplesOf(VALUES), effects: { ...IDEAL, adc, adcCalibration: { samples: 30 }, readNoise: { sigma: 0.02 } }, seed: 3, detailed: false };
    const whole = partRunner(setup).count(samplesOf(VALUES), 0);
    const later = partRunner(setup).count(sliceSamples(samplesOf(VALUES), 25, 15), 25);
    expect(later.outputs).toEqual(whole.outputs.slice(25 * whole.outputCount));
    expect(later.converters).toEqual(whole.converters);
    expect(Math.max(...later.counts.reads)).toBeLessThanOrEqual(15 * configuration.timesteps * 25);
  });

  test('go before recalibration, population by population', async () => {
    const wires = { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 };
    const ideal = await run({});
    const [unset, set] = [await run({ wires, adc }, { recalibration: { samples: 40 } }), await run({ wires, adc, adcCalibration: { samples: 40 } }, { recalibration: { samples: 40 } })];
    expect(distance(ideal.outputs, set.outputs)).toBeLessThan(distance(ideal.outputs, unset.outputs));
  });

  test('S890: need samples', async () => {
    await expect(run({ adc, adcCalibration: { samples: 40 } }, {}, false)).rejects.toMatchObject({ diagnostics: [{ code: 'S890' }] });
  });
});

test('full scale is the furthest sum', async () => {
  const { target } = loadTarget('rram-128');
  const silent = integrateAndFire({ threshold: 1e6 });
  const data = noiseSamples([20], 12);
  const source: Network = { ...network([population('x', [20], CURRENT), population('y', [3], silent)], [dense('x', 'y', [noise(20, 1), noise(20, 2), noise(20, 3)])], { timesteps: 1 }), stage: 'spiking', output: { population: 'y', readout: 'membrane' } };
  const { configuration } = configured(source, target, data);
  const sums = runEngine(configuration, target, data).outputs;
  const { outputs } = await simulate(configuration, target, data, { nonIdealities: { ...IDEAL, adc: { bits: 4, range: 1 }, adcCalibration: { samples: 12 } }, calibration: data, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {} });
  const most = Math.max(...sums.map(Math.abs));
  expect(Math.max(...Array.from(outputs, Math.abs)) / most).toBeCloseTo(1, 5);
  // Seven codes on each side: no output is further than half a code from its sum.
  for (const [i, value] of outputs.entries()) expect(Math.abs(value - sums[i]!)).toBeLessThanOrEqual(most / 14 + 1e-3);
});
