import { isSpiking, type Population } from '../../../ir/network.ts';
import { activationSoma } from './activation.ts';
import { conductanceDynamics } from './conductance.ts';
import { spikingSoma, type Dynamics } from './fire.ts';
import { integerDynamics } from './integer.ts';
import { integrateAndFireDynamics } from './integrate-and-fire.ts';
import { loihiDynamics } from './loihi.ts';
import { parametersOf, type Parameters } from './parameters.ts';
import { quadraticDynamics } from './quadratic.ts';

/** The neurons of a population: potentials, and what they send in a step. */
export interface Soma {
  readonly start: () => void;
  /** One drive from the sum of what arrived and the bias, with the rounding of the stage; works in place. */
  readonly addBias: (sum: Float64Array, bias: Float64Array) => Float64Array;
  /** One timestep: writes to `sent` the spikes (numbers of them), or the potentials or values of neurons that send those. */
  readonly update: (drives: readonly Float64Array[], sent: Float64Array) => void;
  /** Membrane potentials after the last step. */
  readonly potentials: () => Float64Array;
}

/**
 * Neurons exactly as `src/ir/neuron.ts` says.
 * @param fixed from stage `quantised` on: every operation is rounded to f32, parameters too; otherwise all is f64
 * @param dt_s null where no parameter is a time constant
 */
export function somaOf(population: Population, fixed: boolean, dt_s: number | null): Soma {
  const round = fixed ? Math.fround : (value: number): number => value;
  const addBias = (sum: Float64Array, bias: Float64Array): Float64Array => {
    for (let index = 0; index < sum.length; index++) sum[index] = round(round(sum[index]!) + round(bias[index]!));
    return sum;
  };
  const { neuron } = population;
  if (!isSpiking(neuron)) return { addBias, ...activationSoma(population, neuron) };
  const parameters = parametersOf(population, round, dt_s);
  return { addBias, ...spikingSoma(neuron, dynamicsOf(parameters, population), parameters) };
}

function dynamicsOf(parameters: Parameters, { neuron }: Population): Dynamics {
  switch (neuron.kind) {
    case 'if': case 'lif': return neuron.integer ? integerDynamics(neuron, neuron.integer, parameters) : integrateAndFireDynamics(neuron, parameters);
    case 'conductance-lif': return conductanceDynamics(neuron, parameters);
    case 'izhikevich': return quadraticDynamics(neuron, parameters);
    case 'loihi-lif': return loihiDynamics(neuron, parameters);
    default: throw new Error(`${neuron.kind} neurons do not spike`);
  }
}
