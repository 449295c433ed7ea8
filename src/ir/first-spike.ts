import { FIRING, type Firing } from './neuron.ts';

/**
 * Temporal coding: every neuron fires at most once, and what it says is when. Times are in units of the network's synaptic time constant (`tau_s`), from 0 on; a neuron that
 * stays silent has time Infinity. There are no timesteps: a sample is one event-driven pass through the populations in topological order.
 *
 * With inputs i that fire at t_i with weights w_i, V(0) = 0 and H the unit step, the membrane potential of a neuron and its spike time (the first t with V(t) >= threshold):
 *
 *     exponential  V(t) = sum w_i (1 - e^(t_i - t)) H(t - t_i)            synaptic current e^-t, no leak (Mostafa 2018; Zhou et al., AAAI-21)
 *                  z = e^t:  z_out = sum_C w_i z_i / (sum_C w_i - threshold)
 *     alpha        V(t) = sum w_i (t - t_i) e^(t_i - t) H(t - t_i)        spike response kernel t e^-t (Comsa et al. 2020)
 *     lif          V(t) = sum w_i (t - t_i) e^(t_i - t) H(t - t_i)        exponential current into a leaky membrane with tau_m = tau_s: the same kernel (Goltz et al. 2021)
 *     lif-2        V(t) = 2 sum w_i (e^((t_i - t)/2) - e^(t_i - t)) H(t - t_i)    the same with tau_m = 2 tau_s
 *     step         V(t) = sum w_i H(t - t_i)                              instantaneous synapse (S4NN, Kheradpisheh & Masquelier 2020)
 *
 * C, the causal set, are the inputs that fire up to z_out: inputs sorted by time are added one distinct time after the other until the spike time they give lies before the next
 * input. The bias of a projection is the weight of one more input that fires at t = 0. Padding never fires.
 *
 * Pooling passes on the earliest spike of a window (a `step` neuron of weights and threshold 1) or the latest (threshold = inputs in the window; silent while any of them is): 1-fold
 * makes such neurons of pooling projections, and no later stage knows pooling.
 *
 * From stage `quantised` on weights are integer levels and the threshold is in levels (threshold / scale), so that sums of weights are exact. Inputs of one time are summed
 * before they are multiplied by z (f64, ascending times), so that the spike time does not depend on the order of inputs or on the mapping, to the last bit.
 */
export interface FirstSpikeNeuron extends Firing {
  readonly kind: 'first-spike';
  readonly response: Response;
}

/** How the membrane answers one input spike. */
export type Response = 'exponential' | 'alpha' | 'lif' | 'lif-2' | 'step';
export const RESPONSES = ['exponential', 'alpha', 'lif', 'lif-2', 'step'] as const satisfies readonly Response[];

/** What a membrane answers to a spike of weight 1, `after` it (from 0 on, in units of tau). */
export const KERNELS: Readonly<Record<Response, (after: number) => number>> = {
  exponential: (after) => 1 - Math.exp(-after),
  alpha: (after) => after * Math.exp(-after),
  lif: (after) => after * Math.exp(-after),
  'lif-2': (after) => 2 * (Math.exp(-after / 2) - Math.exp(-after)),
  step: () => 1,
};

/**
 * When an input of value x fires (input coding `time`), in units of tau.
 *
 * - `linear`      latest (1 - x), x clipped to 0..1; with `grid` rounded down to its multiples (S4NN); silent below `silentBelow` where that is given
 * - `two-level`   early where x > above, else late
 * - `value`       x itself is the time; negative or NaN is refused, Infinity is silent
 */
export type InputTimes =
  | { readonly kind: 'linear'; readonly latest: number; readonly grid?: number; readonly silentBelow?: number }
  | { readonly kind: 'two-level'; readonly above: number; readonly early: number; readonly late: number }
  | { readonly kind: 'value' };

/** A neuron of temporal coding of this response; threshold 1 where nothing is said. */
export function firstSpike(response: Response, threshold: Firing['threshold'] = 1): FirstSpikeNeuron {
  return { kind: 'first-spike', response, ...FIRING, reset: 'none', threshold };
}

/** Spike time of an input of value `x`, in units of tau; Infinity where it stays silent. */
export function inputTime(times: InputTimes, x: number): number {
  switch (times.kind) {
    case 'linear': return linearTime(times, x);
    case 'two-level': return x > times.above ? times.early : times.late;
    case 'value': return x;
  }
}

function linearTime({ latest, grid, silentBelow }: Extract<InputTimes, { kind: 'linear' }>, x: number): number {
  if (silentBelow !== undefined && x < silentBelow) return Infinity;
  const time = latest * (1 - Math.min(1, Math.max(0, x)));
  return grid ? Math.floor(time / grid) * grid : time;
}
