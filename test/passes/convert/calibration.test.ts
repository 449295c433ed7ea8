import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../passes/1-fold/fold.ts';
import { convert, type ConvertOptions } from '../../../passes/2-convert/convert.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { forward } from '../../../src/forward/forward.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { parameterAt, populationNamed, type ConvolutionProjection, type DenseProjection, type IntegrateAndFire, type Network, type Parameter } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, CURRENT, dense, LINEAR, network, noise, oneToOne, pooling, population, RELU, samples } from '../../ir/build.ts';
import { contextWith } from '../context.ts';

const PLAIN: ConvertOptions = { ...DEFAULT_OPTIONS.convert, thresholds: 'maximum', corrections: 'none' };
const folded = (from: Network): Network => fold.run(from, {}, contextWith()).output;

function converted(from: Network, options: Partial<ConvertOptions>, data: Dataset) {
  const result = convert.run(from, { ...DEFAULT_OPTIONS.convert, ...options }, contextWith(data));
  expect(verifyNetwork(result.output)).toEqual([]);
  return result;
}

const thresholdOf = (of: Network, name: string): Parameter => (populationNamed(of, name).neuron as IntegrateAndFire).threshold;

/** Counts of a population in the first sample. */
function countsOf(of: Network, name: string, data: Dataset): number[] {
  let counts: number[] = [];
  interpret(of, data, { limit: 1, onSample: (_, activity) => {
    const sent = activity.get(name)!;
    const neurons = sent.length / of.timesteps!;
    counts = Array.from({ length: neurons }, (_one, neuron) => Array.from({ length: of.timesteps! }, (_step, step) => sent[step * neurons + neuron]!).reduce((a, b) => a + b));
  } });
  return counts;
}

test('one population under constant drive counts clip(floor((T x + th / 2) / th), 0, T), exactly', () => {
  const eighths = fc.integer({ min: -20, max: 60 }).map((value) => value / 8);
  fc.assert(fc.property(fc.array(eighths, { minLength: 3, maxLength: 3 }), fc.constantFrom(1, 2, 3, 8, 21), fc.constantFrom(0.5, 2, 4), (drives, timesteps, th) => {
    const identity = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
    const from = network([population('x', [3], CURRENT), population('h', [3], RELU), population('y', [1], LINEAR)], [dense('x', 'h', identity), dense('h', 'y', [[1, 1, 1]])], { stage: 'folded' });
    const { output } = converted(from, { ...PLAIN, timesteps }, samples([3], [[th, th, th], [0, 0, 0]]));
    expect(thresholdOf(output, 'h')).toBe(th);
    expect(countsOf(output, 'h', samples([3], [drives]))).toEqual(drives.map((x) => Math.min(timesteps, Math.max(0, Math.floor((timesteps * x + th / 2) / th)))));
  }), { seed: 1, numRuns: 20 });
});

describe('trained with a number of levels (QCFS)', () => {
  const qcfs = (levels: number, scale: Float32Array | number, rounding: 'half-up' | 'floor'): Network => network(
    [population('x', [2, 1, 3], CURRENT), population('h', [2, 1, 3], { kind: 'quantised', scale, zeroPoint: 0, low: 0, high: levels, rounding, bipolar: false }), population('y', [1], LINEAR)],
    [convolution('x', 'h', [2, 2, 1, 1], [1, 0, 0, 1]), dense('h', 'y', [[1, 1, 1, 1, 1, 1]])], { stage: 'folded' });
  const eighths = fc.integer({ min: -40, max: 160 }).map((value) => value / 8);

  test.each(['half-up', 'floor'] as const)('rounding %s: as many timesteps as levels count each level exactly', (rounding) => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom([0.25, 0.25], [0.5, 1.5], [1, 0.125]), fc.array(eighths, { minLength: 6, maxLength: 6 }), fc.boolean(), (levels, scales, drives, single) => {
      const scale = single ? scales[0]! : Float32Array.from(scales);
      const scaleAt = (neuron: number): number => parameterAt(scale, [2, 1, 3], neuron);
      const from = qcfs(levels, scale, rounding);
      const data = samples([2, 1, 3], [drives, noise(6)]);
      const { output, diagnostics } = converted(from, { timesteps: levels }, data);
      expect(diagnostics.filter(({ code }) => code === 'S548')).toEqual([]);
      const { threshold, initial } = populationNamed(output, 'h').neuron as IntegrateAndFire;
      for (const neuron of [0, 3]) {
        expect(parameterAt(threshold, [2, 1, 3], neuron)).toBe(levels * scaleAt(neuron));
        expect(parameterAt(initial, [2, 1, 3], neuron)).toBe(rounding === 'floor' ? 0 : (levels * scaleAt(neuron)) / 2);
      }
      let wanted: number[] = [];
      forward(from, data, { limit: 1, onPopulation: (name, values) => { if (name === 'h') wanted = [...values].map((value, neuron) => value / scaleAt(neuron)); } });
      expect(countsOf(output, 'h', data)).toEqual(wanted.map((level) => level + 0));
    }), { seed: 1, numRuns: 20 });
  });
});

