import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Progress, type Job, type JobResult, type Preparation, type WorkerData } from './progress.ts';
import type { Seed } from './seeds.ts';

/** What a thread came to: its results, or the input at which it had to be ended. */
export type JobEnd = { readonly result: JobResult } | Stuck;

export interface Stuck {
  readonly stuckAt: number;
  readonly why: 'hang' | 'memory' | 'crash';
  readonly detail: string;
}

export interface Limits {
  /** Longest time of one input. */
  readonly time_s: number;
  /** Most that one input may claim, and that the process may grow by. */
  readonly memory_bytes: number;
}

/** One thread of a given bundle, started again when it had to be ended. */
export interface Runner {
  readonly run: (job: Job, seeds: readonly Seed[]) => Promise<JobEnd>;
  readonly close: () => Promise<unknown>;
}

const LOOK_INTERVAL_ms = 50;
const HEAP_MB = 512;
/** That of the main thread of Node, where the program reads files. */
const STACK_MB = 1;
/** The HDF5 library keeps memory of the files it was led astray by. */
const JOBS_PER_THREAD = 16;

export function openRunner(script: string, data: Omit<WorkerData, 'progress'>, limits: Limits): Runner {
  const progress = new Int32Array(new SharedArrayBuffer(4 * Progress.length));
  const prepared = new Set<string>();
  let thread: Worker | null = null;
  let jobs = 0;
  const end = async (): Promise<void> => {
    await thread?.terminate();
    thread = null;
    jobs = 0;
    prepared.clear();
  };
  return {
    run: async (job, seeds) => {
      if (jobs++ >= JOBS_PER_THREAD) await end();
      thread ??= await startThread(script, { ...data, progress });
      if (!prepared.has(job.format)) await asked(thread, { format: job.format, seeds });
      prepared.add(job.format);
      Atomics.store(progress, Progress.size_MB, 0);
      Atomics.store(progress, Progress.index, job.first);
      const came = await watched(thread, job, progress, limits);
      if ('stuckAt' in came) await end();
      return came;
    },
    close: end,
  };
}

async function startThread(script: string, data: WorkerData): Promise<Worker> {
  const thread = new Worker(script, { workerData: data, stdout: true, stderr: true, execArgv: ['--enable-source-maps'], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB } });
  // What ends a thread between jobs shows at the next one.
  thread.on('error', () => {});
  await once(thread, 'message');
  return thread;
}

async function asked(thread: Worker, message: Preparation): Promise<void> {
  thread.postMessage(message);
  await once(thread, 'message');
}

async function watched(thread: Worker, job: Job, progress: Int32Array, limits: Limits): Promise<JobEnd> {
  const done = new AbortController();
  const stuck = (why: Stuck['why'], detail: string): Stuck => ({ stuckAt: Atomics.load(progress, Progress.index), why, detail });
  const ends = [
    once(thread, 'message', done).then(([result]: JobResult[]): JobEnd => ({ result: result! })),
    once(thread, 'exit', done).then(([code]: number[]) => stuck('crash', `the thread ended with code ${code}`)),
    limit(progress, limits, done.signal).then(([why, detail]) => stuck(why, detail)),
  ];
  thread.postMessage(job);
  try {
    return await Promise.race(ends);
  } catch (error) {
    const { code, name, message, stack } = error as NodeJS.ErrnoException;
    return stuck(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash', `${code ?? name}: ${message}\n${stack ?? ''}`);
  } finally {
    for (const end of ends) end.catch(() => {});
    done.abort();
  }
}

/** Resolves when an input takes too long to make or to read, or the process grows too much while it is read. */
function limit(progress: Int32Array, { time_s, memory_bytes }: Limits, signal: AbortSignal): Promise<readonly [Stuck['why'], string]> {
  let [seen, since] = ['', performance.now()];
  return new Promise((resolve) => {
    const look = (): void => {
      const size_MB = Atomics.load(progress, Progress.size_MB);
      const at = `${Atomics.load(progress, Progress.index)} ${size_MB}`;
      if (at !== seen) [seen, since] = [at, performance.now()];
      const grown_MB = size_MB === 0 ? 0 : process.memoryUsage.rss() / 2 ** 20 - size_MB;
      if (performance.now() - since > time_s * 1000) resolve(['hang', `no end after ${time_s} s`]);
      else if (grown_MB > memory_bytes / 2 ** 20) resolve(['memory', `the process grew by ${Math.round(grown_MB)} MB`]);
    };
    const looking = setInterval(look, LOOK_INTERVAL_ms);
    signal.addEventListener('abort', () => clearInterval(looking));
  });
}
