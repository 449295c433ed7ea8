import type { Ledger } from '../simulate/ledger/ledger.ts';
import { formatCount, formatPercent, formatQuantity } from './quantity.ts';

/** When a temporal network decides: the earliest spike of its output, over the samples in which there is one. */
export interface DecisionTime {
  /** In units of the synaptic time constant. */
  readonly mean: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** The same in seconds; null where the time constant is not known. */
  readonly tau_s: number | null;
  readonly mean_s: number | null;
  readonly p95_s: number | null;
  readonly max_s: number | null;
  /** Samples with a decision. */
  readonly decided: number;
  /** Share of the synaptic events that come up to the decision; the counts are those of whole samples. */
  readonly eventsToDecision: number;
  readonly populations: readonly { readonly name: string; readonly firing: number; readonly causalSetSize: number | null }[];
  readonly model: string;
}

/** Null for networks that run in timesteps. */
export function decisionOf({ temporal, total }: Pick<Ledger, 'temporal' | 'total'>): DecisionTime | null {
  if (!temporal) return null;
  const { tau_s, decided, decision, toDecision, populations } = temporal;
  const seconds = (time: number | undefined): number | null => (time === undefined || tau_s === null ? null : time * tau_s);
  return {
    mean: decision?.mean ?? null, p95: decision?.p95 ?? null, max: decision?.max ?? null, tau_s,
    mean_s: seconds(decision?.mean), p95_s: seconds(decision?.p95), max_s: seconds(decision?.max), decided,
    eventsToDecision: total.synapticEvents === 0 ? 1 : toDecision.synapticEvents / total.synapticEvents,
    populations: populations.map(({ name, fired, silent, causalSynapses }) => ({ name, firing: fired / Math.max(1, fired + silent), causalSetSize: causalSynapses === null || fired === 0 ? null : causalSynapses / fired })),
    model: 'An inference lasts until the earliest output spike, in units of the synaptic time constant tau. Somas and synapses work in that time themselves: what cores and the mesh add is not in it, but under timestep and spike. '
      + 'Counts are those of whole samples: a spike after the decision, or after the neurons it drives have fired, still drives its rows.',
  };
}

/** What is not known of it. */
export function decisionGaps({ temporal }: Pick<Ledger, 'temporal'>): string[] {
  if (!temporal) return [];
  return [
    ...(temporal.tau_s === null ? ['latency.perInference_s and energy of static power: the synaptic time constant of the network is not known, so its times have no seconds'] : []),
    ...(temporal.decided === 0 ? ['latency.decision: no output neuron fired'] : []),
  ];
}

/** One line for the terminal. */
export function describeDecision({ mean, p95, max, tau_s, mean_s, decided, eventsToDecision }: DecisionTime, samples: number): string {
  if (mean === null) return 'no output neuron fired';
  const silent = decided < samples ? `; ${formatCount(samples - decided)} samples without` : '';
  const inSeconds = tau_s === null ? ' (tau is not known)' : ` (${formatQuantity(mean_s, 's')}, tau ${formatQuantity(tau_s, 's')})`;
  return `mean ${inTau(mean)}${inSeconds}, 95th percentile ${inTau(p95!)}, latest ${inTau(max!)}${silent}; ${formatPercent(eventsToDecision, 1)} of the synaptic events come up to it`;
}

export function inTau(time: number): string {
  return `${Number(time.toPrecision(3))} tau`;
}
