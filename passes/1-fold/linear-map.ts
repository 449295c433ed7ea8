import { fail } from '../../src/diagnostics/diagnostic.ts';
import { NO_PADDING, printShape, projectedShape, samePlanes, touchesPadding, UNIT } from '../../src/ir/geometry.ts';
import { planeShape, type Padding4, type Pair, type Projection, type SumWindow, type SynapticProjection, type WeightGrid } from '../../src/ir/network.ts';
import { listedSynapses } from '../../src/ir/listed.ts';
import type { Tensor } from '../../src/ir/tensor.ts';
import type { ListedMap } from './listed-map.ts';

/** Most weights of a projection that is composed or written out: 512 MB while they are f64. */
export const MOST_WEIGHTS = 2 ** 26;

/**
 * A projection under composition: weights after a sum window. What was composed is f64 and is rounded to f32 once, at the end.
 * All that has no weights of its own (pooling, padding, batch norm, one-to-one) is `channelwise`.
 */
export type LinearMap = MatrixMap | ListedMap;
export type MatrixMap = ChannelwiseMap | DenseMap | ConvolutionMap;

/** gain[c] * (sum over the window) + shift[c], for every channel c of the source planes. */
export interface ChannelwiseMap {
  readonly kind: 'channelwise';
  readonly window: SumWindow | null;
  readonly gain: Float64Array;
  readonly shift: Float64Array | null;
}

/** The levels of the file, as long as every row of the weights still has its own (see WeightGrid). */
export interface MapGrid {
  readonly scale: Float64Array;
  readonly bits: number;
}

export interface DenseMap {
  readonly kind: 'dense';
  readonly window: SumWindow | null;
  readonly weights: Tensor;
  readonly bias: Float64Array | null;
  readonly grid?: MapGrid;
}

export interface ConvolutionMap {
  readonly kind: 'convolution';
  readonly window: SumWindow | null;
  readonly weights: Tensor;
  readonly bias: Float64Array | null;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly dilation: Pair;
  readonly groups: number;
  readonly grid?: MapGrid;
}

/** The ends of a projection. */
export type Ends = Pick<Projection, 'name' | 'source' | 'destination' | 'delay' | 'receptor' | 'origin'>;

/** A projection as a map of planes of shape `source`. @throws DiagnosticError S533 for an average whose divisor changes at the rim. */
export function mapOf(projection: Projection, source: readonly number[]): LinearMap {
  const [channels, height, width] = planeShape(source);
  switch (projection.kind) {
    case 'dense': {
      const { kind, window, weights, bias } = projection;
      return { kind, window, weights, bias: bias && Float64Array.from(bias), ...gridOf(projection) };
    }
    case 'convolution': {
      const { kind, window, weights, bias, stride, padding, dilation, groups } = projection;
      return { kind, window, weights, bias: bias && Float64Array.from(bias), stride, padding, dilation, groups, ...gridOf(projection) };
    }
    case 'sparse':
      return asListed(listedSynapses(projection), projection.bias);
    case 'listed':
      return asListed(projection, projection.bias);
    case 'pooling': {
      const { kernel, stride, padding, method } = projection;
      const average = method === 'average';
      if (average && !projection.countPadding && touchesPadding(height, width, projection)) fail('S533', { projection: projection.name }, projection.origin);
      return channelwise(channels, average ? 1 / (kernel[0] * kernel[1]) : 1, { kernel, stride, padding });
    }
    case 'padding':
      return channelwise(channels, 1, { kernel: UNIT, stride: UNIT, padding: projection.padding });
    case 'one-to-one':
      return channelwise(channels, 1, null);
    case 'batch-norm': {
      const { gamma, beta, mean, variance, epsilon } = projection;
      const gain = Float64Array.from(gamma, (value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
      const shift = Float64Array.from(beta, (value, channel) => value - mean[channel]! * gain[channel]!);
      return { kind: 'channelwise', window: null, gain, shift: isZero(shift) ? null : shift };
    }
  }
}

function gridOf({ grid }: { readonly grid?: WeightGrid }): { readonly grid?: MapGrid } {
  return grid ? { grid: { scale: Float64Array.from(grid.scale), bits: grid.bits } } : {};
}

function asListed({ offsets, sources, weights }: Pick<ListedMap, 'offsets' | 'sources' | 'weights'>, bias: Float32Array | null): ListedMap {
  return { kind: 'listed', window: null, offsets, sources, weights, bias: bias && Float64Array.from(bias) };
}

function channelwise(channels: number, gain: number, window: SumWindow | null): ChannelwiseMap {
  return { kind: 'channelwise', window: trimmed(window), gain: new Float64Array(channels).fill(gain), shift: null };
}

/** The map as a projection, rounded to f32. @throws DiagnosticError S531 when its planes are not those of the destination. */
export function projectionOf(map: LinearMap, ends: Ends, source: readonly number[], destination: readonly number[]): SynapticProjection {
  const { name, source: from, destination: to, delay, receptor, origin } = ends;
  const base = { name, source: from, destination: to, delay, ...(receptor && { receptor }), origin };
  const rounded = map.kind === 'channelwise' ? depthwise(map) : map;
  const weights = { shape: rounded.weights.shape, data: rounded.weights.data instanceof Float64Array ? Float32Array.from(rounded.weights.data) : rounded.weights.data };
  const bias = rounded.bias && Float32Array.from(rounded.bias);
  const window = trimmed(rounded.window);
  if (rounded.kind === 'listed') return { ...base, kind: 'listed', offsets: rounded.offsets, sources: rounded.sources, weights, bias, window: null };
  const grid = rounded.grid && { grid: { scale: Float32Array.from(rounded.grid.scale), bits: rounded.grid.bits } };
  if (rounded.kind === 'dense') return { ...base, kind: 'dense', weights, bias, window, ...grid };
  const { stride, padding, dilation, groups } = rounded;
  const projection: SynapticProjection = { ...base, kind: 'convolution', weights, bias, stride, padding, dilation, groups, window, ...grid };
  const made = projectedShape(projection, source);
  if (!samePlanes(made, destination)) {
    fail('S531', { first: name, second: to, reason: `a reshape of planes ${printShape(made)} to ${printShape(destination)} stands between them` }, origin);
  }
  return projection;
}

/** A channelwise map as a convolution with one group per channel. */
export function depthwise({ gain, shift, window }: ChannelwiseMap): ConvolutionMap {
  const { kernel, stride, padding } = window ?? { kernel: UNIT, stride: UNIT, padding: NO_PADDING };
  const taps = kernel[0] * kernel[1];
  const data = new Float64Array(gain.length * taps);
  for (let channel = 0; channel < gain.length; channel++) data.fill(gain[channel]!, channel * taps, (channel + 1) * taps);
  return {
    kind: 'convolution', window: null, weights: { shape: [gain.length, 1, ...kernel], data }, bias: shift,
    stride, padding, dilation: UNIT, groups: gain.length,
  };
}

/** null for a window that selects every neuron as it is. */
export function trimmed(window: SumWindow | null): SumWindow | null {
  if (!window) return null;
  const plain = [...window.kernel, ...window.stride].every((value) => value === 1) && window.padding.every((value) => value === 0);
  return plain ? null : window;
}

export function isZero(values: Float64Array | null): boolean {
  return !values || values.every((value) => value === 0);
}
