import type { Response } from '../../../ir/first-spike.ts';
import { lambertW } from './lambert-w.ts';

/**
 * The membrane of one neuron between two inputs, for responses whose spike time has no quotient: two numbers (a, b) at the time of the last input, which decay with time and
 * never grow, so that late times do not overflow.
 */
export interface Membrane {
  /** How the factors of `after` and of `wait` depend on the time that passes. */
  readonly decays: (passed: number) => readonly [number, number];
  /** An input of this weight: added to a, and to b. */
  readonly adds: readonly [a: number, b: number];
  /** b after a time, given a and b before; a decays by the first factor. */
  readonly advance: (a: number, b: number, passed: number, decayA: number, decayB: number) => number;
  /** Membrane potential. */
  readonly potential: (a: number, b: number) => number;
  /** Time until the potential, which is below the threshold, first reaches it without further inputs; Infinity, or more than `most`, where it does not within that time. */
  readonly wait: (a: number, b: number, threshold: number, most: number) => number;
}

export type ClosedResponse = Exclude<Response, 'exponential' | 'step'>;

/** a = sum w e^(t_i - t), the current; b = V = sum w (t - t_i) e^(t_i - t). */
const alpha: Membrane = {
  decays: (passed) => [Math.exp(-passed), Math.exp(-passed)],
  adds: [1, 0],
  advance: (a, b, passed, _, decay) => (b + a * passed) * decay,
  potential: (_, b) => b,
  wait(a, b, threshold, most) {
    // V after x is (b + a x) e^-x: with r = b / a it rises while r + x < 1, and -(r + x) = W0(-threshold / a e^-r) there.
    if (!(a > 0 && b + a * most >= threshold && b < a)) return Infinity;
    const ratio = b / a;
    const w = lambertW((-threshold / a) * Math.exp(-ratio));
    return Number.isNaN(w) ? Infinity : Math.max(0, -ratio - w);
  },
};

/** a = sum w e^((t_i - t) / 2), b = sum w e^(t_i - t); V = 2 (a - b). */
const halved: Membrane = {
  decays: (passed) => [Math.exp(-passed / 2), Math.exp(-passed)],
  adds: [1, 1],
  advance: (_, b, __, ___, decay) => b * decay,
  potential: (a, b) => 2 * (a - b),
  wait(a, b, threshold, most) {
    // With u = e^(-x/2), V = 2 (a u - b u^2): the larger root of b u^2 - a u + threshold / 2 comes first.
    if (!(a > 0 && b > 0)) return Infinity;
    const radicand = a * a - 2 * b * threshold;
    if (!(radicand >= 0)) return Infinity;
    const u = (a + Math.sqrt(radicand)) / (2 * b);
    if (u > 1 + 1e-12) return Infinity;
    const wait = -2 * Math.log(Math.min(1, u));
    return wait <= most ? wait : Infinity;
  },
};

/** The exponential current into a leaky membrane with tau_m = tau_s has the kernel of the alpha synapse. */
export const MEMBRANES: Readonly<Record<ClosedResponse, Membrane>> = { alpha, lif: alpha, 'lif-2': halved };
