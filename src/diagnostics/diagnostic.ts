import type { Span } from '../ir/origin.ts';
import { messages, type Code, type Arguments } from './messages.ts';
import { visible } from './printable.ts';

export type Severity = 'error' | 'warning' | 'note';

/** One finding for the user: what was wrong, where, and what to do. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
  readonly where: Where;
}

/** File and place (ONNX node, population, key) a diagnostic points at; a span where the file is text. */
export interface Where {
  readonly file?: string;
  readonly place?: string;
  readonly span?: Span;
}

/** Fills in the message of `code`. Text of files may stand in it: control characters and invisible ones become '?'. */
export function diagnose<C extends Code>(code: C, args: Arguments<C>, where: Where = {}): Diagnostic {
  const entry = messages[code] as unknown as MessageOf<C>;
  const shown = where.place === undefined ? where : { ...where, place: visible(where.place) };
  return { code, severity: entry.severity, message: visible(entry.text(args)), help: visible(entry.help(args)), where: shown };
}

interface MessageOf<C extends Code> {
  readonly severity: Severity;
  readonly text: (args: Arguments<C>) => string;
  readonly help: (args: Arguments<C>) => string;
}

/** Thrown when work cannot go on; carries everything that was found until then. */
export class DiagnosticError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => `${one.code} ${one.message}`).join('\n'));
  }
}

/** Stops with one diagnostic. */
export function fail<C extends Code>(code: C, args: Arguments<C>, where: Where = {}): never {
  throw new DiagnosticError([diagnose(code, args, where)]);
}

/** Stops when any of these is an error; otherwise returns them. */
export function stopOnErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.some((one) => one.severity === 'error')) throw new DiagnosticError(diagnostics);
  return diagnostics;
}

/** Does `work`; what stops it is added to `diagnostics` and gives null, so that the next piece is looked at too. */
export function collect<T>(diagnostics: Diagnostic[], work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    diagnostics.push(...error.diagnostics);
    return null;
  }
}
