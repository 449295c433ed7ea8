import { describe, expect, test } from 'vitest';
import { nearestLevel } from '../../../passes/3-quantise/levels.ts';
import { quantise, type QuantiseOptions } from '../../../passes/3-quantise/quantise.ts';
import { rangeOf } from '../../../src/ir/levels.ts';
import type { DenseProjection, Network } from '../../../src/ir/network.ts';
import type { Target } from '../../../src/ir/target.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { loadTarget } from '../../../targets/load.ts';
import { dense, integrateAndFire, network, noise, population, SPIKES } from '../../ir/build.ts';
import { codesOf } from '../../ir/expect-diagnostics.ts';
import { loihiNeuron } from '../../ir/neurons.ts';
import { contextWith } from '../context.ts';

const SPIKING: Partial<Network> = { stage: 'spiking', timesteps: 8 };

/** x -> y with one row of weights a neuron. */
function rows(...weights: number[][]): Network {
  return network([population('x', [weights[0]!.length], SPIKES), population('y', [weights.length], integrateAndFire({ threshold: 2 }))], [dense('x', 'y', weights)], SPIKING);
}

function quantised(from: Network, options: QuantiseOptions, context = contextWith()) {
  const { output, diagnostics, statistics } = quantise.run(from, options, context);
  expect(verifyNetwork(output)).toEqual([]);
  const { weights, levels } = output.projections[0] as DenseProjection;
  return { output, diagnostics, statistics, data: weights.data, levels, scale: [...output.populations[1]!.scale!] };
}

describe('the nearest level', () => {
  test('of mid-rise levels, halves away from zero; 0 is no level', () => {
    const two = rangeOf({ bits: 2, rise: 'mid-rise' });
    expect([-9, -2, -1.99, -0.1, 0, 0.1, 1.99, 2, 9].map((value) => nearestLevel(value, 1, two))).toEqual([-3, -3, -1, -1, 1, 1, 1, 3, 3]);
    expect([-0.2, 0, 8].map((value) => nearestLevel(value, 0.5, rangeOf({ bits: 1, rise: 'mid-rise' })))).toEqual([-1, 1, 1]);
  });

  test('of mid-tread levels', () => {
    expect([-9, -0.5, -0.49, 0.5, 1.5, 9].map((value) => nearestLevel(value, 1, rangeOf({ bits: 3, rise: 'mid-tread' })))).toEqual([-3, -1, 0, 1, 2, 3]);
  });
});

describe('golden cases', () => {
  test('2 bits: a level is half a step', () => {
    const { data, levels, scale, output, statistics } = quantised(rows([3, -1.5, 0.49], [0.75, -0.125, 0.1]), { bits: 2, levels: 'mid-rise', scale: 'maximum' });
    expect([...data]).toEqual([3, -1, 1, 3, -1, 1]);
    expect([scale, levels]).toEqual([[1, 0.25], { bits: 2, rise: 'mid-rise' }]);
    expect(output.populations[1]!.neuron).toMatchObject({ threshold: Float32Array.of(2, 8) });
    expect(output.bits).toBe(2);
    expect(statistics).toMatchObject({ bits: 2, levels: 'mid-rise', 'share of zero levels': 0 });
  });

  test('1 bit: the signs, and the mean of the sizes', () => {
    const { data, levels, scale } = quantised(rows([3, -1, 0.5], [-0.25, -0.75, 0.5]), { bits: 1 });
    expect([...data]).toEqual([1, -1, 1, -1, -1, 1]);
    expect([scale, levels]).toEqual([[1.5, 0.5], { bits: 1, rise: 'mid-rise' }]);
    expect(quantised(rows([3, -1, 0.5]), { bits: 1, scale: 'maximum' }).scale).toEqual([3]);
  });

  test('7 bits are i8, 8 are i16', () => {
    const weights = noise(40);
    for (const [bits, type] of [[7, Int8Array], [8, Int16Array], [15, Int16Array]] as const) {
      const { data } = quantised(rows(weights), { bits, levels: 'mid-rise' });
      expect(data).toBeInstanceOf(type);
      expect(Math.max(...data.map(Math.abs))).toBe(2 ** bits - 1);
    }
  });

  test('least squares at 2 bits, and the more bits the less is lost', () => {
    const weights = noise(400).map((value) => value ** 3);
    const losses = [1, 2, 3, 4, 6].map((bits) => quantised(rows(weights), { bits, levels: 'mid-rise', scale: 'least-squares' }).statistics['x-y: signal to noise, dB'] as number);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
    expect(losses[1]).toBeGreaterThan(quantised(rows(weights), { bits: 2, levels: 'mid-rise', scale: 'maximum' }).statistics['x-y: signal to noise, dB'] as number);
  });

  test('weights that stand on odd multiples of one value get them, three times where there is room', () => {
    expect([...quantised(rows([0.3, -0.1, 0.1]), { bits: 2, levels: 'mid-rise' }).data]).toEqual([3, -1, 1]);
    expect([...quantised(rows([0.3, -0.1, 0.1]), { bits: 4, levels: 'mid-rise' }).data]).toEqual([15, -5, 5]);
    expect(quantised(rows([0.3, -0.1, 0.1]), { bits: 2, levels: 'mid-rise' }).statistics['x-y: signal to noise, dB']).toBeGreaterThan(100);
    // -2 is an even multiple of 1, and there are no odd ones of anything else that all three are.
    expect([...quantised(rows([3, -2, 1]), { bits: 2, levels: 'mid-rise', scale: 'maximum' }).data]).toEqual([3, -3, 1]);
  });
});

