import fc from 'fast-check';
import { firstSpike, RESPONSES, type InputTimes } from '../../../src/ir/first-spike.ts';
import type { InputLevels, Neuron, Parameter } from '../../../src/ir/network.ts';
import type { Adaptation, Conductance, Decay, DecayRule, Firing, Gain, Recovery, Synapse } from '../../../src/ir/neuron.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';

/** Everything that the vocabulary can say of a neuron and the language can write: parameters of every kind in every place. */
export const f32 = fc.float({ noNaN: true, noDefaultInfinity: true });
export const f64 = fc.double({ noNaN: true, noDefaultInfinity: true });
export const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
export const positive32 = fc.float({ min: Math.fround(1e-38), noNaN: true, noDefaultInfinity: true });

type Shape = readonly number[];

export function vector(length: number, values: fc.Arbitrary<number> = f32): fc.Arbitrary<Float32Array> {
  return fc.array(values, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));
}

function parameter(shape: Shape, scalars: fc.Arbitrary<number> = f64, values: fc.Arbitrary<number> = f32): fc.Arbitrary<Parameter> {
  return fc.oneof(scalars, vector(shape[0]!, values), vector(sizeOf(shape), values));
}

function integers(shape: Shape, min: number, max: number): fc.Arbitrary<Parameter> {
  return parameter(shape, fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, 2 ** 24) }));
}

const factor = fc.double({ min: 0, max: 1, noNaN: true });
const factor32 = fc.float({ min: 0, max: 1, noNaN: true });

/** Time constants are at least as long as dt, where they follow Euler. */
function decay(shape: Shape, dt_s: number | null): fc.Arbitrary<Decay> {
  const factors = parameter(shape, factor, factor32);
  if (dt_s === null) return factors;
  const constant = (rule: DecayRule, least: number): fc.Arbitrary<Decay> => {
    const low = Math.fround(least); // may lie a rounding below dt
    return parameter(shape, fc.double({ min: least, max: 1e9, noNaN: true }), fc.float({ min: low, max: 1e9, noNaN: true })).map((tau_s) => ({ tau_s, rule }));
  };
  return fc.oneof(factors, constant('euler', dt_s), constant('exp', 1e-12));
}

function gain(shape: Shape, withResistance = true): fc.Arbitrary<Gain> {
  const resistance = parameter(shape).map((value): Gain => ({ resistance: value }));
  return fc.oneof(fc.constant(1), parameter(shape), ...(withResistance ? [resistance] : []));
}

/** Half of them say nothing special, so that defaults are met as well. */
function mostly<T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof(fc.constant(usual), others);
}

function firing(shape: Shape): fc.Arbitrary<Firing> {
  return fc.record({
    threshold: mostly<Parameter>(1, parameter(shape)),
    compare: fc.constantFrom('>' as const, '>=' as const),
    reset: fc.constantFrom('subtract' as const, 'hard' as const, 'none' as const),
    resetValue: mostly<Parameter>(0, parameter(shape)),
    resetDelay: fc.constantFrom(0 as const, 1 as const),
    spikesPerStep: fc.constantFrom(1 as const, 'floor' as const),
    refractory: mostly<Parameter>(0, fc.oneof(integers(shape, 0, 2 ** 31 - 1), fc.constantFrom(2 ** 40, 1e20))),
    initial: mostly<Parameter>(0, parameter(shape)),
    lowest: fc.option(parameter(shape)),
    sends: fc.constantFrom('spikes' as const, 'potential' as const),
  });
}

function synapse(shape: Shape, dt_s: number | null): fc.Arbitrary<Synapse> {
  return fc.record({ decay: decay(shape, dt_s), gain: gain(shape), order: fc.constantFrom('current-first' as const, 'potential-first' as const) });
}

function adaptation(shape: Shape, dt_s: number | null): fc.Arbitrary<Adaptation> {
  return fc.record({ on: fc.constantFrom('threshold' as const, 'current' as const), decay: decay(shape, dt_s), jump: parameter(shape) });
}

function integrateAndFire(shape: Shape, dt_s: number | null): fc.Arbitrary<Neuron> {
  const common = {
    leakTarget: mostly<Parameter>(0, parameter(shape)), synapse: fc.option(synapse(shape, dt_s)), adaptation: fc.option(adaptation(shape, dt_s)), echo: fc.boolean(),
  };
  const kinds = fc.oneof(
    fc.record({ kind: fc.constant('if' as const), decay: parameter(shape, fc.constant(1), fc.constant(1)), gain: gain(shape, dt_s !== null), ...common }),
    fc.record({ kind: fc.constant('lif' as const), decay: decay(shape, dt_s), gain: gain(shape), ...common }),
  );
  return fc.tuple(firing(shape), kinds).map(([fires, kind]): Neuron => ({ ...fires, ...kind }));
}

