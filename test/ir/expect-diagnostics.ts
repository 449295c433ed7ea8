import { DiagnosticError, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';

/** What `run` stops with; nothing where it goes well. Any other exception fails the test. */
export function refusalsOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}

/** Codes that `run` stops with. */
export function codesOf(run: () => unknown): string[] {
  return refusalsOf(run).map(({ code }) => code);
}

/** The same of work that takes its time. */
export async function codesOfAsync(work: () => unknown): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return diagnosticsOf(error).map(({ code }) => code);
  }
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics;
  throw error;
}
