import { existsSync, mkdirSync } from 'node:fs';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf, writeAtomically } from '../../files.ts';
import { randomStream } from '../../ir/random.ts';
import { layout } from '../folder/layout.ts';
import type { Manifest } from '../folder/manifest.ts';
import { readRecord } from '../folder/records.ts';
import type { Design, Plan } from '../plan/plan.ts';
import { metricsOf, neighboursOf, numberIn } from '../results/metrics.ts';
import { costsOf } from '../results/pareto.ts';
import { firstGeneration, keyOf, nextGeneration, settingsAt, type Individual } from './nsga2.ts';

type Search = Extract<Design, { kind: 'search' }>;

/** Draws the generations of a search one after the other from the records: after a stop the same ones again. */
export interface Generations {
  readonly count: number;
  /** Writes generation `number` so that tasks can read it; all points before it are finished. @throws DiagnosticError S632 where an objective is not in the reports, S102 */
  readonly draw: (number: number) => void;
}

export function generationsOf(folder: string, { plan }: Manifest): Generations {
  const { axes, population, seed, generations } = plan.design as Search;
  const seen = new Set<string>();
  let survivors: readonly Individual[] = [];
  let last: readonly (readonly number[])[] = [];
  return {
    count: generations,
    draw: (number) => {
      if (number === 0) last = firstGeneration(axes, population, seed);
      else {
        const brood = nextGeneration(axes, population, randomStream(seed, number, axes.length), [...survivors, ...individuals(folder, plan, last, (number - 1) * population)], seen);
        [survivors, last] = [brood.survivors, brood.children];
      }
      for (const shares of last) seen.add(keyOf(axes, shares));
      if (existsSync(layout.generation(folder, number))) return;
      write(folder, number, JSON.stringify({ schema: 'synaptile-sweep-generation/1', generation: number, points: last.map((shares) => settingsAt(axes, shares)) }, null, 2));
    },
  };
}

function write(folder: string, number: number, text: string): void {
  try {
    mkdirSync(layout.generations(folder), { recursive: true });
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file: layout.generations(folder) });
  }
  writeAtomically(layout.generation(folder, number), `${text}\n`);
}

/** What a generation tried, with its costs. */
function individuals(folder: string, plan: Plan, generation: readonly (readonly number[])[], first: number): readonly Individual[] {
  return generation.map((shares, index) => ({ shares, costs: costsOf(metricsOf(readRecord(folder, first + index).report), plan.objectives) }));
}

/** Looks whether the reports have what a plan's objectives name. @throws DiagnosticError S632 */
export function checkObjectives(folder: string, { plan }: Manifest, points: readonly number[]): void {
  const reports = points.flatMap((point) => { const { report } = readRecord(folder, point); return report === null ? [] : [metricsOf(report)]; });
  if (reports.length === 0) return;
  for (const { metric } of plan.objectives) {
    if (reports.every((metrics) => numberIn(metrics, metric) === null)) fail('S632', { objective: metric, ...neighboursOf(metric, reports) }, { place: 'objectives' });
  }
}
