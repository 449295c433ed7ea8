import type { Target } from '../ir/target.ts';
import type { SimulationResult } from '../simulate/result.ts';
import { withSlices } from './device-makeup.ts';
import { priceEnergy } from './energy.ts';
import type { MappingSummary } from './input.ts';
import { estimateLatency } from './latency.ts';
import { meanInterval } from './student-t.ts';

/** What one chip predicts, a class for each sample, and what an inference takes on it. */
export interface ChipRun {
  readonly predictions: Int32Array;
  readonly energy_J: number;
  readonly latency_s: number;
}

/** The same samples on the ideal chip, and on the same chips without and with mitigations. */
export interface GainRuns {
  readonly ideal: Int32Array;
  readonly without: readonly ChipRun[];
  readonly with: readonly ChipRun[];
  /** Each mitigation for itself, by name, where there are several. */
  readonly alone: readonly { readonly name: string; readonly chips: readonly ChipRun[] }[];
}

type Interval = readonly [number, number];

/** Means over chips, and 95 % intervals of these means (Student's t), null for one chip. */
export interface MitigationGain {
  readonly measure: 'accuracy' | 'agreement';
  readonly chips: number;
  readonly ideal: number;
  readonly without: number;
  readonly withoutInterval95: Interval | null;
  readonly with: number;
  readonly withInterval95: Interval | null;
  /** `with` - `without`, chip by chip. */
  readonly gain: number;
  readonly interval95: Interval | null;
  /** Share of what the non-idealities lose that is won back; null where they lose nothing. */
  readonly recovered: number | null;
  /** Of an inference. */
  readonly energy_J: { readonly without: number; readonly with: number };
  readonly latency_s: { readonly without: number; readonly with: number };
}

/** Without labels right is what the ideal chip says. */
export function measureGain(ideal: Int32Array, without: readonly ChipRun[], mitigated: readonly ChipRun[], labels: Int32Array | null): MitigationGain {
  const truth = labels ?? ideal;
  const share = (predictions: Int32Array): number => predictions.reduce((sum, value, i) => sum + (value === truth[i] ? 1 : 0), 0) / predictions.length;
  const shares = (runs: readonly ChipRun[]): readonly number[] => runs.map(({ predictions }) => share(predictions));
  const [before, after, best] = [shares(without), shares(mitigated), share(ideal)];
  const [beforeMean, afterMean, gain] = [meanInterval(before), meanInterval(after), meanInterval(after.map((value, chip) => value - before[chip]!))];
  const lost = best - beforeMean.mean;
  const mean = (runs: readonly ChipRun[], of: (run: ChipRun) => number): number => meanInterval(runs.map(of)).mean;
  return {
    measure: labels ? 'accuracy' : 'agreement', chips: after.length, ideal: best,
    without: beforeMean.mean, withoutInterval95: cut(beforeMean.interval95), with: afterMean.mean, withInterval95: cut(afterMean.interval95), gain: gain.mean, interval95: gain.interval95,
    recovered: lost > 0 ? gain.mean / lost : null,
    energy_J: { without: mean(without, ({ energy_J }) => energy_J), with: mean(mitigated, ({ energy_J }) => energy_J) },
    latency_s: { without: mean(without, ({ latency_s }) => latency_s), with: mean(mitigated, ({ latency_s }) => latency_s) },
  };
}

/** Other spikes, and fewer timesteps, take other energy and time. */
export function chipRunOf({ predictions, ledger }: SimulationResult, target: Target, mapping: MappingSummary): ChipRun {
  const { placement, coresUsed } = withSlices(mapping, ledger);
  const { perInference_s, step_s } = estimateLatency(target.timing, ledger, placement);
  return { predictions, latency_s: perInference_s ?? step_s, energy_J: priceEnergy(target, ledger, coresUsed, perInference_s).perInference_J };
}

function cut(interval: Interval | null): Interval | null {
  return interval && [Math.max(0, interval[0]), Math.min(1, interval[1])];
}
