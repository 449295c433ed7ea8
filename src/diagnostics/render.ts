import { readFileSync, statSync } from 'node:fs';
import type { Diagnostic } from './diagnostic.ts';
import { visible } from './printable.ts';

const COLOURS = { error: '\x1b[31m', warning: '\x1b[33m', note: '\x1b[36m' } as const;
const RESET = '\x1b[0m';

/** A diagnostic as the terminal shows it: severity, code, file and place, the message, the source line where there is one, the remedy. A note is one line. */
export function renderDiagnostic(diagnostic: Diagnostic, colour: boolean): string {
  const { severity, code, message, help, where } = diagnostic;
  const at = [where.file, where.span && `${where.span.line}:${where.span.column}`].filter(Boolean).join(':');
  const place = [at, where.place].filter(Boolean).map((text) => visible(text!)).join(', ');
  const head = colour ? `${COLOURS[severity]}${severity} ${code}${RESET}` : `${severity} ${code}`;
  const text = `${head}${place ? ` ${place}` : ''}: ${visible(message)}`;
  if (severity === 'note') return `${text} (${visible(help)})`;
  const excerpt = where.span && where.file ? excerptOf(where.file, where.span.line, where.span.column) : [];
  return [text, ...excerpt, `  help: ${visible(help)}`].join('\n');
}

/** Longest source line that is shown. */
const WIDEST = 200;
/** No larger file is read again for the sake of a line of it. */
const LARGEST_bytes = 2 ** 24;

function excerptOf(file: string, line: number, column: number): string[] {
  if (file === '-') return [];
  let text: string | undefined;
  try {
    if (statSync(file).size > LARGEST_bytes) return [];
    text = readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return [];
  }
  if (text === undefined || text.length > WIDEST) return [];
  return [`  ${visible(text)}`, `  ${' '.repeat(Math.max(0, column - 1))}^`];
}
