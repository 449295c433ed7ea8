import { contentPolicy } from './content-policy.ts';
import { markup, nothing, trusted, type Markup } from './markup.ts';
import { textureDefinitions } from './patterns.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** One heading of the page, listed in its contents. */
export interface PageSection {
  /** Name of the anchor, unlike all others: a word of ours, never of a model. */
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export interface Page {
  /** Of the window. */
  readonly title: string;
  /** What the page is about, and more of it in small. */
  readonly heading: string;
  readonly subheading: string;
  readonly lead: string | Markup;
  /** Above all sections: the numbers that a reader came for. */
  readonly summary?: Markup;
  /** Null ones are left out. */
  readonly sections: readonly (PageSection | null)[];
  readonly footer: string;
  /** Read by the script as element `data-NAME`; text in it stays text. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * One file that needs no network. Everything is there without script; the one script, known to the content policy by its hash, answers the pointer and the keyboard on charts. Data reach it
 * as JSON whose `<` are escaped, so that no name can end the element.
 */
export function renderPage({ title, heading, subheading, lead, summary = nothing, sections, footer, data = {} }: Page): string {
  const shown = sections.filter((one) => one !== null);
  return markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${textureDefinitions()}<header id="top"><h1>${heading} <small>${subheading}</small></h1>
<p>${lead}</p></header>
<div class="columns">
${shown.length > 1 ? contents(shown) : nothing}
<main id="content">
${summary}
${shown.map(drawSection)}
</main>
</div>
<footer>${footer}</footer>
${Object.entries(data).map(([name, value]) => dataElement(name, value))}<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.markup;
}

function contents(sections: readonly PageSection[]): Markup {
  return markup`<nav class="contents" aria-label="Contents"><ol><li><a href="#top">Summary</a></li>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`;
}

function drawSection({ id, title, content }: PageSection): Markup {
  return markup`<section id="${id}" aria-label="${title}"><h2>${title}</h2>${content}</section>
`;
}

function dataElement(name: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return markup`<script type="application/json" id="data-${name}">${trusted(json)}</script>
`;
}