describe('what spikes stand for', () => {
  const planes = (seed: number, out: number, from: number, kernel: number): number[] => noise(out * from * kernel * kernel, seed).map((value) => value / (kernel * Math.sqrt(from)));
  /** Convolution, another one whose values are added to those of the first, pooling, dense. */
  const residual = (method: 'average' | 'maximum', seed: number): Network => folded(network([
    population('x', [2, 6, 6], CURRENT), population('a', [4, 6, 6], RELU), population('b', [4, 6, 6], { kind: 'relu', ceiling: 0.75 }), population('p', [4, 3, 3], LINEAR), population('y', [5], LINEAR),
  ], [
    convolution('x', 'a', [4, 2, 3, 3], planes(seed, 4, 2, 3), { padding: [1, 1, 1, 1], bias: Float32Array.of(0.2, -0.1, 0.3, 0) }),
    convolution('a', 'b', [4, 2, 3, 3], planes(seed + 1, 4, 2, 3), { padding: [1, 1, 1, 1], groups: 2, bias: Float32Array.of(0.1, 0.2, 0, 0.1) }), oneToOne('a', 'b', { name: 'skip' }),
    pooling('b', 'p', method, [2, 2]), dense('p', 'y', Array.from({ length: 5 }, (_, row) => noise(36, seed + row + 3)), { bias: Float32Array.from({ length: 5 }, () => 2) }),
  ]));
  const images = (seed: number, lowest: number): Dataset => samples([2, 6, 6], [1, 2, 3, 4].map((index) => noise(72, seed + index).map((value) => Math.max(lowest, value))));

  /** Largest difference of rate x threshold of the output (its mean drive where the membrane is read) from the activations above 0, of the largest. */
  function error(from: Network, options: Partial<ConvertOptions>, data: Dataset): number {
    const { output } = converted(from, { timesteps: 512, ...options }, data);
    const membrane = options.readout === 'membrane';
    const threshold = membrane ? 1 : thresholdOf(output, 'y') as number;
    const found = [...interpret(output, data).outputs].map((value) => (value * threshold) / 512);
    const wanted = [...forward(from, data).outputs].map((value) => (membrane ? value : Math.max(0, value)));
    return Math.max(...wanted.map((value, index) => Math.abs(value - found[index]!))) / Math.max(...wanted.map(Math.abs));
  }

  test.each([['average', 'none', 'count'], ['average', 'both', 'membrane'], ['maximum', 'none', 'membrane'], ['maximum', 'both', 'count']] as const)(
    'is kept with a threshold a channel: residual sums, groups, %s pooling, corrections %s, readout %s', (method, corrections, readout) => {
      expect(error(residual(method, 5), { thresholds: readout === 'count' ? 'maximum' : 'mse', corrections, readout }, images(31, 0))).toBeLessThan(0.02);
    });

  test('is kept where inputs are spikes, also of values below 0; about so where all spikes of a value come in the end', () => {
    for (const [lowest, coding, most] of [[0, 'rate', 0.02], [-1, 'rate', 0.02], [0, 'latency', 0.1]] as const) {
      expect(error(residual('average', 9), { thresholds: 'mse', coding, readout: 'membrane' }, images(51, lowest)), coding).toBeLessThan(most);
    }
  });

  test('weights fitted to the spikes stay near those of the file where spikes say all', () => {
    expect(error(residual('average', 5), { thresholds: 'mse', weights: 'fit', readout: 'membrane' }, images(31, 0))).toBeLessThan(0.02);
  });

  test('each channel has a threshold of its own, weights out of it are multiplied by that', () => {
    const from = residual('average', 5);
    const { output } = converted(from, { thresholds: 'mse' }, images(31, 0));
    const thresholds = thresholdOf(output, 'a') as Float32Array;
    expect(thresholds).toHaveLength(4);
    expect(new Set(thresholds).size).toBe(4);
    const [before, after] = [from, output].map(({ projections }) => projections.find(({ source, destination, name }) => source === 'a' && destination === 'b' && name !== 'skip') as ConvolutionProjection);
    after!.weights.data.forEach((weight, index) => {
      const channel = (index >= 36 ? 2 : 0) + Math.floor((index % 18) / 9);
      expect(weight).toBeCloseTo(before!.weights.data[index]! * thresholds[channel]!, 5);
    });
  });
});

