import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Imports a TypeScript module of the project, given by its path from the root: bundled into a temporary file, as the product is. */
export async function importSource(path) {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-bench-'));
  const outfile = join(folder, 'bundle.mjs');
  try {
    await build({ entryPoints: [join(root, path)], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
