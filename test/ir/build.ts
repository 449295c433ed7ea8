import type { Dataset } from '../../src/ir/dataset.ts';
import type {
  BatchNormProjection, ConvolutionProjection, DenseProjection, InputNeuron, Network, Neuron, OneToOneProjection, PaddingProjection,
  Padding4, Pair, PoolingProjection, Population, Projection, SparseProjection, SumWindow,
} from '../../src/ir/network.ts';
import { isSpiking } from '../../src/ir/network.ts';
import { sizeOf, tensor } from '../../src/ir/tensor.ts';

/** Small networks for tests, written as short as they can be read. */
const origin = { file: 'test.synet', place: 'here' };

export const LINEAR: Neuron = { kind: 'linear' };
export const RELU: Neuron = { kind: 'relu', ceiling: null };
export const CURRENT: InputNeuron = { kind: 'input', coding: 'current' };
export const SPIKES: InputNeuron = { kind: 'input', coding: 'spikes' };

export { integrateAndFire } from '../../src/ir/network.ts';

export function population(name: string, shape: readonly number[], neuron: Neuron): Population {
  return { name, shape, neuron, origin };
}

function base(source: string, destination: string) {
  return { name: `${source}-${destination}`, source, destination, delay: 0, origin };
}

/** Weights as rows of numbers. */
export function dense(source: string, destination: string, rows: readonly (readonly number[])[], changes: Partial<DenseProjection> = {}): DenseProjection {
  const weights = tensor([rows.length, rows[0]!.length], Float32Array.from(rows.flat()));
  return { ...base(source, destination), kind: 'dense', weights, bias: null, window: null, ...changes };
}

export function convolution(source: string, destination: string, shape: readonly number[], values: readonly number[], changes: Partial<ConvolutionProjection> = {}): ConvolutionProjection {
  return {
    ...base(source, destination), kind: 'convolution', weights: tensor(shape, Float32Array.from(values)), bias: null,
    stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1, window: null, ...changes,
  };
}

/** Synapses as triples [source neuron, destination neuron, weight] in the order of the source neurons. */
export function sparse(source: string, destination: string, sources: number, size: number, synapses: readonly (readonly [number, number, number])[], changes: Partial<SparseProjection> = {}): SparseProjection {
  const offsets = Int32Array.from({ length: sources + 1 }, (_, neuron) => synapses.filter(([from]) => from < neuron).length);
  return {
    ...base(source, destination), kind: 'sparse', size, offsets, destinations: Int32Array.from(synapses, ([, to]) => to),
    values: Float32Array.from(synapses, ([, , weight]) => weight), bias: null, ...changes,
  };
}

export function pooling(source: string, destination: string, method: PoolingProjection['method'], kernel: Pair, changes: Partial<PoolingProjection> = {}): PoolingProjection {
  return { ...base(source, destination), kind: 'pooling', method, kernel, stride: kernel, padding: [0, 0, 0, 0], countPadding: true, ...changes };
}

export function oneToOne(source: string, destination: string, changes: Partial<OneToOneProjection> = {}): OneToOneProjection {
  return { ...base(source, destination), kind: 'one-to-one', ...changes };
}

export function pad(source: string, destination: string, padding: Padding4): PaddingProjection {
  return { ...base(source, destination), kind: 'padding', padding };
}

export function batchNorm(source: string, destination: string, values: Record<'gamma' | 'beta' | 'mean' | 'variance', readonly number[]>, epsilon = 0): BatchNormProjection {
  const of = (list: readonly number[]): Float32Array => Float32Array.from(list);
  return {
    ...base(source, destination), kind: 'batch-norm', epsilon,
    gamma: of(values.gamma), beta: of(values.beta), mean: of(values.mean), variance: of(values.variance),
  };
}

export function sumWindow(kernel: Pair, stride: Pair = kernel, padding: Padding4 = [0, 0, 0, 0]): SumWindow {
  return { kernel, stride, padding };
}

/** The last population is the output. */
export function network(populations: readonly Population[], projections: readonly Projection[], changes: Partial<Network> = {}): Network {
  const output = populations.at(-1)!;
  const readout = !isSpiking(output.neuron) ? 'value' : output.neuron.sends === 'spikes' ? 'count' : 'membrane';
  return {
    stage: 'network', name: 'test', dt_s: null, timesteps: null, bits: null, populations, projections,
    output: { population: output.name, readout }, ...changes,
  };
}

/** Samples of values, or of spike trains when `timesteps` is given. */
export function samples(shape: readonly number[], values: readonly (readonly number[])[], timesteps: number | null = null): Dataset {
  return {
    file: 'samples.npy', count: values.length, shape, timesteps, labels: null,
    read: (index, out) => out.set(values[index]!),
  };
}

/** Numbers -1..1 that are the same every time. */
export function noise(count: number, seed = 1): number[] {
  let state = seed * 2654435761;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2147483648 - 1) * 1000) / 1000;
  });
}

export function noiseSamples(shape: readonly number[], count: number, seed = 1): Dataset {
  const size = sizeOf(shape);
  return samples(shape, Array.from({ length: count }, (_, index) => noise(size, seed + index).map(Math.abs)));
}
