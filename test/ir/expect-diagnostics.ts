import { expect } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';

/** Codes that `run` stops with. Any other exception fails the test. */
export function codesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosticError);
    return (error as DiagnosticError).diagnostics.map(({ code }) => code);
  }
  return [];
}
