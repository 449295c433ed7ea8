import { describe, expect, test } from 'vitest';
import { quantise, type QuantiseOptions } from '../../../passes/3-quantise/quantise.ts';
import type { DenseProjection, Network, Population, SpikingNeuron } from '../../../src/ir/network.ts';
import type { Target } from '../../../src/ir/target.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, noise, population, samples, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { loihiNeuron } from '../../ir/neurons.ts';
import { contextWith } from '../context.ts';

function quantised(from: Network, options: QuantiseOptions = { bits: 3, scale: 'maximum' }, context = contextWith()): Network {
  expect(verifyNetwork(from)).toEqual([]);
  const { output } = quantise.run(from, options, context);
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

const levels = (from: Network, projection = 0): number[] => [...(from.projections[projection] as DenseProjection).weights.data];
const last = (from: Network): Population & { neuron: SpikingNeuron } => from.populations.at(-1)! as Population & { neuron: SpikingNeuron };
const SPIKING: Partial<Network> = { stage: 'spiking', timesteps: 8 };
const LOIHI = loihiNeuron();

/** Three channels: largest weights 3, 0.75 and none. */
const three = network(
  [population('x', [3], SPIKES), population('y', [3], integrateAndFire({ kind: 'lif', decay: 0.9, threshold: 2, initial: 1 }))],
  [dense('x', 'y', [[3, -1.5, 0.49], [0.75, -0.125, 0.1], [0, 0, 0]], { bias: Float32Array.of(1, 1, 1) })], SPIKING,
);

describe('golden cases', () => {
  test('3 bits: levels -3..3, halves away from zero, thresholds and bias in levels', () => {
    const after = quantised(three, { bits: 3, scale: 'maximum' });
    expect(levels(after)).toEqual([3, -2, 0, 3, -1, 0, 0, 0, 0]);
    expect([...last(after).scale!]).toEqual([1, 0.25, 1]);
    expect(last(after).neuron).toMatchObject({ threshold: Float32Array.of(2, 8, 2), initial: Float32Array.of(1, 4, 1), decay: Math.fround(0.9) });
    expect([...(after.projections[0] as DenseProjection).bias!]).toEqual([1, 4, 1]);
    expect(after).toMatchObject({ stage: 'quantised', bits: 3 });
    expect((after.projections[0] as DenseProjection).weights.data).toBeInstanceOf(Int8Array);
  });

  test('more than 8 bits are i16', () => {
    const after = quantised(three, { bits: 12 });
    expect((after.projections[0] as DenseProjection).weights.data).toBeInstanceOf(Int16Array);
    // 3, -1.5 and 0.49 are whole hundredths, which fit six times into 2047 levels.
    expect(levels(after).slice(0, 3)).toEqual([1800, -900, 294]);
  });

  test('channels of planes: one scale for all neurons of a channel, over all projections', () => {
    const after = quantised(network(
      [population('x', [1, 2, 2], SPIKES), population('y', [2, 2, 2], integrateAndFire({ threshold: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]) }))],
      [convolution('x', 'y', [2, 1, 1, 1], [3, 0.5]), dense('x', 'y', Array.from({ length: 8 }, (_, row) => [row === 7 ? 1.5 : 0.5, 0, 0, 0]), { name: 'other' })], SPIKING,
    ));
    expect([...last(after).scale!]).toEqual([1, 0.5]);
    expect(levels(after)).toEqual([3, 1]);
    expect(last(after).neuron.threshold).toEqual(Float32Array.of(1, 2, 3, 4, 10, 12, 14, 16));
  });

  test('biases of several projections add up in one', () => {
    const after = quantised(network(
      [population('x', [1, 1, 2], SPIKES), population('y', [1, 1, 2], integrateAndFire())],
      [convolution('x', 'y', [1, 1, 1, 1], [3], { bias: Float32Array.of(10) }), dense('x', 'y', [[1, 1], [1, 1]], { name: 'other', bias: Float32Array.of(1, 2) })], SPIKING,
    ));
    expect(after.projections.map((projection) => (projection as DenseProjection).bias)).toEqual([null, Float32Array.of(11, 12)]);
  });

  test('potentials that are compared, or reset to one value that is not 0, have one scale', () => {
    const membrane = quantised({ ...three, output: { population: 'y', readout: 'membrane' } });
    expect([...last(membrane).scale!]).toEqual([1, 1, 1]);
    const populations = [three.populations[0]!, population('y', [3], integrateAndFire({ reset: 'hard', resetValue: -0.5, threshold: 3.4028234663852886e38 }))];
    const hard = quantised({ ...three, populations, projections: [dense('x', 'y', [[1.5, 0, 0], [0.5, 0, 0], [0, 0, 0]])] });
    expect(last(hard).neuron).toMatchObject({ resetValue: -1, threshold: Float32Array.of(1, 1, 1).fill(3.4028234663852886e38) });
  });

  test('2 bits: least squares clips an outlier that would silence all others', () => {
    const row = [1, ...Array<number>(20).fill(0.25), ...Array<number>(20).fill(-0.25)];
    const from = network([population('x', [41], SPIKES), population('y', [1], integrateAndFire())], [dense('x', 'y', [row])], SPIKING);
    expect(levels(quantised(from, { bits: 2, scale: 'maximum' }))).toEqual([1, ...Array<number>(40).fill(0)]);
    expect(levels(quantised(from, { bits: 2 }))).toEqual(row.map(Math.sign));
    expect(levels(quantised(from, { bits: 4 }))).toEqual(levels(quantised(from, { bits: 4, scale: 'maximum' })));
  });

  test('statistics', () => {
    const { statistics } = quantise.run(three, { bits: 3, scale: 'maximum' }, contextWith());
    expect(statistics['share of zero levels']).toBeCloseTo(5 / 9);
    expect(statistics['x-y: signal to noise, dB']).toBeCloseTo(10 * Math.log10((9 + 2.25 + 0.49 ** 2 + 0.5625 + 0.015625 + 0.01) / (0.25 + 0.49 ** 2 + 0.015625 + 0.01)), 5);
    const exact = network([population('x', [1], SPIKES), population('y', [1], integrateAndFire())], [dense('x', 'y', [[3]])], SPIKING);
    expect(quantise.run(exact, { bits: 3 }, contextWith()).statistics['x-y: signal to noise, dB']).toBe('lossless');
  });
});

