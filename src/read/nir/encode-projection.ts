import { fail } from '../../diagnostics/diagnostic.ts';
import { touchesPadding } from '../../ir/geometry.ts';
import { sparseSynapses } from '../../ir/listed.ts';
import {
  neuronCount, planeShape, type BatchNormProjection, type ConvolutionProjection, type DenseProjection, type Padding4, type Pair, type PaddingProjection,
  type Population, type PoolingProjection, type Projection, type SparseProjection, type SumWindow,
} from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Hdf5Array, NumberArray } from '../hdf5/tree.ts';
import { depthwise, embed } from './embed.ts';
import type { NirNode } from './model.ts';
import type { Hdf5Node } from '../hdf5/tree.ts';

/** A node to be written: its type and its parameters. */
export interface NewNode {
  readonly type: NirNode['type'];
  readonly parameters: ReadonlyMap<string, Hdf5Node>;
}

/** What a projection leads from and to, in the shapes that NIR gives them. */
export interface Span {
  readonly source: Population;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Whether planes are rows, for Conv1d. */
  readonly rows: boolean;
  readonly dt_s: number;
}

const MOST_WEIGHTS = 2 ** 26;

/**
 * The nodes that do what a projection does, one after the other; none where the signal passes unchanged. A delay comes first, so that a bias
 * acts from the first timestep on.
 * @param delay timesteps to be written as a node of their own
 * @throws DiagnosticError S920
 */
export function nodesFor(projection: Projection, span: Span, delay: number): readonly NewNode[] {
  const nodes: NewNode[] = [];
  if (delay > 0) nodes.push(node('Delay', { delay: filled(span.from, delay * span.dt_s) }));
  nodes.push(...linearNodes(projection, span));
  if (span.to.length === 1 && shapeMade(projection, span) > 1) nodes.push(flatten());
  return nodes;
}

function linearNodes(projection: Projection, span: Span): readonly NewNode[] {
  switch (projection.kind) {
    case 'dense': {
      const { weights, bias } = projection;
      const windowed = projection.window ? [windowNode(projection, projection.window, span)] : [];
      const flat = span.from.length > 1 || projection.window ? [flatten()] : [];
      return [...windowed, ...flat, matrix({ kind: 'array', shape: weights.shape, data: weights.data as NumberArray }, bias)];
    }
    case 'convolution':
      return convolutionNodes(projection, span);
    case 'listed':
      return sparseNodes({ ...projection, kind: 'sparse', ...sparseSynapses(projection, neuronCount(span.source)) }, span);
    case 'sparse':
      return sparseNodes(projection, span);
    case 'pooling':
      return [poolNode(projection, span)];
    case 'batch-norm':
      return [normNode(projection, span)];
    case 'padding':
      return [paddingNode(projection, span)];
    case 'one-to-one':
      return [];
  }
}

/** Axes of the signal that the nodes make, before it is flattened. */
function shapeMade(projection: Projection, { from, rows }: Span): number {
  switch (projection.kind) {
    case 'dense':
    case 'listed':
    case 'sparse':
      return 1;
    case 'convolution':
    case 'pooling':
    case 'padding':
      return rows ? 2 : 3;
    case 'one-to-one':
    case 'batch-norm':
      return from.length;
  }
}

function node(type: NewNode['type'], parameters: Readonly<Record<string, Hdf5Node>>): NewNode {
  return { type, parameters: new Map(Object.entries(parameters)) };
}

export function whole(values: readonly number[] | number): Hdf5Array {
  return typeof values === 'number' ? { kind: 'array', shape: [], data: Int32Array.of(values) } : { kind: 'array', shape: [values.length], data: Int32Array.from(values) };
}

function filled(shape: readonly number[], value: number): Hdf5Array {
  return { kind: 'array', shape, data: new Float64Array(sizeOf(shape)).fill(value) };
}

function floats(values: Float32Array): Hdf5Array {
  return { kind: 'array', shape: [values.length], data: values };
}

function flatten(): NewNode {
  return node('Flatten', { start_dim: whole(0), end_dim: whole(-1) });
}

function matrix(weight: Hdf5Array, bias: Float32Array | null): NewNode {
  return bias ? node('Affine', { weight, bias: floats(bias) }) : node('Linear', { weight });
}

function refuse(projection: Projection, reason: string): never {
  return fail('S920', { what: `projection "${projection.name}"`, reason }, projection.origin);
}

function convolutionNodes(projection: ConvolutionProjection, span: Span): readonly NewNode[] {
  const { weights, bias, window, stride, padding, dilation, groups } = projection;
  const embedded = embed({ kind: 'array', shape: weights.shape, data: weights.data as NumberArray }, padding, dilation);
  if (!embedded) return refuse(projection, 'its padding differs from side to side, and its kernel is dilated');
  const [outputs, channels, , width] = embedded.weight.shape as [number, number, number, number];
  const own = { bias: floats(bias ?? new Float32Array(outputs)), groups: whole(groups) };
  if (span.rows) {
    const weight: Hdf5Array = { kind: 'array', shape: [outputs, channels, width], data: embedded.weight.data };
    return [node('Conv1d', { ...own, weight, stride: whole(stride[1]), padding: whole(embedded.padding[1]), dilation: whole(dilation[1]), input_shape: whole(span.from.at(-1)!) })];
  }
  const plane = window ? [...windowedPlane(span, window)] : span.from.slice(-2);
  const convolution = node('Conv2d', { ...own, weight: embedded.weight, stride: whole(stride), padding: whole(embedded.padding), dilation: whole(dilation), input_shape: whole(plane) });
  return window ? [windowNode(projection, window, span), convolution] : [convolution];
}

