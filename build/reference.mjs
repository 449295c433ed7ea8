// npm run reference: writes docs/reference/*.md from the tables of the program. With --check it writes nothing, and exit code 1 says that a page is
// not what it would write.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from './import-source.mjs';
import { interfaceReader } from './reference/interfaces.mjs';
import { referencePages } from './reference/pages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'docs/reference');

const pages = referencePages(await tables());
const stale = [...new Set([...pages.keys(), ...present()])].filter((name) => pages.get(name) !== textOf(name));
if (process.argv.includes('--check')) report();
else write();

/** All that the pages are made from, by name. */
async function tables() {
  globalThis.SYNAPTILE_VERSION = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  const sources = [
    'src/cli/program/program.ts', 'src/compile.ts', 'targets/built-in.ts', 'targets/load.ts', 'passes/mappers.ts', 'src/ir/mitigations.ts', 'src/diagnostics/messages.ts',
    'src/platforms/platforms.ts', 'targets/schema.ts', 'targets/components.ts', 'targets/technology/rules.ts', 'src/sweep/plan/schema.ts',
  ];
  return Object.assign({}, interfaceReader(root), ...(await Promise.all(sources.map((path) => importSource(path, { tables: true })))));
}

function present() {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
}

function textOf(name) {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function report() {
  for (const name of stale) console.error(`docs/reference/${name} is not what the program says now`);
  if (stale.length > 0) console.error('run: npm run reference');
  process.exitCode = stale.length > 0 ? 1 : 0;
}

function write() {
  mkdirSync(folder, { recursive: true });
  for (const name of stale) {
    if (pages.has(name)) writeFileSync(join(folder, name), pages.get(name));
    else rmSync(join(folder, name));
    console.log(`docs/reference/${name}`);
  }
}
