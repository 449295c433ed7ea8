import fc from 'fast-check';
import type { Network, NetworkStage, Padding4, Pair, Population, Projection, SparseProjection, SumWindow, WeightGrid } from '../../../src/ir/network.ts';
import type { WeightLevels } from '../../../src/ir/levels.ts';
import { planeShape } from '../../../src/ir/network.ts';
import { windowedShape } from '../../../src/ir/geometry.ts';
import type { Origin } from '../../../src/ir/origin.ts';
import { sizeOf, type Tensor } from '../../../src/ir/tensor.ts';
import { f32, input, neuron, positive32, vector } from './arbitrary-neuron.ts';

const origin: Origin = { file: 'made', place: 'up' };

const names = fc.uniqueArray(
  fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,8}$/), fc.constantFrom('input', 'scale', 'delay', 'f32', 'inf', 'file', 'x y', '"', '__proto__', '\ud800', '\udc00.a', '\u2028', ''), fc.string({ unit: 'binary' })),
  { minLength: 2, maxLength: 5 },
);
const shapes = fc.oneof(fc.tuple(fc.integer({ min: 1, max: 30 })), fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 })));
const pair: fc.Arbitrary<Pair> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const side = fc.integer({ min: -1, max: 3 });
const padding: fc.Arbitrary<Padding4> = fc.tuple(side, side, side, side);

function weights(shape: readonly number[], stage: NetworkStage, bits: number): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  if (stage !== 'quantised') return vector(size).map((data) => ({ shape, data }));
  return levelled(shape, bits);
}

function levelled(shape: readonly number[], bits: number): fc.Arbitrary<Tensor> {
  const size = sizeOf(shape);
  const most = 2 ** (bits - 1) - 1;
  return fc.array(fc.integer({ min: -most, max: most }), { minLength: size, maxLength: size })
    .map((levels) => ({ shape, data: bits <= 8 ? Int8Array.from(levels) : Int16Array.from(levels) }));
}

/** Levels of its own for a projection of a quantised network, or none, and weights that have them. */
function levelsAndWeights(shape: readonly number[], stage: NetworkStage, bits: number): fc.Arbitrary<{ readonly weights: Tensor; readonly levels?: WeightLevels }> {
  const common = weights(shape, stage, bits).map((tensor) => ({ weights: tensor }));
  if (stage !== 'quantised') return common;
  return fc.oneof(common,
    fc.integer({ min: 2, max: 16 }).chain((own) => levelled(shape, own).map((tensor) => ({ weights: tensor, levels: { bits: own, rise: 'mid-tread' as const } }))),
    fc.integer({ min: 1, max: 15 }).chain((own) => levelled(shape, own + 1).map((tensor) => ({ weights: tensor, levels: { bits: own, rise: 'mid-rise' as const } }))));
}

function population(name: string, first: boolean, dt_s: number | null): fc.Arbitrary<Population> {
  return shapes.chain((shape) => fc.record({ neuron: first ? input() : neuron(shape, dt_s), scale: fc.option(vector(shape[0]!, positive32), { nil: undefined }) })
    .map(({ neuron: model, scale }) => ({ name, shape, neuron: model, ...(scale ? { scale } : {}), origin })));
}

function projection(name: string, source: Population, destination: Population, stage: NetworkStage, bits: number): fc.Arbitrary<Projection> {
  const common: fc.Arbitrary<Base> = fc.record({
    name: fc.constant(name), source: fc.constant(source.name), destination: fc.constant(destination.name), origin: fc.constant(origin),
    delay: fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(2 ** 31, 2 ** 53)), receptor: fc.constantFrom('excitatory' as const, 'inhibitory' as const),
  }, { requiredKeys: ['name', 'source', 'destination', 'origin', 'delay'] });
  return common.chain((base): fc.Arbitrary<Projection> => fc.oneof(
    synaptic(base, source.shape, destination.shape, stage, bits),
    synaptic(base, source.shape, destination.shape, stage, bits),
    sparse(base, sizeOf(source.shape), sizeOf(destination.shape)),
    fc.constant<Projection>({ kind: 'one-to-one', ...base }),
    padding.map((sides): Projection => ({ kind: 'padding', ...base, padding: sides })),
    fc.record({ method: fc.constantFrom('average' as const, 'sum' as const, 'maximum' as const, 'earliest' as const, 'latest' as const), kernel: pair, stride: pair, padding, countPadding: fc.boolean() })
      .map((values): Projection => ({ kind: 'pooling', ...base, ...values })),
    batchNorm(base, source.shape[0]!),
  ));
}

type Base = Pick<Projection, 'name' | 'source' | 'destination' | 'delay' | 'receptor' | 'origin'>;

