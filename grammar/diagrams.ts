import { ebnfText } from './ebnf.ts';
import { escape, railroad } from './railroad.ts';
import { VERSION } from './parse.ts';
import { rules, TOKEN_CLASSES, type Expression, type Rule } from './rules.ts';
import { CLAUSES, HEADER, STATEMENTS, type Form } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --ground: #fff; --line: #5b6b80; --word: #dff0e4; --class: #fdeccb; --rule: #e3ebf8; --faint: #667; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ef; --ground: #14181d; --line: #93a3b8; --word: #1f4030; --class: #4c3a14; --rule: #25364f; --faint: #9aa4b2; } }
body { margin: 2rem auto; padding: 0 1.2rem; max-width: 68rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
h2 { margin: 2rem 0 .4rem; font: 600 1.1rem ui-monospace, monospace; }
h2 a { color: inherit; text-decoration: none; }
.scroll { overflow-x: auto; }
svg { display: block; }
path { fill: none; stroke: var(--line); stroke-width: 1.6; }
rect { stroke: var(--line); stroke-width: 1.2; }
rect.word { fill: var(--word); } rect.class { fill: var(--class); } rect.rule { fill: var(--rule); }
text { font: 13.5px ui-monospace, "DejaVu Sans Mono", monospace; text-anchor: middle; fill: var(--ink); }
a:hover rect { stroke-width: 2.4; }
:target > h2 { text-decoration: underline; }
code, pre { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { margin: .3rem 0; white-space: pre-wrap; color: var(--faint); }
table { border-collapse: collapse; } td, th { padding: .15rem 1rem .15rem 0; vertical-align: top; text-align: left; }
nav a { margin-right: .8rem; white-space: nowrap; } a { color: inherit; }
h3 { margin: 1.6rem 0 .3rem; font: 600 1rem ui-monospace, monospace; }
.example { color: inherit; }
p.used { margin: .2rem 0; color: var(--faint); font-size: .9rem; }
`;

/** A part of the page behind the diagrams. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

/**
 * The syntax diagrams of the language, and whatever `chapters` say besides, as one page that needs no script, no font and no network.
 * Same rules, same bytes.
 */
export function diagramsPage(chapters: readonly Chapter[] = [], all: readonly Rule[] = rules()): string {
  const sections = all.map((rule) => `<section id="${rule.name}"><h2><a href="#${rule.name}">${rule.name}</a></h2>
<div class="scroll">${railroad(rule.name, rule.expression)}</div>
<pre>${escape(`${rule.name} = ${ebnfText(rule.expression)} ;`)}</pre>
${usedBy(rule.name, all)}</section>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>The Synaptile network language</title><style>${STYLE}</style></head><body>
<h1>The network language, version ${VERSION}</h1>
<nav aria-label="syntax">${all.map(({ name }) => link(name)).join('\n')}</nav>
<nav aria-label="chapters">${[...OWN, ...chapters].map(({ id, title }) => link(id, title)).join('\n')}</nav>
<p>Follow the line from left to right. Round boxes are written as they stand, or are words of a kind that is described below; square boxes are rules
and lead to their diagrams. White space and line ends only separate; <code>#</code> begins a comment that ends with the line.</p>
${sections.join('\n')}
${[...OWN, ...chapters].map(chapter).join('\n')}
</body></html>
`;
}

const OWN: readonly Chapter[] = [
  { id: 'words', title: 'Words', html: table(Object.entries(TOKEN_CLASSES)) },
  { id: 'statements-and-clauses', title: 'Statements and clauses', html: table(Object.values<Form>({ ...HEADER, ...STATEMENTS, ...CLAUSES }).map(({ form, help }) => [form, help])) },
];

function chapter({ id, title, html }: Chapter): string {
  return `<section id="${id}"><h2><a href="#${id}">${escape(title)}</a></h2>\n${html}</section>`;
}

function link(id: string, title = id): string {
  return `<a href="#${id}">${escape(title)}</a>`;
}

function usedBy(name: string, all: readonly Rule[]): string {
  const users = all.filter(({ expression }) => mentions(expression, name)).map((user) => link(user.name));
  return users.length === 0 ? '' : `<p class="used">Used by ${users.join(', ')}.</p>`;
}

function mentions(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'word':
    case 'class': return false;
    case 'rule': return expression.name === name;
    case 'option':
    case 'many': return mentions(expression.part, name);
    case 'sequence':
    case 'choice': return expression.parts.some((part) => mentions(part, name));
  }
}

function table(rows: readonly (readonly [string, string])[]): string {
  return `<table>${rows.map(([first, second]) => `<tr><td><code>${escape(first)}</code></td><td>${escape(second)}</td></tr>`).join('\n')}</table>`;
}
