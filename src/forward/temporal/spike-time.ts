import type { Response } from '../../ir/first-spike.ts';
import { lambertW0 } from './lambert.ts';

/** What reaches one neuron: distinct times, ascending, and the sum of the weights that come at each. */
export interface Arrivals {
  readonly times: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The first time at which the membrane potential is `threshold`, as `src/ir/first-spike.ts` says; Infinity where it never is. Inputs are added one distinct
 * time after the other, until the spike that they give does not come after the next input.
 */
export function spikeTime(response: Response, { times, weights }: Arrivals, threshold: number): number {
  const membrane = MEMBRANES[response]();
  for (let i = 0; i < times.length; i++) {
    membrane.add(times[i]!, weights[i]!);
    const spike = membrane.crossing(threshold, times[i]!);
    if (spike <= (times[i + 1] ?? Infinity)) return spike;
  }
  return Infinity;
}

/** The sum of all inputs so far. */
interface Membrane {
  readonly add: (time: number, weight: number) => void;
  /** When it crosses the threshold from below, `since` (where it is below) or later, if no other input comes; Infinity where it does not. */
  readonly crossing: (threshold: number, since: number) => number;
}

const MEMBRANES: Readonly<Record<Response, () => Membrane>> = { exponential, alpha, lif: alpha, 'lif-2': doubleExponential, step };

/** V = S - X / z with S = sum w, X = sum w z_i, z = e^t: rises to S where it rises. */
function exponential(): Membrane {
  let [sum, moment] = [0, 0];
  return {
    add: (time, weight) => {
      sum += weight;
      moment += weight * Math.exp(time);
    },
    crossing: (threshold, since) => (sum - threshold > 0 ? Math.log(Math.max(moment / (sum - threshold), Math.exp(since))) : Infinity),
  };
}

/** V = (A t - B) e^-t with A = sum w e^t_i, B = sum w t_i e^t_i: where A > 0 it rises until t = B / A + 1 and falls from there on. */
function alpha(): Membrane {
  let [a, b] = [0, 0];
  return {
    add: (time, weight) => {
      a += weight * Math.exp(time);
      b += weight * time * Math.exp(time);
    },
    crossing: (threshold, since) => {
      if (!(a > 0) || since > b / a + 1) return Infinity;
      const spike = b / a - lambertW0((-threshold / a) * Math.exp(b / a));
      return Number.isNaN(spike) ? Infinity : Math.max(spike, since);
    },
  };
}

/** V = 2 (A h - B h^2) with h = e^(-t/2), A = sum w e^(t_i/2), B = sum w e^t_i: where B > 0 it rises until h has fallen to A / (2 B). */
function doubleExponential(): Membrane {
  let [a, b] = [0, 0];
  return {
    add: (time, weight) => {
      a += weight * Math.exp(time / 2);
      b += weight * Math.exp(time);
    },
    crossing: (threshold, since) => {
      const radicand = a * a - 2 * b * threshold;
      if (!(b > 0) || !(a > 0) || !(radicand >= 0) || Math.exp(-since / 2) < a / (2 * b)) return Infinity;
      return Math.max(2 * Math.log((2 * b) / (a + Math.sqrt(radicand))), since);
    },
  };
}

/** V = sum w, from the time of the input on. */
function step(): Membrane {
  let sum = 0;
  return {
    add: (_time, weight) => { sum += weight; },
    crossing: (threshold, since) => (sum >= threshold ? since : Infinity),
  };
}
