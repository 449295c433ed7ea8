import { describe, expect, test } from 'vitest';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Target } from '../../../src/ir/target.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { addDeviations, MEASURE_COUNT, MEASURES, VAN_ROSSUM_TAU_STEPS, type Deviation } from '../../../src/simulate/deviation/deviation.ts';
import { measureDeviation } from '../../../src/simulate/deviation/lockstep.ts';
import { createEngine, type Engine } from '../../../src/simulate/engine/engine.ts';
import { retune } from '../../../src/simulate/engine/retune.ts';
import { loadTarget } from '../../../targets/load.ts';
import { CURRENT, convolution, dense, integrateAndFire, network, noise, noiseSamples, population, SPIKES, samples, sumWindow } from '../../ir/build.ts';
import { configured, runEngine, samplesOf } from '../engine/configured.ts';

const leaky = integrateAndFire({ kind: 'lif', decay: 0.9, threshold: 0.8 });
const EFFECTS: NonIdealities = { ...IDEAL, programmingVariation: { sigma: 0.2 }, readNoise: { sigma: 0.05 } };

/** Two populations in a row; the hidden one also hears itself, a timestep later. */
const RECURRENT: Network = {
  ...network([population('x', [12], CURRENT), population('h', [17], leaky), population('y', [5], integrateAndFire({ threshold: 1.1 }))],
    [dense('x', 'h', matrix(17, 12, 1)), dense('h', 'h', matrix(17, 17, 7), { name: 'back', delay: 1 }), dense('h', 'y', matrix(5, 17, 2))], { timesteps: 12 }),
  stage: 'spiking',
};
const CONVOLUTIONAL: Network = {
  ...network([population('x', [2, 6, 6], CURRENT), population('c', [3, 6, 6], leaky), population('d', [4, 3, 3], integrateAndFire({ reset: 'hard' })), population('y', [3], integrateAndFire())],
    [convolution('x', 'c', [3, 2, 3, 3], noise(54, 4), { padding: [1, 1, 1, 1] }), convolution('c', 'd', [4, 3, 1, 1], noise(12, 5), { window: sumWindow([2, 2]) }), dense('d', 'y', matrix(3, 36, 6))],
    { timesteps: 10 }),
  stage: 'spiking',
};

function matrix(rows: number, columns: number, seed: number): number[][] {
  return Array.from({ length: rows }, (_, row) => noise(columns, 31 * seed + row));
}

interface Bench {
  readonly chip: Engine;
  readonly ideal: Engine;
  readonly data: Dataset;
}

function bench(source: Network, target: Target, effects: NonIdealities, data = noiseSamples(source.populations[0]!.shape, 3, 77)): Bench {
  const { configuration } = configured(source, target, data);
  const engine = (own: NonIdealities): Engine => createEngine(configuration, target, loadKernels(), { effects: own, seed: 5, timesteps: configuration.timesteps });
  return { chip: engine(effects), ideal: engine(IDEAL), data };
}

/** Multiplies all weights of a chip. */
function scaleWeights({ program: { populations, kernels, crossbars } }: Engine, factor: number): void {
  const ends = populations.flatMap(({ incoming }) => incoming.flatMap(({ connection: { taps } }) => Array.from({ length: taps.length / 4 }, (_, tap) => taps[4 * tap + 1]! + taps[4 * tap + 2]!)));
  const pool = new Float32Array(kernels.buffer() as ArrayBuffer, crossbars!.planes[0]!.signal.cells, Math.max(...ends));
  pool.set(pool.map((weight) => weight * factor));
}

function deviationOf({ chip, ideal, data }: Bench): Deviation {
  return measureDeviation(chip.program, ideal.program, samplesOf(data), 0);
}

function at(deviation: Deviation, name: string, mode: 'running' | 'fresh', measure: number, offset = 0): number[] {
  const cells = deviation.populations.find((one) => one.name === name)![mode];
  return Array.from({ length: cells.length / MEASURE_COUNT }, (_, t) => cells[t * MEASURE_COUNT + measure + offset]!);
}

