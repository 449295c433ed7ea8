import type { Adaptation, IntegrateAndFire, Synapse } from '../../../ir/neuron.ts';
import type { Dynamics } from './fire.ts';
import type { Parameters } from './parameters.ts';

/** v = decay v + gain I + (1 - decay) leakTarget; I comes through a synapse, less an adaptation on the current. */
export function integrateAndFireDynamics(neuron: IntegrateAndFire, parameters: Parameters): Dynamics {
  const { neurons, each, round } = parameters;
  const decay = parameters.decay(neuron.decay);
  const gain = parameters.gain(neuron.gain, neuron.kind === 'if' ? null : neuron.decay);
  const target = each(neuron.leakTarget);
  const pull = target.map((value, i) => round(round(1 - decay[i]!) * value));
  const leaks = pull.some((value) => value !== 0);
  const threshold = each(neuron.threshold);
  const synapse = synapseOf(neuron.synapse, parameters);
  const adaptation = adaptationOf(neuron.adaptation, parameters);
  const onCurrent = neuron.adaptation?.on === 'current';
  const current = new Float64Array(neurons);
  return {
    start: () => {
      synapse.start();
      adaptation.start();
    },
    threshold: (i) => (neuron.adaptation?.on === 'threshold' ? round(threshold[i]! + adaptation.state[i]!) : threshold[i]!),
    receive: (i, [drive]) => {
      const through = synapse.pass(i, drive![i]!);
      current[i] = onCurrent ? round(through - adaptation.state[i]!) : through;
    },
    charge: (i, v) => {
      const charged = round(round(decay[i]! * v) + round(gain[i]! * current[i]!));
      return leaks ? round(charged + pull[i]!) : charged;
    },
    settle: (i, spikes) => adaptation.settle(i, spikes),
  };
}

/** What the membrane sees of a drive: i = decay i + gain X, the new i or the one of before. */
function synapseOf(synapse: Synapse | null, parameters: Parameters): { readonly start: () => void; readonly pass: (i: number, x: number) => number } {
  if (!synapse) return { start: () => undefined, pass: (_, x) => x };
  const { neurons, round } = parameters;
  const decay = parameters.decay(synapse.decay);
  const gain = parameters.gain(synapse.gain, synapse.decay);
  const state = new Float64Array(neurons);
  return {
    start: () => state.fill(0),
    pass: (i, x) => {
      const old = state[i]!;
      state[i] = round(round(decay[i]! * old) + round(gain[i]! * x));
      return synapse.order === 'current-first' ? state[i]! : old;
    },
  };
}

/** a = decay a + jump n at the end of a step. */
function adaptationOf(adaptation: Adaptation | null, parameters: Parameters): { readonly state: Float64Array; readonly start: () => void; readonly settle: (i: number, spikes: number) => void } {
  const { neurons, each, round } = parameters;
  const state = new Float64Array(neurons);
  const start = (): void => { state.fill(0); };
  if (!adaptation) return { state, start, settle: () => undefined };
  const decay = parameters.decay(adaptation.decay);
  const jump = each(adaptation.jump);
  return { state, start, settle: (i, spikes) => { state[i] = round(round(decay[i]! * state[i]!) + round(jump[i]! * spikes)); } };
}