function conductanceBased(shape: Shape, dt_s: number | null): fc.Arbitrary<Neuron> {
  const conductance: fc.Arbitrary<Conductance> = fc.record({ decay: decay(shape, dt_s), gain: gain(shape), reversal: parameter(shape) });
  const all = fc.record({ decay: decay(shape, dt_s), leakTarget: parameter(shape), excitatory: conductance, inhibitory: conductance });
  return fc.tuple(firing(shape), all, fc.boolean()).map(([fires, own, rests]): Neuron =>
    ({ kind: 'conductance-lif', ...fires, ...own, ...(rests ? { resetValue: own.leakTarget, initial: own.leakTarget } : {}) }));
}

function quadratic(shape: Shape): fc.Arbitrary<Neuron> {
  const any = parameter(shape);
  const recovery: fc.Arbitrary<Recovery> = fc.record({
    step: any, rate: mostly<Parameter>(0.02, any), coupling: any, rest: mostly<Parameter>(0, any), jump: any, initial: mostly<Parameter>(-13, any), order: fc.constantFrom('old' as const, 'new' as const),
  });
  const own = fc.record({ step: any, quadratic: mostly<Parameter>(0.04, any), linear: any, constant: any, gain: mostly<Parameter>(1, any), recovery });
  return fc.tuple(firing(shape), own, fc.boolean()).map(([fires, all, inStep]): Neuron =>
    ({ kind: 'izhikevich', ...fires, ...all, recovery: inStep ? { ...all.recovery, step: all.step } : all.recovery }));
}

function loihi(shape: Shape): fc.Arbitrary<Neuron> {
  return fc.record({
    currentDecay: integers(shape, 0, 4095), potentialDecay: integers(shape, 0, 4096), bias: integers(shape, -(2 ** 23), 2 ** 23),
    threshold: integers(shape, 0, 2 ** 17 - 1), initial: mostly<Parameter>(0, integers(shape, -(2 ** 23), 2 ** 23)), refractory: integers(shape, 0, 9),
  }).map((own): Neuron => ({
    kind: 'loihi-lif', ...own, reset: 'hard', resetValue: 0, resetDelay: 0, compare: '>', spikesPerStep: 1, lowest: null, sends: 'spikes',
  }));
}

function quantised(shape: Shape): fc.Arbitrary<Neuron> {
  return fc.record({
    kind: fc.constant('quantised' as const), scale: parameter(shape, positive, positive32), zeroPoint: mostly(0, fc.integer()), low: fc.integer(), high: fc.constantFrom(1, 15, 2 ** 32 - 1),
    rounding: fc.constantFrom('half-even' as const, 'half-up' as const, 'half-down' as const, 'up' as const, 'down' as const, 'ceil' as const, 'floor' as const),
    bipolar: fc.boolean(),
  });
}

/** Any neuron but an input. */
export function neuron(shape: Shape, dt_s: number | null): fc.Arbitrary<Neuron> {
  return fc.oneof(
    fc.constant<Neuron>({ kind: 'linear' }),
    fc.record({ kind: fc.constant('relu' as const), ceiling: fc.option(positive) }),
    quantised(shape), integrateAndFire(shape, dt_s), integrateAndFire(shape, dt_s), conductanceBased(shape, dt_s), quadratic(shape), loihi(shape),
    fc.tuple(fc.constantFrom(...RESPONSES), mostly<Parameter>(1, parameter(shape, positive, positive32))).map(([response, threshold]): Neuron => firstSpike(response, threshold)),
  );
}

/** Times from 0 on, or never. */
const times: fc.Arbitrary<InputTimes> = fc.oneof(
  fc.record({ kind: fc.constant('linear' as const), latest: positive, grid: positive, silentBelow: f64 }, { requiredKeys: ['kind', 'latest'] }),
  fc.record({ kind: fc.constant('two-level' as const), above: f64, early: fc.double({ min: 0, max: 10, noNaN: true }), late: fc.oneof(fc.constant(Infinity), positive) }),
  fc.constant({ kind: 'value' as const }),
);

export function input(): fc.Arbitrary<Neuron> {
  const levels: fc.Arbitrary<InputLevels> = fc.record({ scale: positive, low: fc.integer({ min: -300, max: 0 }), high: fc.integer({ min: 1, max: 300 }) });
  const coding = fc.constantFrom('current' as const, 'rate' as const, 'latency' as const);
  const counted = fc.constantFrom('rate' as const, 'latency' as const);
  return fc.oneof(
    fc.constant<Neuron>({ kind: 'input', coding: 'spikes' }),
    times.map((own): Neuron => ({ kind: 'input', coding: 'time', times: own })),
    fc.record({ kind: fc.constant('input' as const), coding }),
    fc.record({ kind: fc.constant('input' as const), coding, levels }),
    fc.record({ kind: fc.constant('input' as const), coding: counted, amplitude: fc.constantFrom(1, 2.6404, Math.fround(0.1)) }),
  );
}
