import { parseLocated, type LocatedJson } from '../../../targets/located-json.ts';
import { diagnose, stopOnErrors, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { Arguments, Code } from '../../diagnostics/messages.ts';

/** Of each kind more are only counted. */
const MOST_OF_A_KIND = 20;
/** The places of all values of a longer text would take too much memory; its findings say the path of keys alone. */
export const LONGEST_LOCATED = 2 ** 22;

/** Collects what is wrong with a case. Lines and columns are looked up at the end, and only if something is wrong. */
export interface Findings {
  readonly add: <C extends Code>(code: C, args: Arguments<C>, path: readonly PropertyKey[], key?: boolean) => void;
  /** @throws DiagnosticError with everything that was added, in the order of the text's checks */
  readonly stop: () => void;
}

interface Finding {
  readonly code: Code;
  readonly path: readonly PropertyKey[];
  readonly make: (where: Where) => Diagnostic;
  readonly key: boolean;
}

export function collectFindings(text: string, file: string): Findings {
  const found: Finding[] = [];
  const counts = new Map<Code, number>();
  return {
    add: (code, args, path, key = false) => {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= MOST_OF_A_KIND) found.push({ code, path, key, make: (where) => diagnose(code, args, where) });
    },
    stop: () => {
      if (found.length === 0) return;
      const located = text.length <= LONGEST_LOCATED ? parseLocated(text) : null;
      stopOnErrors(found.map(({ make, path, key }) => make(whereOf(file, path, key, located))).concat(restOf(counts, file)));
    },
  };
}

function restOf(counts: ReadonlyMap<Code, number>, file: string): Diagnostic[] {
  return [...counts].filter(([, count]) => count > MOST_OF_A_KIND).map(([code, count]) => diagnose('S868', { code, count: count - MOST_OF_A_KIND }, { file }));
}

function whereOf(file: string, path: readonly PropertyKey[], key: boolean, located: LocatedJson | null): Where {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '');
  return { file, ...(place !== '' && { place }), ...(located && { span: key ? located.keySpanOf(path) : located.spanOf(path) }) };
}
