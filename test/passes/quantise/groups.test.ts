import { describe, expect, test } from 'vitest';
import { convert } from '../../../passes/2-convert/convert.ts';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import { DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { interpret } from '../../../src/simulate/reference/interpret.ts';
import { convolution, CURRENT, dense, LINEAR, network, noise, population, RELU, samples } from '../../ir/build.ts';
import { contextWith } from '../context.ts';

const TIMESTEPS = 16;
const PLANE = 36;

/** Planes of 6 x 6 whose channels and neighbours move together. */
const DATA: Dataset = samples([4, 6, 6], Array.from({ length: 60 }, (_, index) => {
  const [own, shared] = [noise(4 * PLANE, index + 5), noise(PLANE, index + 1005)];
  return own.map((value, at) => Math.round(255 * Math.abs(0.3 * value + 0.7 * shared[at % PLANE & ~1]!)) / 255);
}));

/** x -> a (all channels) -> b (in groups) -> y. */
function converted(groups: number): Network {
  const ann = network([population('x', [4, 6, 6], CURRENT), population('a', [4, 6, 6], RELU), population('b', [8, 6, 6], RELU), population('y', [3], LINEAR)], [
    convolution('x', 'a', [4, 4, 3, 3], noise(144, 2), { padding: [1, 1, 1, 1] }),
    convolution('a', 'b', [8, 4 / groups, 3, 3], noise(288 / groups, 7), { padding: [1, 1, 1, 1], groups }),
    dense('b', 'y', Array.from({ length: 3 }, (_, row) => noise(8 * PLANE, row + 9))),
  ], { stage: 'folded' });
  return convert.run(ann, { ...DEFAULT_OPTIONS.convert, timesteps: TIMESTEPS, readout: 'membrane' }, contextWith(DATA)).output;
}

/** Mean squared change of the rates of `b`. */
function rateError(before: Network, after: Network): number {
  const rates = (of: Network): number[] => {
    const found: number[] = [];
    interpret(of, DATA, { onSample: (_, activity) => {
      const sent = activity.get('b')!;
      const neurons = sent.length / TIMESTEPS;
      for (let neuron = 0; neuron < neurons; neuron++) found.push(Array.from({ length: TIMESTEPS }, (_one, step) => sent[step * neurons + neuron]!).reduce((a, b) => a + b) / TIMESTEPS);
    } });
    return found;
  };
  const [wanted, now] = [rates(before), rates(after)];
  return wanted.reduce((sum, rate, at) => sum + (rate - now[at]!) ** 2, 0) / wanted.length;
}

describe('convolutions in groups', () => {
  test.each([['in two groups', 2], ['depthwise', 4]])('%s: error feedback loses less than rounding to the nearest', (_name, groups) => {
    const before = converted(groups);
    const [feedback, nearest] = (['error-feedback', 'nearest'] as const).map((rounding) => quantise.run(before, { bits: 2, rounding, corrections: 'bias', scale: 'least-squares' }, contextWith(DATA)).output);
    const [first, second] = [feedback!, nearest!].map((of) => of.calibration!.quantisation.find(({ projection }) => projection === of.projections[1]!.name)!);
    expect([first!.method, second!.method]).toEqual(['error-feedback', 'nearest']);
    expect(first!.driveSignalToNoise_dB!).toBeGreaterThan(second!.driveSignalToNoise_dB! + 0.5);
    expect(rateError(before, feedback!)).toBeLessThan(rateError(before, nearest!));
  });
});
