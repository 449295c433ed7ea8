import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import { headerOf, linesOf, numberIn, slice, spanOf, type Line } from './csv.ts';

/** The column `label` of a CSV file with a header, and its column `file` where there is one. */
export interface LabelTable {
  readonly rows: readonly LabelRow[];
  readonly named: boolean;
}

export interface LabelRow {
  /** Empty without a column of names. */
  readonly name: string;
  readonly label: number;
  readonly where: Where;
}

const LABELS = ['label', 'labels', 'class'];
const NAMES = ['file', 'filename', 'name'];
const COMMA = 44;

/**
 * Labels by the header of their column (label, labels or class). Null when the first line names no such column.
 * @throws DiagnosticError S206 for a line with other columns than the header, S207, S208 where a label is no number
 */
export function parseLabelTable(bytes: Uint8Array, file: string): LabelTable | null {
  const header = headerOf(bytes).split(',').map(unquoted);
  const labelColumn = header.findIndex((name) => LABELS.includes(name));
  const nameColumn = header.findIndex((name) => NAMES.includes(name));
  if (labelColumn < 0) return null;
  const rows: LabelRow[] = [];
  let first = true;
  for (const line of linesOf(bytes)) {
    if (!first) rows.push(rowOf(bytes, line, { header, labelColumn, nameColumn, file }));
    first = false;
  }
  return { rows, named: nameColumn >= 0 };
}

export function isClass(label: number): boolean {
  return Number.isInteger(label) && label >= 0 && label < 2 ** 31;
}

interface Columns {
  readonly header: readonly string[];
  readonly labelColumn: number;
  readonly nameColumn: number;
  readonly file: string;
}

function rowOf(bytes: Uint8Array, line: Line, { header, labelColumn, nameColumn, file }: Columns): LabelRow {
  const starts = [line.start];
  for (let at = line.start; at < line.end; at++) if (bytes[at] === COMMA) starts.push(at + 1);
  if (starts.length !== header.length) fail('S206', { expected: header.length, found: starts.length }, { file, span: spanOf(line, line.start, line.end) });
  const endOf = (column: number): number => (column + 1 < starts.length ? starts[column + 1]! - 1 : line.end);
  const [start, end] = [starts[labelColumn]!, endOf(labelColumn)];
  const where = { file, span: spanOf(line, start, end) };
  const label = numberIn(bytes, start, end, where);
  return { label, where, name: nameColumn < 0 ? '' : unquoted(textOf(bytes, starts[nameColumn]!, endOf(nameColumn))) };
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(slice(bytes, start, end), 'latin1').toString('utf8').trim();
}

function unquoted(text: string): string {
  return /^"(.*)"$/.exec(text)?.[1] ?? text;
}
