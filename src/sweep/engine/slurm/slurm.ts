import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DiagnosticError, diagnose, fail, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../../files.ts';
import { clearStaleClaims } from '../../folder/claims.ts';
import { layout } from '../../folder/layout.ts';
import { hasRecord } from '../../folder/records.ts';
import { readTaskLogs } from '../../folder/task-log.ts';
import type { SlurmSettings } from '../../plan/plan.ts';
import { ATTEMPTS, type Engine, type EngineOutcome, type Watch } from '../engine.ts';
import { packPoints, pointsOfBatch, printPoints, writeBatch } from './batches.ts';
import { ask, complaintOf } from './commands.ts';
import { queuedJobs, type QueuedJob } from './queue.ts';
import { scriptFile, writeScript } from './script.ts';

export interface SlurmOptions {
  readonly folder: string;
  readonly settings: SlurmSettings;
  readonly node: string;
  readonly entry: string;
  readonly driver: string;
}

/** MaxArraySize where scontrol does not say it: Slurm's own default. */
const USUAL_ARRAY_SIZE = 1001;

/** The name of the jobs of a folder: a driver that is started again finds them by it. */
export function jobName(folder: string): string {
  return `synaptile-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12)}`;
}

/**
 * Array jobs of Slurm, several points a task. What waits and runs is asked of squeue, what is finished is in the records: the driver keeps no
 * state of its own, so one that was killed goes on where the next begins.
 */
export function slurmEngine(options: SlurmOptions): Engine {
  return { run: (points, watch) => runOnSlurm({ ...options, folder: resolve(options.folder) }, points, watch) };
}

async function runOnSlurm(options: SlurmOptions, points: readonly number[], watch: Watch): Promise<EngineOutcome> {
  const { folder, settings } = options;
  makeFolders(folder);
  const name = jobName(folder);
  watch.tell(writeScript(settings, { folder, node: options.node, entry: options.entry, name }));
  const known = new Set(readTaskLogs(folder).map((log) => log.name));
  const arraySize = settings.maxArraySize ?? await maxArraySize();
  const ends = endCounter();
  const lost = new Set<number>();
  let missing = points;
  for (;;) {
    const jobs = await queuedJobs(name);
    const liveTasks = new Set(jobs.flatMap(({ tasks }) => tasks));
    const claimed = new Set(clearStaleClaims(folder, options.driver, liveTasks).map(({ point }) => point));
    // Records are looked at after the queue: a task that is not in it any more has written what it ever will.
    missing = missing.filter((point) => !hasRecord(folder, point));
    const stopped = stoppedTasks(folder, known);
    const outcome = { lost: [...lost].sort((a, b) => a - b), jobs: [...new Set(jobs.map(({ job }) => job))] };
    if (missing.length === 0 || stopped.length > 0) return { ...outcome, stopped, interrupted: false, jobs: missing.length === 0 ? [] : outcome.jobs };
    if (watch.stops() > 0) return { ...outcome, stopped, interrupted: true };
    const covered = new Set(jobs.flatMap(({ comment, indices }) => pointsOfBatch(folder, comment, indices)));
    const free = missing.filter((point) => !covered.has(point) && !claimed.has(point));
    for (const point of ends.lostSince(new Set(free), missing.length)) lost.add(point);
    if (missing.every((point) => lost.has(point)) && jobs.length === 0) return { ...outcome, lost: missing, stopped, interrupted: false };
    const submitted = await submit(free.filter((point) => !lost.has(point)), jobs, { ...options, name, arraySize, done: points.length - missing.length, count: points.length });
    ends.submitted(submitted);
    watch.onRemaining(missing.length, queueNote(jobs, submitted.flat().length));
    await pause(settings.poll_s, watch);
  }
}

function makeFolders(folder: string): void {
  try {
    mkdirSync(join(layout.slurm(folder), 'logs'), { recursive: true });
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file: layout.slurm(folder) });
  }
}

interface Submission extends SlurmOptions {
  readonly name: string;
  readonly arraySize: number;
  readonly done: number;
  readonly count: number;
}