/** Variances may lie below 0 as far as epsilon lifts them. */
function batchNorm(base: Base, channels: number): fc.Arbitrary<Projection> {
  const epsilons = fc.double({ min: 0, max: 1e300, noNaN: true });
  return fc.record({ gamma: vector(channels), beta: vector(channels), mean: vector(channels), variance: vector(channels), epsilon: epsilons })
    .map(({ variance, ...values }): Projection => ({ kind: 'batch-norm', ...base, ...values, variance: variance.map((value) => (value + values.epsilon > 0 ? value : 1)) }));
}

/** Few or many synapses, several between one pair, neurons without any; now and then a size that is not that of the destination. */
function sparse(base: Base, sources: number, neurons: number): fc.Arbitrary<Projection> {
  return fc.tuple(fc.constantFrom(neurons, neurons, neurons + 3), fc.constantFrom(3, 90)).chain(([size, most]) => fc.record({
    list: fc.array(fc.tuple(fc.nat({ max: sources - 1 }), fc.nat({ max: size - 1 }), f32), { maxLength: most }), bias: fc.option(vector(size)),
  }).map(({ list, bias }): SparseProjection => {
    const sorted = list.toSorted(([a], [b]) => a - b);
    const offsets = Int32Array.from({ length: sources + 1 }, (_, source) => sorted.filter(([from]) => from < source).length);
    return {
      kind: 'sparse', ...base, size, offsets, destinations: Int32Array.from(sorted, ([, to]) => to), values: Float32Array.from(sorted, ([, , weight]) => weight), bias,
    };
  }));
}

/** The grid that weights of so many rows had, or none. */
function grids(rows: number): fc.Arbitrary<{ readonly grid?: WeightGrid }> {
  return fc.oneof(fc.constant({}), fc.record({ grid: fc.record({ scale: vector(rows, positive32), bits: fc.integer({ min: 1, max: 32 }) }) }));
}

function synaptic(base: Base, source: readonly number[], destination: readonly number[], stage: NetworkStage, bits: number): fc.Arbitrary<Projection> {
  const windows: fc.Arbitrary<SumWindow | null> = source.length === 3
    ? fc.option(fc.record({ kernel: fc.constantFrom<Pair>([1, 1], [2, 2], [2, 1]), stride: pair, padding: fc.constantFrom<Padding4>([0, 0, 0, 0], [1, 0, 1, 2]) })) : fc.constant(null);
  return windows.chain((window): fc.Arbitrary<Projection> => {
    const windowed = windowedShape(source, window);
    const [outputs, channels] = [planeShape(destination)[0], planeShape(windowed)[0]];
    const dense = fc.record({ tensor: levelsAndWeights([sizeOf(destination), sizeOf(windowed)], stage, bits), bias: fc.option(vector(sizeOf(destination))), grid: grids(sizeOf(destination)) })
      .map(({ grid, tensor, ...values }): Projection => ({ kind: 'dense', ...base, ...tensor, ...values, window, ...grid }));
    const convolution = fc.tuple(pair, fc.constantFrom(1, channels)).chain(([[height, width], groups]) => fc.record({
      tensor: levelsAndWeights([outputs, channels / groups, height, width], stage, bits), bias: fc.option(vector(outputs)), stride: pair, padding, dilation: pair,
      grid: grids(outputs),
    }).map(({ grid, tensor, ...values }): Projection => ({ kind: 'convolution', ...base, ...tensor, ...values, groups, window, ...grid })));
    return fc.oneof(dense, convolution);
  });
}

/** Networks of every stage that the language can say; they need not make sense as a whole. */
export const networks: fc.Arbitrary<Network> = fc.record({
  stage: fc.constantFrom<NetworkStage>('network', 'folded', 'spiking', 'quantised'), names, bits: fc.integer({ min: 1, max: 16 }),
  dt_s: fc.option(fc.oneof(fc.constantFrom(1e-3, 1e-4), fc.double({ min: 1e-9, max: 1, noNaN: true }))),
}).chain(({ stage, names: [name, ...others], bits, dt_s }) => fc.tuple(...others.map((other, index) => population(other, index === 0, dt_s))).chain((populations) => {
  const pairs = fc.array(fc.tuple(fc.constantFrom(...populations), fc.constantFrom(...populations)), { maxLength: 4 });
  return pairs.chain((ends) => fc.record({
    stage: fc.constant(stage),
    name: fc.constant(name!),
    dt_s: fc.constant(dt_s),
    timesteps: fc.option(fc.integer({ min: 1, max: 65536 })),
    populations: fc.constant(populations),
    projections: fc.tuple(...ends.map(([source, destination], index) => projection(`${name}.${index}`, source, destination, stage, bits))),
    output: fc.record({ population: fc.constantFrom(...populations.map((one) => one.name)), readout: fc.constantFrom('count' as const, 'membrane' as const, 'value' as const, 'first' as const) }),
    bits: fc.constant(stage === 'quantised' ? bits : null),
    tau_s: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  }, { requiredKeys: ['stage', 'name', 'dt_s', 'timesteps', 'populations', 'projections', 'output', 'bits'] }));
})).map((network) => structuredClone(network)); // fast-check makes records without a prototype
