import { describe, expect, test } from 'vitest';
import { convert, type ConvertOptions } from '../../../passes/2-convert/convert.ts';
import { presentInputs } from '../../../passes/3-quantise/follow.ts';
import { mixedLevels } from '../../../passes/3-quantise/mixed.ts';
import { quantise, type QuantiseOptions } from '../../../passes/3-quantise/quantise.ts';
import { rateNetwork } from '../../../src/calibrate/analog.ts';
import { createProducts } from '../../../src/calibrate/linear/product.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { ProjectionQuantisation } from '../../../src/ir/calibration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { levelsOf } from '../../../src/ir/levels.ts';
import { isSynaptic, parameterAt, populationNamed, projectionsInto, type DenseProjection, type IntegrateAndFire, type Network } from '../../../src/ir/network.ts';
import { parseStage, printStage } from '../../../src/ir/stage-text.ts';
import type { Target } from '../../../src/ir/target.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { loadTarget } from '../../../targets/load.ts';
import { convolution, CURRENT, dense, integrateAndFire, LINEAR, network, noise, population, RELU, samples, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { izhikevichNeuron } from '../../ir/neurons.ts';
import { contextWith } from '../context.ts';

const rows = (count: number, columns: number, seed: number): number[][] => Array.from({ length: count }, (_, row) => noise(columns, seed + row));
/** Values that move together in groups, as pixels do. */
const DATA: Dataset = samples([12], Array.from({ length: 100 }, (_, index) => {
  const [own, shared] = [noise(12, index + 7), noise(4, index + 1007)];
  return own.map((value, at) => Math.round(255 * Math.abs(0.4 * value + 0.6 * shared[at >> 2]!)) / 255);
}));

const ANN = network([population('x', [12], CURRENT), population('h', [24], RELU), population('g', [16], RELU), population('y', [4], LINEAR)],
  [dense('x', 'h', rows(24, 12, 1)), dense('h', 'g', rows(16, 24, 41), { bias: Float32Array.from(noise(16, 3)) }), dense('g', 'y', rows(4, 16, 81))], { stage: 'folded' });

function converted(from: Network = ANN, options: Partial<ConvertOptions> = {}, data = DATA): Network {
  return convert.run(from, { ...DEFAULT_OPTIONS.convert, timesteps: 16, readout: 'membrane', ...options }, contextWith(data)).output;
}

function quantised(from: Network, options: QuantiseOptions, data: Dataset | null = DATA, target: Target | null = null) {
  const result = quantise.run(from, options, contextWith(data, target));
  expect(verifyNetwork(result.output)).toEqual([]);
  return result;
}

const levels = (of: Network, name: string): number[] => projectionsInto(of, name).filter(isSynaptic).flatMap(({ weights }) => [...weights.data]);
const recordsOf = (of: Network): readonly ProjectionQuantisation[] => of.calibration!.quantisation;
const SPIKING = converted();

/** Mean squared difference of the rates of a population from those of the network before, per neuron. */
function rateError(after: Network, name: string): number {
  const rates = (of: Network): number[] => {
    const found: number[] = [];
    interpret(of, DATA, { onSample: (_, activity) => {
      const sent = activity.get(name)!;
      const neurons = sent.length / 16;
      for (let neuron = 0; neuron < neurons; neuron++) found.push(Array.from({ length: 16 }, (_one, step) => sent[step * neurons + neuron]!).reduce((a, b) => a + b) / 16);
    } });
    return found;
  };
  const [before, now] = [rates(SPIKING), rates(after)];
  return before.reduce((sum, rate, at) => sum + (rate - now[at]!) ** 2, 0) / before.length;
}

describe('what rounding does to the spikes', () => {
  test.each([2, 3, 4])('error feedback loses less than rounding to the nearest, at %i bits', (bits) => {
    const [feedback, nearest] = (['error-feedback', 'nearest'] as const).map((rounding) => quantised(SPIKING, { bits, rounding, corrections: 'none' }).output);
    expect(recordsOf(feedback!).map(({ method }) => method)).toEqual(['error-feedback', 'error-feedback', 'error-feedback']);
    expect(recordsOf(nearest!).map(({ method }) => method)).toEqual(['nearest', 'nearest', 'nearest']);
    for (const name of ['h', 'g']) expect(rateError(feedback!, name), name).toBeLessThan(rateError(nearest!, name));
  });

  test('corrections bring back some of it; without them only weights are changed', () => {
    const of = (corrections: QuantiseOptions['corrections']): Network => quantised(SPIKING, { bits: 2, rounding: 'nearest', ...(corrections && { corrections }) }).output;
    const none = of('none');
    for (const corrections of ['bias', 'both'] as const) expect(rateError(of(corrections), 'g'), corrections).toBeLessThan(rateError(none, 'g'));
    for (const name of ['h', 'g']) {
      const [before, after] = [SPIKING, none].map((one) => populationNamed(one, name));
      const [first, last] = [before, after].map((one) => (one!.neuron as IntegrateAndFire).initial);
      after!.scale!.forEach((scale, channel) => expect(parameterAt(last!, after!.shape, channel) * scale).toBeCloseTo(parameterAt(first!, after!.shape, channel), 4));
    }
    expect((none.projections[2] as DenseProjection).bias?.map((bias) => bias * populationNamed(none, 'y').scale![0]!)[0] ?? 0).toBeCloseTo((SPIKING.projections[2] as DenseProjection).bias?.[0] ?? 0, 5);
  });

  test('without calibration data all is rounded to the nearest', () => {
    const { output } = quantised(SPIKING, { bits: 3 }, null);
    expect(recordsOf(output).map(({ method, driveSignalToNoise_dB, changedPredictions }) => [method, driveSignalToNoise_dB, changedPredictions])).toEqual(Array(3).fill(['nearest', null, null]));
  });

  test('populations of neurons that cannot be followed, and behind them, are rounded one by one (S570); one that hears itself is followed', () => {
    const from: Network = { ...network([population('x', [3], SPIKES), population('a', [4], integrateAndFire()), population('b', [4], izhikevichNeuron()), population('c', [4], integrateAndFire()), population('d', [2], integrateAndFire()), population('y', [2], integrateAndFire())],
      [dense('x', 'a', rows(4, 3, 1)), dense('a', 'b', rows(4, 4, 5)), dense('b', 'c', rows(4, 4, 9)), dense('a', 'd', rows(2, 4, 13)), dense('d', 'd', rows(2, 2, 17), { delay: 1 }), dense('c', 'y', rows(2, 4, 19)), dense('d', 'y', rows(2, 2, 23))], { timesteps: 6, dt_s: 1e-3 }), stage: 'spiking' };
    const trains = samples([3], Array.from({ length: 30 }, (_, index) => noise(18, index + 1).map((value) => Number(value > 0.2))), 6);
    const { output, diagnostics } = quantised(from, { bits: 3 }, trains);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'S570 the weights into "b" are rounded one by one: its neurons are not plain integrate-and-fire ones',
      'S570 the weights into "c" are rounded one by one: what it hears from "b" is not known',
      'S570 the weights into "y" are rounded one by one: what it hears from "c" is not known',
    ]);
    const methods = Object.fromEntries(recordsOf(output).map(({ projection, method }) => [projection, method]));
    expect(methods).toEqual({ 'x-a': 'error-feedback', 'a-b': 'nearest', 'b-c': 'nearest', 'a-d': 'error-feedback', 'd-d': 'error-feedback', 'c-y': 'nearest', 'd-y': 'nearest' });
  });

  test('leaky neurons and hard resets, values that arrive late, groups', () => {
    const from: Network = { ...network([population('x', [4, 1, 3], CURRENT), population('a', [4, 1, 3], integrateAndFire({ decay: 0.8, threshold: 0.7 })), population('b', [8, 1, 3], integrateAndFire({ reset: 'hard', threshold: 0.6 })), population('y', [3], integrateAndFire())],
      [convolution('x', 'a', [4, 4, 1, 1], noise(16, 2), { delay: 2 }), convolution('a', 'b', [8, 2, 1, 1], noise(16, 5), { groups: 2 }), dense('b', 'y', rows(3, 24, 9))], { timesteps: 8 }), stage: 'spiking' };
    const { output } = quantised(from, { bits: 3 }, samples([4, 1, 3], Array.from({ length: 30 }, (_, index) => noise(12, index + 1).map(Math.abs))));
    expect(recordsOf(output).map(({ method }) => method)).toEqual(['error-feedback', 'error-feedback', 'error-feedback']);
    expect((populationNamed(output, 'b').neuron as IntegrateAndFire).reset).toBe('hard');
  });
});