describe('with the spikes that are really heard', () => {
  /** Differences of activations: excitation and inhibition that do not come at the same time. */
  const deep = network([population('x', [12], CURRENT), population('h', [16], RELU), population('g', [16], RELU), population('y', [4], LINEAR)], [
    dense('x', 'h', Array.from({ length: 16 }, (_, row) => noise(12, row + 1))), dense('h', 'g', Array.from({ length: 16 }, (_, row) => noise(16, row + 31))), dense('g', 'y', Array.from({ length: 4 }, (_, row) => noise(16, row + 61))),
  ], { stage: 'folded' });
  const data = samples([12], Array.from({ length: 64 }, (_, index) => noise(12, index + 5)));

  /** Mean over the channels of the size of the mean error of the activations of `g`. */
  function meanError(options: Partial<ConvertOptions>): number {
    const { output } = converted(deep, { timesteps: 8, ...options }, data);
    const sums = new Float64Array(16);
    forward(deep, data, { onPopulation: (name, values) => { if (name === 'g') values.forEach((value, neuron) => { sums[neuron]! += value; }); } });
    const threshold = thresholdOf(output, 'g');
    interpret(output, data, { onSample: (_, activity) => activity.get('g')!.forEach((spike, at) => { sums[at % 16]! -= (spike * parameterAt(threshold, [16], at % 16)) / 8; }) });
    return sums.reduce((sum, one) => sum + Math.abs(one), 0) / 16 / 64;
  }

  test('corrections bring the mean output of each channel to that of the activations', () => {
    const before = meanError({ corrections: 'none' });
    expect(meanError({ corrections: 'bias' })).toBeLessThan(0.7 * before);
    for (const corrections of ['potential', 'both'] as const) expect(meanError({ corrections }), corrections).toBeLessThan(before / 2);
  });

  test('only what is named is adjusted', () => {
    const of = (corrections: ConvertOptions['corrections'], readout: 'count' | 'membrane') => {
      const { output } = converted(deep, { timesteps: 8, corrections, readout }, data);
      const biases = output.projections.slice(0, 2).map((projection) => (projection as DenseProjection).bias);
      const halves = output.populations.filter(({ name }) => name === 'h' || name === 'g').map(({ neuron }) => neuron as IntegrateAndFire)
        .every(({ threshold, initial }) => (threshold as Float32Array).every((value, channel) => value === 2 * parameterAt(initial, [16], channel)));
      return { shifted: biases.some((bias) => bias !== null), halves, output: (populationNamed(output, 'y').neuron as IntegrateAndFire).initial };
    };
    for (const readout of ['count', 'membrane'] as const) {
      expect(of('none', readout)).toMatchObject({ shifted: false, halves: true });
      expect(of('bias', readout)).toMatchObject({ shifted: true, halves: true });
      expect(of('potential', readout)).toMatchObject({ shifted: false, halves: false });
      expect(of('both', readout)).toMatchObject({ shifted: true, halves: false });
    }
    expect(of('none', 'membrane').output).toBe(0);
    expect(of('potential', 'membrane').output).not.toBe(0);
  });

  test('an output that is counted is not pushed down by classes that are far below 0', () => {
    const from = network([population('x', [2], CURRENT), population('y', [2], LINEAR)], [dense('x', 'y', [[1, -6], [-6, 1]])], { stage: 'folded' });
    const both = samples([2], Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? [1, 0.1 * (index / 20)] : [0.1 * (index / 20), 1])));
    for (const thresholds of ['maximum', 'percentile', 'mse'] as const) {
      const { output, statistics } = converted(from, { thresholds, timesteps: 8 }, both);
      expect([...interpret(output, both).predictions]).toEqual([...forward(from, both).predictions]);
      expect(statistics['percent of predictions changed on the calibration samples']).toBe(0);
      const [conversion] = output.calibration!.conversion;
      if (thresholds === 'maximum') expect(conversion!.signalToNoise_dB).toBeGreaterThan(20);
    }
  });

  test('fitted weights lower the error of the drive that spikes leave', () => {
    const noiseOf = (weights: 'keep' | 'fit'): number => {
      const { output } = converted(deep, { timesteps: 4, weights, readout: 'membrane' }, data);
      return output.calibration!.conversion.find(({ population: name }) => name === 'y')!.signalToNoise_dB!;
    };
    expect(noiseOf('fit')).toBeGreaterThan(noiseOf('keep'));
  });
});

