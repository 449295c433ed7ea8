import { planeShape, populationNamed, type ConvolutionProjection, type DenseProjection, type Network, type Projection } from '../../../ir/network.ts';
import { valueAt, type Values } from '../draft/columns.ts';
import type { Findings } from '../draft/findings.ts';
import { filled, growingFloats, growingInts, push } from '../draft/growing.ts';
import { forEachSynapse, unlistable } from './synapses.ts';
import { numberText, type YamlText } from '../yaml/yaml-text.ts';

const INDENT = '        ';

/**
 * Writes a projection as an edge between groups: conv2d and dense where it is one, else the list of its synapses.
 * @param gain factor on the weights, one a destination neuron
 * @param groups names of the groups by population
 */
export function writeEdge(text: YamlText, network: Network, projection: Projection, gain: Values, groups: ReadonlyMap<string, string>, findings: Findings): void {
  const reason = unlistable(projection);
  if (reason !== null) return findings.report('S953', { what: `projection "${projection.name}"`, reason });
  const head = (type: string): void => {
    text.line(`    - ${groups.get(projection.source)!} -> ${groups.get(projection.destination)!}:`);
    text.line(`${INDENT}type: ${type}`);
  };
  const delays = (count: number): void => {
    if (projection.delay > 1) text.list(INDENT, 'delay', count, () => String(projection.delay - 1));
  };
  if (projection.kind === 'dense' && !projection.window) {
    head('dense');
    const [outputs, inputs] = projection.weights.shape as [number, number];
    text.list(INDENT, 'weight', inputs * outputs, (i) => scaled(projection, (i % outputs) * inputs + Math.floor(i / outputs), valueAt(gain, i % outputs)));
    return delays(inputs * outputs);
  }
  if (projection.kind === 'convolution' && isPlain(network, projection, gain)) {
    head('conv2d');
    return delays(writeConvolution(text, network, projection, gain));
  }
  head('sparse');
  writeList(text, network, projection, gain, delays);
}

function scaled({ weights }: DenseProjection | ConvolutionProjection, index: number, gain: number): string {
  return numberText(gain === 1 ? weights.data[index]! : Math.fround(weights.data[index]! * gain));
}

/** Whether conv2d can say a convolution: no padding, and the same weights at all positions. */
function isPlain(network: Network, { padding, dilation, groups, window, destination }: ConvolutionProjection, gain: Values): boolean {
  if (window || groups !== 1 || padding.some((extent) => extent !== 0) || dilation.some((step) => step !== 1)) return false;
  if (typeof gain === 'number') return true;
  const [, height, width] = planeShape(populationNamed(network, destination).shape);
  return gain.every((value, neuron) => value === gain[neuron - (neuron % (height * width))]);
}

/** @returns the number of weights */
function writeConvolution(text: YamlText, network: Network, projection: ConvolutionProjection, gain: Values): number {
  const [channels, height, width] = planeShape(populationNamed(network, projection.source).shape);
  const [, outHeight, outWidth] = planeShape(populationNamed(network, projection.destination).shape);
  const [kernels, , kernelHeight, kernelWidth] = projection.weights.shape as [number, number, number, number];
  const extents = {
    input_height: height, input_width: width, input_channels: channels, kernel_height: kernelHeight, kernel_width: kernelWidth, kernel_count: kernels,
    stride_height: projection.stride[0], stride_width: projection.stride[1],
  };
  for (const [key, value] of Object.entries(extents)) text.line(`${INDENT}${key}: ${value}`);
  const taps = kernelHeight * kernelWidth;
  text.list(INDENT, 'weight', taps * channels * kernels, (i) => {
    const kernel = i % kernels, channel = Math.floor(i / kernels) % channels, tap = Math.floor(i / (kernels * channels));
    return scaled(projection, (kernel * channels + channel) * taps + tap, valueAt(gain, kernel * outHeight * outWidth));
  });
  return taps * channels * kernels;
}

function writeList(text: YamlText, network: Network, projection: Projection, gain: Values, delays: (count: number) => void): void {
  const [sources, destinations, weights] = [growingInts(), growingInts(), growingFloats()];
  forEachSynapse(network, projection, (source, destination, weight) => {
    push(sources, source);
    push(destinations, destination);
    push(weights, weight * valueAt(gain, destination));
  });
  const values = filled(weights);
  text.list(INDENT, 'source_target_pairs', sources.length, (i) => `[${sources.data[i]}, ${destinations.data[i]}]`);
  text.list(INDENT, 'weight', sources.length, (i) => numberText(values[i]!));
  delays(sources.length);
}

/** Whether all weights that reach a population are multiples of 1/64. */
export function weightsOnGrid(projection: Projection): boolean {
  const onGrid = (values: ArrayLike<number>): boolean => {
    for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i]! * 64)) return false;
    return true;
  };
  switch (projection.kind) {
    case 'sparse': return onGrid(projection.values);
    case 'dense':
    case 'listed':
    case 'convolution': return onGrid(projection.weights.data);
    case 'one-to-one': return true;
    case 'pooling': return projection.method === 'sum' || Number.isInteger(64 / (projection.kernel[0] * projection.kernel[1]));
    default: return false;
  }
}
