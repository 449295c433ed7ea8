import { markup, nothing, type Markup } from './markup.ts';

/** What a column holds: the name of its row, a number (set right), text, or a bar. */
export interface Column {
  readonly title: string;
  readonly kind: 'name' | 'number' | 'text' | 'source' | 'bar';
}

type Cell = string | Markup;

export interface TableLook {
  readonly caption?: string;
  readonly className?: string;
  /** Leaves the titles of the columns out, where name and number explain themselves. */
  readonly bare?: boolean;
}

/** A table with a cell for every column in every row. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], { caption, className = '', bare = false }: TableLook = {}): Markup {
  const titles = columns.map(({ title, kind }) => markup`<th scope="col" class="${kind}">${title}</th>`);
  const body = rows.map((cells) => markup`<tr>${cells.map((cell, i) => drawCell(cell, columns[i]!.kind))}</tr>\n`);
  return markup`<table class="${className}">${caption === undefined ? nothing : markup`<caption>${caption}</caption>`}
${bare ? nothing : markup`<thead><tr>${titles}</tr></thead>`}<tbody>
${body}</tbody></table>
`;
}

/** Columns from titles: the first names the row, the others hold numbers. */
export function numberColumns(name: string, ...titles: readonly string[]): Column[] {
  return [{ title: name, kind: 'name' }, ...titles.map((title) => ({ title, kind: 'number' as const }))];
}

/** A square of colour before the name it stands for. */
export function swatch(colour: string): Markup {
  return markup`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="${colour}"/></svg>`;
}

function drawCell(cell: Cell, kind: Column['kind']): Markup {
  return kind === 'name' ? markup`<th scope="row">${cell}</th>` : markup`<td class="${kind}">${cell}</td>`;
}
