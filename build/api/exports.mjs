import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

const ENTRY = 'src/index.ts';

/**
 * What the library exports, section by section: `{ title, text, entries: [{ name, file, declaration, source }] }`. A section begins with a comment
 * `// Title: text.` above its first export.
 * @param root folder of the project
 */
export function exportsOf(root) {
  const files = new Map();
  const parsed = (path) => {
    if (!files.has(path)) files.set(path, ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true));
    return files.get(path);
  };
  const entry = parsed(ENTRY);
  const sections = [];
  for (const statement of entry.statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const heading = headingOf(entry, statement);
    if (heading) sections.push({ ...heading, entries: [] });
    for (const { name, propertyName } of statement.exportClause.elements) {
      const found = declarationOf(parsed, pathFrom(ENTRY, statement), (propertyName ?? name).text);
      sections.at(-1).entries.push({ name: name.text, ...found });
    }
  }
  return sections;
}

function headingOf(source, statement) {
  const comments = (ts.getLeadingCommentRanges(source.text, statement.getFullStart()) ?? []).map(({ pos, end }) => source.text.slice(pos, end)).filter((one) => one.startsWith('//'));
  if (comments.length === 0) return null;
  const [title, ...text] = comments.map((one) => one.replace(/^\/\/ ?/, '')).join(' ').split(': ');
  return { title, text: text.join(': ') };
}

function pathFrom(path, { moduleSpecifier }) {
  return posix.join(posix.dirname(path), moduleSpecifier.text);
}

/** Where a name is declared, through modules that pass it on. */
function declarationOf(parsed, path, name) {
  const source = parsed(path);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && statement.exportClause) {
      const passed = statement.exportClause.elements.find((one) => one.name.text === name);
      if (passed) return declarationOf(parsed, pathFrom(path, statement), (passed.propertyName ?? passed.name).text);
    }
    const names = ts.isVariableStatement(statement) ? statement.declarationList.declarations.map((one) => one.name.getText()) : [statement.name?.text];
    if (names.includes(name)) return { file: path, declaration: statement, source };
  }
  throw new Error(`${path} declares no ${name}`);
}