test('weights on levels keep them, whether the file says so or not', () => {
  const rows = Array.from({ length: 5 }, (_, row) => noise(6, row + 2).map((value) => 0.25 * Math.round(3 * value)));
  for (const changes of [{}, { grid: { scale: new Float32Array(5).fill(0.25), bits: 3 } }]) {
    const from = network([population('x', [6], CURRENT), population('h', [6], RELU), population('g', [5], RELU), population('y', [2], LINEAR)],
      [dense('x', 'h', Array.from({ length: 6 }, (_, row) => noise(6, row + 9))), dense('h', 'g', rows, changes), dense('g', 'y', [noise(5, 3), noise(5, 4)])], { stage: 'folded' });
    const { output } = converted(from, { timesteps: 4, weights: 'fit' }, samples([6], Array.from({ length: 20 }, (_, index) => noise(6, index + 1))));
    const threshold = thresholdOf(output, 'h') as number;
    expect(threshold).toBeTypeOf('number');
    expect([...(output.projections[1] as DenseProjection).weights.data].map((weight) => Math.round((weight / threshold / 0.25) * 1e4) / 1e4 + 0)).toEqual(rows.flat().map((weight) => weight / 0.25 + 0));
    if (changes.grid) expect((output.projections[1] as DenseProjection).grid!.scale[0]).toBeCloseTo(0.25 * threshold, 6);
    // Where nothing is on levels the same network has a threshold a channel.
    expect(thresholdOf(output, 'g')).toHaveLength(5);
  }
});

