import { describe, expect, test } from 'vitest';
import { unsupportedNeurons } from '../../src/ir/neuron-features.ts';
import type { IntegrateAndFire, Network } from '../../src/ir/network.ts';
import { potentialRange } from '../../src/ir/potential-range.ts';
import type { Target } from '../../src/ir/target.ts';
import { parseStage, printStage } from '../../src/ir/stage-text.ts';
import { verifyNetwork } from '../../src/ir/verify-network.ts';
import { readSynetText } from '../../src/read/synet/read.ts';
import { printSynet } from '../../src/read/synet/print.ts';
import { dense, integrateAndFire, network, population, SPIKES } from './build.ts';
import { integerTarget } from './integer-target.ts';

const WHOLE = { bits: 8, fraction: 2, decayBits: 3 };

function one(changes: Partial<IntegrateAndFire>, bias: number | null = null, stage: Network['stage'] = 'quantised'): Network {
  const projection = dense('x', 'y', [[1]], { bias: bias === null ? null : Float32Array.of(bias) });
  const quantised = { ...projection, weights: { ...projection.weights, data: Int8Array.of(1) } };
  return network([population('x', [1], SPIKES), { ...population('y', [1], integrateAndFire({ threshold: 3, ...changes })), ...(stage === 'quantised' && { scale: Float32Array.of(1) }) }],
    [stage === 'quantised' ? quantised : projection], { stage, bits: stage === 'quantised' ? 2 : null, timesteps: 4 });
}

const told = (found: readonly { code: string; message: string }[]): string[] => found.map(({ code, message }) => `${code} ${message}`);

describe('verifier', () => {
  test('sound neurons', () => {
    for (const changes of [{}, { threshold: 1.25, initial: -31.75, decay: 0.625 }, { reset: 'hard' as const, resetValue: -0.25 }]) expect(verifyNetwork(one({ integer: WHOLE, ...changes }, 0.75))).toEqual([]);
  });

  test('S516: numbers that are no multiple of the unit, or beyond the potential', () => {
    expect(told(verifyNetwork(one({ integer: WHOLE, threshold: 1.1 })))).toEqual(['S516 the threshold of population "y" is 1.1, not a multiple of 2^-2 within 0..31.75, as its whole-number arithmetic needs']);
    for (const changes of [{ threshold: 32 }, { threshold: -1 }, { initial: 0.1 }, { resetValue: -33, reset: 'hard' as const }, { decay: 0.9 }, { integer: { ...WHOLE, bits: 25 } }, { integer: { ...WHOLE, fraction: 24 } }, { integer: { ...WHOLE, decayBits: 17 } }]) {
      expect(verifyNetwork(one({ integer: WHOLE, ...changes })).map(({ code }) => code)).toContain('S516');
    }
    expect(told(verifyNetwork(one({ integer: WHOLE }, 0.3)))[0]).toContain('S516 the bias from "x-y" of population "y" is 0.3');
  });

  test('S525: neurons that are not plain; S509: before weights are levels', () => {
    expect(verifyNetwork(one({ integer: WHOLE, refractory: 1 })).map(({ code }) => code)).toEqual(['S525']);
    for (const stage of ['network', 'folded', 'spiking'] as const) expect(verifyNetwork(one({ integer: WHOLE }, null, stage)).map(({ code }) => code)).toContain('S509');
  });
});

