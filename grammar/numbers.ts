import type { Span } from '../src/ir/origin.ts';

/**
 * Scans a flat list `[1, -2.5e-3, inf]` (white space and comments allowed) that starts at `offset`.
 * @returns its values and the offset after `]`; null when it is anything else, which the parser then looks at word by word.
 */
export function scanNumbers(text: string, offset: number): { readonly values: Float64Array; readonly end: number } | null {
  const values: number[] = [];
  const end = eachNumber(text, offset, (start, stop) => values.push(toNumber(text.slice(start, stop))));
  return end === null ? null : { values: Float64Array.from(values), end };
}

/** Where entry `index` of a list stands. @param text the list as written @param span where the list stands */
export function spanOfEntry(text: string, span: Span, index: number): Span {
  let entry = 0;
  let found: Span = span;
  eachNumber(text, 0, (start, stop) => {
    if (entry++ === index) found = spanWithin(text, span, start, stop);
  });
  return found;
}

/** The value of a number as written; `inf` and `nan` are words for the values that have no digits. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (value === value) return value;
  if (!text.endsWith('inf')) return NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}

/** Calls `entry` with start and end of every number; returns the offset after `]`, or null where this is not a list of numbers. */
function eachNumber(text: string, offset: number, entry: (start: number, stop: number) => void): number | null {
  const number = /[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf|nan)(?![A-Za-z0-9_.])/y;
  if (text[offset] !== '[') return null;
  let position = skipSpace(text, offset + 1);
  if (text[position] === ']') return position + 1;
  for (;;) {
    number.lastIndex = position;
    if (!number.test(text)) return null;
    entry(position, number.lastIndex);
    position = skipSpace(text, number.lastIndex);
    if (text[position] === ']') return position + 1;
    if (text[position] !== ',') return null;
    position = skipSpace(text, position + 1);
  }
}

function skipSpace(text: string, offset: number): number {
  let position = offset;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) position++;
    else if (code === 0x23) while (position < text.length && text[position] !== '\n' && text[position] !== '\r') position++;
    else return position;
  }
}

function spanWithin(text: string, span: Span, start: number, stop: number): Span {
  const lines = text.slice(0, start).split(/\r\n|\r|\n/);
  const line = span.line + lines.length - 1;
  const column = (lines.length === 1 ? span.column : 1) + lines[lines.length - 1]!.length;
  return { line, column, endLine: line, endColumn: column + stop - start };
}
