import { expect, test } from 'vitest';
import type { Neuron, NetworkStage } from '../../src/ir/network.ts';
import { FIRING, integrateAndFire } from '../../src/ir/neuron.ts';
import { equationsOf } from '../../src/report/equations.ts';
import { population } from '../ir/build.ts';
import { conductanceNeuron } from '../ir/neurons.ts';

const lines = (neuron: Neuron, dt_s: number | null = 1e-4, stage: NetworkStage = 'network'): readonly string[] => equationsOf(population('p', [2], neuron), { dt_s, stage });

test('snnTorch Leaky: decay 0.9, reset by subtraction a step later', () => {
  expect(lines(integrateAndFire({ decay: 0.9, compare: '>', resetDelay: 1 }), null)).toEqual(['n- = [v > 1]', 'v\' = 0.9 v + X - n- 1', 'n = [v\' > 1]']);
});

test('snnTorch reset_delay=False: only the spike test sees the threshold taken once more', () => {
  expect(lines(integrateAndFire({ decay: 0.5, compare: '>', echo: true, lowest: -2 }))).toEqual([
    'n- = [v > 1]', 'v\' = 0.5 v + X', 'v\' = max(v\', -2)', 'n = [v\' - n- 1 > 1]', 'v\' = v\' - n 1',
  ]);
});

test('NIR CubaLIF: time constants with their rule, resistance in the gain, hard reset', () => {
  const neuron = integrateAndFire({
    decay: { tau_s: 1e-2, rule: 'euler' }, gain: { resistance: 2 }, leakTarget: 0.5, compare: '>', reset: 'hard', resetValue: -1,
    synapse: { decay: { tau_s: 1e-4, rule: 'euler' }, gain: { resistance: 3 }, order: 'current-first' },
  });
  expect(lines(neuron)).toEqual([
    'i\' = 3 X      (tau 100 µs, dt 100 µs, forward Euler: 1 - dt/tau)',
    'v\' = 0.99 v + 0.02 i\' + (1 - 0.99) 0.5      (tau 10 ms, dt 100 µs, forward Euler: 1 - dt/tau)',
    'n = [v\' > 1]', 'v\' = n > 0 ? -1 : v\'',
  ]);
});

test('adaptation, several spikes a step, bound, rest, initial potential and ranges of parameters', () => {
  const neuron = integrateAndFire({
    decay: 0.9, threshold: Float32Array.of(1, 2), spikesPerStep: 'floor', lowest: -1, refractory: 2, initial: 0.5,
    adaptation: { on: 'threshold', decay: 0.99, jump: 0.25 },
  });
  expect(lines(neuron)).toEqual([
    'v\' = 0.9 v + X', 'v\' = max(v\', -1)', 'n = max(0, floor(v\' / ({1..2} + a)))', 'v\' = v\' - n ({1..2} + a)',
    'for 2 steps after a spike v stays and n = 0', 'v starts at 0.5', 'a\' = 0.99 a + 0.25 n',
  ]);
});