const RRAM = loadTarget('rram-128').target;
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('no deviation', () => {
  test.each([
    ['recurrent', RECURRENT, 'rram-128', { programmingVariation: { sigma: 0 } }], ['recurrent, read', RECURRENT, 'rram-128', { readNoise: { sigma: 0 } }],
    ['convolutional', CONVOLUTIONAL, 'spikeflow-64', { stuckCells: { off: 0, on: 0 } }], ['convolutional, a column a neuron', CONVOLUTIONAL, 'rram-128', { programmingVariation: { sigma: 0 } }],
  ] as const)('effects of magnitude 0 give differences of exactly 0: %s', (_what, source, target, effects) => {
    const deviation = deviationOf(bench(source, loadTarget(target).target, { ...IDEAL, ...effects }));
    for (const { running, fresh } of deviation.populations) {
      for (const cells of [running, fresh]) {
        const apart = cells.filter((_, i) => ![MEASURES.sums, MEASURES.potentials, MEASURES.spikes, MEASURES.spikes + 1].includes((i % MEASURE_COUNT) as 0));
        expect(apart.every((value) => value === 0)).toBe(true);
      }
      expect(fresh).toEqual(running);
    }
    for (const measure of [MEASURES.sums, MEASURES.potentials, MEASURES.spikes]) expect(sumOf(at(deviation, 'y', 'running', measure))).toBeGreaterThan(0);
    expect(at(deviation, 'y', 'running', MEASURES.spikes)).toEqual(at(deviation, 'y', 'running', MEASURES.spikes, 1));
  });
});

describe('a known deviation', () => {
  /** All weights of the chip times a factor. */
  const scaled = (factor: number): Deviation => {
    const made = bench(RECURRENT, RRAM, { ...IDEAL, programmingVariation: { sigma: 0 } });
    scaleWeights(made.chip, factor);
    return deviationOf(made);
  };

  test('fresh sums of a chip with 0.8 of all weights are 0.8 of the ideal ones, in every population and timestep', () => {
    const deviation = scaled(0.8);
    for (const name of ['h', 'y']) {
      const [ideals, squares, , products] = [0, 1, 2, 3].map((offset) => at(deviation, name, 'fresh', MEASURES.sums, offset));
      ideals!.forEach((ideal, t) => {
        expect(Math.sqrt(squares![t]! / Math.max(1, ideal))).toBeCloseTo(ideal > 0 ? 0.2 : 0, 5);
        if (ideal > 0) expect(1 + products![t]! / ideal).toBeCloseTo(0.8, 5);
      });
      expect(sumOf(ideals!)).toBeGreaterThan(0);
    }
  });

  test('what follows another population inherits its spikes: fewer of them, and sums that are further off than its own weights make them', () => {
    const deviation = scaled(0.8);
    const [ideal, own] = [0, 1].map((offset) => sumOf(at(deviation, 'h', 'running', MEASURES.spikes, offset)));
    expect(own!).toBeLessThan(ideal!);
    const apart = (mode: 'running' | 'fresh'): number => sumOf(at(deviation, 'y', mode, MEASURES.sums, 1));
    expect(apart('running')).toBeGreaterThan(apart('fresh'));
  });

  test('half of all weights with half of all thresholds is no deviation of potentials or spikes, and a gain of 1/2 of sums', () => {
    const made = bench(RECURRENT, RRAM, { ...IDEAL, programmingVariation: { sigma: 0 } });
    const { program } = made.chip;
    scaleWeights(made.chip, 0.5);
    program.populations.forEach(({ population: one }, index) => {
      if (one.kind === 'neurons') retune(program, index, { ...one, neuron: { ...one.neuron, threshold: (one.neuron.threshold as Float32Array).map((value) => value / 2) } as typeof one.neuron });
    });
    const deviation = deviationOf(made);
    for (const { running, neurons } of deviation.populations) {
      expect(neurons).toBeGreaterThan(0);
      running.forEach((value, i) => {
        const measure = i % MEASURE_COUNT;
        if (measure === MEASURES.sums + 3) expect(value).toBe(-running[i - 3]! / 2);
        if ((measure > MEASURES.potentials && measure < MEASURES.spikes) || measure > MEASURES.spikes + 1) expect(value).toBe(0);
      });
    }
  });

  test('the first population of a chain hears the same either way', () => {
    const deviation = deviationOf(bench(CONVOLUTIONAL, RRAM, EFFECTS));
    expect(deviation.populations[0]!.fresh).toEqual(deviation.populations[0]!.running);
    expect(deviation.populations[1]!.fresh).not.toEqual(deviation.populations[1]!.running);
  });
});

