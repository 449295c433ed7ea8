import { neuronCount, type Population, type Projection } from '../../ir/network.ts';

/** Sum of the biases of projections into a population (for a batch norm: its shift), one value per neuron; acts in every step, whatever the delay. */
export function biasOf(population: Population, incoming: readonly Projection[]): Float64Array {
  const bias = new Float64Array(neuronCount(population));
  for (const projection of incoming) {
    const values = constantOf(projection);
    if (!values) continue;
    const perValue = bias.length / values.length;
    for (let index = 0; index < bias.length; index++) bias[index]! += values[Math.floor(index / perValue)]!;
  }
  return bias;
}

function constantOf(projection: Projection): Float32Array | Float64Array | null {
  if (projection.kind === 'dense' || projection.kind === 'convolution' || projection.kind === 'sparse' || projection.kind === 'listed') return projection.bias;
  if (projection.kind !== 'batch-norm') return null;
  const { gamma, beta, mean, variance, epsilon } = projection;
  return Float64Array.from(beta, (shift, channel) => shift - (gamma[channel]! * mean[channel]!) / Math.sqrt(variance[channel]! + epsilon));
}
