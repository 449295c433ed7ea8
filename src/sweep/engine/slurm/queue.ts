import { fail } from '../../../diagnostics/diagnostic.ts';
import { ask, complaintOf } from './commands.ts';

/** A job of the queue, or a part of an array: tasks that have begun stand alone, those that wait stand together. */
export interface QueuedJob {
  /** `array_index`, or the number of a job that is no array. */
  readonly tasks: readonly string[];
  /** The number that scancel takes. */
  readonly job: string;
  readonly name: string;
  /** What the driver wrote there: the list of points. */
  readonly comment: string;
  readonly indices: readonly number[];
  readonly state: string;
}

/** States of a task that will not write any more; squeue shows them for a while. */
const OVER = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'NODE_FAIL', 'PREEMPTED', 'BOOT_FAIL', 'DEADLINE', 'OUT_OF_MEMORY']);

/** Questions in a row that may stay without an answer. */
const TRIES = 3;
const PAUSE_ms = 2000;

/**
 * The jobs of a name that wait or run.
 * @throws DiagnosticError S636 where squeue is missing or does not answer
 */
export async function queuedJobs(name: string): Promise<readonly QueuedJob[]> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask('squeue', ['--json']);
    const jobs = answer.status === 0 ? parseQueue(answer.stdout) : null;
    if (jobs !== null) return jobs.filter((job) => job.name === name && !OVER.has(job.state));
    if (answer.missing || attempt === TRIES) return fail('S636', { command: 'squeue', reason: answer.status === 0 ? 'its answer is no list of jobs in JSON' : complaintOf('squeue', answer) });
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_ms); });
  }
}

/** The answer of squeue --json, of Slurm 20.11 and later: numbers came to be objects {set, number}, states lists. Null for anything else. */
export function parseQueue(text: string): readonly QueuedJob[] | null {
  try {
    const { jobs } = JSON.parse(text) as { jobs?: unknown };
    return Array.isArray(jobs) ? jobs.map((job) => jobOf(job as Record<string, unknown>)) : null;
  } catch {
    return null;
  }
}

function jobOf(fields: Record<string, unknown>): QueuedJob {
  const job = numberOf(fields.job_id) ?? 0;
  const array = numberOf(fields.array_job_id) ?? 0;
  const waiting = textOf(fields.array_task_string);
  const index = numberOf(fields.array_task_id);
  const indices = array === 0 ? [] : waiting === '' ? [index ?? 0] : parseIndices(waiting);
  return {
    job: String(array || job), name: textOf(fields.name), comment: textOf(fields.comment), indices, state: String(Array.isArray(fields.job_state) ? fields.job_state[0] : fields.job_state),
    tasks: array === 0 ? [String(job)] : indices.map((one) => `${array}_${one}`),
  };
}

function numberOf(field: unknown): number | null {
  if (typeof field === 'number') return field;
  const { set, number } = (field ?? {}) as { set?: boolean; number?: number };
  return set === true && typeof number === 'number' ? number : null;
}

function textOf(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

/** `0-3,7,10-20:5%2`: the indices of an array as Slurm prints them. A list that Slurm cut off (`...`) ends where it was cut. */
export function parseIndices(text: string): readonly number[] {
  return text.replace(/%\d+$/, '').split(',').flatMap((part) => {
    const [, first, last, step] = /^(\d+)(?:-(\d+))?(?::(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return [];
    const found: number[] = [];
    for (let index = Number(first); index <= Number(last ?? first); index += Number(step ?? 1)) found.push(index);
    return found;
  });
}
