import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { exportsOf } from './exports.mjs';

/** Sections whose entries are only listed: parts of the command line that programs seldom need. */
const LISTED = 'Parts';

/** The main job; a test runs it. */
const EXAMPLE = 'examples/library.mjs';

/** The page of the library. @param root folder of the project */
export function apiPage(root) {
  const sections = exportsOf(root);
  const example = readFileSync(join(root, EXAMPLE), 'utf8').replace(/^\/\/.*\n/, '');
  return `<!-- Made by npm run api from src/index.ts and the sources behind it; a test compares. -->
# The library

\`import { read, readData, compile, simulate, report } from 'synaptile'\`: everything that the command line does, as functions. Options have the names of the
command line in camel case (\`--scale-per\` is \`scalePer\`) and the same defaults. What is wrong with models, data and options is thrown as a \`DiagnosticError\`,
with all that was found at once; warnings come with the results.

\`\`\`js
${example}\`\`\`

${sections.map(({ title }) => `- [${title}](#${anchor(title)})`).join('\n')}

${sections.map(section).join('\n\n')}
`;
}

function anchor(title) {
  return title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');
}

function section({ title, text, entries }) {
  const body = title.startsWith(LISTED) ? listing(entries) : entries.map(entry).join('\n\n');
  return `## ${title}\n\n${text.charAt(0).toUpperCase()}${text.slice(1)}\n\n${body}`;
}

function listing(entries) {
  return ['| name | what it is |', '| --- | --- |', ...entries.map((one) => `| \`${one.name}\` | ${cell(firstSentence(documentation(one).text))} |`)].join('\n');
}

function firstSentence(text) {
  return (/^[^]*?[.;](?=\s|$)/.exec(text)?.[0] ?? text).replace(/[.;]$/, '');
}

function cell(text) {
  return prose(text).replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

/** Angle brackets outside code would be taken for HTML. */
function prose(text) {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}

function entry(one) {
  const { text, tags } = documentation(one);
  return [`### ${one.name}`, '', ...(text === '' ? [] : [prose(text), '']), ...tags.map((tag) => `- ${prose(tag)}`), ...(tags.length > 0 ? [''] : []), '```ts', signature(one), '```'].join('\n');
}

/** The doc comment: its text, and one line for each tag. */
function documentation({ declaration }) {
  const doc = ts.getJSDocCommentsAndTags(declaration).findLast(ts.isJSDoc);
  const tags = (doc?.tags ?? []).map((tag) => {
    const words = oneLine(ts.getTextOfJSDocComment(tag.comment) ?? '');
    switch (tag.tagName.text) {
      case 'param': return `\`${tag.name.getText()}\`: ${words}`;
      case 'returns': return `returns ${words}`;
      // The parser takes the name of the error for a type or for the first word.
      case 'throws': return `throws ${oneLine(tag.getText().replace(/^@throws\s*/, '').replace(/^\s*\*/gm, ''))}`;
      default: return words;
    }
  });
  return { text: doc ? oneLine(ts.getTextOfJSDocComment(doc.comment) ?? '') : '', tags };
}

function oneLine(text) {
  return text.replace(/\s*\n\s*\*?\s*/g, ' ').trim();
}

/** The declaration without what it does inside. */
function signature({ name, declaration, source }) {
  const text = (node) => node.getText(source);
  const until = (node, end) => source.text.slice(node.getStart(source), end.getStart(source)).trim();
  const named = (line, own) => (own && own !== name ? line.replace(new RegExp(`\\b${own}\\b`), name) : line).replace(/^export /, '');
  if (ts.isFunctionDeclaration(declaration)) return named(until(declaration, declaration.body), declaration.name.text).replace(/^async /, '');
  if (ts.isClassDeclaration(declaration)) {
    const members = declaration.members.map((member) => `  ${member.body ? until(member, member.body) : text(member)};`);
    return named(`${source.text.slice(declaration.getStart(source), declaration.members.pos)}\n${members.join('\n')}\n}`);
  }
  if (ts.isVariableStatement(declaration)) {
    const [variable] = declaration.declarationList.declarations;
    const short = text(declaration).length < 600;
    return named(short ? text(declaration) : `const ${text(variable.name)}${variable.type ? `: ${text(variable.type)}` : ''};`);
  }
  return named(text(declaration), declaration.name.text);
}
