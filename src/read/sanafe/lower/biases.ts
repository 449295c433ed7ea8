import { freeName } from '../../../ir/names.ts';
import type { ConvolutionProjection, Projection, SparseProjection } from '../../../ir/network.ts';
import { allOf, valueAt, type Values } from '../draft/columns.ts';

/**
 * States the biases of neurons at the first projection into each population.
 * @param biases by population
 * @param neuronsOf neurons of a population
 */
export function addBiases(projections: readonly Projection[], biases: ReadonlyMap<string, Values>, neuronsOf: (population: string) => number): readonly Projection[] {
  const given = new Set<string>();
  const names = new Set(projections.map(({ name }) => name));
  return projections.flatMap((projection): Projection[] => {
    const bias = biases.get(projection.destination);
    if (bias === undefined || given.has(projection.destination) || allOf(bias, (value) => value === 0)) return [projection];
    given.add(projection.destination);
    switch (projection.kind) {
      case 'dense': return [{ ...projection, bias: spread(bias, projection.weights.shape[0]!) }];
      case 'sparse': return [{ ...projection, bias: spread(bias, projection.size) }];
      case 'convolution': return withBias(projection, bias, neuronsOf(projection.source), names);
      default: throw new Error(`no bias at a projection of kind ${projection.kind}`);
    }
  });
}

function spread(bias: Values, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, neuron) => valueAt(bias, neuron));
}

/** A convolution has one bias a channel; others go to a projection without synapses beside it. */
function withBias(projection: ConvolutionProjection, bias: Values, sources: number, names: Set<string>): Projection[] {
  const channels = projection.weights.shape[0]!;
  const plane = typeof bias === 'number' ? 1 : bias.length / channels;
  if (typeof bias === 'number' || bias.every((value, neuron) => value === bias[Math.floor(neuron / plane) * plane])) {
    return [{ ...projection, bias: Float32Array.from({ length: channels }, (_, channel) => valueAt(bias, channel * plane)) }];
  }
  const { source, destination, delay, origin } = projection;
  const beside: SparseProjection = {
    kind: 'sparse', name: freeName(`${projection.name}.bias`, names), source, destination, delay, origin, size: bias.length,
    offsets: new Int32Array(sources + 1), destinations: new Int32Array(0), values: new Float32Array(0), bias: spread(bias, bias.length),
  };
  return [projection, beside];
}
