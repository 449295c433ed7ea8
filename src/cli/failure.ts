import { DiagnosticError, renderDiagnostic } from '../index.ts';
import { colourful } from './terminal.ts';

const BAD_INPUT = 1;

/** Says what went wrong on stderr and sets the exit code. Anything but a diagnostic is a defect of ours, and is called so. */
export function reportFailure(error: unknown): void {
  process.exitCode = BAD_INPUT;
  if (error instanceof DiagnosticError) {
    for (const diagnostic of error.diagnostics) process.stderr.write(`${renderDiagnostic(diagnostic, colourful(process.stderr))}\n`);
    return;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`error: synaptile has a defect: ${message}\n  help: please report it with the command line and the model\n`);
  if (process.env.SYNAPTILE_DEBUG) process.stderr.write(`${stack}\n`);
}
