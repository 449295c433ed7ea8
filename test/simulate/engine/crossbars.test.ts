import { describe, expect, test } from 'vitest';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import { listedSynapses } from '../../../src/ir/listed.ts';
import type { ListedProjection, Network } from '../../../src/ir/network.ts';
import { loadTarget } from '../../../targets/load.ts';
import { TARGETS } from '../../equivalence/targets.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, noiseSamples, population, samples, sparse, SPIKES, sumWindow } from '../../ir/build.ts';
import { configured, runEngine, samplesOf } from './configured.ts';
import { runNaively } from './naive.ts';

const leaky = integrateAndFire({ kind: 'lif', decay: 0.9, threshold: 0.8 });

/** 12 inputs, 17 hidden neurons, 5 outputs; the hidden ones are heard again two steps later. */
const DENSE: Network = {
  ...network(
    [population('x', [12], CURRENT), population('h', [17], leaky), population('y', [5], integrateAndFire({ threshold: 1.1 }))],
    [dense('x', 'h', matrix(17, 12, 1)), dense('h', 'y', matrix(5, 17, 2), { bias: Float32Array.from(noise(5, 9), (value) => value / 10) }),
      dense('h', 'y', matrix(5, 17, 3), { name: 'late', delay: 2 })],
    { timesteps: 12 },
  ), stage: 'spiking', output: { population: 'y', readout: 'membrane' },
};

/** A convolution, one with a sum window and a stride, and a dense output. */
const CONVOLUTIONAL: Network = {
  ...network(
    [population('x', [2, 6, 6], CURRENT), population('c', [3, 6, 6], leaky), population('d', [4, 3, 3], integrateAndFire({ reset: 'hard' })), population('y', [3], integrateAndFire())],
    [convolution('x', 'c', [3, 2, 3, 3], noise(54, 4), { padding: [1, 1, 1, 1] }), convolution('c', 'd', [4, 3, 1, 1], noise(12, 5), { window: sumWindow([2, 2]) }),
      dense('d', 'y', matrix(3, 36, 6))],
    { timesteps: 10 },
  ), stage: 'spiking', output: { population: 'y', readout: 'membrane' },
};

/** Rings of 40 neurons that hear a few of their neighbours, the same timestep and two later; neuron 7 hears most of them. */
const SPARSE: Network = {
  ...network(
    [population('x', [40], CURRENT), population('h', [40], leaky), population('y', [40], integrateAndFire({ threshold: 1.1 }))],
    [ring('x', 'h', 5, 1), ring('h', 'y', 4, 2), ring('h', 'y', 3, 3, { name: 'late', delay: 2 })],
    { timesteps: 12 },
  ), stage: 'spiking', output: { population: 'y', readout: 'membrane' },
};

function ring(source: string, destination: string, fanIn: number, seed: number, changes: Partial<ListedProjection> = {}): ListedProjection {
  const values = noise(60, seed);
  const heard = (neuron: number): number => (neuron === 7 ? 24 : fanIn - (neuron % 2));
  const pairs = Array.from({ length: 40 }, (_, from) => Array.from({ length: 40 }, (_, to): [number, number] => [from, to]).filter(([, to]) => (from - to + 40) % 40 < heard(to))).flat();
  const { kind: _, size, offsets, destinations, values: weights, ...rest } = sparse(source, destination, 40, 40, pairs.map(([from, to]) => [from, to, values[(7 * from + 3 * to) % 60]!]));
  return { ...rest, kind: 'listed', window: null, ...listedSynapses({ size, offsets, destinations, values: weights }), bias: seed === 2 ? Float32Array.from(noise(40, 9), (value) => value / 10) : null, ...changes };
}

function matrix(rows: number, columns: number, seed: number): number[][] {
  return Array.from({ length: rows }, (_, row) => noise(columns, 31 * seed + row));
}

describe.each(TARGETS.filter(({ device }) => device).map((target) => [target.name, target] as const))('written-once effects on %s: the engine adds up what a plain sum over the programmed crossbars gives', (_name, target) => {
  test.each([
    ['dense, programming variation', DENSE, { programmingVariation: { sigma: 0.1 } }],
    ['dense, stuck cells and 16 levels', DENSE, { levels: 16, stuckCells: { off: 0.05, on: 0.02 } }],
    ['convolutional, programming variation', CONVOLUTIONAL, { programmingVariation: { sigma: 0.1 } }],
    ['listed synapses, programming variation', SPARSE, { programmingVariation: { sigma: 0.1 } }],
    ['listed synapses, stuck cells and 16 levels', SPARSE, { levels: 16, stuckCells: { off: 0.05, on: 0.02 } }],
    ['convolutional, all of them', CONVOLUTIONAL, { levels: 64, programmingVariation: { sigma: 0.05 }, stuckCells: { off: 0.02, on: 0.02 } }],
  ] as const)('%s', (_what, source, changes) => {
    const effects: NonIdealities = { ...IDEAL, ...changes };
    const data = noiseSamples(source.populations[0]!.shape, 1, 77);
    const { configuration } = configured(source, target, data);
    const naive = runNaively(configuration, target, effects, 5, samplesOf(data).data);
    if (source === SPARSE) expect(configuration.blocks.some(({ lists }) => lists)).toBe(target.style === 'column-per-neuron');
    // The premise: no potential is so near its threshold that rounding decides.
    expect(naive.margin).toBeGreaterThan(1e-3);
    expect(naive.trains.slice(1).every((train) => train.includes(1) && train.includes(0))).toBe(true);
    for (const panels of [true, false]) {
      const { trains, outputs } = runEngine(configuration, target, data, { effects, seed: 5, panels });
      configuration.populations.forEach(({ name, kind }, index) => {
        if (kind === 'neurons') expect(trains[name]).toEqual(naive.trains[index]);
      });
      const potentials = naive.potentials[configuration.output.population]!;
      const unit = Math.max(...potentials.map(Math.abs));
      outputs.forEach((potential, neuron) => expect(Math.abs(potential - potentials[neuron]!) / unit).toBeLessThan(1e-4));
    }
  });
});

