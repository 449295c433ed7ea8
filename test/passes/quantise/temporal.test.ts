import { describe, expect, test } from 'vitest';
import { quantise, type QuantiseOptions } from '../../../passes/3-quantise/quantise.ts';
import { unroll } from '../../../passes/4-unroll/unroll.ts';
import type { FirstSpikeNeuron } from '../../../src/ir/first-spike.ts';
import type { DenseProjection, Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, dense, noise, noiseSamples, population, samples } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { LINEAR_TIMES, temporal, temporalNetwork, timeInput } from '../../ir/temporal-networks.ts';
import { contextWith } from '../context.ts';
import { targetWith } from '../lower.ts';

const INPUTS = 60;
const rowsOf = (outputs: number, inputs: number, seed: number): number[][] =>
  Array.from({ length: outputs }, (_, row) => noise(inputs, seed + row).map((value) => (value + 0.3) * (8 / Math.sqrt(inputs) / 3)));
const network: Network = temporalNetwork(
  [population('x', [INPUTS], timeInput(LINEAR_TIMES)), temporal('h', [24]), temporal('y', [5])],
  [dense('x', 'h', rowsOf(24, INPUTS, 1), { bias: Float32Array.from(noise(24, 9), (value) => value / 4) }), dense('h', 'y', rowsOf(5, 24, 50))], { stage: 'spiking' },
);
const calibration = noiseSamples([INPUTS], 80, 100);
const unseen = noiseSamples([INPUTS], 40, 900);

function rounded(options: Partial<QuantiseOptions>, given: Network = network): Network {
  const { output } = quantise.run(given, { bits: 2, ...options }, contextWith(options.rounding === 'nearest' ? null : calibration));
  expect(verifyNetwork(output)).toEqual([]);
  return output;
}

/** Mean difference of the output times on samples that calibration has not seen, a spike that comes or goes counting 1. */
function errorOf(quantised: Network): number {
  const [expected, found] = [network, quantised].map((one) => interpret(one, unseen).outputs);
  return expected!.reduce((sum, time, i) => sum + (time === found![i] ? 0 : Math.min(1, Math.abs(time - found![i]!) || 1)), 0) / expected!.length;
}

describe('temporal networks', () => {
  test('have whole levels, whole biases and thresholds in levels', () => {
    const quantised = rounded({ rounding: 'nearest', bits: 4 });
    const { weights, bias } = quantised.projections[0] as DenseProjection;
    expect(weights.data).toBeInstanceOf(Int8Array);
    expect([...bias!].every(Number.isInteger)).toBe(true);
    const [, hidden] = quantised.populations;
    const thresholds = (hidden!.neuron as FirstSpikeNeuron).threshold as Float32Array;
    thresholds.forEach((threshold, i) => expect(threshold * hidden!.scale![i]!).toBeCloseTo(1, 6));
    expect(quantised.calibration!.quantisation.map(({ method }) => method)).toEqual(['nearest', 'nearest']);
  });

  test('rounding errors are made up by calibration data', () => {
    const [blind, fed] = [rounded({ rounding: 'nearest' }), rounded({})];
    expect(fed.calibration!.quantisation.map(({ method }) => method)).toEqual(['error-feedback', 'error-feedback']);
    expect(fed.calibration!.quantisation[0]!.driveSignalToNoise_dB).toBeGreaterThan(10);
    expect(errorOf(fed)).toBeLessThan(0.8 * errorOf(blind));
    expect(rounded({})).toEqual(fed);
  });

  test('more bits are nearer', () => {
    const errors = [8, 4, 2].map((bits) => errorOf(rounded({ bits })));
    expect(errors[0]).toBeLessThan(0.01);
    expect(errors[0]).toBeLessThan(errors[1]!);
    expect(errors[1]).toBeLessThan(errors[2]!);
    expect(errorOf(rounded({ bits: 2, levels: 'mid-rise' }))).toBeLessThan(1);
  });

  test('weights of convolutions are shared by positions, with one scale for all channels where asked', () => {
    const planes = temporalNetwork(
      [population('x', [1, 8, 8], timeInput(LINEAR_TIMES)), temporal('c', [3, 4, 4]), temporal('y', [2])],
      [convolution('x', 'c', [3, 1, 5, 5], rowsOf(3, 25, 3).flat(), { stride: [2, 2], padding: [1, 1, 2, 2] }), dense('c', 'y', rowsOf(2, 48, 5))], { stage: 'spiking' },
    );
    const { output } = quantise.run(planes, { bits: 4, scalePer: 'population' }, contextWith(noiseSamples([1, 8, 8], 40, 3)));
    expect(verifyNetwork(output)).toEqual([]);
    expect(new Set(output.populations[1]!.scale).size).toBe(1);
    expect(output.calibration!.quantisation[0]).toMatchObject({ method: 'error-feedback' });
  });

  test('bits under a budget and other unrollings than the exact one are refused', () => {
    expect(codesOf(() => rounded({ bits: 'mixed' }))).toEqual(['S560']);
    expect(codesOf(() => unroll.run(rounded({ rounding: 'nearest' }), { columns: 0, mode: 'prune' }, contextWith(null, targetWith())))).toEqual(['S716']);
  });

  test('values that are no times are refused', () => {
    const timed = temporalNetwork([population('x', [2], timeInput()), temporal('y', [1])], [dense('x', 'y', [[2, 1]])]);
    expect(codesOf(() => interpret(timed, samples([2], [[0, -1]])))).toEqual(['S614']);
    expect(codesOf(() => interpret(timed, samples([2], [[800, 0]])))).toEqual(['S614']);
    expect(interpret(timed, samples([2], [[0, Infinity]])).outputs[0]).toBeCloseTo(Math.LN2, 12);
  });
});
