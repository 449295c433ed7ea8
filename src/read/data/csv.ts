import { fail, type Where } from '../../diagnostics/diagnostic.ts';

/** Numbers of a CSV file, row-major, and the line each row stands on (from 1). */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly lines: Int32Array;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const COMMA = 44;
const FIELD_LIMIT = 60;
const HEADER_LIMIT = 1000;
/** More values would not fit an array. */
const VALUES_LIMIT = 2 ** 28;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

/** Whether these bytes look like text: no control characters at the start but white space. */
export function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return head.length > 0 && head.every((byte) => byte >= 32 || byte === 9 || byte === NEWLINE || byte === CARRIAGE_RETURN);
}

/** How bytes of no known format begin, for diagnostics. */
export function startOf(bytes: Uint8Array): string {
  return `the bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

/** The first line, trimmed and in lower case without blanks, when it is short; to tell headers. */
export function headerOf(bytes: Uint8Array): string {
  for (const line of linesOf(bytes)) return line.end - line.start > HEADER_LIMIT ? '' : slice(bytes, line.start, line.end).toLowerCase().replaceAll(' ', '');
  return '';
}

/** All lines as rows of numbers, the first `skip` left out; blank lines do not count. @throws DiagnosticError S206, S207, S208, S238 */
export function parseTable(bytes: Uint8Array, file: string, skip = 0): Table {
  const { rows, columns } = measure(bytes, file, skip);
  const values = new Float64Array(rows * columns);
  const lines = new Int32Array(rows);
  let row = -skip;
  let at = 0;
  for (const line of linesOf(bytes)) {
    if (row++ < 0) continue;
    lines[row - 1] = line.number;
    for (let start = line.start; start <= line.end;) {
      let end = start;
      while (end < line.end && bytes[end] !== COMMA) end++;
      values[at++] = numberIn(bytes, start, end, { file, span: spanOf(line, start, end) });
      start = end + 1;
    }
  }
  return { rows, columns, values, lines };
}

/** Counts before anything is allocated. */
function measure(bytes: Uint8Array, file: string, skip: number): { rows: number; columns: number } {
  let rows = -skip;
  let columns = 0;
  for (const line of linesOf(bytes)) {
    if (rows++ < 0) continue;
    let found = 1;
    for (let at = line.start; at < line.end; at++) if (bytes[at] === COMMA) found++;
    if (rows === 1) columns = found;
    if (found !== columns) fail('S206', { expected: columns, found }, { file, span: spanOf(line, line.start, line.end) });
  }
  if (rows * columns > VALUES_LIMIT) fail('S238', { values: rows * columns, limit: VALUES_LIMIT }, { file });
  return { rows: Math.max(0, rows), columns };
}

/** Lines that are not blank, without the blanks at their ends; a byte order mark is passed over. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let number = 1; start < bytes.length; number++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const next = newline < 0 ? bytes.length : newline;
    let end = next;
    while (end > start && (bytes[end - 1] === CARRIAGE_RETURN || bytes[end - 1] === 32)) end--;
    if (end > start) yield { number, start, end };
    start = next + 1;
  }
}

/** @throws DiagnosticError S207, S208 */
export function numberIn(bytes: Uint8Array, start: number, end: number, where: Where): number {
  const text = slice(bytes, start, Math.min(end, start + FIELD_LIMIT + 1)).trim();
  if (NOT_FINITE.test(text)) return fail('S208', { value: text }, where);
  if (text.length > FIELD_LIMIT || !DECIMAL.test(text)) return fail('S207', { text: text.slice(0, 40) }, where);
  return Number(text);
}

export function spanOf(line: Line, start: number, end: number): NonNullable<Where['span']> {
  return { line: line.number, column: start - line.start + 1, endLine: line.number, endColumn: end - line.start + 1 };
}

export function slice(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
