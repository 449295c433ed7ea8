import type { Configuration } from '../../ir/configuration.ts';
import { earliest } from '../../ir/readout.ts';
import type { CountName } from '../../ir/target.ts';
import type { EngineCounts } from '../engine/engine.ts';
import { bookRows, type Book } from './count.ts';
import { noCounts } from './ledger.ts';

/** What spike times tell of all samples; times are in units of the synaptic time constant. */
export interface TemporalCounts {
  /** The unit of times; null where it is not known. */
  readonly tau_s: number | null;
  /** Samples in which an output neuron fired, and when the first of them did; null where none ever did. */
  readonly decided: number;
  readonly decision: { readonly mean: number; readonly p95: number; readonly max: number } | null;
  /** Of the totals, what spikes up to the decision cause; all of a sample without one. A chip that stops there saves the rest. */
  readonly toDecision: Readonly<Record<EarlyCountName, number>>;
  readonly populations: readonly PopulationTimes[];
}

const EARLY_COUNT_NAMES = ['synapticEvents', 'rowActivations', 'neuronSpikes', 'somaSpikes'] as const satisfies readonly CountName[];
export type EarlyCountName = (typeof EARLY_COUNT_NAMES)[number];

export interface PopulationTimes {
  readonly name: string;
  /** Neurons times samples that fired, and that did not. */
  readonly fired: number;
  readonly silent: number;
  /** Synapses in the causal sets of those that fired: the inputs that decide when. Their mean size is this over `fired`; null for inputs. */
  readonly causalSynapses: number | null;
}

/** @param outputs spike times of the output, [samples x outputCount] */
export function countTemporal(configuration: Configuration, { spikes, values, temporal }: EngineCounts, outputs: Float32Array | Float64Array, outputCount: number, samples: number): TemporalCounts {
  const { early, causal } = temporal!;
  const toDecision = noCounts();
  const book: Book = (name, amount) => { toDecision[name] += amount; };
  bookRows(configuration, { spikes: early, values }, 1, book);
  const populations = configuration.populations.map(({ kind, name, firstNeuron, features, positions }) => {
    const of = (counts: Float64Array): number => counts.subarray(firstNeuron, firstNeuron + features * positions).reduce((sum, count) => sum + count, 0);
    book('neuronSpikes', of(early), 0, -1);
    if (kind === 'neurons') book('somaSpikes', of(early), 0, -1);
    const fired = of(spikes);
    return { name, fired, silent: features * positions * samples - fired, causalSynapses: kind === 'neurons' ? of(causal) : null };
  });
  const times = decisionTimes(outputs, outputCount, samples);
  return {
    tau_s: configuration.tau_s ?? null, decided: times.length, decision: summarise(times),
    toDecision: Object.fromEntries(EARLY_COUNT_NAMES.map((name) => [name, toDecision[name]])) as Record<EarlyCountName, number>, populations,
  };
}

function decisionTimes(outputs: Float32Array | Float64Array, outputCount: number, samples: number): Float64Array {
  const times = Float64Array.from({ length: samples }, (_, sample) => {
    const own = outputs.subarray(sample * outputCount, (sample + 1) * outputCount);
    return own[earliest(own)]!;
  });
  return times.filter((time) => time < Infinity);
}

/** Nearest-rank percentile, as for spike latencies. */
function summarise(times: Float64Array): TemporalCounts['decision'] {
  if (times.length === 0) return null;
  const sorted = times.toSorted();
  return { mean: times.reduce((sum, time) => sum + time, 0) / times.length, p95: sorted[Math.ceil(0.95 * times.length) - 1]!, max: sorted[times.length - 1]! };
}
