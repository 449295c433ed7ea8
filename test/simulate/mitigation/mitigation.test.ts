import { describe, expect, test } from 'vitest';
import { NO_MITIGATIONS, type Mitigations } from '../../../src/ir/mitigations.ts';
import type { Network } from '../../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { createEngine } from '../../../src/simulate/engine/engine.ts';
import { recalibrate } from '../../../src/simulate/mitigation/recalibrate.ts';
import { findStuck } from '../../../src/simulate/mitigation/find-stuck.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population } from '../../ir/build.ts';
import { configured, samplesOf } from '../engine/configured.ts';

const RRAM = loadTarget('rram-128').target;
const SPIKEFLOW = loadTarget('spikeflow-64').target;
const WIRES: NonIdealities = { ...IDEAL, wires: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 } };
const STUCK: NonIdealities = { ...IDEAL, stuckCells: { off: 0.05, on: 0.05 } };
const WRITING: Partial<Mitigations> = { remap: {}, flip: {}, pairs: {}, spareColumns: { count: 4 } };

const VALUES = noiseSamples([2, 6, 6], 40);

/** A convolution, a dense population and a leaky one with a hard reset, all on values. */
const SOURCE: Network = {
  ...network(
    [population('x', [2, 6, 6], CURRENT), population('c', [4, 5, 5], integrateAndFire({ threshold: 0.5 })), population('h', [12], integrateAndFire({ decay: 0.9, reset: 'hard', threshold: 0.4 })), population('y', [5], integrateAndFire({ threshold: 0.3 }))],
    [
      convolution('x', 'c', [4, 2, 2, 2], noise(32, 3)),
      dense('c', 'h', Array.from({ length: 12 }, (_, row) => noise(100, 11 + row))), dense('h', 'y', Array.from({ length: 5 }, (_, row) => noise(12, 71 + row))),
    ], { timesteps: 10 }),
  stage: 'spiking',
};
const TARGETS = [['a neuron a column', RRAM], ['weights stored once', SPIKEFLOW]] as const;

describe.each(TARGETS)('%s', (_style, target) => {
  const { configuration } = configured(SOURCE, target, VALUES);
  const outputsOf = async (nonIdealities: NonIdealities, mitigations: Partial<Mitigations> = {}): Promise<Float32Array> => (await simulate(configuration, target, VALUES, {
    nonIdealities, mitigations: { ...NO_MITIGATIONS, ...mitigations }, calibration: VALUES, seed: 1, trial: 0, workers: 1, limit: null, progress: () => {},
  })).outputs;
  const distance = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);

  test('whatever order lines are in, neurons hear the same', async () => {
    const ideal = await outputsOf(IDEAL);
    expect(ideal.some((value) => value > 0)).toBe(true);
    const healthy = { ...IDEAL, stuckCells: { off: 0, on: 0 } };
    expect(await outputsOf(healthy, { ...WRITING, lineOrder: {} })).toEqual(ideal);
  });

  test('each mitigation brings spikes nearer to those of the ideal chip', async () => {
    const ideal = await outputsOf(IDEAL);
    const [stuck, wired] = [distance(ideal, await outputsOf(STUCK)), distance(ideal, await outputsOf(WIRES))];
    expect(distance(ideal, await outputsOf(STUCK, { pairs: {} }))).toBeLessThan(stuck);
    expect(distance(ideal, await outputsOf(STUCK, WRITING))).toBeLessThan(0.7 * stuck);
    expect(distance(ideal, await outputsOf(WIRES, { gain: {} }))).toBeLessThan(0.9 * wired);
    expect(distance(ideal, await outputsOf(WIRES, { recalibration: { samples: 40 } }))).toBeLessThan(0.7 * wired);
    expect(distance(ideal, await outputsOf(WIRES, { preCompensation: { share: 0.1 } }))).toBeLessThan(0.2 * wired);
  });

  test('weights of one device each: the same laws', async () => {
    const ideal = await outputsOf(IDEAL);
    const offset = { offsetColumns: true } as const;
    const healthy = { ...IDEAL, ...offset, stuckCells: { off: 0, on: 0 } };
    expect(await outputsOf(healthy, { ...WRITING, lineOrder: {} })).toEqual(await outputsOf(healthy));
    // Lighter signs move no weight; a range that is found for healthy devices is the whole one.
    expect(await outputsOf({ ...IDEAL, ...offset }, { flip: {}, range: { factor: 0 } })).toEqual(await outputsOf({ ...IDEAL, ...offset }));
    const stuck = distance(ideal, await outputsOf({ ...STUCK, ...offset }));
    expect(distance(ideal, await outputsOf({ ...STUCK, ...offset }, WRITING))).toBeLessThan(stuck);
  });

  test('behind wires, weights of one device come near once they are compensated for', async () => {
    const ideal = await outputsOf(IDEAL);
    const wired: NonIdealities = { ...WIRES, offsetColumns: true };
    expect(distance(ideal, await outputsOf(wired, { preCompensation: { share: 0 } }))).toBeLessThan(0.3 * distance(ideal, await outputsOf(wired)));
  });

  test('twice the same', async () => {
    const all = { ...WRITING, preCompensation: { share: 0.1 }, recalibration: { samples: 20 } };
    expect(await outputsOf({ ...WIRES, stuckCells: STUCK.stuckCells }, all)).toEqual(await outputsOf({ ...WIRES, stuckCells: STUCK.stuckCells }, all));
  });

  test('on an ideal chip recalibration finds nothing to correct', () => {
    const engine = () => createEngine(configuration, target, loadKernels(), { effects: IDEAL, seed: 1, timesteps: configuration.timesteps }).program;
    const seen: number[] = [];
    recalibrate(engine(), engine(), samplesOf(VALUES), (index, { gain, offset }) => {
      seen.push(index);
      expect(gain.every((value) => value === 1)).toBe(true);
      expect(offset.every((value) => value === 0)).toBe(true);
    });
    expect(seen).toEqual([1, 2, 3]);
  });
});

test('the test for stuck devices finds those that the chip has', () => {
  const address = { seed: 1, core: 2, crossbar: 0 };
  expect(findStuck(4, 4, RRAM.device!, IDEAL, address)).toBeNull();
  const { positive, negative } = findStuck(64, 64, RRAM.device!, STUCK, address)!;
  for (const side of [positive, negative]) {
    const share = (value: number): number => side.filter((one) => Object.is(one, value)).length / side.length;
    expect(share(0)).toBeCloseTo(0.05, 1);
    expect(share(1)).toBeCloseTo(0.05, 1);
    expect(share(0) + share(1) + share(NaN)).toBe(1);
  }
});
