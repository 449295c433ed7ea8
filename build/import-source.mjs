import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Inside the project, so that the packages a module imports are found. */
const folder = join(root, 'node_modules', '.cache', 'synaptile');
let count = 0;

/** What a module imports only when it is asked to do something is left out of its bundle. */
const withoutLazyImports = {
  name: 'without-lazy-imports',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.?\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)),
};

/** Imports a TypeScript module of the project by way of a bundle; `tables: true` for its data alone. */
export async function importSource(path, { tables = false } = {}) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `source-${process.pid}-${count++}.mjs`);
  await build({ absWorkingDir: root, entryPoints: [path], outfile: file, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning', plugins: tables ? [withoutLazyImports] : [] });
  try {
    return await import(file);
  } finally {
    rmSync(file);
  }
}
