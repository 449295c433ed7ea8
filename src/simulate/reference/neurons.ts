import { isSpiking, neuronCount, parameterAt, type Parameter, type Population, type Projection, type SpikingNeuron } from '../../ir/network.ts';

/** The neurons of a population: potentials, and what they send in a step. */
export interface Neurons {
  readonly start: () => void;
  /** Drive from the sum of what arrived and the bias, with the rounding of the stage; works in place. */
  readonly addBias: (sum: Float64Array, bias: Float64Array) => Float64Array;
  /** One timestep: writes to `sent` the spikes (0 or 1), or the values of neurons that do not spike. */
  readonly update: (drive: Float64Array, sent: Float64Array) => void;
  readonly potentials: () => Float64Array;
}

/** @param fixed stage `quantised`: every operation is rounded to f32, parameters too; otherwise all is f64. */
export function neuronsOf(population: Population, fixed: boolean): Neurons {
  const round = fixed ? Math.fround : (value: number): number => value;
  const addBias = (sum: Float64Array, bias: Float64Array): Float64Array => {
    for (let index = 0; index < sum.length; index++) sum[index] = round(round(sum[index]!) + round(bias[index]!));
    return sum;
  };
  if (isSpiking(population.neuron)) return { addBias, ...spikingNeurons(population, population.neuron, round) };
  const ceiling = population.neuron.kind === 'relu' ? population.neuron.ceiling ?? Infinity : Infinity;
  const floor = population.neuron.kind === 'relu' ? 0 : -Infinity;
  return {
    addBias, start: () => undefined, potentials: () => new Float64Array(neuronCount(population)),
    update: (drive, sent) => {
      for (let index = 0; index < drive.length; index++) sent[index] = Math.min(ceiling, Math.max(floor, drive[index]!));
    },
  };
}

function spikingNeurons(population: Population, neuron: SpikingNeuron, round: (value: number) => number): Omit<Neurons, 'addBias'> {
  const each = (parameter: Parameter): Float64Array =>
    Float64Array.from({ length: neuronCount(population) }, (_, index) => round(parameterAt(parameter, population.shape, index)));
  const [decay, threshold, initial] = [each(neuron.decay), each(neuron.threshold), each(neuron.initial)];
  const resetValue = round(neuron.resetValue);
  const potentials = new Float64Array(neuronCount(population));
  return {
    start: () => potentials.set(initial),
    potentials: () => potentials.slice(),
    update: (drive, sent) => {
      for (let index = 0; index < potentials.length; index++) {
        const charged = round(round(decay[index]! * potentials[index]!) + drive[index]!);
        const fires = neuron.compare === '>=' ? charged >= threshold[index]! : charged > threshold[index]!;
        sent[index] = fires ? 1 : 0;
        if (!fires) potentials[index] = charged;
        else potentials[index] = neuron.reset === 'hard' ? resetValue : round(charged - threshold[index]!);
      }
    },
  };
}

/** Sum of the biases of all projections (for a batch norm: its shift), one value per neuron; acts in every step, whatever the delay. */
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
  if (projection.kind === 'dense' || projection.kind === 'convolution') return projection.bias;
  if (projection.kind !== 'batch-norm') return null;
  const { gamma, beta, mean, variance, epsilon } = projection;
  return Float64Array.from(beta, (shift, channel) => shift - (gamma[channel]! * mean[channel]!) / Math.sqrt(variance[channel]! + epsilon));
}
