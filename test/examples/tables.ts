/** A table of a page of Markdown; cells by the name of their column. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Tables of a page, in order. Throws for a row that has other columns than its head. */
export function tablesIn(page: string): readonly Table[] {
  const lines = page.split('\n');
  return lines.flatMap((line, at) => {
    if (!/^\|\s*:?-{3}/.test(line)) return [];
    const head = cellsOf(lines[at - 1]!);
    const end = lines.findIndex((one, index) => index > at && !one.startsWith('|'));
    const rows = lines.slice(at + 1, end < 0 ? undefined : end).map((row) => named(head, cellsOf(row)));
    return [{ head, rows }];
  });
}

/** Rows of a CSV file without quotes, by the names in its first line. */
export function csvOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [head, ...rows] = text.trim().split('\n').map((line) => line.split(','));
  return rows.map((cells) => named(head!, cells));
}

function named(head: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  if (cells.length !== head.length) throw new Error(`${cells.length} cells under ${head.length} columns: ${cells.join(' | ')}`);
  return Object.fromEntries(head.map((name, column) => [name, cells[column]!]));
}

function cellsOf(line: string): readonly string[] {
  return line.trim().replace(/^\|/, '').replace(/\|$/, '').split('|').map((cell) => cell.trim());
}
