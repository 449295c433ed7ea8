import { firstSpike, type FirstSpikeNeuron } from '../../src/ir/first-spike.ts';
import {
  neuronCount, planeShape, populationNamed, projectionsInto,
  type ConvolutionProjection, type Network, type OneToOneProjection, type Padding4, type PaddingProjection, type Pair, type PoolingProjection, type Population, type Projection,
} from '../../src/ir/network.ts';
import { isTemporal } from '../../src/ir/temporal.ts';

/**
 * A temporal network whose projections all have weights: what pools, pads or passes on becomes a convolution of weights 1 into step neurons, that fire with the first
 * spike of a window (threshold 1) or with the last (threshold: the neurons in the window). Where whoever listens can hear the source itself, it does, and the neurons
 * between are left out. Other networks stay as they are.
 */
export function settleTimes(network: Network): Network {
  if (!isTemporal(network)) return network;
  const short = network.populations.reduce((so, { name }) => withoutRelay(so, name), network);
  return short.projections.reduce((so, projection) => (isPassing(projection) ? withWeights(so, projection) : so), short);
}

type Passing = PoolingProjection | PaddingProjection | OneToOneProjection;

function isPassing(projection: Projection): projection is Passing {
  return projection.kind === 'pooling' || projection.kind === 'padding' || projection.kind === 'one-to-one';
}

/** The network without a population that only passes spikes on, where those that hear it can hear its source in its place. */
function withoutRelay(network: Network, name: string): Network {
  const [only] = projectionsInto(network, name);
  if (name === network.output.population || !only || (only.kind !== 'one-to-one' && only.kind !== 'padding')) return network;
  const source = populationNamed(network, only.source);
  const outgoing = network.projections.filter((projection) => projection.source === name);
  const heard = outgoing.map((projection) => (only.kind === 'padding' ? withPadding(projection, only) : sameSynapses(projection, source, populationNamed(network, name))));
  if (heard.some((projection) => projection === null)) return network;
  const replaced = new Map(outgoing.map((projection, index) => [projection.name, { ...heard[index]!, source: source.name }]));
  return {
    ...network,
    populations: network.populations.filter((population) => population.name !== name),
    projections: network.projections.filter((projection) => projection !== only).map((projection) => replaced.get(projection.name) ?? projection),
  };
}

/** A projection that does not ask for planes, or finds the same ones, may start at another population of as many neurons. */
function sameSynapses(projection: Projection, source: Population, relay: Population): Projection | null {
  const asksForPlanes = projection.kind === 'convolution' || projection.kind === 'pooling' || projection.kind === 'padding';
  const same = planeShape(source.shape).every((extent, axis) => extent === planeShape(relay.shape)[axis]);
  return asksForPlanes && !same ? null : projection;
}

/** A sliding projection with the padding before it in its own. What one crops the other must not add again. */
function withPadding(projection: Projection, { padding }: PaddingProjection): Projection | null {
  if (projection.kind !== 'convolution' && projection.kind !== 'pooling' && projection.kind !== 'padding') return null;
  const fits = padding.every((rows, side) => (rows >= 0 ? projection.padding[side]! >= 0 || rows === 0 : projection.padding[side]! <= 0));
  return fits ? { ...projection, padding: padding.map((rows, side) => rows + projection.padding[side]!) as unknown as Padding4 } : null;
}

/** A passing projection as a convolution, one weight of 1 for each neuron of a window. */
function withWeights(network: Network, projection: Passing): Network {
  const destination = populationNamed(network, projection.destination);
  const weighted = projection.kind === 'one-to-one' ? byNeuron(network, projection) : slidingOnes(network, projection);
  const neuron = firstSpike('step', thresholdOf(network, projection));
  return {
    ...network,
    populations: network.populations.map((population) => (population === destination ? { ...population, neuron } : population)),
    projections: network.projections.map((other) => (other === projection ? weighted : other)),
  };
}

function slidingOnes(network: Network, projection: PoolingProjection | PaddingProjection): ConvolutionProjection {
  const [channels] = planeShape(populationNamed(network, projection.source).shape);
  const [height, width] = kernelOf(projection);
  const { name, source, destination, delay, origin, padding } = projection;
  return {
    kind: 'convolution', name, source, destination, delay, origin, padding, stride: strideOf(projection), dilation: [1, 1], groups: channels, window: null, bias: null,
    weights: { shape: [channels, 1, height, width], data: new Float32Array(channels * height * width).fill(1) }, grid: { scale: new Float32Array(channels).fill(1), bits: 2 },
  };
}

/** Neuron by neuron, where the shapes of both ends differ. */
function byNeuron(network: Network, { name, source, destination, delay, origin }: OneToOneProjection): Projection {
  const neurons = neuronCount(populationNamed(network, source));
  return {
    kind: 'sparse', name, source, destination, delay, origin, size: neurons, bias: null,
    offsets: Int32Array.from({ length: neurons + 1 }, (_, i) => i), destinations: Int32Array.from({ length: neurons }, (_, i) => i), values: new Float32Array(neurons).fill(1),
  };
}

function kernelOf(projection: PoolingProjection | PaddingProjection): Pair {
  return projection.kind === 'pooling' ? projection.kernel : [1, 1];
}

function strideOf(projection: PoolingProjection | PaddingProjection): Pair {
  return projection.kind === 'pooling' ? projection.stride : [1, 1];
}

/** 1, or of the latest spike the neurons of the source that lie in each window. */
function thresholdOf(network: Network, projection: Passing): FirstSpikeNeuron['threshold'] {
  if (projection.kind !== 'pooling' || projection.method !== 'latest') return 1;
  const [, height, width] = planeShape(populationNamed(network, projection.source).shape);
  const [channels, rows, columns] = planeShape(populationNamed(network, projection.destination).shape);
  const { kernel, stride, padding } = projection;
  const within = (axis: 0 | 1, at: number, extent: number): number => {
    const first = at * stride[axis] - padding[axis];
    return Math.min(extent, first + kernel[axis]) - Math.max(0, first);
  };
  const inside = Float32Array.from({ length: channels * rows * columns }, (_, index) => within(0, Math.floor(index / columns) % rows, height) * within(1, index % columns, width));
  return inside.every((count) => count === inside[0]) ? inside[0]! : inside;
}
