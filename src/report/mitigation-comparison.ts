import { measureGain, type ChipRun, type MitigationGain } from './mitigation-gain.ts';
import type { UsedMitigation } from './mitigations.ts';
import { formatPercent, formatQuantity, plural } from './quantity.ts';
import { clean, pad, type Paint } from './terminal.ts';

/** Mitigations side by side on the same chips and samples, `synaptile-mitigations/1`; keys carry their SI unit. */
export interface MitigationComparison {
  readonly schema: 'synaptile-mitigations/1';
  readonly version: string;
  readonly model: string;
  readonly target: string;
  readonly seed: number;
  readonly timesteps: number;
  readonly samples: number;
  readonly chips: number;
  /** `accuracy`; without labels `agreement`: share of predictions equal to the ideal chip's. */
  readonly measure: MitigationGain['measure'];
  readonly ideal: number;
  readonly without: { readonly value: number; readonly interval95: MitigationGain['interval95']; readonly energy_J: number; readonly latency_s: number };
  readonly rows: readonly ComparedMitigations[];
}

/** Some mitigations together. */
export interface ComparedMitigations {
  /** As they are asked for. */
  readonly mitigations: string;
  readonly used: readonly UsedMitigation[];
  readonly gain: MitigationGain;
}

/** What was run of each. */
export interface ComparedRuns {
  readonly ideal: Int32Array;
  readonly without: readonly ChipRun[];
  readonly rows: readonly { readonly mitigations: string; readonly used: readonly UsedMitigation[]; readonly chips: readonly ChipRun[] }[];
}

export function compareMitigations(about: Pick<MitigationComparison, 'version' | 'model' | 'target' | 'seed' | 'timesteps'>, { ideal, without, rows }: ComparedRuns, labels: Int32Array | null): MitigationComparison {
  const nothing = measureGain(ideal, without, without, labels);
  return {
    schema: 'synaptile-mitigations/1', ...about, samples: ideal.length, chips: without.length, measure: nothing.measure, ideal: nothing.ideal,
    without: { value: nothing.without, interval95: nothing.withoutInterval95, energy_J: nothing.energy_J.without, latency_s: nothing.latency_s.without },
    rows: rows.map(({ mitigations, used, chips }) => ({ mitigations, used, gain: measureGain(ideal, without, chips, labels) })),
  };
}

/** A row for each: value and points won with their intervals, what is won back, energy and latency of an inference. */
export function renderComparison({ model, target, timesteps, seed, samples, chips, measure, ideal, without, rows }: MitigationComparison, paint: Paint): string {
  const line = (name: string, cells: readonly string[]): string => `${pad(clean(name), NAME)}${cells.map((cell, i) => pad(cell, -WIDTHS[i]!)).join('')}`;
  return `${[
    paint.bold(`${clean(model)} on ${clean(target)}`),
    paint.dim(`${plural(timesteps, 'timestep')}, ${plural(samples, 'sample')}, ${plural(chips, 'chip')}, seed ${seed}; ${measure}, %`),
    '',
    paint.dim(line('', ['mean', '95 %', 'points won', '95 %', 'won back', 'energy', 'latency'])),
    line('ideal chip', [points(ideal)]),
    line('nothing done', [points(without.value), ends(without.interval95), '', '', '', formatQuantity(without.energy_J, 'J'), formatQuantity(without.latency_s, 's')]),
    ...rows.map(({ mitigations, gain }) => line(mitigations, [
      points(gain.with), ends(gain.withInterval95), points(gain.gain), ends(gain.interval95), gain.recovered === null ? '–' : formatPercent(gain.recovered, 0),
      formatQuantity(gain.energy_J.with, 'J'), formatQuantity(gain.latency_s.with, 's'),
    ])),
    '',
    paint.dim(chips > 1 ? `means of chips with their 95 % intervals (Student's t, ${plural(chips - 1, 'degree')} of freedom); points won are chip by chip` : 'one chip only: no intervals (--trials)'),
  ].join('\n')}\n`;
}

const NAME = 34;
const WIDTHS = [8, 16, 12, 18, 10, 12, 12];

function points(share: number): string {
  return (100 * share).toFixed(2);
}

function ends(interval: MitigationGain['interval95']): string {
  return interval ? `${points(interval[0])}..${points(interval[1])}` : '–';
}
