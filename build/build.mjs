// npm run build: kernels to WebAssembly, the command line and the library to dist/.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { buildWasm } from './wasm.mjs';

const root = new URL('..', import.meta.url).pathname;
const { version, dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

await buildWasm();
rmSync(`${root}dist`, { recursive: true, force: true });
// commander is bundled so that --help starts fast; all other packages stay in node_modules and are imported when needed.
const external = Object.keys(dependencies).filter((name) => name !== 'commander').flatMap((name) => [name, `${name}/*`]);
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts', 'simulation-worker': 'src/simulate/simulation-worker.ts', 'reference-worker': 'src/simulate/reference/reference-worker.ts' },
  outdir: 'dist', bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true,
  // commander is CommonJS and asks for Node's own modules by require.
  banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
  chunkNames: 'chunks/[name]-[hash]', external, define: { SYNAPTILE_VERSION: JSON.stringify(version) }, logLevel: 'warning',
});
mkdirSync(`${root}dist`, { recursive: true });
const { targetJsonSchema } = await importSource('targets/schema.ts');
writeFileSync(`${root}dist/target.schema.json`, `${JSON.stringify(targetJsonSchema(), null, 2)}\n`);

/** Imports a TypeScript module of the project by way of a bundle in memory. */
async function importSource(path) {
  const { outputFiles } = await build({ absWorkingDir: root, entryPoints: [path], bundle: true, format: 'esm', platform: 'node', external, write: false });
  const file = `${root}dist/.source.mjs`;
  writeFileSync(file, outputFiles[0].text);
  try {
    return await import(file);
  } finally {
    rmSync(file);
  }
}