describe('running, against two whole runs', () => {
  const made = bench(RECURRENT, RRAM, { ...IDEAL, programmingVariation: { sigma: 0.2 } });
  const { configuration } = configured(RECURRENT, RRAM, made.data);
  const deviation = deviationOf(made);
  const runs = [IDEAL, { programmingVariation: { sigma: 0.2 } }].map((effects) => runEngine(configuration, RRAM, made.data, { effects, seed: 5, panels: false }));

  test.each(['h', 'y'])('spikes of %s, and how many differ, step by step', (name) => {
    const [ideal, chip] = runs.map(({ trains }) => trains[name]!);
    const neurons = ideal!.length / (3 * 12);
    const count = (what: (i: number) => number): number[] => Array.from({ length: 12 }, (_, t) =>
      sumOf(Array.from({ length: 3 * neurons }, (_, k) => what((Math.floor(k / neurons) * 12 + t) * neurons + (k % neurons)))));
    expect(at(deviation, name, 'running', MEASURES.spikes)).toEqual(count((i) => ideal![i]!));
    expect(at(deviation, name, 'running', MEASURES.spikes, 1)).toEqual(count((i) => chip![i]!));
    expect(at(deviation, name, 'running', MEASURES.spikes, 2)).toEqual(count((i) => Math.abs(ideal![i]! - chip![i]!)));
    expect(sumOf(at(deviation, name, 'running', MEASURES.spikes, 2))).toBeGreaterThan(0);
  });

  test('the van Rossum distance is the integral of its definition, found numerically', () => {
    const [ideal, chip] = runs.map(({ trains }) => trains['y']!);
    const tau = VAN_ROSSUM_TAU_STEPS;
    const fine = 400;
    let expected = 0;
    for (let sample = 0; sample < 3; sample++) {
      for (let neuron = 0; neuron < 5; neuron++) {
        const difference = Array.from({ length: 12 }, (_, t) => chip![(sample * 12 + t) * 5 + neuron]! - ideal![(sample * 12 + t) * 5 + neuron]!);
        for (let i = 0; i < (12 + 12 * tau) * fine; i++) {
          const time = (i + 0.5) / fine;
          const apart = sumOf(difference.map((weight, t) => (time >= t ? weight * Math.exp((t - time) / tau) : 0)));
          expected += apart ** 2 / fine / tau;
        }
      }
    }
    expect(sumOf(at(deviation, 'y', 'running', MEASURES.vanRossum))).toBeCloseTo(expected, 4);
  });

  test('one spike more is a distance of 1/2', () => {
    const single: Network = {
      ...network([population('x', [1], SPIKES), population('y', [1], integrateAndFire({ threshold: 1 }))], [dense('x', 'y', [[1]])], { timesteps: 4 }), stage: 'spiking',
    };
    const one = bench(single, RRAM, { ...IDEAL, programmingVariation: { sigma: 0 } }, samples([1], [[0, 1, 0, 0]], 4));
    scaleWeights(one.chip, 0);
    const lost = deviationOf(one);
    expect(at(lost, 'y', 'running', MEASURES.spikes)).toEqual([0, 1, 0, 0]);
    expect(at(lost, 'y', 'running', MEASURES.spikes, 1)).toEqual([0, 0, 0, 0]);
    expect(sumOf(at(lost, 'y', 'running', MEASURES.vanRossum))).toBeCloseTo(0.5, 12);
  });
});

test('a chip whose cells are all stuck at off is off by all of what it should be', () => {
  const deviation = deviationOf(bench(RECURRENT, RRAM, { ...IDEAL, stuckCells: { off: 1, on: 0 } }));
  const [ideals, squares, signed, products] = [0, 1, 2, 3].map((offset) => at(deviation, 'h', 'running', MEASURES.sums, offset));
  expect(squares).toEqual(ideals);
  expect(products).toEqual(ideals!.map((value) => -value));
  expect(signed!.every((value) => value !== 0)).toBe(true);
});

test('parts of the samples add up to all of them', () => {
  const { chip, ideal, data } = bench(RECURRENT, RRAM, EFFECTS);
  const window = (first: number, count: number): ReturnType<typeof samplesOf> => samplesOf({ ...data, count, read: (index, out) => data.read(first + index, out) });
  const whole = measureDeviation(chip.program, ideal.program, window(0, 3), 0);
  const parts = addDeviations(measureDeviation(chip.program, ideal.program, window(0, 1), 0), measureDeviation(chip.program, ideal.program, window(1, 2), 1));
  expect(parts.samples).toBe(3);
  whole.populations.forEach(({ running, fresh }, i) => {
    parts.populations[i]!.running.forEach((value, cell) => expect(value / (running[cell]! || 1)).toBeCloseTo(running[cell]! === 0 ? 0 : 1, 9));
    parts.populations[i]!.fresh.forEach((value, cell) => expect(value / (fresh[cell]! || 1)).toBeCloseTo(fresh[cell]! === 0 ? 0 : 1, 9));
  });
});
