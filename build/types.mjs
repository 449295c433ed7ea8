// npm run types: writes the declarations that users of the library read to dist/types/. What is wrong with types is up to npm run typecheck,
// or is told too with --check: the files that declarations are made of then are read and understood once for both.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/types');
const ENTRY = 'src/index.ts';

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const checking = process.argv.includes('--check');
const program = ts.createProgram([...[ENTRY, 'src/kernels/webassembly.d.ts'].map((file) => join(root, file)), ...(checking ? fileNames : [])], { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: folder });
const found = [...errors, ...program.getOptionsDiagnostics()];

rmSync(folder, { recursive: true, force: true });
for (const [file, text] of declarations()) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
if (checking) found.push(...program.getSyntacticDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics());
if (found.length > 0) {
  console.error(ts.formatDiagnosticsWithColorAndContext(found, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }));
  process.exitCode = 1;
}

/** The declarations of the entry and of every file that they name, and of no other. */
function declarations() {
  const texts = new Map();
  const waiting = [ENTRY];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    const file = source.replace(/\.ts$/, '.d.ts');
    if (texts.has(file)) continue;
    const text = declarationOf(source);
    texts.set(file, withEndings(text));
    for (const [, path] of text.matchAll(/(?:from |import\()['"](\.[^'"]+\.ts)['"]/g)) waiting.push(posix.join(posix.dirname(source), path));
  }
  return texts;
}

function declarationOf(source) {
  let made = '';
  const { diagnostics } = program.emit(program.getSourceFile(join(root, source)), (_, text) => { made = text; }, undefined, true);
  found.push(...diagnostics);
  if (made === '' && diagnostics.length === 0) throw new Error(`no declarations of ${relative(root, source)}`);
  return withoutSchemas(made, source);
}

/** The types of schemas are those of zod, whose declarations want a browser or Node's types: what a schema holds is written out, and the schema itself left out. */
function withoutSchemas(text, source) {
  if (!/from ['"]zod['"]/.test(text)) return text;
  const made = ts.createSourceFile(source, text, ts.ScriptTarget.ES2022, true);
  return made.statements.map((statement) => {
    const words = statement.getFullText();
    if (ts.isImportDeclaration(statement) && statement.moduleSpecifier.text === 'zod') return '';
    if (!/\bz\.|typeof /.test(words) || ts.isFunctionDeclaration(statement)) return words;
    return ts.isTypeAliasDeclaration(statement) ? `\nexport type ${statement.name.text} = ${typeIn(source, statement.name.text)};` : '';
  }).join('');
}

function typeIn(source, name) {
  const checker = program.getTypeChecker();
  const alias = program.getSourceFile(join(root, source)).statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name);
  return checker.typeToString(checker.getTypeAtLocation(alias), alias, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias);
}

/** Compilers of users may not allow imports of `.ts`; the `.js` of a module stands for its declarations too. */
function withEndings(text) {
  return text.replace(/((?:from |import\()['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2');
}