describe('levels that are there already', () => {
  const onLevels = (seed: number, count: number, columns: number, scale: number): number[][] => rows(count, columns, seed).map((row) => row.map((value, at) => scale * (at === 0 ? 3 : Math.round(3 * value))));
  const gridded = (named: boolean): Network => network([population('x', [12], CURRENT), population('h', [6], RELU), population('y', [3], LINEAR)],
    [dense('x', 'h', onLevels(3, 6, 12, 0.125), named ? { grid: { scale: new Float32Array(6).fill(0.125), bits: 3 } } : {}), dense('h', 'y', onLevels(31, 3, 6, 0.5), named ? { grid: { scale: new Float32Array(3).fill(0.5), bits: 3 } } : {})], { stage: 'folded' });

  test.each([['named by the file', true], ['not named', false]])('stay, %s, whatever calibration does; nothing is corrected', (_name, named) => {
    for (const weights of ['keep', 'fit'] as const) {
      const spiking = converted(gridded(named), { weights });
      const { output } = quantised(spiking, { bits: 3 });
      expect(levels(output, 'h').map((level) => level * 0.125)).toEqual(onLevels(3, 6, 12, 0.125).flat().map((weight) => weight + 0));
      expect(levels(output, 'y').map((level) => level * 0.5)).toEqual(onLevels(31, 3, 6, 0.5).flat().map((weight) => weight + 0));
      expect(recordsOf(output)).toMatchObject(Array(2).fill({ method: named ? 'levels-of-file' : 'nearest', weightSignalToNoise_dB: null, driveSignalToNoise_dB: null, changedPredictions: 0 }));
      const [before, after] = [spiking, output].map((one) => populationNamed(one, 'h'));
      after!.scale!.forEach((scale, channel) => expect(parameterAt((after!.neuron as IntegrateAndFire).initial, [6], channel) * scale).toBeCloseTo(parameterAt((before!.neuron as IntegrateAndFire).initial, [6], channel), 4));
      const biases = [spiking, output].map((one) => (one.projections[0] as DenseProjection).bias ?? new Float32Array(6));
      biases[1]!.forEach((bias, row) => expect(bias * after!.scale![row]!).toBeCloseTo(biases[0]![row]!, 4));
    }
  });
});

