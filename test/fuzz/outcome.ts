import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../src/diagnostics/render.ts';
import { messages } from '../../src/diagnostics/messages.ts';
import { Allocation } from './allocations.ts';

/** What reading one input came to. */
export type Outcome = { readonly kind: 'read' } | { readonly kind: 'refused'; readonly code: string } | Fault;

/** What must not be. The signature is the same for the same defect: the first line of the project in the stack. */
export interface Fault {
  readonly kind: 'exception' | 'diagnostic' | 'allocation';
  readonly signature: string;
  readonly detail: string;
}

const MOST_MESSAGE = 2000;
const MOST_DIAGNOSTICS = 250;
// Control characters in a message could play tricks on a terminal.
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/;

const BAD_TEXT = /\[object |function \w*\(/;
const BAD_OR_UNDEFINED = /\[object |function \w*\(|\bundefined\b/;
/** The word undefined may stand in a file, and is quoted then. */
const QUOTED = /'[^']*'|"[^"]*"/g;

export async function outcomeOf(read: () => Promise<void>, isStage = false): Promise<Outcome> {
  try {
    await read();
    return { kind: 'read' };
  } catch (error) {
    if (error instanceof Allocation) return { kind: 'allocation', signature: `allocation ${placeOf(error)}`, detail: `${error.message}\n${error.stack}` };
    if (error instanceof DiagnosticError) return unsound(error, isStage) ?? { kind: 'refused', code: error.diagnostics[0]!.code };
    const { name = typeof error, message = String(error), stack = '' } = error as Partial<Error>;
    return { kind: 'exception', signature: `${name} ${placeOf(error as Error)}`, detail: `${name}: ${message}\n${stack}` };
  }
}

/** A diagnostic that says nothing, or too much. */
function unsound({ diagnostics }: DiagnosticError, isStage: boolean): Fault | null {
  const fault = (what: string, code: string, text: string): Fault => ({ kind: 'diagnostic', signature: `diagnostic ${code} ${what}`, detail: `${code}: ${text.slice(0, 500)}` });
  if (!diagnostics.some(({ severity }) => severity === 'error')) return fault('no error', 'none', '');
  if (!isStage && diagnostics.length > MOST_DIAGNOSTICS) return fault('too many', diagnostics[0]!.code, `${diagnostics.length} diagnostics`);
  for (const diagnostic of diagnostics) {
    const { code, message, help, where } = diagnostic;
    const text = `${message}\n${help}\n${where.place ?? ''}`;
    if (!Object.hasOwn(messages, code)) return fault('unknown', code, text);
    if (!isStage && text.length > MOST_MESSAGE) return fault('too long', code, text);
    if (CONTROL.test(text)) return fault('control characters', code, JSON.stringify(text));
    if ((isStage ? BAD_TEXT : BAD_OR_UNDEFINED).test(text.replace(QUOTED, ''))) return fault('badly filled in', code, text);
    if (!isStage && where.file === undefined && where.place === undefined) return fault('without a place', code, text);
    if (where.span && !(where.span.line >= 1 && where.span.column >= 1)) return fault('bad span', code, JSON.stringify(where.span));
    renderDiagnostic(diagnostic, false);
  }
  return null;
}

function placeOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const own = lines.find((line) => /\/(?:src|grammar|passes|targets)\//.test(line)) ?? lines[0] ?? 'nowhere';
  return own.trim().replace(/^at /, '').replace(/\(?(?:file:\/\/)?[^\s()]*?\/((?:src|grammar|passes|targets|node_modules)\/[^\s()]*?):(\d+):\d+\)?$/, '$1:$2');
}