describe('timesteps auto', () => {
  // 1 and 0.875 count T and floor(0.875 T + 0.5): the same up to four timesteps.
  const from = network([population('x', [2], CURRENT), population('y', [2], LINEAR)], [dense('x', 'y', [[1, 0], [0, 1]])], { stage: 'folded' });
  const two = samples([2], [[1, 0.875], [0.875, 1]]);
  const chosen = (data: Dataset, loss: number, changes: Partial<Network> = {}): number | null => converted({ ...from, ...changes }, { ...PLAIN, timesteps: 'auto', loss }, data).output.timesteps;

  test('the fewest that tell the classes apart', () => expect(chosen(two, 0)).toBe(5));
  test('fewer where more may be lost', () => {
    expect(chosen(two, 49)).toBe(5);
    expect(chosen(two, 50)).toBe(1);
  });
  test('accuracy where there are labels', () => {
    expect(chosen({ ...two, labels: Int32Array.of(0, 1) }, 0)).toBe(5);
    expect(chosen({ ...two, labels: Int32Array.of(0, 0) }, 0)).toBe(1);
  });
  test('a network that says its timesteps has them', () => expect(chosen(two, 0, { timesteps: 3 })).toBe(3));
  test('the loss is told, points of accuracy with labels, else changed predictions', () => {
    expect(converted(from, { ...PLAIN, timesteps: 1 }, two).statistics['percent of predictions changed on the calibration samples']).toBe(50);
    expect(converted(from, { ...PLAIN, timesteps: 1 }, { ...two, labels: Int32Array.of(0, 0) }).statistics['points of accuracy lost on the calibration samples']).toBe(-50);
  });
  test('at most 256: more is given up, which is told (S571)', () => {
    const close = samples([2], [[1, 0.9999], [0.9999, 1]]);
    const { output, diagnostics } = converted(from, { ...PLAIN, timesteps: 'auto', loss: 0 }, close);
    expect(output.timesteps).toBe(256);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(['S571 no number of timesteps up to 256 keeps the loss below 0: 256 still change 50 percent of the predictions on the calibration samples']);
    expect(converted(from, { ...PLAIN, timesteps: 'auto', loss: 0 }, two).diagnostics).toEqual([]);
  });
});

test('S568: too few timesteps for the first population behind one that stays silent', () => {
  const from = network([population('x', [2], CURRENT), population('h', [2], RELU), population('g', [1], RELU), population('y', [1], LINEAR)],
    [dense('x', 'h', [[1, 0], [0, 1]]), dense('h', 'g', [[1, -1]]), dense('g', 'y', [[1]])], { stage: 'folded' });
  const data = samples([2], [[1, 1], [0.25, 0]]);
  const told = (timesteps: number): string[] => converted(from, { ...PLAIN, timesteps }, data).diagnostics.map(({ code, message }) => `${code} ${message}`);
  expect(told(1)).toEqual(['S568 population "g" does not fire once in 1 timestep on any calibration sample: nothing reaches the output']);
  expect(told(4)).toEqual([]);
});

test('an input whose values are all below 0 is never active on its other side (S543)', () => {
  const from = network([population('x', [2], CURRENT), population('y', [2], LINEAR)], [dense('x', 'y', [[-1, 0], [0, -1]])], { stage: 'folded' });
  const { diagnostics } = converted(from, { coding: 'rate' }, samples([2], [[-1, -0.5], [-0.25, -1]]));
  expect(diagnostics.map(({ code, message }) => (code === 'S543' ? message : code))).toEqual(['S539', 'population "x.positive" was never active on the calibration data; its threshold is 1']);
});

test('the record: thresholds, signal to noise, silent neurons and rates, by eye', () => {
  const from = network([population('x', [2], CURRENT), population('h', [3], RELU), population('y', [1], LINEAR)], [dense('x', 'h', [[1, 0], [0, 1], [-1, 0]]), dense('h', 'y', [[1, 1, 1]])], { stage: 'folded' });
  const { output } = converted(from, { ...PLAIN, timesteps: 4 }, samples([2], [[1, 0.5], [0.5, 0.3125]]));
  expect(output.calibration).toMatchObject({ data: { file: 'samples.npy', samples: 2 }, quantisation: [] });
  // h counts 4 2 0 and 2 1 0 of 4: only 0.3125 is not said exactly. One of three neurons never fires.
  const [h] = output.calibration!.conversion;
  expect(h).toMatchObject({ population: 'h', smallestThreshold: 1, largestThreshold: 1, silentShare: expect.closeTo(1 / 3) as number, meanRate: expect.closeTo(9 / 24) as number });
  expect(h!.signalToNoise_dB).toBeCloseTo(10 * Math.log10((1 + 0.25 + 0.25 + 0.3125 ** 2) / 0.0625 ** 2), 3);
});