describe('the record', () => {
  test('histograms count every weight, from the lowest level up', () => {
    const { output } = quantised(SPIKING, { bits: 4 });
    for (const { projection, histogram, ...rest } of recordsOf(output)) {
      const data = [...(output.projections.find(({ name }) => name === projection) as DenseProjection).weights.data];
      expect(histogram.lowest).toBe(Math.min(...data));
      expect(histogram.counts).toEqual(Array.from({ length: Math.max(...data) - Math.min(...data) + 1 }, (_, at) => data.filter((level) => level === histogram.lowest + at).length));
      expect(rest).toMatchObject({ bits: 4, rise: 'mid-tread', method: 'error-feedback' });
      expect(rest.driveSignalToNoise_dB).toBeGreaterThan(5);
      expect(rest.changedPredictions).toBeGreaterThanOrEqual(0);
      expect(rest.changedPredictions).toBeLessThan(0.5);
    }
    expect(output.calibration).toMatchObject({ data: { samples: 100 }, conversion: SPIKING.calibration!.conversion });
  });

  test('fewer bits cost more: less signal to noise, more changed predictions', () => {
    const [two, eight] = [2, 8].map((bits) => recordsOf(quantised(SPIKING, { bits }).output));
    two!.forEach((one, at) => {
      expect(one.weightSignalToNoise_dB).toBeLessThan(eight![at]!.weightSignalToNoise_dB!);
      expect(one.driveSignalToNoise_dB).toBeLessThan(eight![at]!.driveSignalToNoise_dB!);
      expect(one.changedPredictions).toBeGreaterThanOrEqual(eight![at]!.changedPredictions!);
    });
    expect(two!.some(({ changedPredictions }) => changedPredictions! > 0)).toBe(true);
  });

  test('as many samples as are asked for', () => expect(quantised(SPIKING, { bits: 3, samples: 17 }).output.calibration!.data!.samples).toBe(17));
});