describe('inputs that carry values', () => {
  const withInput = (coding: 'current' | 'rate'): Network =>
    network([population('x', [2], { ...CURRENT, coding }), population('y', [1], integrateAndFire())], [dense('x', 'y', [[3, 1]])], SPIKING);
  const inputOf = (coding: 'current' | 'rate', values: number[][], target: Target | null = null): Network => quantised(withInput(coding), { bits: 3 }, contextWith(samples([2], values), target));

  test('image bytes have levels of exactly 1/255, also where the brightest is missing', () => {
    expect(inputOf('current', [[Math.fround(200 / 255), Math.fround(3 / 255)]]).populations[0]!.neuron).toMatchObject({ levels: { scale: 1 / 255, low: 0, high: 255 } });
  });

  test('other values: the largest is the last level; with negative values both ways', () => {
    expect(inputOf('current', [[5.1, 0.3]]).populations[0]!.neuron).toMatchObject({ levels: { scale: Math.fround(5.1) / 255, low: 0, high: 255 } });
    expect(inputOf('current', [[1, -2.54]]).populations[0]!.neuron).toMatchObject({ levels: { scale: Math.fround(2.54) / 127, low: -127, high: 127 } });
  });

  test('the bits are those of the target', () => {
    const target = { name: 't', inputBits: 4, weightBits: { minimum: 2, maximum: 8 } } as Target;
    expect(inputOf('current', [[3, 0.1]], target).populations[0]!.neuron).toMatchObject({ levels: { scale: 0.2, high: 15 } });
  });

  test('the value of an input level multiplies weights of current, not of rate coding', () => {
    expect(inputOf('current', [[1, 0]]).populations[1]!.scale).toEqual(Float32Array.of(1 / 255));
    expect(inputOf('rate', [[1, 0]]).populations[1]!.scale).toEqual(Float32Array.of(1));
  });

  test('S552: without calibration data 0..1 is assumed', () => {
    const { output, diagnostics } = quantise.run(withInput('current'), { bits: 8 }, contextWith());
    expect(diagnostics).toMatchObject([{ code: 'S552', severity: 'warning' }]);
    expect(output.populations[0]!.neuron).toMatchObject({ levels: { scale: 1 / 255, low: 0, high: 255 } });
  });

  test('S561: calibration data of another size', () => {
    expect(codesOf(() => quantise.run(withInput('current'), { bits: 8 }, contextWith(samples([3], [[1, 1, 1]]))))).toEqual(['S561']);
  });
});

