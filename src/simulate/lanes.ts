import { existsSync } from 'node:fs';
import { DiagnosticError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Deviation } from './deviation/deviation.ts';
import type { Samples } from './engine/inputs.ts';
import { partRunner, type Chip, type PartResult, type PartRunner, type Plant } from './runner.ts';

/** What every thread needs before its first job. */
export interface Work extends Plant {
  readonly chips: readonly Chip[];
}

/** Some neighbouring samples on one chip. */
export interface Job {
  readonly chip: number;
  readonly measure: 'counts' | 'deviation';
  readonly samples: Samples;
  /** Number of the first of them. */
  readonly first: number;
}

export type JobResult = { readonly measure: 'counts'; readonly part: PartResult } | { readonly measure: 'deviation'; readonly deviation: Deviation };

/** A thread, or this one, that does one job after the other. */
export type Lane = (job: Job) => Promise<JobResult>;

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly close: () => Promise<void>;
}

/** One thread needs no messages; more share nothing but what they are sent, each with kernels of its own. */
export async function openLanes(work: Work, wanted: number): Promise<Lanes> {
  const script = new URL('./simulation-worker.js', import.meta.url);
  // Without a build (tests run from the sources) there is no script for other threads; the result is the same.
  if (wanted === 1 || !existsSync(script)) {
    const run = jobRunner(work);
    return { lanes: [async (job) => run(job)], close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  // A pool of one thread each: what is already programmed into a thread is known here.
  const pools = Array.from({ length: wanted }, () => new Piscina({ filename: script.href, minThreads: 1, maxThreads: 1, workerData: work }));
  return {
    lanes: pools.map((pool): Lane => async (job) => {
      const result = (await pool.run(job, { transferList: [job.samples.data.buffer as ArrayBuffer] })) as JobResult | { diagnostics: readonly Diagnostic[] };
      if ('diagnostics' in result) throw new DiagnosticError(result.diagnostics);
      return result;
    }),
    close: async () => { await Promise.all(pools.map((pool) => pool.destroy())); },
  };
}

/** Does jobs with the chip that was programmed last, or programs the one that a job is for. */
export function jobRunner({ chips, ...plant }: Work): (job: Job) => JobResult {
  let programmed: { readonly chip: number; readonly runner: PartRunner } | null = null;
  return ({ chip, measure, samples, first }) => {
    if (programmed?.chip !== chip) {
      // Let go of the one before, so that there is room for the next.
      programmed = null;
      programmed = { chip, runner: partRunner({ ...plant, ...chips[chip]! }) };
    }
    const { runner } = programmed;
    return measure === 'counts' ? { measure, part: runner.count(samples, first) } : { measure, deviation: runner.deviate(samples, first) };
  };
}