describe('mixed precision', () => {
  const mixed = (of: 'area' | 'energy', share: number, target: Target | null = null) => quantised(SPIKING, { bits: 'mixed', budget: { of, share } }, DATA, target);
  const bitsOf = (of: Network): number[] => of.projections.filter(isSynaptic).map((projection) => levelsOf(projection, of).bits);
  const area = (of: Network): number => of.projections.filter(isSynaptic).reduce((sum, projection) => sum + levelsOf(projection, of).bits * projection.weights.data.length, 0);
  const MOST = 8 * (24 * 12 + 16 * 24 + 4 * 16);

  test('keeps the budget, and uses it', () => {
    for (const share of [0.9, 0.6, 0.3]) {
      const { output, statistics } = mixed('area', share);
      expect(area(output) / MOST).toBeLessThanOrEqual(share);
      expect(statistics['share of the budgeted cost']).toBeCloseTo(area(output) / MOST, 6);
      expect(output.bits).toBe(Math.max(...bitsOf(output)));
      expect(recordsOf(output).map(({ bits }) => bits)).toEqual(bitsOf(output));
    }
    expect(bitsOf(mixed('area', 1).output)).toEqual([8, 8, 8]);
    expect(bitsOf(mixed('area', 0.25).output)).toEqual([2, 2, 2]);
  });

  test('half the area where nothing is said', () => expect(area(quantised(SPIKING, { bits: 'mixed' }).output) / MOST).toBeLessThanOrEqual(0.5));

  test('a larger share does no more damage', () => {
    const errors = [0.25, 0.4, 0.6, 1].map((share) => rateError(mixed('area', share).output, 'g'));
    errors.slice(1).forEach((error, at) => expect(error).toBeLessThanOrEqual(errors[at]! * 1.1));
    expect(errors.at(-1)).toBeLessThan(errors[0]! / 4);
  });

  test('energy counts what is read, not what is stored', () => {
    const { output, statistics } = mixed('energy', 0.4);
    expect(statistics['share of the budgeted cost']).toBeLessThanOrEqual(0.4);
    expect(bitsOf(output)).not.toEqual(bitsOf(mixed('area', 0.4).output));
  });

  test('bits are chosen for the rounding that is asked for', () => {
    const refused = (): never => { throw new Error('a Gram matrix'); };
    const products = { ...createProducts(), gramInto: refused };
    const rates = rateNetwork(SPIKING, presentInputs(quantised(SPIKING, { bits: 8 }).output, DATA, 50, 16).before, 50, products)!;
    const inputs = { ...rates, network: { ...rates.network, populations: rates.network.populations.map((one) => quantised(SPIKING, { bits: 8 }).output.populations.find(({ name, neuron }) => name === one.name && neuron.kind === 'input') ?? one) } };
    const chosen = (rounding: 'nearest' | 'error-feedback') => mixedLevels(inputs.network, inputs, 'mid-tread', { of: 'area', share: 0.5 }, { rounding, scale: { rule: 'auto', per: 'channel' } }, null);
    expect(chosen('nearest').spent).toBeLessThanOrEqual(0.5);
    expect(() => chosen('error-feedback')).toThrow('a Gram matrix');
  });

  test('only what the target stores', () => {
    const rram = loadTarget('rram-128').target;
    const narrow: Target = { ...rram, weightBits: { minimum: 3, maximum: 4 } };
    expect(new Set(bitsOf(mixed('area', 0.9, narrow).output))).toEqual(new Set([3, 4]));
  });

  test('S559: a budget that even the fewest bits break', () => {
    const { diagnostics, output } = mixed('area', 0.1);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(['S559 the fewest bits everywhere still take 25 % of the area, more than the budget of 10 %']);
    expect(bitsOf(output)).toEqual([2, 2, 2]);
  });

  test('S560: without data, of networks that are not ones of rates, for targets that store none of the bits', () => {
    expect(codesOf(() => quantise.run(SPIKING, { bits: 'mixed' }, contextWith()))).toEqual(['S560']);
    const leaky = { ...SPIKING, populations: SPIKING.populations.map((one) => (one.name === 'h' ? population('h', [24], integrateAndFire({ decay: 0.9 })) : one)) };
    expect(codesOf(() => quantise.run(leaky, { bits: 'mixed' }, contextWith(DATA)))).toEqual(['S560']);
    const wide: Target = { ...loadTarget('loihi').target, weightBits: { minimum: 9, maximum: 12 } };
    expect(codesOf(() => quantise.run(SPIKING, { bits: 'mixed' }, contextWith(DATA, wide)))).toEqual(['S560']);
  });

  test('bits of each projection are printed and read back', () => {
    const { output } = mixed('area', 0.6);
    expect(new Set(bitsOf(output)).size).toBeGreaterThan(1);
    const back = parseStage(printStage(output), 'mixed.tile') as Network;
    expect(bitsOf(back)).toEqual(bitsOf(output));
    expect(back.calibration).toEqual(output.calibration);
    expect([...interpret(back, DATA, { limit: 10 }).outputs]).toEqual([...interpret(output, DATA, { limit: 10 }).outputs]);
  });
});
