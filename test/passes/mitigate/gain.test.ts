import { describe, expect, test } from 'vitest';
import { fitGains, gainsOfWeights, type Moments } from '../../../passes/9-mitigate/fit-gain.ts';
import { foldGain } from '../../../passes/9-mitigate/fold-gain.ts';
import type { ConfiguredNeurons } from '../../../src/ir/configuration.ts';
import { integrateAndFire, type SpikingNeuron } from '../../../src/ir/neuron.ts';
import { normal } from '../../../src/ir/random.ts';
import { conductanceNeuron, izhikevichNeuron, loihiNeuron } from '../../ir/neurons.ts';

/** Moments of `count` samples of two lists a neuron. */
function momentsOf(wanted: readonly (readonly number[])[], found: readonly (readonly number[])[]): Moments {
  const sums = (of: (a: number, b: number) => number): Float64Array => Float64Array.from(wanted, (list, neuron) => list.reduce((sum, a, i) => sum + of(a, found[neuron]![i]!), 0));
  return { count: wanted[0]!.length, x: sums((a) => a), y: sums((_, b) => b), xx: sums((a) => a * a), yy: sums((_, b) => b * b), xy: sums((a, b) => a * b) };
}

const draws = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => normal(seed, i));

describe('gains from samples', () => {
  test('are exact where sums are', () => {
    const wanted = [draws(50, 1), draws(50, 2), draws(50, 3)];
    const { gain, offset } = fitGains(momentsOf(wanted, wanted.map((list, neuron) => list.map((x) => 0.25 * (neuron + 1) * x - neuron))));
    [0.25, 0.5, 0.75].forEach((value, neuron) => expect(gain[neuron]).toBeCloseTo(value, 5));
    [0, -1, -2].forEach((value, neuron) => expect(offset[neuron]).toBeCloseTo(value, 5));
  });

  test('a neuron that hardly hears anything has the gain of its population, and its own offset', () => {
    const wanted = [draws(50, 1), draws(50, 2), new Array<number>(50).fill(0)];
    const { gain, offset } = fitGains(momentsOf(wanted, [wanted[0]!.map((x) => 0.5 * x), wanted[1]!.map((x) => 0.5 * x), new Array<number>(50).fill(3)]));
    expect([...gain]).toEqual([0.5, 0.5, 0.5]);
    expect(offset[2]).toBe(3);
  });

  test('a neuron whose columns are lost is not trusted', () => {
    const wanted = [draws(50, 1), draws(50, 2), draws(50, 3)];
    const { gain } = fitGains(momentsOf(wanted, [wanted[0]!.map((x) => 0.5 * x), wanted[1]!.map((x) => 0.5 * x), wanted[2]!.map((x) => 1e-6 * x)]));
    expect(gain[2]).toBeCloseTo(0.125, 6);
  });
});

test('gains from weights are least squares, and the median without weights', () => {
  expect([...gainsOfWeights(Float64Array.of(1, 3, 0), Float64Array.of(4, 4, 0))]).toEqual([0.25, 0.75, 0.75]);
});

describe('folding', () => {
  const populationOf = (neuron: SpikingNeuron, inhibitory = false): ConfiguredNeurons => ({
    kind: 'neurons', name: 'p', shape: [2, 2], firstNeuron: 0, features: 2, positions: 2, neuron, bias: Float32Array.of(1, 2), inhibitoryBias: inhibitory ? Float32Array.of(4, 8) : null,
  });
  const error = { gain: Float32Array.of(1, 0.5, 0.25, 2), offset: Float32Array.of(0, 0, 1, 1), inhibitory: null };

  test('thresholds, initial potentials and biases of plain neurons shrink', () => {
    const { neuron, bias } = foldGain(populationOf(integrateAndFire({ threshold: Float32Array.of(8, 16), initial: 4 })), error)!;
    expect(neuron).toMatchObject({ threshold: Float32Array.of(8, 4, 4, 32), initial: Float32Array.of(4, 2, 1, 8), gain: 1, resetValue: 0 });
    expect([...bias]).toEqual([1, 0.5, -0.5, 3]);
  });

  test('and so does what a hard reset sets them to', () => {
    expect(foldGain(populationOf(integrateAndFire({ reset: 'hard', resetValue: -2 })), error)!.neuron).toMatchObject({ resetValue: Float32Array.of(-2, -1, -0.5, -4) });
    expect(foldGain(populationOf(integrateAndFire({ reset: 'hard' })), error)!.neuron).toMatchObject({ resetValue: 0 });
  });

  test('other neurons have a factor on their sums', () => {
    expect(foldGain(populationOf(integrateAndFire({ leakTarget: 1, gain: 2 })), error)!.neuron).toMatchObject({ threshold: 1, gain: Float32Array.of(2, 4, 8, 1) });
    expect(foldGain(populationOf(integrateAndFire({ leakTarget: 1, gain: { resistance: 2 } })), error)!.neuron).toMatchObject({ gain: { resistance: Float32Array.of(2, 4, 8, 1) } });
    expect(foldGain(populationOf(izhikevichNeuron()), error)!.neuron).toMatchObject({ gain: Float32Array.of(1, 2, 4, 0.5) });
    const both = { ...error, inhibitory: { gain: Float32Array.of(1, 1, 2, 2), offset: new Float32Array(4) } };
    const folded = foldGain(populationOf(conductanceNeuron(), true), both)!;
    expect(folded.neuron).toMatchObject({ excitatory: { gain: Float32Array.of(1, 2, 4, 0.5) }, inhibitory: { gain: Float32Array.of(1, 1, 0.5, 0.5) } });
    expect([...folded.inhibitoryBias!]).toEqual([4, 4, 16, 16]);
  });

  test('whole-number neurons are left alone', () => {
    expect(foldGain(populationOf(loihiNeuron()), error)).toBeNull();
    expect(foldGain(populationOf(integrateAndFire({ integer: { bits: 16, fraction: 0, decayBits: 12 } })), error)).toBeNull();
  });
});
