import { isTimeConstant, type Conductance, type ConductanceNeuron } from '../../../ir/neuron.ts';
import type { Dynamics } from './fire.ts';
import type { Parameters } from './parameters.ts';

/** Conductances draw the membrane to their reversal potentials; drives: excitatory, inhibitory. */
export function conductanceDynamics(neuron: ConductanceNeuron, parameters: Parameters): Dynamics {
  const { each, round } = parameters;
  const decay = parameters.decay(neuron.decay);
  const share = decay.map((factor) => round(1 - factor));
  const rest = each(neuron.leakTarget);
  const threshold = each(neuron.threshold);
  const excitatory = channelOf(neuron.excitatory, parameters);
  const inhibitory = channelOf(neuron.inhibitory, parameters);

  const euler = (i: number, v: number): number => {
    const leak = round(rest[i]! - v);
    const opened = round(leak + round(excitatory.state[i]! * round(excitatory.reversal[i]! - v)));
    const pull = round(opened + round(inhibitory.state[i]! * round(inhibitory.reversal[i]! - v)));
    return round(v + round(share[i]! * pull));
  };
  const exponential = (i: number, v: number): number => {
    const [e, n] = [excitatory.state[i]!, inhibitory.state[i]!];
    const total = round(round(1 + e) + n);
    const weighted = round(round(rest[i]! + round(e * excitatory.reversal[i]!)) + round(n * inhibitory.reversal[i]!));
    const final = round(weighted / total);
    return round(final + round(round(v - final) * round(Math.pow(decay[i]!, total))));
  };
  return {
    start: () => {
      excitatory.state.fill(0);
      inhibitory.state.fill(0);
    },
    threshold: (i) => threshold[i]!,
    receive: (i, drives) => {
      excitatory.receive(i, drives[0]![i]!);
      inhibitory.receive(i, drives[1]![i]!);
    },
    charge: isTimeConstant(neuron.decay) && neuron.decay.rule === 'exp' ? exponential : euler,
    settle: () => undefined,
  };
}

/** g = decay g + gain X. */
function channelOf(conductance: Conductance, parameters: Parameters): { readonly state: Float64Array; readonly reversal: Float64Array; readonly receive: (i: number, x: number) => void } {
  const { neurons, each, round } = parameters;
  const decay = parameters.decay(conductance.decay);
  const gain = parameters.gain(conductance.gain, conductance.decay);
  const state = new Float64Array(neurons);
  return {
    state, reversal: each(conductance.reversal),
    receive: (i, x) => { state[i] = round(round(decay[i]! * state[i]!) + round(gain[i]! * x)); },
  };
}
