/** A piece of HTML or SVG that is safe to put on the page as it is. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | readonly Markup[] | string | number;

/** Tag for HTML and SVG templates: every text put into one is escaped, only `Markup` is not, so no name can become an element or an attribute. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: String.raw({ raw: parts }, ...values.map(render)) };
}

/** Vouches for a string made by a renderer that escapes on its own. */
export function trusted(text: string): Markup {
  return { markup: text };
}

export const nothing: Markup = { markup: '' };

function render(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escape(value);
  return 'markup' in value ? value.markup : value.map((one) => one.markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
