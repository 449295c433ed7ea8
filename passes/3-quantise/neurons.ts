import { isPlain, type IntegrateAndFire, type SpikingNeuron } from '../../src/ir/neuron.ts';
import { isSpiking, neuronCount, parameterAt, type Parameter, type Population } from '../../src/ir/network.ts';

const LARGEST_F32 = 3.4028234663852886e38;

/**
 * A population whose drive comes in levels of value `scale` (one a channel). Plain neurons count in levels themselves: thresholds and
 * potentials are divided by the scale. All others (`physical`: all) keep their potentials in physical units, and what takes in the drive
 * multiplies by the scale.
 */
export function inLevels(population: Population, scale: Float64Array, physical: boolean): Population {
  const { neuron } = population;
  if (!isSpiking(neuron)) return population;
  return { ...population, neuron: isPlain(neuron) && !physical ? countingLevels(neuron, population, scale) : takingLevels(neuron, population, scale), scale: Float32Array.from(scale) };
}

/** A hard reset to one value that is not 0 needs one scale for all channels (see `scales.ts`). */
function countingLevels(neuron: IntegrateAndFire, population: Population, scale: Float64Array): IntegrateAndFire {
  const resetValue = neuron.resetValue as number;
  return {
    ...neuron,
    decay: typeof neuron.decay === 'number' ? Math.fround(neuron.decay) : neuron.decay,
    threshold: divided(neuron.threshold, population, scale),
    initial: divided(neuron.initial, population, scale),
    resetValue: neuron.reset === 'hard' ? clippedToF32(resetValue / scale[0]!) : 0,
  };
}

function takingLevels(neuron: SpikingNeuron, population: Population, scale: Float64Array): SpikingNeuron {
  const times = (gain: unknown): Float32Array => multiplied(gain as Parameter, population, scale);
  switch (neuron.kind) {
    case 'if': case 'lif': {
      if (neuron.synapse) return { ...neuron, synapse: { ...neuron.synapse, gain: times(neuron.synapse.gain) } };
      const { adaptation } = neuron;
      // gain (scale X - a) = gain scale (X - a / scale)
      const jumps = adaptation?.on === 'current' ? { ...adaptation, jump: divided(adaptation.jump, population, scale) } : adaptation;
      return { ...neuron, gain: times(neuron.gain), adaptation: jumps };
    }
    case 'conductance-lif': return {
      ...neuron,
      excitatory: { ...neuron.excitatory, gain: times(neuron.excitatory.gain) },
      inhibitory: { ...neuron.inhibitory, gain: times(neuron.inhibitory.gain) },
    };
    case 'izhikevich': return { ...neuron, gain: times(neuron.gain) };
    case 'loihi-lif': return neuron;
    case 'first-spike': return { ...neuron, threshold: divided(neuron.threshold, population, scale) };
  }
}

function divided(parameter: Parameter, population: Population, scale: Float64Array): Float32Array {
  return combined(parameter, population, scale, (value, level) => value / level);
}

function multiplied(parameter: Parameter, population: Population, scale: Float64Array): Float32Array {
  return combined(parameter, population, scale, (value, level) => value * level);
}

/** One value per channel, or per neuron where the parameter was so; clipped to the range of f32 and rounded once. */
function combined(parameter: Parameter, population: Population, scale: Float64Array, use: (value: number, scale: number) => number): Float32Array {
  const perNeuron = typeof parameter !== 'number' && parameter.length === neuronCount(population);
  const length = perNeuron ? neuronCount(population) : scale.length;
  const shape = perNeuron ? population.shape : [scale.length];
  return Float32Array.from({ length }, (_, index) => clippedToF32(use(parameterAt(parameter, shape, index), scale[Math.floor(index / (length / scale.length))]!)));
}

function clippedToF32(value: number): number {
  return Math.fround(Math.min(LARGEST_F32, Math.max(-LARGEST_F32, value)));
}
