import { fail } from '../../src/diagnostics/diagnostic.ts';
import { planeShape } from '../../src/ir/network.ts';
import type { Origin } from '../../src/ir/origin.ts';
import { sizeOf, tensor, type Tensor } from '../../src/ir/tensor.ts';
import { MOST_WEIGHTS, type ChannelwiseMap, type DenseMap, type LinearMap } from './linear-map.ts';

/** Synapses listed by the neuron they end at (see ListedProjection); a list in place of a matrix as long as nothing with weights is composed with it. */
export interface ListedMap {
  readonly kind: 'listed';
  readonly window: null;
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
  readonly weights: Tensor;
  readonly bias: Float64Array | null;
}

/** Whether a list says less than the matrix: fewer than half of the pairs have a synapse. */
export function isSparse(synapses: number, inputs: number, outputs: number): boolean {
  return 2 * synapses < inputs * outputs;
}

/** Lists and factors of channels, one after the other; null where one of the two needs more than that. @param middle shape of the population between */
export function composeListed(first: LinearMap, second: LinearMap, source: readonly number[], middle: readonly number[]): ListedMap | null {
  if (first.kind === 'listed' && second.kind === 'channelwise' && !second.window) return factorsAfter(first, second, planeShape(middle)[0]);
  if (second.kind === 'listed' && first.kind === 'channelwise' && !first.window) return factorsBefore(first, second, sizeOf(source));
  return null;
}

function factorsAfter(first: ListedMap, { gain, shift }: ChannelwiseMap, channels: number): ListedMap {
  const neurons = first.offsets.length - 1;
  const channel = (neuron: number): number => Math.floor((neuron * channels) / neurons);
  const data = Float64Array.from(first.weights.data);
  for (let neuron = 0; neuron < neurons; neuron++) {
    for (let i = first.offsets[neuron]!; i < first.offsets[neuron + 1]!; i++) data[i]! *= gain[channel(neuron)]!;
  }
  const bias = first.bias || shift ? Float64Array.from({ length: neurons }, (_, neuron) => (first.bias?.[neuron] ?? 0) * gain[channel(neuron)]! + (shift?.[channel(neuron)] ?? 0)) : null;
  return { ...first, weights: { shape: first.weights.shape, data }, bias };
}

function factorsBefore({ gain, shift }: ChannelwiseMap, second: ListedMap, inputs: number): ListedMap {
  const channel = (input: number): number => Math.floor((input * gain.length) / inputs);
  const neurons = second.offsets.length - 1;
  const bias = second.bias || shift ? Float64Array.from({ length: neurons }, (_, neuron) => second.bias?.[neuron] ?? 0) : null;
  const data = Float64Array.from(second.weights.data);
  for (let neuron = 0; neuron < neurons; neuron++) {
    for (let i = second.offsets[neuron]!; i < second.offsets[neuron + 1]!; i++) {
      const at = channel(second.sources[i]!);
      if (shift) bias![neuron]! += data[i]! * shift[at]!;
      data[i]! *= gain[at]!;
    }
  }
  return { ...second, weights: { shape: second.weights.shape, data }, bias };
}

/** The lists as a matrix. @throws DiagnosticError S523 when it would be too large */
export function asMatrix({ offsets, sources, weights, bias }: ListedMap, inputs: number, projection: string, origin: Origin): DenseMap {
  const outputs = offsets.length - 1;
  if (outputs * inputs > MOST_WEIGHTS) fail('S523', { projection, elements: outputs * inputs, most: MOST_WEIGHTS }, origin);
  const data = new Float64Array(outputs * inputs);
  for (let output = 0; output < outputs; output++) {
    for (let i = offsets[output]!; i < offsets[output + 1]!; i++) data[output * inputs + sources[i]!] = weights.data[i]!;
  }
  return { kind: 'dense', window: null, weights: tensor([outputs, inputs], data), bias };
}