test('S579: potentials that are not those of the target', () => {
  const target = integerTarget();
  const reasons = (changes: Partial<IntegrateAndFire>, bias: number | null = null, other: Target = target): string[] => told(unsupportedNeurons(one(changes, bias), other));
  expect(reasons({ integer: WHOLE, threshold: 15.75 }, 15)).toEqual([]);
  expect(reasons({ integer: WHOLE }, null, { ...target, neurons: { ...target.neurons!, arithmetic: { ...target.neurons!.arithmetic!, threshold: { mantissa_bits: 3, shift: 3 } } } }))
    .toEqual(['S579 potentials of population "y" have a threshold that is no multiple of 2 within 0..14, unlike those of loihi']);
  expect(reasons({})).toEqual(['S579 potentials of population "y" are real numbers, unlike those of loihi']);
  expect(reasons({ integer: { ...WHOLE, bits: 9 } })[0]).toContain('have 9 bits, not 8');
  expect(reasons({ integer: { ...WHOLE, decayBits: 2 } })[0]).toContain('decay by multiples of 2^-2, not 2^-3');
  expect(reasons({ integer: { ...WHOLE, fraction: 3 } })[0]).toContain('count in 2^-3 of a level, not in 2^-0 to 2^-2');
  expect(reasons({ integer: WHOLE }, 4.25)[0]).toContain('have a bias of 4.25 levels');
  const { arithmetic: _arithmetic, ...real } = target.neurons!;
  expect(reasons({ integer: WHOLE }, null, { ...target, neurons: real })).toEqual([]);
});

test('is kept in stage files and in the language', () => {
  const from = one({ integer: WHOLE, decay: 0.625 }, 0.75);
  expect(parseStage(printStage(from), 'x.tile')).toEqual(from);
  const { text } = printSynet(from, { sideFile: 'x.npz' });
  expect(text).toContain('integer = integer(bits = 8, fraction = 2, decayBits = 3)');
  const { network: read } = readSynetText(text, { file: 'x.synet', folder: '.' });
  expect(read.populations[1]!.neuron).toEqual(from.populations[1]!.neuron);
});

describe('the range of potentials', () => {
  const rangeOf = (changes: Partial<IntegrateAndFire>, least: number, most: number, timesteps: number): readonly [number, number] => {
    const { lowest, highest } = potentialRange({ shape: [1], neuron: integrateAndFire(changes) }, { lowest: Float64Array.of(least), highest: Float64Array.of(most) }, timesteps);
    return [lowest, highest];
  };

  test('by hand', () => {
    // Down 3 a step; up 5, 10 fires: 10 - 8 = 2 or just below 8, then 13.
    expect(rangeOf({ threshold: 8 }, -3, 5, 4)).toEqual([-12, 13]);
    // More a step than a threshold: 10 - 8 = 2 (below 8 it keeps 8), 18 - 8 = 10, 20 ..
    expect(rangeOf({ threshold: 8 }, 0, 10, 4)).toEqual([0, 22]);
    expect(rangeOf({ threshold: 8, reset: 'hard' }, 0, 10, 4)).toEqual([0, 18]);
    expect(rangeOf({ threshold: 8, decay: 0.5 }, -8, 5, 100)[0]).toBeCloseTo(-16);
    expect(rangeOf({ threshold: 8, reset: 'hard', resetValue: -4, initial: 2 }, -1, 5, 3)).toEqual([-5, 13]);
  });

  test('over a million timesteps in no time', () => {
    expect(rangeOf({ threshold: 8 }, -3, 5, 1e6)).toEqual([-3e6, 13]);
  });

  test('no drive within its bounds leaves it', () => {
    let seed = 1;
    const draw = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 200; round++) {
      const [least, most] = [-10 * draw(), 10 * draw()];
      const neuron = integrateAndFire({ threshold: 1 + 9 * draw(), decay: draw() < 0.5 ? 1 : draw(), reset: draw() < 0.5 ? 'hard' : 'subtract', resetValue: 4 * draw() - 2, initial: 4 * draw() - 2 });
      const [low, high] = [potentialRange({ shape: [1], neuron }, { lowest: Float64Array.of(least), highest: Float64Array.of(most) }, 20)].map(({ lowest, highest }) => [lowest, highest] as const)[0]!;
      let v = neuron.initial as number;
      for (let step = 0; step < 20; step++) {
        v = (neuron.decay as number) * v + (draw() < 0.3 ? least : draw() < 0.5 ? most : least + (most - least) * draw());
        expect(v).toBeGreaterThanOrEqual(low - 1e-9);
        expect(v).toBeLessThanOrEqual(high + 1e-9);
        if (v >= (neuron.threshold as number)) v = neuron.reset === 'hard' ? (neuron.resetValue as number) : v - (neuron.threshold as number);
      }
    }
  });
});
