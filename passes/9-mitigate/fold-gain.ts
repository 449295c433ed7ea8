import type { ConfiguredNeurons } from '../../src/ir/configuration.ts';
import { isPlain, parameterAt } from '../../src/ir/network.ts';
import { isIntegrateAndFire, type Gain, type Parameter, type SpikingNeuron } from '../../src/ir/neuron.ts';
import { sizeOf } from '../../src/ir/tensor.ts';

/**
 * What a chip makes of the sums X of a population: it forms gain X + offset. By neuron (row-major); `inhibitory` where neurons have a second sum. A gain is
 * above 0.
 */
export interface SumError {
  readonly gain: Float32Array;
  readonly offset: Float32Array;
  readonly inhibitory: { readonly gain: Float32Array; readonly offset: Float32Array } | null;
}

/**
 * The population whose spikes on that chip are those of `population` on the ideal one. Of plain neurons potentials are smaller by the gain: threshold, initial
 * potential, reset value and bias shrink with them, and the bias takes the offset away (v is linear in X, see `neuron.ts`). Others have a factor on their sums.
 * @returns null where neurons compute in whole numbers: their parameters have no room for a gain
 */
export function foldGain(population: ConfiguredNeurons, { gain, offset, inhibitory }: SumError): ConfiguredNeurons | null {
  const neuron = foldInto(population.neuron, population.shape, gain, inhibitory?.gain ?? gain);
  if (!neuron) return null;
  const biasOf = (bias: Float32Array, own: { gain: Float32Array; offset: Float32Array }): Float32Array =>
    own.gain.map((factor, index) => factor * valueOf(bias, population, index) - own.offset[index]!);
  return {
    ...population, neuron, bias: biasOf(population.bias, { gain, offset }),
    inhibitoryBias: population.inhibitoryBias && inhibitory ? biasOf(population.inhibitoryBias, inhibitory) : population.inhibitoryBias,
  };
}

function foldInto(neuron: SpikingNeuron, shape: readonly number[], gain: Float32Array, inhibitoryGain: Float32Array): SpikingNeuron | null {
  const times = (parameter: Parameter): Float32Array => gain.map((factor, index) => factor * parameterAt(parameter, shape, index));
  const over = (parameter: Gain, by: Float32Array): Gain => {
    const share = (value: Parameter): Float32Array => by.map((factor, index) => parameterAt(value, shape, index) / factor);
    return typeof parameter === 'object' && 'resistance' in parameter ? { resistance: share(parameter.resistance) } : share(parameter);
  };
  if (isIntegrateAndFire(neuron)) {
    if (neuron.integer) return null;
    const plain: boolean = isPlain(neuron);
    if (!plain) return { ...neuron, gain: over(neuron.gain, gain) };
    return { ...neuron, threshold: times(neuron.threshold), initial: times(neuron.initial), ...(neuron.reset === 'hard' && neuron.resetValue !== 0 ? { resetValue: times(neuron.resetValue) } : {}) };
  }
  switch (neuron.kind) {
    case 'conductance-lif':
      return { ...neuron, excitatory: { ...neuron.excitatory, gain: over(neuron.excitatory.gain, gain) }, inhibitory: { ...neuron.inhibitory, gain: over(neuron.inhibitory.gain, inhibitoryGain) } };
    case 'izhikevich':
      return { ...neuron, gain: over(neuron.gain, gain) as Parameter };
    case 'loihi-lif':
    case 'first-spike':
      return null;
  }
}

/** A value of a list by feature or by neuron (row-major). */
function valueOf(values: Float32Array, { shape, positions }: ConfiguredNeurons, index: number): number {
  return values[values.length === sizeOf(shape) ? index : Math.floor(index / positions)]!;
}
