import { neuronCount, parameterAt, type Parameter, type Population } from '../../../ir/network.ts';
import { isTimeConstant, type Decay, type Gain } from '../../../ir/neuron.ts';

/** Parameters of a population written out, one value a neuron, rounded as the stage says. */
export interface Parameters {
  readonly neurons: number;
  readonly round: (value: number) => number;
  readonly each: (parameter: Parameter) => Float64Array;
  /** Factors per timestep; time constants are turned into factors in f64. */
  readonly decay: (decay: Decay) => Float64Array;
  /** Factors on what drives a state that decays by `decay`; null for one that integrates without decay. */
  readonly gain: (gain: Gain, decay: Decay | null) => Float64Array;
}

export function parametersOf(population: Population, round: (value: number) => number, dt_s: number | null): Parameters {
  const neurons = neuronCount(population);
  const exact = (parameter: Parameter): Float64Array => Float64Array.from({ length: neurons }, (_, index) => parameterAt(parameter, population.shape, index));
  const timestep = (): number => {
    if (dt_s === null) throw new Error('a time constant needs the length of a timestep');
    return dt_s;
  };
  const factor = (decay: Decay): Float64Array => {
    if (!isTimeConstant(decay)) return exact(decay);
    const dt = timestep();
    return exact(decay.tau_s).map((tau) => (decay.rule === 'euler' ? Math.max(0, 1 - dt / tau) : Math.exp(-dt / tau)));
  };
  const scale = (gain: Gain, decay: Decay | null): Float64Array => {
    if (typeof gain === 'number' || gain instanceof Float32Array) return exact(gain);
    const resistance = exact(gain.resistance);
    if (decay === null) return resistance.map((r) => r * timestep());
    const kept = factor(decay);
    return resistance.map((r, index) => r * (1 - kept[index]!));
  };
  return {
    neurons, round,
    each: (parameter) => exact(parameter).map(round),
    decay: (decay) => factor(decay).map(round),
    gain: (gain, decay) => scale(gain, decay).map(round),
  };
}