function windowedPlane({ from }: Span, { kernel, stride, padding }: SumWindow): Pair {
  const extent = (axis: 0 | 1): number => Math.floor((from.at(axis - 2)! + padding[axis] + padding[axis + 2 as 2 | 3] - kernel[axis]) / stride[axis]) + 1;
  return [extent(0), extent(1)];
}

function windowNode(projection: DenseProjection | ConvolutionProjection, window: SumWindow, span: Span): NewNode {
  return slidingNode(projection, { ...window, method: 'sum' }, span);
}

interface Window extends SumWindow {
  readonly method: 'sum' | 'average';
}

/** A pooling node where its padding is even and PyTorch would take it, else a convolution of each plane with equal weights. */
function slidingNode(projection: Projection, { kernel, stride, padding, method }: Window, span: Span): NewNode {
  const [top, left, bottom, right] = padding;
  const plain = top === bottom && left === right && top >= 0 && left >= 0 && 2 * top <= kernel[0] && 2 * left <= kernel[1];
  if (plain) return node(method === 'sum' ? 'SumPool2d' : 'AvgPool2d', { kernel_size: whole(kernel), stride: whole(stride), padding: whole([top, left]) });
  return planeByPlane(projection, kernel, () => (method === 'sum' ? 1 : 1 / (kernel[0] * kernel[1])), { stride, padding }, null, span);
}

function planeByPlane(
  projection: Projection, kernel: Pair, valueOf: (channel: number) => number, { stride, padding }: { readonly stride: Pair; readonly padding: Padding4 }, bias: Float32Array | null, span: Span,
): NewNode {
  const channels = span.from.at(-3)!;
  const embedded = embed(depthwise(channels, kernel, valueOf), padding, [1, 1]);
  if (!embedded) return refuse(projection, 'its padding differs from side to side');
  return node('Conv2d', {
    weight: embedded.weight, bias: floats(bias ?? new Float32Array(channels)), stride: whole(stride), padding: whole(embedded.padding), dilation: whole([1, 1]),
    groups: whole(channels), input_shape: whole(span.from.slice(-2)),
  });
}

function poolNode(projection: PoolingProjection, span: Span): NewNode {
  const { method, kernel, stride, padding, countPadding } = projection;
  if (method === 'maximum') return refuse(projection, 'NIR has no maximum pooling');
  if (method === 'earliest' || method === 'latest') return refuse(projection, 'NIR has no times of single spikes');
  const [, height, width] = planeShape(span.source.shape);
  if (method === 'average' && !countPadding && touchesPadding(height, width, { kernel, stride, padding })) return refuse(projection, 'it leaves its padding out of the divisor');
  return slidingNode(projection, { kernel, stride, padding, method }, span);
}

function paddingNode(projection: PaddingProjection, span: Span): NewNode {
  return planeByPlane(projection, [1, 1], () => 1, { stride: [1, 1], padding: projection.padding }, null, span);
}

/** A Scale; with a shift, a convolution of each plane with one weight and a bias, or a matrix with a diagonal. */
function normNode(projection: BatchNormProjection, span: Span): NewNode {
  const { gamma, beta, mean, variance, epsilon } = projection;
  const gain = Float64Array.from(gamma, (value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
  const shift = Float32Array.from(beta, (value, channel) => value - mean[channel]! * gain[channel]!);
  const plane = neuronCount(span.source) / gain.length;
  if (shift.every((value) => value === 0)) {
    return node('Scale', { scale: { kind: 'array', shape: span.from, data: Float64Array.from({ length: neuronCount(span.source) }, (_, index) => gain[Math.floor(index / plane)]!) } });
  }
  if (span.from.length === 3) return planeByPlane(projection, [1, 1], (channel) => gain[channel]!, { stride: [1, 1], padding: [0, 0, 0, 0] }, shift, span);
  const neurons = neuronCount(span.source);
  if (span.from.length !== 1) return refuse(projection, 'NIR shifts rows of planes by no node');
  if (neurons * neurons > MOST_WEIGHTS) return refuse(projection, `its shift would need a matrix of ${neurons * neurons} weights`);
  const data = new Float64Array(neurons * neurons);
  for (let index = 0; index < neurons; index++) data[index * (neurons + 1)] = gain[Math.floor(index / plane)]!;
  return matrix({ kind: 'array', shape: [neurons, neurons], data }, Float32Array.from({ length: neurons }, (_, index) => shift[Math.floor(index / plane)]!));
}

/** A Scale where every neuron leads to the one of its own index, else a matrix. */
function sparseNodes(projection: SparseProjection, span: Span): readonly NewNode[] {
  const { size, offsets, destinations, values, bias } = projection;
  const neurons = neuronCount(span.source);
  const diagonal = !bias && size === neurons && destinations.length === neurons && destinations.every((destination, index) => destination === index && offsets[index] === index);
  const flat = span.from.length > 1 ? [flatten()] : [];
  if (diagonal) return [...flat, node('Scale', { scale: { kind: 'array', shape: [neurons], data: values } })];
  if (size * neurons > MOST_WEIGHTS) return refuse(projection, `its synapses would become a matrix of ${size * neurons} weights`);
  const data = new Float32Array(size * neurons);
  for (let source = 0; source < neurons; source++) for (let i = offsets[source]!; i < offsets[source + 1]!; i++) data[destinations[i]! * neurons + source]! += values[i]!;
  return [...flat, matrix({ kind: 'array', shape: [size, neurons], data }, bias)];
}

/** A Scale by 1: what a second edge between the same nodes passes through, as NIR knows each edge once. */
export function unit(shape: readonly number[]): NewNode {
  return node('Scale', { scale: filled(shape, 1) });
}

