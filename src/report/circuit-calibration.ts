import type { VoltageDomainCircuit } from '../ir/neuron-circuit.ts';
import type { FittedCircuit } from '../simulate/neuron/fit/fit-circuit.ts';

/** What fitting a circuit on a few samples did. */
export interface CircuitCalibration {
  readonly data: { readonly file: string; readonly samples: number };
  /** From reset to threshold. */
  readonly swing_V: { readonly before: readonly [number, number]; readonly after: readonly [number, number] };
  readonly populations: readonly FittedPopulation[];
  readonly gain: CircuitGain;
}

/** How a population is set up. `deviation`: mean squared difference of its spike counts from those of the ideal chip on these samples, over their variance. */
export interface FittedPopulation {
  readonly name: string;
  /** Factors of the mirrors. */
  readonly up: number;
  readonly down: number;
  /** Potential before the first step, in units of the swing; null: of the network. */
  readonly initial: number | null;
  /** Smallest and largest change of a threshold, in units of the swing. */
  readonly trims: readonly [number, number];
  /** Before: hearing the ideal chip; after: hearing what is fitted already. */
  readonly deviation: { readonly before: number; readonly after: number };
}

/** On the samples of the run, of the first chip. */
export interface CircuitGain {
  /** With labels accuracy; without, agreement with ideal somas. */
  readonly measure: 'accuracy' | 'agreement';
  readonly ideal: number;
  readonly before: number;
  readonly after: number;
  /** Share of predictions that equal those of ideal somas. */
  readonly agreement: { readonly before: number; readonly after: number };
  /** Share of what the circuit loses that is won back; null where it loses nothing. */
  readonly recovered: number | null;
}

export interface FitPredictions {
  readonly ideal: Int32Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly labels: Int32Array | null;
}

interface Fit {
  readonly given: VoltageDomainCircuit;
  readonly found: FittedCircuit;
  readonly data: CircuitCalibration['data'];
  /** Names, by number. */
  readonly populations: readonly string[];
}

export function describeCalibration({ given, found, data, populations }: Fit, predictions: FitPredictions): CircuitCalibration {
  const swing = ({ reset_V, threshold_V }: VoltageDomainCircuit): readonly [number, number] => [reset_V, threshold_V];
  return {
    data, swing_V: { before: swing(given), after: swing(found.circuit) },
    populations: populations.flatMap((name, index) => {
      const [setting, deviation] = [found.settings[index], found.deviations[index]];
      if (!setting || !deviation) return [];
      const trims = setting.trims ?? new Float32Array(1);
      return [{ name, up: setting.up, down: setting.down, initial: setting.initial, trims: [Math.min(...trims), Math.max(...trims)] as const, deviation }];
    }),
    gain: gainOf(predictions),
  };
}

function gainOf({ ideal, before, after, labels }: FitPredictions): CircuitGain {
  const equal = (predictions: Int32Array, truth: Int32Array): number => predictions.reduce((sum, value, i) => sum + (value === truth[i] ? 1 : 0), 0) / Math.max(1, predictions.length);
  const truth = labels ?? ideal;
  const [best, first, last] = [equal(ideal, truth), equal(before, truth), equal(after, truth)];
  return {
    measure: labels ? 'accuracy' : 'agreement', ideal: best, before: first, after: last, agreement: { before: equal(before, ideal), after: equal(after, ideal) },
    recovered: best > first ? (last - first) / (best - first) : null,
  };
}
