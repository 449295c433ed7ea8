import type * as local from '../sweep/engine/local.ts';
import type * as slurm from '../sweep/engine/slurm/slurm.ts';

/** Where the points of a sweep run; each engine is loaded when it is asked for. */

/** Processes of this machine. */
export async function localEngine(...of: Parameters<typeof local.localEngine>): Promise<Awaited<ReturnType<typeof local.localEngine>>> {
  return (await import('../sweep/engine/local.ts')).localEngine(...of);
}

/** Array jobs of Slurm. */
export async function slurmEngine(...of: Parameters<typeof slurm.slurmEngine>): Promise<Awaited<ReturnType<typeof slurm.slurmEngine>>> {
  return (await import('../sweep/engine/slurm/slurm.ts')).slurmEngine(...of);
}

/** Ends the Slurm jobs of a sweep. @returns their numbers @throws DiagnosticError where Slurm refuses */
export async function cancelSweepJobs(...of: Parameters<typeof slurm.cancelJobs>): Promise<Awaited<ReturnType<typeof slurm.cancelJobs>>> {
  return (await import('../sweep/engine/slurm/slurm.ts')).cancelJobs(...of);
}