describe('row drivers of few bits on rows that several axons share', () => {
  /** Four spiking inputs summed onto one row, weight 1, potential = spikes that came through. */
  const shared: Network = {
    ...network([population('x', [1, 2, 2], SPIKES), population('y', [1, 1, 1], integrateAndFire({ threshold: 1000 }))],
      [convolution('x', 'y', [1, 1, 1, 1], [1], { window: sumWindow([2, 2]) })], { timesteps: 3 }),
    stage: 'spiking', output: { population: 'y', readout: 'membrane' },
  };
  // 4, 2 and 1 spikes in the three steps.
  const data = samples([1, 2, 2], [[1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1]], 3);

  test.each([['rram-128', 1, 3], ['rram-128', 2, 6], ['rram-128', 3, 7], ['spikeflow-64', 1, 3], ['spikeflow-64', 2, 6], ['spikeflow-64', 3, 7]] as const)(
    '%s, %i bits: %i of 7 spikes arrive', (name, bits, expected) => {
      const { target } = loadTarget(name);
      const { configuration } = configured(shared, target, data);
      expect(runEngine(configuration, target, data, { effects: { dac: { bits } } }).outputs).toEqual([127 * expected]);
    });
});

describe('the range of a column converter follows what its rows can carry', () => {
  // One row of level 127. As a current it carries up to 255 levels, as spikes 1, through the window 4.
  const build = (source: Network['populations'][number], window = false): Network => ({
    ...network([source, population('y', [1, 1, 1], integrateAndFire({ threshold: 1e6 }))],
      [convolution('x', 'y', [1, 1, 1, 1], [1], window ? { window: sumWindow([2, 2]) } : {})], { timesteps: 1 }),
    stage: 'spiking', output: { population: 'y', readout: 'membrane' },
  });
  const converted = (source: Network, values: readonly number[], timesteps: number | null, range: number): number => {
    const { target } = loadTarget('rram-128');
    const data = samples(source.populations[0]!.shape, [values], timesteps);
    const { configuration } = configured(source, target, data);
    return runEngine(configuration, target, data, { effects: { adc: { bits: 8, range } } }).outputs[0]! / 127;
  };

  test('a current: full scale is 255 levels on every row', () => {
    const current = build(population('x', [1, 1, 1], CURRENT));
    expect(converted(current, [1], null, 1)).toBeCloseTo(255, 4);
    expect(converted(current, [1], null, 0.5)).toBeCloseTo(127.5, 4);
  });
  test('spikes: full scale is one on every row', () => expect(converted(build(population('x', [1, 1, 1], SPIKES)), [1], 1, 1)).toBeCloseTo(1, 5));
  test('four axons on a row: full scale is four', () => {
    const four = build(population('x', [1, 2, 2], SPIKES), true);
    expect(converted(four, [1, 1, 1, 1], 1, 1)).toBeCloseTo(4, 5);
    expect(converted(four, [1, 1, 1, 1], 1, 0.5)).toBeCloseTo(2, 5);
  });
});

test('read noise is relative to the full read voltage: one spike, or the highest value of an input', () => {
  const { target } = loadTarget('rram-128');
  const { conductanceOn_S: on, conductanceOff_S: off } = target.device!;
  const unit = 127 * on.value / (on.value - off.value);
  for (const [coding, full] of [[SPIKES, 1], [CURRENT, 255]] as const) {
    const count = 400;
    const data = samples([1], Array.from({ length: count }, () => [1]), coding === SPIKES ? 1 : null);
    const single: Network = {
      ...network([population('x', [1], coding), population('y', [4], integrateAndFire({ threshold: 1e6 }))], [dense('x', 'y', [[1], [1], [1], [1]])], { timesteps: 1 }),
      stage: 'spiking', output: { population: 'y', readout: 'membrane' },
    };
    const { configuration } = configured(single, target, data);
    const { outputs } = runEngine(configuration, target, data, { effects: { readNoise: { sigma: 0.02 } } });
    const squares = outputs.reduce((sum, potential) => sum + (potential - 127 * full) ** 2, 0);
    expect(Math.sqrt(squares / outputs.length) / (0.02 * full * unit)).toBeCloseTo(1, 1);
  }
});
