import { workerData } from 'piscina';
import { DiagnosticError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Job, JobResult, Work } from './lanes.ts';
import { jobRunner } from './lanes.ts';

/** Entry of a simulation thread: one chip at a time, programmed when its first job comes. */
let run: ReturnType<typeof jobRunner> | null = null;

export default function simulateJob(job: Job): JobResult | { diagnostics: readonly Diagnostic[] } {
  try {
    run ??= jobRunner(workerData as Work);
    return run(job);
  } catch (error) {
    if (error instanceof DiagnosticError) return { diagnostics: error.diagnostics };
    throw error;
  }
}
