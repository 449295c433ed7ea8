import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The package as `npm pack` makes it, installed in an empty folder; `npm test` builds what is in it first. */
const ROOT = join(import.meta.dirname, '../..');
const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-package-'));
const PROJECT = join(FOLDER, 'project');
const MOST_BYTES = 3e6;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly scripts: Record<string, string>;
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
}

let packed: Packed;
/** From npm's cache, else from its registry; without either the tests that need it are skipped. */
const FETCH = ['--prefer-offline', '--fetch-retries=0', '--fetch-timeout=30000'];
const UNREACHABLE = /ENOTCACHED|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT/;

/** Why nothing can be installed here; null where it can. */
let notInstalled: string | null = null;

function run(command: string, parameters: readonly string[], cwd: string): SpawnSyncReturns<string> {
  return spawnSync(command, parameters, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1', npm_config_update_notifier: 'false' } });
}

function output(command: string, parameters: readonly string[], cwd = PROJECT): string {
  const { status, stdout, stderr } = run(command, parameters, cwd);
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  // A build clears dist/ and leaves declarations and schemas of reports to scripts of their own, which take longer.
  if (!existsSync(join(ROOT, 'dist/types/src/index.d.ts'))) output(process.execPath, ['build/types.mjs'], ROOT);
  if (!existsSync(join(ROOT, 'dist/report.schema.json'))) output(process.execPath, ['build/schemas.mjs'], ROOT);
  packed = (JSON.parse(output('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', FOLDER], ROOT)) as readonly Packed[])[0]!;
  mkdirSync(PROJECT);
  writeFileSync(join(PROJECT, 'package.json'), '{ "private": true }\n');
  const { status, stderr } = run('npm', ['install', ...FETCH, '--no-audit', '--no-fund', join(FOLDER, packed.filename)], PROJECT);
  if (status !== 0 && !UNREACHABLE.test(stderr)) throw new Error(stderr);
  if (status !== 0) notInstalled = 'npm has no cache of the dependencies, and reaches no registry';
  cpSync(join(import.meta.dirname, 'project'), PROJECT, { recursive: true });
}, 240_000);

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

describe('the package', () => {
  test('is small', () => {
    expect(packed.size).toBeLessThan(MOST_BYTES);
  });

  test('holds the program, the library, schemas, grammar, examples and its licence, and no sources or tests', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([
      'dist/cli.js', 'dist/index.js', 'dist/types/src/index.d.ts', 'dist/simulation-worker.js', 'targets/rram-128.json', 'examples/edges.synet', 'grammar/editors/synet.tmLanguage.json', 'LICENSE', 'README.md',
    ]));
    expect(paths.filter((path) => !path.startsWith('dist/types/') && (/(^|\/)(test|src|node_modules)\//.test(path) || path.endsWith('.ts')))).toEqual([]);
  });

  test('has all that its exports name', () => {
    const paths = new Set(packed.files.map(({ path }) => `./${path}`));
    const named = Object.values(manifest.exports).flatMap((one) => (typeof one === 'string' ? [one] : [one.types, one.default]));
    expect(named.filter((path) => !paths.has(path))).toEqual([]);
    for (const path of named.filter((one) => one.endsWith('.json'))) expect(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))).toBeTypeOf('object');
  });

  test('runs no script when it is installed, nor do its dependencies', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean; optional?: boolean; hasInstallScript?: boolean }> };
    expect(Object.entries(packages).filter(([name, one]) => name !== '' && !one.dev && one.hasInstallScript).map(([name]) => name)).toEqual([]);
  });

  test('passes publint', async () => {
    const bytes = readFileSync(join(FOLDER, packed.filename));
    const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(bytes).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('passes @arethetypeswrong/cli', (context) => {
    const { status, stdout, stderr } = run('npx', ['--yes', ...FETCH, '@arethetypeswrong/cli@0.18.5', packed.filename, '--profile', 'esm-only', '--format', 'ascii'], FOLDER);
    if (status !== 0 && /npm (error|ERR!) code/.test(stderr)) context.skip('npm has no cache of @arethetypeswrong/cli, and gets it from no registry');
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('"synaptile"') });
  });
});

describe('installed in an empty folder', () => {
  test('npx synaptile runs a model that ships with it', (context) => {
    if (notInstalled) context.skip(notInstalled);
    const folder = 'node_modules/synaptile/examples';
    const report = JSON.parse(output('npx', ['--no-install', 'synaptile', 'run', `${folder}/edges.synet`, '--target', 'rram-128', '--input', `${folder}/edges.csv`, '--labels', `${folder}/edges-labels.csv`, '--json'])) as { accuracy: { value: number } };
    expect(report.accuracy.value).toBe(1);
    expect(output('npx', ['--no-install', 'synaptile', 'targets'])).toContain('rram-128');
  });

  test('the program of ten lines that ships with it runs', (context) => {
    if (notInstalled) context.skip(notInstalled);
    expect(output(process.execPath, ['node_modules/synaptile/examples/library.mjs'])).toContain('edges on rram-128');
    expect(readFileSync(join(PROJECT, 'edges.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  test.each([['node16', 'node16'], ['bundler', 'esnext']])('TypeScript finds its types, all of them sound: moduleResolution %s', (moduleResolution, module) => {
    if (notInstalled) {
      // Declarations need no dependencies.
      mkdirSync(join(PROJECT, 'node_modules'), { recursive: true });
      output('tar', ['-xzf', join(FOLDER, packed.filename), '-C', join(PROJECT, 'node_modules'), '--transform', 's/^package/synaptile/']);
    }
    writeFileSync(join(PROJECT, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { module, moduleResolution, target: 'es2022', lib: ['es2022'], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true }, files: ['main.mts'],
    }));
    const { stdout } = run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], PROJECT);
    expect(stdout).toBe('');
  });
});
