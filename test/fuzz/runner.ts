import { Worker } from 'node:worker_threads';
import type { Job, JobResult, WorkerData } from './worker.ts';

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
  readonly run: (job: Job) => Promise<JobEnd>;
  readonly close: () => Promise<unknown>;
}

const LOOK_INTERVAL_ms = 50;
const HEAP_MB = 512;
/** That of the main thread of Node, where the program reads files. */
const STACK_MB = 1;
/** The HDF5 library keeps memory of the files it was led astray by. */
const JOBS_PER_THREAD = 8;

export function openRunner(script: string, data: Omit<WorkerData, 'progress'>, limits: Limits): Runner {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  let thread: Worker | null = null;
  let jobs = 0;
  const end = async (): Promise<void> => {
    await thread?.terminate();
    thread = null;
    jobs = 0;
  };
  return {
    run: async (job) => {
      if (jobs++ >= JOBS_PER_THREAD) await end();
      thread ??= await startThread(script, { ...data, progress });
      Atomics.store(progress, 0, job.first);
      const came = await watched(thread, job, progress, limits);
      if ('stuckAt' in came) await end();
      return came;
    },
    close: end,
  };
}

function startThread(script: string, data: WorkerData): Promise<Worker> {
  const thread = new Worker(script, { workerData: data, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB } });
  return new Promise((resolve, reject) => {
    thread.once('message', () => resolve(thread));
    thread.once('error', reject);
  });
}

function watched(thread: Worker, job: Job, progress: Int32Array, limits: Limits): Promise<JobEnd> {
  const before_bytes = process.memoryUsage.rss();
  let [seen, since] = [-1, performance.now()];
  thread.removeAllListeners();
  return new Promise<JobEnd>((resolve) => {
    const stuck = (why: Stuck['why'], detail: string): void => {
      clearInterval(looking);
      resolve({ stuckAt: Atomics.load(progress, 0), why, detail });
    };
    const look = (): void => {
      const index = Atomics.load(progress, 0);
      if (index !== seen) [seen, since] = [index, performance.now()];
      const grown_bytes = process.memoryUsage.rss() - before_bytes;
      if (performance.now() - since > limits.time_s * 1000) stuck('hang', `no end after ${limits.time_s} s`);
      else if (grown_bytes > limits.memory_bytes) stuck('memory', `the process grew by ${Math.round(grown_bytes / 2 ** 20)} MB`);
    };
    const looking = setInterval(look, LOOK_INTERVAL_ms);
    thread.on('message', (result: JobResult) => {
      clearInterval(looking);
      resolve({ result });
    });
    thread.on('error', (error: NodeJS.ErrnoException) => stuck(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash', `${error.code ?? error.name}: ${error.message}\n${error.stack ?? ''}`));
    thread.on('exit', (code) => stuck('crash', `the thread ended with code ${code}`));
    thread.postMessage(job);
  });
}
