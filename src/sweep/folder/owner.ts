import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock or a claim. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start of the process in ticks since boot, which tells it from a later one of the same number; null where the system does not say. */
  readonly started: string | null;
  /** Slurm task, `job_index`; null outside of Slurm. */
  readonly job: string | null;
  /** The driver that started this process; null for one that was started by hand. */
  readonly driver: string | null;
}

/** This process. */
export function thisOwner(driver: string | null = null): Owner {
  return { host: hostname(), pid: process.pid, started: startOf(process.pid), job: slurmTask(process.env), driver };
}

/** Whether a process lives; null where it cannot be told, on another host. */
export function isAlive({ host, pid, started }: Owner): boolean | null {
  if (host !== hostname()) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === null || now === null ? now !== null || started === null : now === started;
}

export function printOwner({ host, pid, job }: Owner): string {
  return `process ${pid} on ${host}${job === null ? '' : `, Slurm task ${job}`}`;
}

function slurmTask(env: NodeJS.ProcessEnv): string | null {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: index, SLURM_JOB_ID: job } = env;
  if (array !== undefined && index !== undefined) return `${array}_${index}`;
  return job ?? null;
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold anything, so fields count from its closing bracket. A process that is dead but not yet reaped has none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19] ?? null;
  } catch {
    return null;
  }
}