/** Submits as many arrays as the site takes. @returns the points of each task. @throws DiagnosticError S635 */
async function submit(free: readonly number[], jobs: readonly QueuedJob[], { folder, settings, name, arraySize, done, count }: Submission): Promise<readonly (readonly number[])[]> {
  const inQueue = jobs.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const room = settings.maxSubmit === null ? Infinity : Math.max(0, settings.maxSubmit - inQueue);
  const tasks = packPoints(free, settings.pointsPerTask).slice(0, room);
  const submitted: (readonly number[])[] = [];
  for (const array of packPoints(tasks.map((_, index) => index), arraySize)) {
    const lists = array.map((index) => tasks[index]!);
    const batch = writeBatch(folder, lists);
    const limit = settings.maxRunning === null ? '' : `%${settings.maxRunning}`;
    const parameters = ['--parsable', `--job-name=${name}`, `--comment=${batch.name}`, `--array=0-${batch.tasks - 1}${limit}`, scriptFile(folder), batch.file];
    const answer = await ask('sbatch', parameters, folder);
    if (answer.status !== 0) fail('S635', { command: 'sbatch', reason: complaintOf('sbatch', answer), done, count });
    submitted.push(...lists);
  }
  return submitted;
}

/** Tells which points ended their tasks. */
interface EndCounter {
  readonly submitted: (tasks: readonly (readonly number[])[]) => void;
  /** @param free points without a record that no task has now. @returns those that ended a task for the last time */
  readonly lostSince: (free: ReadonlySet<number>, missing: number) => readonly number[];
}

/** A task runs its points in their order: where it is gone, the first without a record was in its hand. Where no task gets anywhere, all points are lost. */
function endCounter(): EndCounter {
  let open: readonly (readonly number[])[] = [];
  let [fruitless, before] = [0, Infinity];
  const ends = new Map<number, number>();
  return {
    submitted: (tasks) => { open = [...open, ...tasks]; },
    lostSince: (free, missing) => {
      if (missing < before) fruitless = 0;
      before = missing;
      const gone = open.filter((points) => points.some((point) => free.has(point)));
      // A task with nothing free has points in the queue still, or has finished them all.
      open = open.filter((points) => !gone.includes(points));
      for (const points of gone) ends.set(points.find((point) => free.has(point))!, (ends.get(points.find((point) => free.has(point))!) ?? 0) + 1);
      fruitless += gone.length;
      if (fruitless > MOST_FRUITLESS + open.length) return [...free];
      return [...ends].filter(([, count]) => count >= ATTEMPTS).map(([point]) => point);
    },
  };
}

/** Tasks in a row that end without a record. */
const MOST_FRUITLESS = 8;

async function maxArraySize(): Promise<number> {
  const { status, stdout } = await ask('scontrol', ['show', 'config']);
  const size = Number(/^\s*MaxArraySize\s*=\s*(\d+)/m.exec(status === 0 ? stdout : '')?.[1] ?? USUAL_ARRAY_SIZE);
  return size > 0 ? size : USUAL_ARRAY_SIZE;
}

/** What tasks of this run stopped at: the disk, or inputs that changed. */
function stoppedTasks(folder: string, known: ReadonlySet<string>): readonly Diagnostic[] {
  const logs = readTaskLogs(folder).filter(({ name }) => !known.has(name));
  return logs.flatMap(({ events }) => events.flatMap((event) => (event.event === 'stopped' ? event.diagnostics : []))).slice(0, 1);
}

function queueNote(jobs: readonly QueuedJob[], submitted: number): string {
  const waiting = jobs.filter(({ state }) => state === 'PENDING').reduce((sum, { tasks }) => sum + tasks.length, 0);
  const running = jobs.reduce((sum, { tasks }) => sum + tasks.length, 0) - waiting;
  return submitted > 0 ? `${submitted} points submitted` : `${running} tasks run, ${waiting} wait`;
}

/** Until the next question, or until the user asks to stop. */
function pause(seconds: number, watch: Watch): Promise<void> {
  return new Promise((resolve) => {
    const unlisten = watch.onStop(() => end());
    const timer = setTimeout(() => end(), seconds * 1000);
    const end = (): void => {
      clearTimeout(timer);
      unlisten();
      resolve();
    };
  });
}

/** Ends all jobs of a folder. @returns their numbers. @throws DiagnosticError S636 */
export async function cancelJobs(folder: string): Promise<readonly string[]> {
  const jobs = [...new Set((await queuedJobs(jobName(folder))).map(({ job }) => job))];
  if (jobs.length === 0) return [];
  const answer = await ask('scancel', jobs);
  if (answer.status !== 0) throw new DiagnosticError([diagnose('S636', { command: 'scancel', reason: complaintOf('scancel', answer) })]);
  return jobs;
}

/** Points as a short list for a message. */
export function shortList(points: readonly number[]): string {
  const text = printPoints(points);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