describe('levels of the file', () => {
  const grid = (bits: number, ...scale: number[]) => ({ grid: { scale: Float32Array.from(scale), bits } });
  const two = (changes: object, rows = [[0.5, -1.5], [0.25, 0]]): Network => network(
    [population('x', [2], SPIKES), population('y', [2], integrateAndFire({ threshold: 2 }))], [dense('x', 'y', rows, changes)], SPIKING);

  test('are kept, whatever room there is', () => {
    const after = quantised(two(grid(3, 0.5, 0.25)), { bits: 8 });
    expect(levels(after)).toEqual([1, -3, 1, 0]);
    expect(last(after).neuron).toMatchObject({ threshold: Float32Array.of(4, 8) });
    expect(after.projections[0]).not.toHaveProperty('grid');
  });

  test('say how many bits are needed where nobody else does', () => {
    expect(quantised(two(grid(3, 0.5, 0.25)), { bits: null }).bits).toBe(3);
    expect(quantised(two({}, [[0.3, 0.7], [1, 0]]), { bits: null }).bits).toBe(8);
    const narrow = { name: 't', inputBits: 8, weightBits: { minimum: 4, maximum: 6 } } as Target;
    expect(quantised(two(grid(3, 0.5, 0.25)), { bits: null }, contextWith(null, narrow)).bits).toBe(4);
    expect(quantised(two({}), { bits: null }, contextWith(null, narrow)).bits).toBe(6);
  });

  test('are found where the file does not name them, twice, three times .. as many where there is room', () => {
    const rows = [[0.3, -0.9, 0.6, 1.5], [0.2, 0.2, -0.2, 0]];
    const from = (bits: number): Network => quantised(network([population('x', [4], SPIKES), population('y', [2], integrateAndFire())], [dense('x', 'y', rows)], SPIKING), { bits });
    expect(levels(from(4))).toEqual([1, -3, 2, 5, 1, 1, -1, 0]);
    expect(levels(from(5))).toEqual([3, -9, 6, 15, 3, 3, -3, 0]);
    expect(levels(from(3))).not.toContain(5);
  });

  test.each([2, 3, 4, 5, 6, 7, 8, 12, 16])('a potential that reaches its threshold exactly still does, with %i bits', (bits) => {
    const after = (neuron: SpikingNeuron, weight: number): Network =>
      quantised(network([population('x', [1], SPIKES), population('y', [1], neuron)], [dense('x', 'y', [[weight]])], SPIKING), { bits, scale: 'maximum' });
    for (const weight of [1, 0.25, 3, 0.1]) {
      const plain = after(integrateAndFire({ threshold: 3 * weight }), weight);
      expect(last(plain).neuron.threshold).toEqual(Float32Array.of(3 * levels(plain)[0]!));
    }
    for (const weight of [1, 0.25, 3]) {
      const physical = after(integrateAndFire({ threshold: 3 * weight, resetDelay: 1 }), weight);
      const { gain, threshold } = last(physical).neuron as { gain: Float32Array; threshold: number };
      expect(Math.fround(gain[0]! * 3 * levels(physical)[0]!)).toBe(threshold);
    }
  });

  test('potentials reset to one value that is not 0 stay in physical units where channels have scales of their own', () => {
    const populations = [population('x', [2], SPIKES), population('y', [2], integrateAndFire({ reset: 'hard', resetValue: -0.5 }))];
    const after = quantised({ ...two(grid(3, 0.5, 0.25)), populations });
    expect(levels(after)).toEqual([1, -3, 1, 0]);
    expect(last(after).neuron).toMatchObject({ gain: Float32Array.of(0.5, 0.25), resetValue: -0.5, threshold: 1 });
  });

  test('S554: too many for the bits; other scales from another projection; none from another projection', () => {
    const reasonsOf = (from: Network, bits: number): string[] => quantise.run(from, { bits }, contextWith()).diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(reasonsOf(two(grid(3, 0.5, 0.25)), 2)).toEqual(['S554 the weight levels of the file cannot be kept for "y": those of "x-y" have 3 bits, more than 2; its weights are rounded again']);
    const besides = (changes: object): Network => {
      const from = two(grid(3, 0.5, 0.25));
      return { ...from, projections: [...from.projections, dense('x', 'y', [[1, 0], [0, 0.5]], { name: 'other', ...changes })] };
    };
    expect(reasonsOf(besides(grid(3, 1, 0.25)), 4)[0]).toContain('the scales in channel 0 differ');
    expect(reasonsOf(besides({}), 4)[0]).toContain('"other" has none');
    expect(reasonsOf(besides(grid(3, 0.5, 0.25)), 4)).toEqual([]);
  });

  test('of inputs are kept, if the target has as many (S555)', () => {
    const from = (low: number, high: number): Network => network([population('x', [1], { ...CURRENT, levels: { scale: 0.5, low, high } }), population('y', [1], integrateAndFire())], [dense('x', 'y', [[1]])], SPIKING);
    expect(quantised(from(-100, 155)).populations[0]!.neuron).toMatchObject({ levels: { scale: 0.5, low: -100, high: 155 } });
    const { output, diagnostics } = quantise.run(from(0, 256), { bits: 4 }, contextWith(samples([1], [[2]])));
    expect(diagnostics.map(({ code }) => code)).toEqual(['S555']);
    expect(output.populations[0]!.neuron).toMatchObject({ levels: { scale: 2 / 255, high: 255 } });
  });
});

