import { slidShape } from '../../src/ir/geometry.ts';
import { freeName } from '../../src/ir/names.ts';
import { populationNamed, type ConvolutionProjection, type Network, type Padding4, type PoolingProjection, type Population } from '../../src/ir/network.ts';

/**
 * Rewrites every maximum pooling over values from 0 up exactly into ReLU populations: max(a, b) = a + relu(b - a), as a balanced
 * tree over the taps of the window. Padding counts as 0, which no maximum of such values notices.
 */
export function rewriteMaximumPooling(network: Network): Network {
  const taken = new Set([...network.populations, ...network.projections].map(({ name }) => name));
  let { populations, projections } = network;
  for (const pooling of network.projections) {
    if (pooling.kind !== 'pooling' || pooling.method !== 'maximum') continue;
    const tree = treeOf(pooling, populationNamed(network, pooling.source), taken);
    populations = [...populations, ...tree.populations];
    projections = [...projections.filter((projection) => projection !== pooling), ...tree.projections];
  }
  return { ...network, populations, projections };
}

/** A sum of taps of the window and of outputs of difference populations: factors by tap index and by population. */
interface Sum {
  readonly taps: ReadonlyMap<number, number>;
  readonly differences: ReadonlyMap<string, number>;
}

interface Tree {
  readonly populations: readonly Population[];
  readonly projections: readonly ConvolutionProjection[];
}

function treeOf(pooling: PoolingProjection, source: Population, taken: Set<string>): Tree {
  const shape = slidShape(source.shape, pooling);
  const populations: Population[] = [];
  const projections: ConvolutionProjection[] = [];
  const feed = (destination: string, sum: Sum): void => {
    if (sum.taps.size > 0) projections.push(tapsInto(pooling, shape[0]!, destination, sum.taps, taken));
    for (const [name, factor] of sum.differences) projections.push(copyInto(pooling, name, shape[0]!, destination, factor, taken));
  };
  const larger = (a: Sum, b: Sum): Sum => {
    const name = freeName(`${pooling.name}.difference${populations.length + 1}`, taken);
    populations.push({ name, shape, neuron: { kind: 'relu', ceiling: null }, origin: pooling.origin });
    feed(name, minus(b, a));
    return { taps: a.taps, differences: new Map([...a.differences, [name, 1]]) };
  };
  let sums = Array.from({ length: pooling.kernel[0] * pooling.kernel[1] }, (_, tap): Sum => ({ taps: new Map([[tap, 1]]), differences: new Map() }));
  while (sums.length > 1) {
    sums = Array.from({ length: Math.ceil(sums.length / 2) }, (_, pair) => {
      const [a, b] = [sums[2 * pair]!, sums[2 * pair + 1]];
      return b ? larger(a, b) : a;
    });
  }
  feed(pooling.destination, sums[0]!);
  return { populations, projections };
}

function minus(a: Sum, b: Sum): Sum {
  const subtract = <K>(from: ReadonlyMap<K, number>, what: ReadonlyMap<K, number>): Map<K, number> => {
    const result = new Map(from);
    for (const [key, factor] of what) result.set(key, (result.get(key) ?? 0) - factor);
    return result;
  };
  return { taps: subtract(a.taps, b.taps), differences: subtract(a.differences, b.differences) };
}

/** The taps as a depthwise kernel, no larger than the box around those in use; the delay of the pooling lies here, before the tree. */
function tapsInto(pooling: PoolingProjection, channels: number, destination: string, taps: ReadonlyMap<number, number>, taken: Set<string>): ConvolutionProjection {
  const [height, width] = pooling.kernel;
  const [ys, xs] = [[...taps.keys()].map((tap) => Math.floor(tap / width)), [...taps.keys()].map((tap) => tap % width)];
  const [top, bottom, left, right] = [Math.min(...ys), Math.max(...ys), Math.min(...xs), Math.max(...xs)];
  const kernel = new Float32Array((bottom - top + 1) * (right - left + 1));
  for (const [tap, factor] of taps) kernel[(Math.floor(tap / width) - top) * (right - left + 1) + (tap % width) - left] = factor;
  const [paddingTop, paddingLeft, paddingBottom, paddingRight] = pooling.padding;
  const padding: Padding4 = [paddingTop - top, paddingLeft - left, paddingBottom - (height - 1 - bottom), paddingRight - (width - 1 - right)];
  const base = projectionBase(pooling, pooling.source, destination, pooling.delay, taken);
  return { ...base, ...depthwise(channels, kernel, [bottom - top + 1, right - left + 1]), stride: pooling.stride, padding };
}

function copyInto(pooling: PoolingProjection, source: string, channels: number, destination: string, factor: number, taken: Set<string>): ConvolutionProjection {
  return { ...projectionBase(pooling, source, destination, 0, taken), ...depthwise(channels, Float32Array.of(factor), [1, 1]), stride: [1, 1], padding: [0, 0, 0, 0] };
}

function projectionBase({ origin }: PoolingProjection, source: string, destination: string, delay: number, taken: Set<string>) {
  return { kind: 'convolution', name: freeName(`${source}->${destination}`, taken), source, destination, delay, origin } as const;
}

function depthwise(channels: number, kernel: Float32Array, extent: readonly [number, number]) {
  const data = new Float32Array(channels * kernel.length);
  for (let channel = 0; channel < channels; channel++) data.set(kernel, channel * kernel.length);
  return { weights: { shape: [channels, 1, ...extent], data }, bias: null, dilation: [1, 1], groups: channels, window: null } as const;
}
