import fc from 'fast-check';
import type { InputLevels, Network, NetworkStage, Neuron, Padding4, Pair, Parameter, Population, Projection, SumWindow } from '../../../src/ir/network.ts';
import { planeShape } from '../../../src/ir/network.ts';
import { windowedShape } from '../../../src/ir/geometry.ts';
import type { Origin } from '../../../src/ir/origin.ts';
import { sizeOf, type Tensor } from '../../../src/ir/tensor.ts';

const origin: Origin = { file: 'made', place: 'up' };

const f32 = fc.float({ noNaN: true, noDefaultInfinity: true });
const f64 = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const positive32 = fc.float({ min: Math.fround(1e-38), noNaN: true, noDefaultInfinity: true });
const names = fc.uniqueArray(
  fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,8}$/), fc.constantFrom('input', 'scale', 'delay', 'f32', 'inf', 'file', 'x y', '"', '__proto__'), fc.string({ unit: 'binary' })),
  { minLength: 2, maxLength: 5 },
);
const shapes = fc.oneof(fc.tuple(fc.integer({ min: 1, max: 30 })), fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 })));
const pair: fc.Arbitrary<Pair> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const side = fc.integer({ min: -1, max: 3 });
const padding: fc.Arbitrary<Padding4> = fc.tuple(side, side, side, side);

function vector(length: number, values: fc.Arbitrary<number> = f32): fc.Arbitrary<Float32Array> {
  return fc.array(values, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));
}

function weights(shape: readonly number[], stage: NetworkStage, bits: number): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  if (stage !== 'quantised') return vector(size).map((data) => ({ shape, data }));
  const most = 2 ** (bits - 1) - 1;
  return fc.array(fc.integer({ min: -most, max: most }), { minLength: size, maxLength: size })
    .map((levels) => ({ shape, data: bits <= 8 ? Int8Array.from(levels) : Int16Array.from(levels) }));
}

function parameter(shape: readonly number[], scalars: fc.Arbitrary<number>, values: fc.Arbitrary<number>): fc.Arbitrary<Parameter> {
  return fc.oneof(scalars, vector(shape[0]!, values), vector(sizeOf(shape), values));
}

function neuron(shape: readonly number[]): fc.Arbitrary<Neuron> {
  const decay = parameter(shape, fc.double({ min: 0, max: 1, noNaN: true }), fc.float({ min: 0, max: 1, noNaN: true }));
  const spiking = {
    threshold: parameter(shape, f64, f32), reset: fc.constantFrom('subtract' as const, 'hard' as const), resetValue: f64,
    compare: fc.constantFrom('>' as const, '>=' as const), initial: parameter(shape, f64, f32),
  };
  return fc.oneof(
    fc.constant<Neuron>({ kind: 'linear' }),
    fc.record({ kind: fc.constant('relu' as const), ceiling: fc.option(positive) }),
    fc.record({ kind: fc.constant('if' as const), decay: parameter(shape, fc.constant(1), fc.constant(1)), ...spiking }),
    fc.record({ kind: fc.constant('lif' as const), decay, ...spiking }),
  );
}

function input(): fc.Arbitrary<Neuron> {
  const levels: fc.Arbitrary<InputLevels> = fc.record({ scale: positive, low: fc.integer({ min: -300, max: 0 }), high: fc.integer({ min: 1, max: 300 }) });
  return fc.oneof(
    fc.constant<Neuron>({ kind: 'input', coding: 'spikes' }),
    fc.record({ kind: fc.constant('input' as const), coding: fc.constantFrom('current' as const, 'rate' as const) }),
    fc.record({ kind: fc.constant('input' as const), coding: fc.constantFrom('current' as const, 'rate' as const), levels }),
  );
}

function population(name: string, first: boolean): fc.Arbitrary<Population> {
  return shapes.chain((shape) => fc.record({ neuron: first ? input() : neuron(shape), scale: fc.option(vector(shape[0]!, positive32), { nil: undefined }) })
    .map(({ neuron: model, scale }) => ({ name, shape, neuron: model, ...(scale ? { scale } : {}), origin })));
}

