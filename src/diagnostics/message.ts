import type { Severity } from './diagnostic.ts';

/** A row of the table of diagnostics: short text, remedy, and the long explanation that `synaptile explain` prints. */
export interface Message<A> {
  readonly severity: Severity;
  readonly text: (args: A) => string;
  readonly help: (args: A) => string;
  readonly explanation: string;
}

/** Declares a row; the parameter types of `text` and `help` become those of `diagnose`. */
export function message<A>(severity: Severity, text: (args: A) => string, help: (args: A) => string, explanation: string): Message<A> {
  return { severity, text, help, explanation };
}
