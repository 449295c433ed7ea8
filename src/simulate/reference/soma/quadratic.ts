import type { QuadraticNeuron } from '../../../ir/neuron.ts';
import type { Dynamics } from './fire.ts';
import type { Parameters } from './parameters.ts';

/** Quadratic integrate-and-fire with recovery (Izhikevich, IEEE TNN 14(6), 2003). */
export function quadraticDynamics(neuron: QuadraticNeuron, { neurons, each, round }: Parameters): Dynamics {
  const [step, quadratic, linear, constant, gain] = [each(neuron.step), each(neuron.quadratic), each(neuron.linear), each(neuron.constant), each(neuron.gain)];
  const threshold = each(neuron.threshold);
  const { recovery } = neuron;
  const [coupling, rest, jump, initial] = [each(recovery.coupling), each(recovery.rest), each(recovery.jump), each(recovery.initial)];
  const rates = each(recovery.rate);
  const pace = each(recovery.step).map((value, i) => round(value * rates[i]!));
  const u = new Float64Array(neurons);
  const current = new Float64Array(neurons);
  return {
    start: () => u.set(initial),
    threshold: (i) => threshold[i]!,
    receive: (i, [drive]) => { current[i] = round(gain[i]! * drive![i]!); },
    charge: (i, v) => {
      const curve = round(round(quadratic[i]! * round(v * v)) + round(linear[i]! * v));
      const slope = round(round(round(curve + constant[i]!) - u[i]!) + current[i]!);
      return round(v + round(step[i]! * slope));
    },
    settle: (i, spikes, before, charged) => {
      const w = recovery.order === 'old' ? before : charged;
      const pull = round(round(coupling[i]! * round(w - rest[i]!)) - u[i]!);
      u[i] = round(u[i]! + round(pace[i]! * pull));
      if (spikes > 0) u[i] = round(u[i]! + jump[i]!);
    },
  };
}