describe('Loihi neurons add whole numbers', () => {
  const whole = (rows: number[][], neuron = SPIKES): Network => network(
    [population('x', [rows[0]!.length], neuron as typeof SPIKES), population('y', [rows.length], LOIHI)], [dense('x', 'y', rows)], SPIKING);

  test('weights are levels as they are, and say how many bits they need', () => {
    const after = quantised(whole([[12, -3]]), { bits: null });
    expect([levels(after), after.bits]).toEqual([[12, -3], 5]);
    expect(last(after).neuron).toEqual(LOIHI);
  });

  test('S553: weights that do not fit the bits, inputs that carry values', () => {
    expect(codesOf(() => quantise.run(whole([[12, -3]]), { bits: 4 }, contextWith()))).toEqual(['S553']);
    expect(codesOf(() => quantise.run(whole([[1]], CURRENT), { bits: 4 }, contextWith(samples([1], [[0.5]]))))).toEqual(['S570', 'S553']);
  });
});

test('S544 and S551: bits out of range, bits the target does not have', () => {
  const target = { name: 't', inputBits: 8, weightBits: { minimum: 2, maximum: 4 } } as Target;
  for (const bits of [0, 17, 2.5]) expect(codesOf(() => quantise.run(three, { bits }, contextWith()))).toEqual(['S544']);
  expect(codesOf(() => quantise.run(three, { bits: 8 }, contextWith(null, target)))).toEqual(['S551']);
});

test('with enough bits the counts of spikes are those of the network before', () => {
  const from = network(
    [population('x', [20], CURRENT), population('h', [16], integrateAndFire({ initial: 0.5 })), population('y', [4], integrateAndFire())],
    [dense('x', 'h', Array.from({ length: 16 }, (_, row) => noise(20, row).map((value) => value / 4))), dense('h', 'y', Array.from({ length: 4 }, (_, row) => noise(16, row)))],
    { stage: 'spiking', timesteps: 64 },
  );
  const data = samples([20], Array.from({ length: 10 }, (_, index) => noise(20, index).map((value) => Math.round(Math.abs(value) * 255) / 255)));
  const [before, after] = [interpret(from, data).outputs, interpret(quantised(from, { bits: 16 }, contextWith(data)), data).outputs];
  before.forEach((count, index) => expect(Math.abs(count - after[index]!)).toBeLessThanOrEqual(1));
});
