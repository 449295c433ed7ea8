import type { UnrollMode } from '../ir/unrolled.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import { shareEqual } from './accuracy.ts';
import type { PassStatistics } from './input.ts';
import { formatCount, formatPercent, plural } from './quantity.ts';

/** What became of neurons with more inputs than the fan-in, and what it cost. */
export interface Unrolling {
  readonly mode: UnrollMode;
  /** Units with synapses, units that add partial sums, and spiking units put before neurons. */
  readonly units: number;
  readonly sumUnits: number;
  readonly relays: number;
  /** Units on the longest way from an input to its neuron. */
  readonly depth: number;
  readonly synapses: number;
  readonly droppedSynapses: number;
  /** Axons between the units of one neuron: each carries a partial sum in every timestep, or the spikes of a relay. */
  readonly addedAxons: number;
  /** Packets that relays sent, per inference; null where there are none, or nothing was simulated. */
  readonly addedPackets: number | null;
  /** What a mode that changes the network lost; null for exact, or where it was not looked at. */
  readonly loss: UnrollingLoss | null;
}

export interface UnrollingLoss {
  readonly samples: number;
  /** Accuracy of the quantised and of the unrolled network on the same samples, without hardware; null without labels. */
  readonly quantised: number | null;
  readonly unrolled: number | null;
  /** Share of samples where both predict the same class. */
  readonly agreement: number;
}

/** What the pass unroll counted, in the words of the report; null where it was not run. */
export function describeUnrolling(mode: UnrollMode, passes: readonly PassStatistics[], loss: UnrollingLoss | null, ledger: Ledger | null = null): Unrolling | null {
  const statistics = passes.find(({ pass }) => pass === 'unroll')?.statistics;
  if (!statistics) return null;
  const count = (name: string): number => Number(statistics[name] ?? 0);
  const relays = count('relays');
  return {
    mode, units: count('units'), sumUnits: count('sumUnits'), relays, depth: Math.max(count('depth'), count('longestChain')),
    synapses: count('synapses'), droppedSynapses: count('droppedSynapses'), addedAxons: count('axonsBetweenUnits'),
    addedPackets: relays === 0 || !ledger ? null : ledger.populations.reduce((sum, { name, counts }) => sum + (isRelay(name, ledger) ? counts.packets : 0), 0) / ledger.samples,
    loss,
  };
}

/** Relays of a population p are named p.relay1, p.relay2 and so on. */
function isRelay(name: string, { populations }: Ledger): boolean {
  const base = /^(.+)\.relay\d+/.exec(name)?.[1];
  return base !== undefined && populations.some((one) => one.name === base);
}

/** Predictions of both networks for the same samples, and the classes of these, one entry a sample. */
export function lossOfUnrolling(quantised: Int32Array, unrolled: Int32Array, labels: Int32Array | null): UnrollingLoss {
  const own = labels?.subarray(0, quantised.length);
  return { samples: quantised.length, quantised: own ? shareEqual(quantised, own) : null, unrolled: own ? shareEqual(unrolled, own) : null, agreement: shareEqual(unrolled, quantised) };
}

/** One line; empty where every neuron fits as it is. */
export function unrollingText({ mode, units, sumUnits, relays, depth, droppedSynapses, synapses, addedAxons, addedPackets }: Unrolling): string {
  const kept = droppedSynapses === 0 ? `all ${plural(synapses - (relays > 0 ? addedAxons : 0), 'synapse')} kept` : `${formatCount(droppedSynapses)} of ${plural(droppedSynapses + synapses, 'synapse')} dropped`;
  if (relays > 0) return `${mode}: ${plural(relays, 'relay')}, depth ${depth}, ${kept}, ${plural(addedAxons, 'further axon')}${addedPackets === null ? '' : `, ${plural(Math.round(addedPackets), 'packet')} of relays per inference`}`;
  if (sumUnits > 0) return `${mode}: ${plural(units + sumUnits, 'unit')}, depth ${depth}, ${kept}, ${plural(addedAxons, 'partial sum')} a timestep`;
  return droppedSynapses > 0 ? `${mode}: ${kept}` : '';
}

/** What it lost, in a few words. */
export function unrollingLossText({ samples, quantised, unrolled, agreement }: UnrollingLoss): string {
  const values = quantised === null || unrolled === null ? '' : `${formatPercent(unrolled, 2)}, the quantised network ${formatPercent(quantised, 2)}; `;
  return `${values}${formatPercent(agreement, 2)} of predictions equal those of the quantised network (${plural(samples, 'sample')}, both without hardware)`;
}
