import type { SimulationResult } from '../simulate/result.ts';
import { shareEqual } from './accuracy.ts';
import { priceEnergy } from './energy.ts';
import type { ReportInput } from './input.ts';
import { estimateLatency } from './latency.ts';
import { plural } from './quantity.ts';
import { meanInterval } from './student-t.ts';

/** Several chips drawn from the same statistics; a chip's number is its place in the lists. */
export interface Trials {
  readonly chips: number;
  /** How `interval95` is made. */
  readonly interval: string;
  /** Share of right predictions on each chip; null without labels, like all below up to `energy`. */
  readonly accuracies: readonly number[] | null;
  readonly mean: number | null;
  /** Of the accuracies, with Bessel's correction. */
  readonly standardDeviation: number | null;
  /** Of the mean over chips, for these samples. */
  readonly interval95: readonly [number, number] | null;
  readonly worst: { readonly trial: number; readonly accuracy: number } | null;
  readonly best: { readonly trial: number; readonly accuracy: number } | null;
  readonly energy: {
    readonly perInference_J: readonly number[];
    readonly mean_J: number;
    readonly standardDeviation_J: number | null;
    readonly least_J: number;
    readonly most_J: number;
  };
}

/** Null for one chip alone. */
export function summariseTrials(input: ReportInput): Trials | null {
  const { labels, chips = [] } = input;
  if (chips.length < 2) return null;
  const energies = chips.map((chip) => energyOf(chip, input));
  const energy = meanInterval(energies);
  return {
    chips: chips.length,
    interval: `Student's t, ${plural(chips.length - 1, 'degree')} of freedom, cut to 0..1`,
    ...accuraciesOf(chips, labels),
    energy: { perInference_J: energies, mean_J: energy.mean, standardDeviation_J: energy.standardDeviation, least_J: Math.min(...energies), most_J: Math.max(...energies) },
  };
}

function accuraciesOf(chips: readonly SimulationResult[], labels: Int32Array | null): Pick<Trials, 'accuracies' | 'mean' | 'standardDeviation' | 'interval95' | 'worst' | 'best'> {
  if (labels === null) return { accuracies: null, mean: null, standardDeviation: null, interval95: null, worst: null, best: null };
  const accuracies = chips.map(({ predictions }) => shareEqual(predictions, labels));
  const { mean, standardDeviation, interval95 } = meanInterval(accuracies);
  const one = (accuracy: number): NonNullable<Trials['worst']> => ({ trial: accuracies.indexOf(accuracy), accuracy });
  return {
    accuracies, mean, standardDeviation, interval95: interval95 && [Math.max(0, interval95[0]), Math.min(1, interval95[1])],
    worst: one(Math.min(...accuracies)), best: one(Math.max(...accuracies)),
  };
}

/** Other spikes cost other energy. */
function energyOf({ ledger }: SimulationResult, { target, mapping }: ReportInput): number {
  return priceEnergy(target, ledger, mapping.coresUsed, estimateLatency(target.timing, ledger, mapping.placement).perInference_s).perInference_J;
}
