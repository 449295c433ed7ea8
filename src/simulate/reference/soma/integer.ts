import { largestPotential, type IntegerPotential, type IntegrateAndFire } from '../../../ir/neuron.ts';
import type { Dynamics } from './fire.ts';
import type { Parameters } from './parameters.ts';

/** Integrate-and-fire in whole numbers, in the unit of the potential; potentials and thresholds are handed over in levels. */
export function integerDynamics(neuron: IntegrateAndFire, integer: IntegerPotential, parameters: Parameters): Dynamics {
  const { neurons, each } = parameters;
  const level = 2 ** integer.fraction;
  const unity = 2 ** integer.decayBits;
  const factor = parameters.decay(neuron.decay).map((decay) => decay * unity);
  const threshold = each(neuron.threshold);
  const limit = largestPotential(integer);
  const arrived = new Float64Array(neurons);
  const kept = (v: number, i: number): number => Math.sign(v) * Math.floor((Math.abs(v) * factor[i]!) / unity);
  const clipped = (v: number): number => Math.min(limit, Math.max(-limit, v));
  return {
    start: () => undefined,
    threshold: (i) => threshold[i]!,
    receive: (i, [drive]) => { arrived[i] = nearest(drive![i]! * level); },
    charge: (i, v) => clipped(kept(v * level, i) + arrived[i]!) / level,
    settle: () => undefined,
  };
}

/** A half goes away from 0. */
function nearest(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}
