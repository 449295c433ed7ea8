import { describe, expect, test } from 'vitest';
import { levelsOfBlock, type Configuration } from '../../../src/ir/configuration.ts';
import type { WeightLevels } from '../../../src/ir/levels.ts';
import type { Network, SynapticProjection } from '../../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Target } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { loadProgram } from '../../../src/simulate/engine/program.ts';
import { summariseMapping } from '../../../src/report/mapping.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../../targets/load.ts';
import { drawFrom } from '../../equivalence/networks.ts';
import { drawLevels } from '../../equivalence/levels.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, SPIKES, samples } from '../../ir/build.ts';
import { configured, runEngine, samplesOf } from './configured.ts';
import { runNaively } from './naive.ts';

const RRAM = loadTarget('rram-128').target;

function whole(name: string, of: SynapticProjection, levels: WeightLevels, data: Int8Array | Int16Array): SynapticProjection {
  return { ...of, name, levels, weights: { shape: of.weights.shape, data } };
}

/** Both projections of one row of crossbar columns: 8 bits mid-tread, and 1 bit mid-rise. */
function twoKinds(input: typeof CURRENT | typeof SPIKES = SPIKES): Network {
  const source = input === SPIKES ? SPIKES : { ...CURRENT, levels: { scale: 1, low: 0, high: 255 } };
  return network(
    [population('x', [2], source), { ...population('y', [1], integrateAndFire({ threshold: 1e6 })), scale: Float32Array.of(1) }],
    [whole('eight', dense('x', 'y', [[0, 0]]), { bits: 8, rise: 'mid-tread' }, Int8Array.of(127, 0)), whole('one', dense('x', 'y', [[0, 0]], { delay: 1 }), { bits: 1, rise: 'mid-rise' }, Int8Array.of(1, -1))],
    { stage: 'quantised', bits: 8, timesteps: 2, output: { population: 'y', readout: 'membrane' } },
  );
}

/** A deep network on planes whose projections all have levels of their own. */
function mixed(seed: number): Network {
  const leaky = integrateAndFire({ kind: 'lif', decay: 0.9, threshold: 20 });
  const scaled = (name: string, shape: number[], neuron = leaky) => ({ ...population(name, shape, neuron), scale: new Float32Array(shape[0]!).fill(1) });
  const plain: Network = {
    ...network(
      [population('x', [2, 6, 6], { ...CURRENT, levels: { scale: 1 / 3, low: 0, high: 3 } }), scaled('c', [3, 6, 6]), scaled('h', [9]), scaled('y', [4])],
      [convolution('x', 'c', [3, 2, 3, 3], noise(54, 4), { padding: [1, 1, 1, 1] }), dense('c', 'h', Array.from({ length: 9 }, (_, row) => noise(108, row))),
        dense('x', 'h', Array.from({ length: 9 }, (_, row) => noise(72, row))), dense('h', 'y', Array.from({ length: 4 }, (_, row) => noise(9, row))),
        dense('c', 'y', Array.from({ length: 4 }, (_, row) => noise(108, row)), { delay: 2 })],
      { timesteps: 8 },
    ), stage: 'quantised', bits: 8, output: { population: 'y', readout: 'membrane' },
  };
  return drawLevels(plain, seed);
}

describe.each(TARGETS.filter(({ device }) => device).map((target) => [target.name, target] as const))('projections with levels of their own on %s', (_name, target) => {
  test.each([
    ['programming variation', { programmingVariation: { sigma: 0.1 } }],
    ['as many conductances as the widest needs, and stuck cells', { levels: 128, stuckCells: { off: 0.05, on: 0.02 } }],
  ] as const)('written-once effects: %s', (_what, changes) => {
    const effects: NonIdealities = { ...IDEAL, ...changes };
    const data = noiseSamples([2, 6, 6], 1, 77);
    const margins = [1, 2, 3, 4].map((seed) => {
      const { configuration } = configured(mixed(seed), target, data);
      expect(new Set(configuration.blocks.map((block) => JSON.stringify(levelsOfBlock(block, configuration)))).size).toBeGreaterThan(2);
      const naive = runNaively(configuration, target, effects, 5, samplesOf(data).data);
      if (naive.margin < 1e-3) return naive.margin;
      for (const panels of [true, false]) {
        const { trains } = runEngine(configuration, target, data, { effects, seed: 5, panels });
        configuration.populations.forEach(({ name, kind }, index) => { if (kind === 'neurons') expect(trains[name]).toEqual(naive.trains[index]); });
      }
      return naive.margin;
    });
    expect(margins.filter((margin) => margin >= 1e-3).length).toBeGreaterThan(1);
  });
});

