#!/usr/bin/env node
import { CommanderError } from 'commander';
import { makeProgram } from './cli/program/program.ts';

/** Exit codes: 0 fine, 1 bad input, 2 bad usage. */
const BAD_USAGE = 2;

// A reader that has seen enough (head, a pager that is left) closes its end of the pipe: no fault, and files are still written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
}

try {
  await makeProgram(new Set(process.argv.slice(2))).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
  else (await import('./cli/failure.ts')).reportFailure(error);
}