function projection(name: string, source: Population, destination: Population, stage: NetworkStage, bits: number): fc.Arbitrary<Projection> {
  const base = { name, source: source.name, destination: destination.name, origin };
  const any = fc.nat({ max: 3 }).chain((delay): fc.Arbitrary<Projection> => fc.oneof(
    synaptic({ ...base, delay }, source.shape, destination.shape, stage, bits),
    synaptic({ ...base, delay }, source.shape, destination.shape, stage, bits),
    fc.constant<Projection>({ kind: 'one-to-one', ...base, delay }),
    padding.map((sides): Projection => ({ kind: 'padding', ...base, delay, padding: sides })),
    fc.record({ method: fc.constantFrom('average' as const, 'sum' as const, 'maximum' as const), kernel: pair, stride: pair, padding, countPadding: fc.boolean() })
      .map((values): Projection => ({ kind: 'pooling', ...base, delay, ...values })),
    fc.record({ gamma: vector(source.shape[0]!), beta: vector(source.shape[0]!), mean: vector(source.shape[0]!), variance: vector(source.shape[0]!, positive32), epsilon: positive })
      .map((values): Projection => ({ kind: 'batch-norm', ...base, delay, ...values })),
  ));
  return any;
}

function synaptic(base: Pick<Projection, 'name' | 'source' | 'destination' | 'delay' | 'origin'>, source: readonly number[], destination: readonly number[], stage: NetworkStage, bits: number): fc.Arbitrary<Projection> {
  const windows: fc.Arbitrary<SumWindow | null> = source.length === 3
    ? fc.option(fc.record({ kernel: fc.constantFrom<Pair>([1, 1], [2, 2], [2, 1]), stride: pair, padding: fc.constantFrom<Padding4>([0, 0, 0, 0], [1, 0, 1, 2]) })) : fc.constant(null);
  return windows.chain((window): fc.Arbitrary<Projection> => {
    const windowed = windowedShape(source, window);
    const [outputs, channels] = [planeShape(destination)[0], planeShape(windowed)[0]];
    const dense = fc.record({ weights: weights([sizeOf(destination), sizeOf(windowed)], stage, bits), bias: fc.option(vector(sizeOf(destination))) })
      .map((values): Projection => ({ kind: 'dense', ...base, ...values, window }));
    const convolution = fc.tuple(pair, fc.constantFrom(1, channels)).chain(([[height, width], groups]) => fc.record({
      weights: weights([outputs, channels / groups, height, width], stage, bits), bias: fc.option(vector(outputs)), stride: pair, padding, dilation: pair,
    }).map((values): Projection => ({ kind: 'convolution', ...base, ...values, groups, window })));
    return fc.oneof(dense, convolution);
  });
}

/** Networks of every stage that the language can say; they need not make sense as a whole. */
export const networks: fc.Arbitrary<Network> = fc.record({
  stage: fc.constantFrom<NetworkStage>('network', 'folded', 'spiking', 'quantised'), names, bits: fc.integer({ min: 2, max: 16 }),
}).chain(({ stage, names: [name, ...others], bits }) => fc.tuple(...others.map((other, index) => population(other, index === 0))).chain((populations) => {
  const pairs = fc.array(fc.tuple(fc.constantFrom(...populations), fc.constantFrom(...populations)), { maxLength: 4 });
  return pairs.chain((ends) => fc.record({
    stage: fc.constant(stage),
    name: fc.constant(name!),
    dt_s: fc.option(positive),
    timesteps: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    populations: fc.constant(populations),
    projections: fc.tuple(...ends.map(([source, destination], index) => projection(`${name}.${index}`, source, destination, stage, bits))),
    output: fc.record({ population: fc.constantFrom(...populations.map((one) => one.name)), readout: fc.constantFrom('count' as const, 'membrane' as const, 'value' as const) }),
    bits: fc.constant(stage === 'quantised' ? bits : null),
  }));
})).map((network) => structuredClone(network)); // fast-check makes records without a prototype
