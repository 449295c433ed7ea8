import { describe, expect, test } from 'vitest';
import { quantise } from '../../../passes/3-quantise/quantise.ts';
import { unroll } from '../../../passes/4-unroll/unroll.ts';
import { UNREACHABLE } from '../../../passes/2-convert/normalise.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { DenseProjection, Network, Population } from '../../../src/ir/network.ts';
import type { IntegrateAndFire } from '../../../src/ir/neuron.ts';
import type { PassResult } from '../../../src/ir/pass.ts';
import type { Target } from '../../../src/ir/target.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { loadTarget } from '../../../targets/load.ts';
import { dense, integrateAndFire, network, population, SPIKES } from '../../ir/build.ts';
import { integerTarget, NARROW } from '../../ir/integer-target.ts';
import { loihiNeuron } from '../../ir/neurons.ts';
import { contextWith } from '../context.ts';

const LOIHI = loadTarget('loihi').target;

/** Rows of levels that stay as they are at 4 bits: the largest, 7, is among them. */
function into(neuron: Population['neuron'], rows: readonly (readonly number[])[], bias: readonly number[] | null = null, changes: Partial<Network> = {}): Network {
  return network([population('x', [rows[0]!.length], SPIKES), population('y', [rows.length], neuron)],
    [dense('x', 'y', rows, { bias: bias && Float32Array.from(bias) })], { stage: 'spiking', timesteps: 8, ...changes });
}

function quantised(from: Network, target: Target = LOIHI, bits = 4): PassResult<Network> {
  const result = quantise.run(from, { bits, scale: 'maximum' }, contextWith(null, target));
  expect(verifyNetwork(result.output)).toEqual([]);
  return result;
}

const neuronOf = ({ output }: PassResult<Network>): IntegrateAndFire => output.populations.at(-1)!.neuron as IntegrateAndFire;
const biasOf = ({ output }: PassResult<Network>): number[] => [...(output.projections[0] as DenseProjection).bias!];
const told = ({ diagnostics }: Pick<PassResult<Network>, 'diagnostics'>): string[] => diagnostics.map(({ code, message }) => `${code} ${message}`);

/** What stops the pass. */
function refusal(from: Network, target: Target): string[] {
  try {
    quantise.run(from, { bits: 4, scale: 'maximum' }, contextWith(null, target));
  } catch (error) {
    if (error instanceof DiagnosticError) return told(error);
    throw error;
  }
  return [];
}

describe('golden cases on loihi', () => {
  test('the coarsest unit that has 1024 of them in a threshold: thresholds by 64 units, leaks by 1/4096, potentials and biases by one', () => {
    const found = quantised(into(integrateAndFire({ decay: 0.9, threshold: 2, initial: 1.2345, compare: '>' }), [[7, -3, 1]], [0.3]));
    // 2 levels are 1024 units of 2^-9 level; 0.9 x 4096 = 3686.4; 1.2345 x 512 = 632.064; 0.3 x 512 = 153.6
    expect(neuronOf(found)).toMatchObject({
      threshold: Float32Array.of(2), decay: 3686 / 4096, initial: Float32Array.of(632 / 512), compare: '>', reset: 'subtract', integer: { bits: 24, fraction: 9, decayBits: 12 },
    });
    expect(biasOf(found)).toEqual([154 / 512]);
    expect(told(found)).toEqual([]);
  });

  test('2 bits and a threshold of 2.6 levels: the finest unit, 333 / 128 of a level', () => {
    const found = quantised(into(integrateAndFire({ threshold: 2.6 }), [[1, -1, 0]]), LOIHI, 2);
    expect(neuronOf(found)).toMatchObject({ threshold: Float32Array.of(333 / 128), integer: { fraction: 13 } });
    expect(told(found)).toEqual([]);
  });

  test('a channel has a threshold of its own, all share one unit', () => {
    const found = quantised(into(integrateAndFire({ threshold: Float32Array.of(3, 7.75), reset: 'hard' }), [[7, -3], [7, 5]]));
    expect(neuronOf(found)).toMatchObject({ threshold: Float32Array.of(3, 7.75), integer: { fraction: 9 } });
  });

  test('a threshold that potentials never reach is the largest there is, in the finest unit that holds all potentials', () => {
    const found = quantised(into(integrateAndFire({ threshold: UNREACHABLE }), [[7, -3, 1]], null, { output: { population: 'y', readout: 'membrane' } }));
    // 8 steps of 7 + 1 levels reach 64 levels, 2^19 units of 2^-13.
    expect(neuronOf(found)).toMatchObject({ threshold: Float32Array.of((2 ** 17 - 1) / 128), integer: { fraction: 13 } });
  });

  test('bits that the worst input needs', () => {
    const { statistics } = quantised(into(integrateAndFire({ threshold: 8 }), [[7, -3, 1]]));
    // Down: 8 steps of -3 levels of 128 units; up: 8 + 8 levels.
    expect(statistics).toMatchObject({ 'y: units of potential in a level': 128, 'y: bits of potential needed': Math.ceil(Math.log2(24 * 128 + 1)) + 1 });
  });

  test('Loihi neurons are whole already; without a target, or with one of real numbers, nothing is', () => {
    expect(neuronOf(quantised(into(loihiNeuron(), [[7, -3]])))).not.toHaveProperty('integer');
    for (const target of [loadTarget('rram-128').target, null]) {
      const { output } = quantise.run(into(integrateAndFire(), [[7, -3]]), { bits: 4 }, contextWith(null, target));
      expect(output.populations[1]!.neuron).not.toHaveProperty('integer');
    }
  });
});

