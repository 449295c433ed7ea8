import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import {
  cellOf, checkWritable, countPoints, diagnose, type Diagnostic, DiagnosticError, drive, type Engine, fail, finishedPoints, layout, localEngine, lockFolder, type Manifest,
  manifestOf, MOST_POINTS, openFolder, type PlanFile, pointsOf, readPlan, readRows, slurmEngine, stopOnErrors, type SweepOutcome, variedNames, writeResults,
} from '../index.ts';
import { listenForStops, sweepProgress } from './sweep-progress.ts';
import { declaredOptions } from './sweep-options.ts';
import { summaryOf } from './sweep-summary.ts';
import { writePage } from './sweep-results.ts';
import { tell, withProgress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

interface Flags {
  readonly output?: string;
  readonly workers?: number;
  readonly engine: 'local' | 'slurm';
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly html?: string;
}

/** More points than this are asked about. */
const UNASKED = 10_000;

/** Runs what is missing of a plan, and writes the tables. */
export async function sweep(file: string | undefined, flags: Flags, run: Command): Promise<void> {
  if (file === undefined) return fail('S807', { option: 'PLAN', value: 'missing', allowed: 'the file of a plan; see synaptile sweep --help for status, merge and plot' });
  const planFile = readPlan(file, declaredOptions(run));
  const count = countPoints(planFile.plan);
  if (count > MOST_POINTS) fail('S627', { count, most: MOST_POINTS, hard: true }, { file });
  if (flags.dryRun) return writePoints(planFile, Infinity);
  if (count > UNASKED && !flags.yes && !(await agreed(count))) fail('S627', { count, most: UNASKED, hard: false }, { file });
  if (flags.html !== undefined) checkWritable(flags.html);
  const manifest = manifestOf(planFile, SYNAPTILE_VERSION);
  const folder = resolve(flags.output ?? join(dirname(file), `${basename(file).replace(/\.[^.]*$/, '')}.sweep`));
  openFolder(folder, planFile, manifest);
  const lock = lockFolder(folder);
  try {
    const outcome = await runMissing(folder, manifest, await engineFor(flags, planFile, folder, lock.token));
    const rows = readRows(folder, manifest);
    writeResults(folder, manifest, rows);
    if (flags.html !== undefined) await writePage(flags.html, manifest, rows);
    process.stdout.write(summaryOf(folder, manifest, rows));
    finish(folder, manifest, outcome);
  } catch (error) {
    throw withCount(error, folder, manifest);
  } finally {
    lock.release();
  }
}

async function runMissing(folder: string, manifest: Manifest, engine: Engine): Promise<SweepOutcome> {
  let outcome: SweepOutcome | null = null;
  const stops = listenForStops();
  try {
    await withProgress(async (progress) => {
      const shown = sweepProgress(progress, manifest.points, finishedPoints(folder).length);
      outcome = await drive(folder, manifest, engine, { ...stops, tell, onProgress: shown });
    });
  } finally {
    stops.close();
  }
  return outcome!;
}

async function engineFor({ engine, workers }: Flags, { slurm }: PlanFile, folder: string, driver: string): Promise<Engine> {
  const entry = process.argv[1]!;
  if (engine === 'slurm') return slurmEngine({ folder, settings: slurm, node: process.execPath, entry: resolve(entry), driver });
  const { availableParallelism } = await import('node:os');
  return localEngine({ folder, workers: workers ?? availableParallelism(), entry, driver });
}

/** Says what is not complete, and that it can be gone on with. */
function finish(folder: string, { points: count }: Manifest, { lost, stopped, interrupted, jobs, done }: SweepOutcome): void {
  if (interrupted) {
    tell([diagnose('S638', { done, count, jobs: jobs.map((job) => `job ${job}`).join(', ') }, { file: folder })]);
    process.exitCode = 1;
  }
  if (stopped.length > 0) throw new DiagnosticError(stopped);
  if (lost.length > 0) {
    const shown = lost.length > 12 ? `${lost.slice(0, 12).join(', ')}...` : lost.join(', ');
    stopOnErrors([diagnose('S634', { points: shown, count: lost.length, logs: `${layout.tasks(folder)}, ${layout.slurm(folder)}/logs` }, { file: folder })]);
  }
}

/** A file that cannot be written stops a sweep: what is kept is told beside it. */
function withCount(error: unknown, folder: string, { points: count }: Manifest): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const told = error.diagnostics.map((one): Diagnostic => (one.code === 'S102' ? diagnose('S633', { reason: one.message.replace(/^.*?: /, ''), done: finishedPoints(folder).length, count }, one.where) : one));
  return new DiagnosticError(told);
}

async function agreed(count: number): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`The plan has ${count} points. Run them all? [y/N] `)).trim());
  } finally {
    asking.close();
  }
}

/** Lists the points of a plan without running them. */
export function listPoints(file: string, { first }: { readonly first?: number }, run: Command): void {
  writePoints(readPlan(file, declaredOptions(run)), first ?? Infinity);
}

function writePoints({ plan }: PlanFile, first: number): void {
  const count = countPoints(plan);
  if (plan.design.kind === 'search') {
    const { population, generations } = plan.design;
    process.stdout.write(`# ${count} points: ${generations} generations of ${population}; which they are depends on the results\n`);
    return;
  }
  const { at } = pointsOf(plan);
  const names = variedNames(plan);
  process.stdout.write(`point,${names.join(',')}\n`);
  for (let point = 0; point < Math.min(count, first); point++) {
    const settings = at(point);
    process.stdout.write(`${point},${names.map((name) => cellOf(settings[name])).join(',')}\n`);
  }
}
