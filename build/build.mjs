// npm run build: kernels to WebAssembly, the script of pages to one text, the command line and the library to dist/.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { importSource } from './import-source.mjs';
import { libraryImports } from './library-imports.mjs';
import buildPageScript from './page-script.mjs';
import { buildWasm } from './wasm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Packages stay in node_modules and are imported when needed; only commander is bundled, so that --help starts fast. */
const external = Object.keys(dependencies).filter((name) => name !== 'commander').flatMap((name) => [name, `${name}/*`]);
const options = {
  absWorkingDir: root, bundle: true, format: 'esm', platform: 'node', target: 'node20', external, logLevel: 'warning',
  define: { SYNAPTILE_VERSION: JSON.stringify(version) },
};

await Promise.all([buildWasm(), buildPageScript()]);
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await Promise.all([bundleLibrary(), bundleEntry()]);
const { targetJsonSchema } = await importSource('targets/schema.ts');
writeFileSync(join(dist, 'target.schema.json'), `${JSON.stringify(targetJsonSchema(), null, 2)}\n`);
const { neuronCircuitJsonSchema } = await importSource('targets/circuit-schema.ts');
writeFileSync(join(dist, 'neuron-circuit.schema.json'), `${JSON.stringify(neuronCircuitJsonSchema(), null, 2)}\n`);
const { componentsJsonSchema } = await importSource('targets/component-schema.ts');
writeFileSync(join(dist, 'components.schema.json'), `${JSON.stringify(componentsJsonSchema(), null, 2)}\n`);
const { CASE_SCHEMA } = await importSource('src/read/crossbar-case/schema.ts');
writeFileSync(join(dist, 'crossbar-case.schema.json'), `${JSON.stringify(CASE_SCHEMA, null, 2)}\n`);
const { planJsonSchema } = await importSource('src/sweep/plan/schema.ts');
writeFileSync(join(dist, 'sweep-plan.schema.json'), `${JSON.stringify(planJsonSchema(), null, 2)}\n`);

/** Everything but the entry, in one folder: a thread's script is found beside whichever file starts the thread. */
async function bundleLibrary() {
  const commands = readdirSync(join(root, 'src/cli')).filter((file) => file.endsWith('.ts')).map((file) => file.replace(/\.ts$/, ''));
  await build({
    ...options,
    entryPoints: {
      index: 'src/index.ts', 'simulation-worker': 'src/simulate/simulation-worker.ts', 'reference-worker': 'src/simulate/reference/reference-worker.ts',
      'training-worker': 'src/train/training-worker.ts', 'hdf5-worker': 'src/read/hdf5/hdf5-worker.ts',
      ...Object.fromEntries(commands.map((name) => [`cli-${name}`, `src/cli/${name}.ts`])),
    },
    plugins: [libraryImports(root)], outdir: 'dist', splitting: true, chunkNames: 'chunk-[hash]', minify: true,
  });
}

/** The entry in one file: commander, the declarations, and lazy imports of the commands. */
async function bundleEntry() {
  const lazyCommands = {
    name: 'lazy-commands',
    setup: ({ onResolve }) => onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path: `./cli-${basename(path, '.ts')}.js`, external: true } : undefined)),
  };
  await build({
    ...options, entryPoints: { cli: 'src/cli.ts' }, outdir: 'dist', minify: true, plugins: [lazyCommands, libraryImports(root)],
    // commander starts other programs only for git-style subcommands, of which there are none: loading that module would cost 3 ms.
    alias: { 'node:child_process': './build/no-child-process.cjs' },
    // commander is CommonJS and asks for Node's own modules by require.
    banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
  });
}
