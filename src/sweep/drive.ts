import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Engine, EngineOutcome, Watch } from './engine/engine.ts';
import type { Manifest } from './folder/manifest.ts';
import { finishedPoints, hasRecord, missingPoints } from './folder/records.ts';
import { checkObjectives, generationsOf } from './search/generations.ts';

/** How a sweep stands when its driver ends. */
export interface SweepOutcome extends EngineOutcome {
  readonly done: number;
}

/** What the driver says while it works. */
export interface DriveWatch {
  readonly onProgress: (done: number, note: string) => void;
  readonly tell: (diagnostics: readonly Diagnostic[]) => void;
  readonly stops: () => number;
  readonly onStop: (listener: () => void) => () => void;
}

/**
 * Runs whatever is missing in a folder: all points of a plan at once, those of a search generation by generation.
 * @throws DiagnosticError S632 where an objective is not in the first report; those of the engine
 */
export async function drive(folder: string, manifest: Manifest, engine: Engine, watch: DriveWatch): Promise<SweepOutcome> {
  const total: { lost: number[] } = { lost: [] };
  for (const wave of wavesOf(folder, manifest)) {
    for (const missing of probed(folder, manifest, wave.missing())) {
      if (missing.length === 0) continue;
      const elsewhere = finishedPoints(folder).length;
      const outcome = await engine.run(missing, engineWatch(watch, elsewhere, missing.length));
      total.lost.push(...outcome.lost);
      if (outcome.interrupted || outcome.stopped.length > 0) return { ...outcome, ...total, done: finishedPoints(folder).length };
    }
    // The next generation of a search depends on all points of this one.
    if (total.lost.length > 0) break;
  }
  return { ...total, stopped: [], interrupted: false, jobs: [], done: finishedPoints(folder).length };
}

interface Wave {
  readonly missing: () => readonly number[];
}

function* wavesOf(folder: string, manifest: Manifest): Generator<Wave> {
  const { design } = manifest.plan;
  if (design.kind !== 'search') {
    yield { missing: () => missingPoints(folder, 0, manifest.points) };
    return;
  }
  const generations = generationsOf(folder, manifest);
  for (let number = 0; number < generations.count; number++) {
    generations.draw(number);
    yield { missing: () => missingPoints(folder, number * design.population, (number + 1) * design.population) };
  }
}

/** Where a plan has objectives and no report is there yet, the first point goes ahead: a name that is wrong is told before the others begin. */
function* probed(folder: string, manifest: Manifest, missing: readonly number[]): Generator<readonly number[]> {
  const isFirst = manifest.plan.objectives.length > 0 && missing.length > 1 && finishedPoints(folder).length === 0;
  if (isFirst) {
    yield missing.slice(0, 1);
    if (hasRecord(folder, missing[0]!)) checkObjectives(folder, manifest, missing.slice(0, 1));
  }
  yield isFirst ? missing.slice(1) : missing;
}

function engineWatch({ onProgress, ...watch }: DriveWatch, elsewhere: number, given: number): Watch {
  return { ...watch, onRemaining: (remaining, note) => onProgress(elsewhere + given - remaining, note) };
}
