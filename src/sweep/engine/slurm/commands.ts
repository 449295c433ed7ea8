import { execFile } from 'node:child_process';

/** What a command said. `missing`: there is no such command. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly missing: boolean;
}

/** A cluster that does not answer for so long is taken to be down. */
const PATIENCE_ms = 120_000;
const LARGEST_bytes = 2 ** 28;

/** Runs a command of Slurm, without a shell. */
export function ask(command: string, parameters: readonly string[], cwd?: string): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, [...parameters], { timeout: PATIENCE_ms, maxBuffer: LARGEST_bytes, ...(cwd !== undefined && { cwd }) }, (error, stdout, stderr) => {
      const missing = (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ status, stdout, stderr, missing });
    });
  });
}

/** What went wrong, in a line. */
export function complaintOf(command: string, { status, stdout, stderr, missing }: Answer): string {
  if (missing) return `there is no ${command} on this machine`;
  const said = (stderr.trim() || stdout.trim()).split('\n').filter(Boolean).slice(0, 3).join('; ');
  return said || (status === null ? 'it did not end in two minutes' : `it ended with exit code ${status}`);
}
