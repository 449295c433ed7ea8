import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** What a machine with nothing but Node has besides: a shell and what it needs to copy and to show files. */
const TOOLS = ['sh', 'cat', 'cp', 'ls', 'mkdir'];

/** A folder as a new user has it: the package is installed, nothing else is there but Node. */
export interface FreshFolder {
  readonly path: string;
  readonly run: (command: string) => { readonly status: number | null; readonly output: string };
  readonly remove: () => void;
}

/**
 * Installs what `npm pack` would pack, its dependencies by links, into a new folder.
 * @param clone whether the folder also has `examples`, `targets` and `test/models`, as a clone of the repository has them
 */
export function freshFolder({ clone }: { readonly clone: boolean }): FreshFolder {
  if (!existsSync(join(ROOT, 'dist/cli.js'))) throw new Error('dist/cli.js is missing: run npm run build first');
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'synaptile-docs-')));
  const path = join(outer, 'work');
  const [home, tools] = [join(outer, 'home'), join(outer, 'bin')];
  for (const folder of [path, home, tools]) mkdirSync(folder);
  linkTools(tools);
  installPackage(path);
  if (clone) linkClone(path);
  const env = { PATH: [join(path, 'node_modules/.bin'), tools].join(delimiter), HOME: home, LANG: 'C.UTF-8', NO_COLOR: '1' };
  return { path, run: (command) => run(command, path, join(outer, 'output'), env), remove: () => rmSync(outer, { recursive: true, force: true }) };
}

/** stdout and stderr go to one file, in the order in which they are written, as on a terminal. */
function run(command: string, cwd: string, file: string, env: Record<string, string>): { status: number | null; output: string } {
  const output = openSync(file, 'w');
  const { status } = spawnSync('sh', ['-c', command], { cwd, env, stdio: ['ignore', output, output], timeout: 240_000 });
  closeSync(output);
  return { status, output: readFileSync(file, 'utf8') };
}

function linkTools(folder: string): void {
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const tool of TOOLS) {
    const found = ['/bin', '/usr/bin'].map((place) => join(place, tool)).find((file) => existsSync(file));
    if (found) symlinkSync(found, join(folder, tool));
  }
}

function installPackage(folder: string): void {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'synaptile');
  for (const file of packedFiles()) {
    mkdirSync(dirname(join(own, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(own, file));
  }
  const { bin, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string>; dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '.bin'));
  for (const [name, file] of Object.entries(bin)) {
    chmodSync(join(own, file), 0o755);
    symlinkSync(join(own, file), join(modules, '.bin', name));
  }
}

/** Asks npm, which also applies `files` of package.json. */
function packedFiles(): readonly string[] {
  const { stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  try {
    const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
    return packed!.files.map((file) => file.path);
  } catch {
    throw new Error(`npm pack failed: ${stderr}`);
  }
}

function linkClone(folder: string): void {
  for (const room of ['examples', 'targets']) symlinkSync(join(ROOT, room), join(folder, room));
  mkdirSync(join(folder, 'test'));
  symlinkSync(join(ROOT, 'test/models'), join(folder, 'test/models'));
}