describe('numbers that have no room', () => {
  const plain = (changes: Partial<IntegrateAndFire>, bias: readonly number[] | null = null): Network => into(integrateAndFire(changes), [[7, 7, 7, 7, 7, 7, 1, -2]], bias);

  test('S575: threshold, first potential', () => {
    expect(refusal(plain({ threshold: 80 }), integerTarget())).toEqual(['S575 the threshold of population "y" is 80 weight levels; its whole numbers go from 0 to 63 on loihi']);
    expect(refusal(plain({ threshold: 40, initial: -130 }), integerTarget())).toEqual(['S575 the first potential or reset value of population "y" is -130 weight levels; its whole numbers go from -127 to 127 on loihi']);
    expect(refusal(plain({ threshold: -1 }), integerTarget())).toEqual(['S575 the threshold of population "y" is -1 weight levels; its whole numbers go from 0 to 63 on loihi']);
  });

  test('S576: a threshold, or a leak, that rounding changes by more than a percent', () => {
    const coarse = integerTarget({ levelShift: { minimum: 0, maximum: 0 } });
    expect(told(quantised(plain({ threshold: 2.6 }), coarse)).filter((one) => !one.startsWith('S577')))
      .toEqual(['S576 rounding to whole numbers changes the threshold of population "y" from 2.6 to 3 weight levels, by 15 %']);
    expect(told(quantised(plain({ threshold: 3, decay: 0.9 }), coarse)).filter((one) => !one.startsWith('S577')))
      .toEqual(['S576 rounding to whole numbers changes the decay of population "y" from 0.9 to 0.875, and what is left of a potential by 8.7 % of it']);
  });

  test('S576: a bias that is cut', () => {
    const found = quantised(plain({ threshold: 40 }, [-70]), integerTarget());
    expect(told(found).filter((one) => !one.startsWith('S577'))).toEqual(['S576 rounding to whole numbers changes the bias of population "y" from -70 to -60 weight levels, by 14 %']);
    expect(biasOf(found)).toEqual([-60]);
    expect(neuronOf(found).integer!.fraction).toBe(0);
  });

  test('S577: potentials that can saturate, with the bound', () => {
    // Up: threshold 40, then 43 levels more; what is left after the subtraction is at most 43, 46, 49 .. below 64.
    const found = quantised(into(integrateAndFire({ threshold: 40 }), [[7, 7, 7, 7, 7, 7, 1, -7, -7, -7]]), integerTarget());
    expect(told(found)).toEqual(['S577 potentials of population "y" can reach 168 units, for which 9 bits are needed; they saturate at 8 bits']);
    expect(neuronOf(found).integer).toEqual({ bits: 8, fraction: 0, decayBits: 3 });
  });

  test('a coarser unit is taken where potentials then cannot saturate and rounding stays below a percent', () => {
    const down = into(integrateAndFire({ threshold: 8 }), [[7, -7]], null, { timesteps: 6 });
    expect(neuronOf(quantised(down, integerTarget())).integer!.fraction).toBe(1);
    expect(told(quantised(down, integerTarget()))).toEqual([]);
  });

  test('S578: neurons that are not plain stay real', () => {
    const synapse = { decay: 0.5, gain: 1, order: 'current-first' } as const;
    const found = quantised(into(integrateAndFire({ synapse, reset: 'hard' }), [[7, -3]]));
    expect(told(found)).toEqual(['S578 neurons of population "y" are computed in f32, while the somas of loihi compute in whole numbers: that is not modelled for neurons with synapse']);
    expect(neuronOf(found)).not.toHaveProperty('integer');
  });
});

test('S579: a network that was quantised without the target is warned of when it is mapped', () => {
  const { output } = quantised(into(integrateAndFire({ threshold: 8 }), [[7, -3]]), loadTarget('rram-128').target);
  expect(told(unroll.run(output, { columns: 0 }, contextWith(null, LOIHI)))).toContain('S579 potentials of population "y" are real numbers, unlike those of loihi');
  expect(told(unroll.run(quantised(into(integrateAndFire({ threshold: 8 }), [[7, -3]])).output, { columns: 0 }, contextWith(null, LOIHI))).filter((one) => one.startsWith('S579'))).toEqual([]);
});

test('biases of more bits than the mantissa has are multiples of a power of two', () => {
  const target = integerTarget({ potential_bits: 12, levelShift: { minimum: 0, maximum: 0 }, bias: { mantissa_bits: 5, largestExponent: 6 } });
  expect(NARROW.bias.mantissa_bits).toBe(5);
  expect(biasOf(quantised(into(integrateAndFire({ threshold: 50 }), [[7, 1], [7, 1], [7, 1]], [15, 33, -101]), target))).toEqual([15, 32, -104]);
});
