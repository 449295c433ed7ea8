import { nearestBias } from '../../src/ir/integer-formats.ts';
import { isPlain, neuronCount, parameterAt, type IntegrateAndFire, type Parameter, type Population } from '../../src/ir/network.ts';
import type { SpikingNeuron } from '../../src/ir/neuron.ts';
import type { Target } from '../../src/ir/target.ts';

/**
 * Neurons whose drive comes in levels that stand for `times` as much as before, one factor a neuron: plain neurons count in levels, so their thresholds and
 * potentials are divided; what takes in the drive of all others is multiplied. Whole-number thresholds stay multiples of what the soma can hold.
 * @param drive which drive of conductance-based neurons it is
 */
export function inCoarserLevels(population: Population, neuron: SpikingNeuron, drive: number, times: Float32Array, target: Target): SpikingNeuron {
  if (times.every((factor) => factor === 1)) return neuron;
  const divided = (parameter: Parameter, unit = 0): Float32Array => combined(parameter, population, (value, index) => onGrid(value / times[index]!, unit));
  const multiplied = (gain: unknown): Float32Array => combined(gain as Parameter, population, (value, index) => value * times[index]!);
  const plain: boolean = 'reset' in neuron && isPlain(neuron);
  switch (neuron.kind) {
    case 'if': case 'lif': {
      if (plain) {
        const resetValue = neuron.resetValue === 0 ? 0 : divided(neuron.resetValue, gridOf(neuron))[0]!;
        return { ...neuron, threshold: divided(neuron.threshold, thresholdGrid(neuron, target)), initial: divided(neuron.initial, gridOf(neuron)), resetValue };
      }
      if (neuron.synapse) return { ...neuron, synapse: { ...neuron.synapse, gain: multiplied(neuron.synapse.gain) } };
      const { adaptation } = neuron;
      return { ...neuron, gain: multiplied(neuron.gain), adaptation: adaptation?.on === 'current' ? { ...adaptation, jump: divided(adaptation.jump) } : adaptation };
    }
    case 'conductance-lif':
      return drive === 1 ? { ...neuron, inhibitory: { ...neuron.inhibitory, gain: multiplied(neuron.inhibitory.gain) } } : { ...neuron, excitatory: { ...neuron.excitatory, gain: multiplied(neuron.excitatory.gain) } };
    case 'izhikevich':
      return { ...neuron, gain: multiplied(neuron.gain) };
    case 'first-spike':
      return { ...neuron, threshold: divided(neuron.threshold) };
    case 'loihi-lif':
      throw new Error('integer LIF neurons add whole numbers: their levels cannot be coarser');
  }
}

/** A bias in the coarser levels. */
export function biasInCoarserLevels(bias: Float32Array, neuron: SpikingNeuron, times: Float32Array, target: Target): Float32Array {
  const integer = 'integer' in neuron ? neuron.integer : undefined;
  const arithmetic = target.neurons?.arithmetic;
  return bias.map((value, index) => {
    const own = value / times[index]!;
    if (!integer || !arithmetic) return own;
    const level = 2 ** integer.fraction;
    return (nearestBias(own * level, arithmetic) ?? 0) / level;
  });
}

/** The step between the thresholds that a soma can hold, in levels; 0 for real numbers. */
export function thresholdGrid({ integer }: IntegrateAndFire, target: Target): number {
  return integer ? 2 ** Math.max(-integer.fraction, (target.neurons?.arithmetic?.threshold.shift ?? 0) - integer.fraction) : 0;
}

/** The step between its potentials. */
export function gridOf({ integer }: IntegrateAndFire): number {
  return integer ? 2 ** -integer.fraction : 0;
}

/** The nearest multiple of `unit`, never 0 for a value above it; any number where `unit` is 0. */
export function onGrid(value: number, unit: number): number {
  if (unit === 0) return value;
  const near = Math.round(value / unit) * unit;
  return near === 0 && value > 0 ? unit : near;
}

function combined(parameter: Parameter, population: Population, use: (value: number, index: number) => number): Float32Array {
  return Float32Array.from({ length: neuronCount(population) }, (_, index) => use(parameterAt(parameter, population.shape, index), index));
}
