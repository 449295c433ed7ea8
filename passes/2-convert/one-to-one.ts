import { freeName } from '../../src/ir/names.ts';
import { channelCount, isSynaptic, type ConvolutionProjection, type Network, type Population, type Projection } from '../../src/ir/network.ts';

/** Neuron i of `source` to neuron i of `destination`, as the fold pass leaves one-to-one projections: a depthwise 1x1 convolution. */
export function copyOf(source: Population, destination: Population, weight: number, delay: number, taken: Set<string>): ConvolutionProjection {
  const channels = channelCount(source);
  return {
    kind: 'convolution', name: freeName(`${source.name}->${destination.name}`, taken), source: source.name, destination: destination.name, delay,
    weights: { shape: [channels, 1, 1, 1], data: new Float32Array(channels).fill(weight) }, bias: null,
    stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: channels, window: null, origin: destination.origin,
  };
}

/** A projection with weights `factor` (not 0) as large, so that what arrives stands for `factor` as much; levels of the file move along. */
export function scaledBy<P extends Projection>(projection: P, factor: number): P {
  if (!isSynaptic(projection) || factor === 1) return projection;
  const data = Float32Array.from(projection.weights.data, (weight) => (weight === 0 ? 0 : weight * factor));
  const { grid } = projection;
  return { ...projection, weights: { shape: projection.weights.shape, data }, ...(grid && { grid: { ...grid, scale: grid.scale.map((scale) => scale * Math.abs(factor)) } }) };
}

/** Names of all populations and projections. */
export function namesOf({ populations, projections }: Network): Set<string> {
  return new Set([...populations, ...projections].map(({ name }) => name));
}
