import { DiagnosticError, diagnose, type Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Arguments, Code } from '../../../diagnostics/messages.ts';
import type { Span } from '../../../ir/origin.ts';

/** Collects what is found while a file is read. */
export interface Findings {
  readonly file: string;
  readonly report: <C extends Code>(code: C, args: Arguments<C>, where?: { readonly span?: Span; readonly place?: string }) => void;
  readonly found: readonly Diagnostic[];
  readonly failed: () => boolean;
}

/** So many errors stop the reading: a file of another kind has one on every line. */
const MOST_ERRORS = 50;
/** Warnings and notes beyond these are not listed: such a file says the same on every line. */
const MOST_WARNINGS = 150;

/** @throws DiagnosticError with all of them at the 50th error */
export function findingsIn(file: string): Findings {
  const found: Diagnostic[] = [];
  let errors = 0;
  return {
    file, found,
    failed: () => errors > 0,
    report: (code, args, where = {}) => {
      const one = diagnose(code, args, { file, ...where });
      if (one.severity === 'error' || found.length < MOST_WARNINGS) found.push(one);
      if (one.severity === 'error' && ++errors === MOST_ERRORS) throw new DiagnosticError(found);
    },
  };
}
