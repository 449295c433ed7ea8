import { neuronCount, type Population, type Projection } from '../../../ir/network.ts';
import type { Values } from '../draft/columns.ts';

/** The sum of all biases into a population and of what its constant inputs bring; one number where all neurons have the same. */
export function biasSum(population: Population, incoming: readonly Projection[], drive: Float64Array | null): Values {
  const sum = drive ? Float64Array.from(drive) : new Float64Array(neuronCount(population));
  for (const projection of incoming) {
    if (!('bias' in projection) || !projection.bias) continue;
    const { bias } = projection;
    const each = sum.length / bias.length;
    for (let neuron = 0; neuron < sum.length; neuron++) sum[neuron]! += bias[Math.floor(neuron / each)]!;
  }
  return sum.every((value) => value === sum[0]) ? sum[0]! : sum;
}
