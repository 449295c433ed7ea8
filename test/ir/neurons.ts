import { FIRING, type ConductanceNeuron, type LoihiNeuron, type QuadraticNeuron } from '../../src/ir/neuron.ts';

/** One sound neuron of every model beyond integrate-and-fire, and what `changes` say. */
export function conductanceNeuron(changes: Partial<ConductanceNeuron> = {}): ConductanceNeuron {
  const channel = { decay: 0.5, gain: 1 };
  return {
    ...FIRING, kind: 'conductance-lif', decay: 0.75, leakTarget: 0, reset: 'hard',
    excitatory: { ...channel, reversal: 4 }, inhibitory: { ...channel, reversal: -1 }, ...changes,
  };
}

export function izhikevichNeuron(changes: Partial<QuadraticNeuron> = {}): QuadraticNeuron {
  return {
    ...FIRING, kind: 'izhikevich', threshold: 30, reset: 'hard', resetValue: -65, initial: -65, step: 1, quadratic: 0.04, linear: 5, constant: 140, gain: 1,
    recovery: { step: 1, rate: 0.02, coupling: 0.2, rest: 0, jump: 8, initial: -13, order: 'new' }, ...changes,
  };
}

export function loihiNeuron(changes: Partial<LoihiNeuron> = {}): LoihiNeuron {
  return { ...FIRING, kind: 'loihi-lif', compare: '>', reset: 'hard', threshold: 10, currentDecay: 4095, potentialDecay: 0, bias: 0, ...changes };
}