describe('a level is a share of the largest level of its own block', () => {
  const data = samples([2], [[1, 0, 1, 1]], 2);
  const runsOf = (configuration: Configuration, effects: Partial<NonIdealities>) =>
    loadProgram(configuration, RRAM, loadKernels(), { effects: { ...IDEAL, ...effects }, seed: 1, timesteps: 2 }).crossbars!.runs![0]!.flat();

  test('conductances: two of them are enough for one bit, and for the largest of eight', () => {
    const { configuration } = configured(twoKinds(), RRAM, data);
    expect(configuration.blocks.map((block) => [block.name, levelsOfBlock(block, configuration)])).toEqual([
      ['eight', { bits: 8, rise: 'mid-tread' }], ['one', { bits: 1, rise: 'mid-rise' }],
    ]);
    // x: 10 then 11; eight: 127 twice; one: 1 for the first spike a step later.
    expect(runEngine(configuration, RRAM, data).outputs).toEqual([255]);
    expect(runEngine(configuration, RRAM, data, { effects: { levels: 2 } }).outputs[0]).toBeCloseTo(255, 3);
  });

  test('the range of a converter, and the size of read noise, in levels', () => {
    const { configuration } = configured(twoKinds(), RRAM, data);
    const [eight, one] = runsOf(configuration, { adc: { bits: 8, range: 1 }, readNoise: { sigma: 0.01 } });
    expect(eight!.converter!.step / one!.converter!.step).toBeCloseTo(127, 9);
    expect(eight!.sigma / one!.sigma).toBeCloseTo(127, 9);
    expect([eight!.length, one!.length, eight!.address === one!.address]).toEqual([1, 1, false]);
    // Full scale is four rows at the largest level, 127 codes: that level is 31.75 codes, read as 32, in both blocks.
    expect(runEngine(configuration, RRAM, data, { effects: { adc: { bits: 8, range: 1 } } }).outputs[0]).toBeCloseTo(2 * 32 * 4 + 32 * 4 / 127, 3);
  });

  test('columns that agree are one run', () => {
    const same = { ...twoKinds(), projections: [twoKinds().projections[0]!, { ...twoKinds().projections[0]!, name: 'other', delay: 1 }] };
    const { configuration } = configured(same, RRAM, data);
    expect(runsOf(configuration, { adc: { bits: 8, range: 1 } }).map(({ length }) => length)).toEqual([2]);
  });

  test('values of an input are multiplied by mid-rise levels as they are', () => {
    const { configuration } = configured(twoKinds(CURRENT), RRAM, null);
    const values = samples([2], [[200, 7]], null);
    expect(runEngine(configuration, RRAM, values).outputs).toEqual([2 * 127 * 200 + 193]);
    expect(runEngine(configuration, RRAM, values, { effects: { programmingVariation: { sigma: 0 } } }).outputs[0]).toBeCloseTo(2 * 127 * 200 + 193, 0);
  });
});

describe('the widest mid-rise levels', () => {
  const wide = TARGETS.map((target): [string, Target] => [target.name, {
    ...target, weightBits: { minimum: 1, maximum: 16 }, device: target.device && { ...target.device, levels: { ...target.device.levels, value: 2 ** 16 } },
  }]);
  test.each(wide)('sums of levels up to 32767 do not overflow, on %s', (_name, target) => {
    const draw = drawFrom(3);
    const odd = (count: number): Int16Array => Int16Array.from({ length: count }, () => draw.one([-32767, 32767, 32765]));
    const kind = { bits: 15, rise: 'mid-rise' } as const;
    const from: Network = network(
      [population('x', [9], SPIKES), { ...population('y', [4], integrateAndFire({ threshold: 60000 })), scale: new Float32Array(4).fill(1) }],
      [whole('a', dense('x', 'y', Array.from({ length: 4 }, () => new Array<number>(9).fill(0))), kind, odd(36)), whole('b', dense('x', 'y', Array.from({ length: 4 }, () => new Array<number>(9).fill(0))), kind, odd(36))],
      { stage: 'quantised', bits: 15, timesteps: 3 },
    );
    const data = samples([9], [noise(27, 1).map((value) => Number(value > -0.3)), new Array<number>(27).fill(1)], 3);
    const { configuration } = configured(from, target, data);
    expect(runEngine(configuration, target, data).outputs).toEqual([...interpret(from, data).outputs]);
  });
});

test('synapse memory is counted with the bits of each projection, on chip and in the report', () => {
  const { target } = loadTarget('loihi');
  const { configuration } = configured(twoKinds(), target, samples([2], [[1, 0, 1, 1]], 2));
  const { demand, perProjection } = summariseMapping(configuration, target);
  expect(demand.find(({ limit }) => limit === 'synapse memory (bits)')!.used).toBe(2 * 8 + 2 * 1);
  expect(perProjection).toEqual([{ projection: 'eight', bits: 8, rise: 'mid-tread' }, { projection: 'one', bits: 1, rise: 'mid-rise' }]);
});