test('conductance-based, quadratic and integer neurons', () => {
  const conductance = { decay: 0.5, gain: 1, reversal: 0 };
  expect(lines({ ...FIRING, kind: 'conductance-lif', decay: { tau_s: 1e-3, rule: 'exp' }, leakTarget: -65, excitatory: conductance, inhibitory: { ...conductance, reversal: -80 }, threshold: -50, reset: 'hard', resetValue: -65 })).toEqual([
    'e\' = 0.5 e + X_e', 'h\' = 0.5 h + X_h', 'G = 1 + e\' + h\';  w = ((-65) + e\' 0 + h\' (-80)) / G',
    'v\' = w + (v - w) 0.904837^G      (tau 1 ms, dt 100 µs, exponential: e^(-dt/tau))', 'n = [v\' >= -50]', 'v\' = n > 0 ? -65 : v\'',
  ]);
  const recovery = { step: 1, rate: 0.02, coupling: 0.2, rest: 0, jump: 8, initial: -13, order: 'old' as const };
  expect(lines({ ...FIRING, kind: 'izhikevich', step: 1, quadratic: 0.04, linear: 5, constant: 140, gain: 1, recovery, threshold: 30, reset: 'hard', resetValue: -65 })).toEqual([
    'v\' = v + 1 (0.04 v^2 + 5 v + 140 - u + X)', 'u\' = u + 1 0.02 (0.2 v - u)', 'n = [v\' >= 30]', 'v\' = n > 0 ? -65 : v\'', 'u\' = u\' + 8 n', 'u starts at -13',
  ]);
  expect(lines(conductanceNeuron({ reset: 'subtract', resetDelay: 1, lowest: -1 }))).toEqual([
    'n- = [v >= 1]', 'e\' = 0.5 e + X_e', 'h\' = 0.5 h + X_h', 'v\' = v + (1 - 0.75) ((0 - v) + e\' (4 - v) + h\' ((-1) - v))', 'v\' = v\' - n- 1', 'v\' = max(v\', -1)', 'n = [v\' >= 1]',
  ]);
  expect(lines({ ...FIRING, kind: 'loihi-lif', currentDecay: 409, potentialDecay: 410, bias: 5, threshold: 10, compare: '>', reset: 'hard' })).toEqual([
    'u\' = wrap24(sign(u) ((|u| (4095 - 409)) >> 12) + (X << 6))', 'v\' = clip24(sign(v) ((|v| (4096 - 410)) >> 12) + u\' + 5)', 'n = [v\' > (10 << 6)]', 'v\' = n > 0 ? 0 : v\'',
  ]);
});

test('inputs, activations and senders of potentials', () => {
  expect(lines({ kind: 'input', coding: 'spikes' })).toEqual(['n = the spikes of the sample in this step']);
  const levels = { scale: 0.25, low: -3, high: 4 };
  expect(lines({ kind: 'input', coding: 'current', levels })).toEqual(['y = the value of the sample, in every step']);
  expect(lines({ kind: 'input', coding: 'current', levels }, null, 'quantised')).toEqual(['y = clip(round(value / 0.25), -3, 4), in every step']);
  expect(lines({ kind: 'input', coding: 'rate', levels }, null, 'quantised')).toEqual(['v\' = v + clip(round(value / 0.25), -3, 4);  n = [v\' >= 4];  v\' = v\' - n 4      (v starts at 2)']);
  expect(lines({ kind: 'input', coding: 'rate' })).toEqual(['v\' = v + value;  n = [v\' >= 1];  v\' = v\' - n      (v starts at 0.5)']);
  expect(lines({ kind: 'input', coding: 'rate', amplitude: 2.5 })).toEqual(['v\' = v + value;  n = [v\' >= 2.5];  v\' = v\' - n 2.5      (v starts at 1.25)']);
  expect(lines({ kind: 'input', coding: 'latency' })).toEqual(['n = 1 in step T - round(value T) of T, the first for larger values; 0 in all others']);
  expect(lines({ kind: 'input', coding: 'latency', levels }, null, 'quantised')).toEqual([
    'n = 1 in step T - round(clip(round(value / 0.25), -3, 4) T / 4) of T, the first for larger values; 0 in all others',
  ]);
  expect(lines({ kind: 'relu', ceiling: 6 })).toEqual(['y = min(6, max(0, X))']);
  expect(lines({ kind: 'quantised', scale: 0.5, zeroPoint: 3, low: 0, high: 255, rounding: 'half-even', bipolar: false })).toEqual(['y = 0.5 (clip(round(X / 0.5) + 3, 0, 255) - 3)      (round half-even)']);
  expect(lines(integrateAndFire({ decay: 0.9, reset: 'none', sends: 'potential' }))).toEqual(['v\' = 0.9 v + X', 'y = v\'']);
});