describe('weights of 0', () => {
  test('S558: they become one level', () => {
    const { data, diagnostics } = quantised(rows([3, 0, -1], [0, 0, 1]), { bits: 2, levels: 'mid-rise', scale: 'maximum' });
    expect([...data]).toEqual([3, 1, -1, 1, 1, 3]);
    expect(diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual([
      'warning S558 3 of the 6 weights of "x-y" are 0 and become one level: mid-rise levels have no 0',
    ]);
  });

  test.each([1, 2])('a channel without any other weight gets next to nothing of them, at %i bits', (bits) => {
    const { output, scale } = quantised(rows([0, 0, 0], [1, 1, -1]), { bits, levels: 'mid-rise' });
    expect(scale[0]! * 3).toBeLessThan(1e-9);
    expect((output.populations[1]!.neuron as unknown as { threshold: Float32Array }).threshold[0]).toBeGreaterThan(1e9);
  });
});

describe('levels of the file', () => {
  const gridded = (weights: number[], bits: number): Network => {
    const from = rows(weights);
    return { ...from, projections: [{ ...(from.projections[0] as DenseProjection), grid: { scale: Float32Array.of(0.25), bits } }] };
  };

  test('odd ones are kept with one bit less, -1 and 1 with one bit', () => {
    const three = quantised(gridded([0.75, -0.25, 0.25], 3), { bits: null, levels: 'mid-rise' });
    expect([[...three.data], three.scale, three.output.bits]).toEqual([[3, -1, 1], [0.25], 2]);
    const one = quantised(gridded([0.25, -0.25, 0.25], 2), { bits: 1 });
    expect([[...one.data], one.scale, one.output.bits]).toEqual([[1, -1, 1], [0.25], 1]);
  });

  test('S554: even ones, and larger ones', () => {
    const reasons = (weights: number[], bits: number): string[] => quantised(gridded(weights, 4), { bits, levels: 'mid-rise' }).diagnostics.filter(({ code }) => code === 'S554').map(({ message }) => message);
    expect(reasons([0.75, -0.5, 0.25], 2)[0]).toContain('"x-y" has the level -2, which is none of the odd numbers of -3..3; its weights are rounded again');
    expect(reasons([1.25, -0.25, 0.25], 2)[0]).toContain('has the level 5, which is none of the odd numbers of -3..3');
  });
});

describe('which bits', () => {
  const target = loadTarget('rram-128').target;

  test('not asked for: 8, or as many as the devices of the target tell apart', () => {
    expect(quantised(rows(noise(9)), { bits: null, levels: 'mid-rise' }).output.bits).toBe(8);
    expect(quantised(rows(noise(9)), { bits: null, levels: 'mid-rise' }, contextWith(null, target)).output.bits).toBe(7);
    expect(quantised(rows(noise(9)), { bits: null }, contextWith(null, { ...target, weightBits: { minimum: 1, maximum: 1 } })).levels).toEqual({ bits: 1, rise: 'mid-rise' });
  });

  test('S544: bits that mid-rise levels cannot have', () => {
    for (const bits of [0, 16, 1.5]) expect(codesOf(() => quantise.run(rows([1]), { bits, levels: 'mid-rise' }, contextWith()))).toEqual(['S544']);
  });

  test('S551: one bit on a target that stores two at least', () => {
    expect(codesOf(() => quantise.run(rows([1]), { bits: 1 }, contextWith(null, { ...target, weightBits: { minimum: 2, maximum: 4 } } as Target)))).toEqual(['S551']);
  });

  test('S557: bits that the devices do not tell apart', () => {
    expect(codesOf(() => quantise.run(rows([1]), { bits: 8, levels: 'mid-rise' }, contextWith(null, target)))).toEqual(['S557']);
    expect(codesOf(() => quantise.run(rows([1]), { bits: 7, levels: 'mid-rise' }, contextWith(null, target)))).toEqual([]);
  });
});

test('Loihi neurons take odd whole numbers as they are; S553 for even ones', () => {
  const whole = (weights: number[]): Network => network([population('x', [2], SPIKES), population('y', [1], loihiNeuron())], [dense('x', 'y', [weights])], SPIKING);
  const { data, output } = quantised(whole([13, -3]), { bits: null, levels: 'mid-rise' });
  expect([[...data], output.bits]).toEqual([[13, -3], 4]);
  expect(codesOf(() => quantise.run(whole([12, -3]), { bits: 4, levels: 'mid-rise' }, contextWith()))).toEqual(['S553']);
});
