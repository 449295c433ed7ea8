import { type InputTimes } from '../../src/ir/first-spike.ts';
import type { ConvolutionProjection, DenseProjection, Network } from '../../src/ir/network.ts';
import { parseArchitecture } from '../../src/train/architecture.ts';
import { emptyNetwork, withWeights } from '../../src/train/network.ts';
import { planOf } from '../../src/train/plan.ts';

export const LINEAR: InputTimes = { kind: 'linear', latest: 3 };

/** The network of a vector of parameters. */
export function networkWith(architecture: string, vector: Float32Array): Network {
  const parsed = parseArchitecture(architecture), network = emptyNetwork(parsed, LINEAR, 'tested');
  return withWeights(network, network.projections.map(({ name }) => name), planOf(parsed), vector, null);
}

/** z of the output neurons in f64: for every neuron all candidates k of its sorted inputs, straight from the definition; shares nothing with the kernels. */
export function outputsOf(network: Network, z: readonly number[]): number[] {
  return network.projections.reduce<number[]>((inputs, projection, i) => {
    const from = network.populations[i]!.shape, shape = network.populations[i + 1]!.shape;
    if (projection.kind === 'dense') return denseTimes(projection, inputs);
    if (projection.kind === 'convolution') return convolutionTimes(projection, inputs, from, shape);
    throw new Error(projection.kind);
  }, [...z]);
}

/** Cross entropy of softmax over -z. */
export function lossOf(network: Network, z: readonly number[], label: number): number {
  const outputs = outputsOf(network, z);
  return outputs[label]! + Math.log(outputs.reduce((sum, one) => sum + Math.exp(-one), 0));
}

function denseTimes({ weights, bias }: DenseProjection, inputs: readonly number[]): number[] {
  const [outputs, size] = weights.shape as [number, number];
  return Array.from({ length: outputs }, (_, out) => firstSpike([...inputs.map((z, i) => [z, weights.data[out * size + i]!] as const), [1, bias?.[out] ?? 0]]));
}

function convolutionTimes({ weights, bias, stride, padding }: ConvolutionProjection, inputs: readonly number[], from: readonly number[], shape: readonly number[]): number[] {
  const [channels, sources, kernelY, kernelX] = weights.shape as [number, number, number, number];
  const times: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < shape[1]!; y++) {
      for (let x = 0; x < shape[2]!; x++) {
        const heard: (readonly [number, number])[] = [[1, bias?.[channel] ?? 0]];
        for (let source = 0; source < sources; source++) {
          for (let dy = 0; dy < kernelY; dy++) {
            for (let dx = 0; dx < kernelX; dx++) {
              const [row, column] = [y * stride[0] - padding[0] + dy, x * stride[1] - padding[1] + dx];
              if (row < 0 || column < 0 || row >= from[1]! || column >= from[2]!) continue;
              heard.push([inputs[(source * from[1]! + row) * from[2]! + column]!, weights.data[((channel * sources + source) * kernelY + dy) * kernelX + dx]!]);
            }
          }
        }
        times.push(firstSpike(heard));
      }
    }
  }
  return times;
}

function firstSpike(inputs: readonly (readonly [z: number, weight: number])[]): number {
  const sorted = inputs.filter(([z]) => z < Infinity).sort(([a], [b]) => a - b);
  let [earliest, sum, weighted] = [Infinity, 0, 0];
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k]![1];
    weighted += sorted[k]![0] * sorted[k]![1];
    const z = weighted / (sum - 1);
    if (sum > 1 && z >= sorted[k]![0] && z <= (sorted[k + 1]?.[0] ?? Infinity)) earliest = Math.min(earliest, z);
  }
  return earliest;
}
