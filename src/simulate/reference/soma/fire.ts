import { isIntegrateAndFire, type SpikingNeuron } from '../../../ir/neuron.ts';
import type { Parameters } from './parameters.ts';
import type { Soma } from './soma.ts';

/** What one neuron model adds to the common order of a timestep; `i` is the neuron. */
export interface Dynamics {
  readonly start: () => void;
  /** Threshold of this step, with what an adaptation adds. */
  readonly threshold: (i: number) => number;
  /** Synapses and conductances take in what arrives; in rest as well. */
  readonly receive: (i: number, drives: readonly Float64Array[]) => void;
  /** The membrane potential that `v` becomes. */
  readonly charge: (i: number, v: number) => number;
  /** Adaptation and recovery at the end of the step; in rest as well. `before` and `charged`: potential before the step, and before its reset. */
  readonly settle: (i: number, spikes: number, before: number, charged: number) => void;
}

/** The order of a timestep in `src/ir/neuron.ts`, for every model. */
export function spikingSoma(neuron: SpikingNeuron, dynamics: Dynamics, { neurons, each, round }: Parameters): Omit<Soma, 'addBias'> {
  const { compare, reset, spikesPerStep, sends } = neuron;
  const delayed = neuron.resetDelay === 1;
  const echo = isIntegrateAndFire(neuron) && neuron.echo;
  const [resetValue, refractory, initial] = [each(neuron.resetValue), each(neuron.refractory), each(neuron.initial)];
  const lowest = neuron.lowest === null ? null : each(neuron.lowest);
  const potentials = new Float64Array(neurons);
  const resting = new Float64Array(neurons);
  const spikesOf = (v: number, threshold: number): number => {
    if (sends === 'potential') return 0;
    if (spikesPerStep === 'floor') return Math.max(0, Math.floor(round(v / threshold)));
    return (compare === '>=' ? v >= threshold : v > threshold) ? 1 : 0;
  };
  const lessSpikes = (v: number, spikes: number, threshold: number): number => round(v - round(spikes * threshold));

  const advance = (i: number, drives: readonly Float64Array[]): number => {
    const before = potentials[i]!;
    const threshold = dynamics.threshold(i);
    const late = delayed || echo ? spikesOf(before, threshold) : 0;
    dynamics.receive(i, drives);
    if (resting[i]! > 0) {
      resting[i]!--;
      dynamics.settle(i, 0, before, before);
      return 0;
    }
    let v = dynamics.charge(i, delayed && reset === 'hard' && late > 0 ? resetValue[i]! : before);
    if (delayed && reset === 'subtract' && late > 0) v = lessSpikes(v, late, threshold);
    if (lowest && v < lowest[i]!) v = lowest[i]!;
    const charged = v;
    const spikes = spikesOf(echo && late > 0 ? lessSpikes(v, late, threshold) : v, threshold);
    if (spikes > 0) {
      resting[i] = refractory[i]!;
      if (!delayed && reset === 'subtract') v = lessSpikes(v, spikes, threshold);
      if (!delayed && reset === 'hard') v = resetValue[i]!;
    }
    potentials[i] = v;
    dynamics.settle(i, spikes, before, charged);
    return spikes;
  };

  return {
    start: () => {
      potentials.set(initial);
      resting.fill(0);
      dynamics.start();
    },
    potentials: () => potentials.slice(),
    update: (drives, sent) => {
      for (let i = 0; i < neurons; i++) {
        const spikes = advance(i, drives);
        sent[i] = sends === 'potential' ? potentials[i]! : spikes;
      }
    },
  };
}
