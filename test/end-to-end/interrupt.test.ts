import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { MappingComparison } from '../../src/report/comparison/compare.ts';
import { FOLDER, MODELS, synaptile } from './synaptile.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
/** Standard error as a terminal of 80 columns, as far as a progress bar can tell: the bar says when the search is on. */
const TERMINAL = 'data:text/javascript,Object.assign(process.stderr, { isTTY: true, columns: 80, cursorTo() {}, clearLine() {}, moveCursor() {} })';
/** A person's terminal, wherever the tests run: a spinner is still where there is a CI variable or a dumb terminal. */
const { CI: _, ...OTHERS } = process.env;
const ENVIRONMENT = { ...OTHERS, TERM: 'xterm', NO_COLOR: '1' };
const SEARCHING = /place █/;
const LONG = ['--target', 'rram-128', '--place-budget', '3600'];

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Runs a command and presses Ctrl-C when its search has begun: once, or again and again. */
function interrupted(again: boolean, ...parameters: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', TERMINAL, CLI, ...parameters], { cwd: FOLDER, env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    let pressed = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (pressed || !SEARCHING.test(stderr)) return;
      pressed = true;
      child.kill('SIGINT');
      if (again) timer = setInterval(() => child.kill('SIGINT'), 100);
    });
    child.on('close', (status, signal) => {
      clearInterval(timer);
      resolve({ status, signal, stderr });
    });
  });
}

beforeAll(() => {
  expect(synaptile('compile', join(MODELS, 'mnist_mlp_1200.onnx'), '--target', 'rram-128', '--timesteps', '8', '--stop-after', 'unrolled', '-o', 'unrolled.tile').status).toBe(0);
});

test('compile: Ctrl-C ends the search, the best placement is kept, and the configuration is written', async () => {
  const { status, signal, stderr } = await interrupted(false, 'compile', '--start-from', 'unrolled.tile', ...LONG, '--mapper', 'synaptile', '-o', 'kept.tile');
  expect([status, signal]).toEqual([0, null]);
  expect(stderr).toMatch(/warning S841: annealing was stopped by the user after \d+ of \d+ moves; the best placement until then is kept\n {2}help: /);
  // Reading a stage file verifies it.
  expect(synaptile('inspect', 'kept.tile').status).toBe(0);
});

test('map: Ctrl-C ends the search of one mapper, the others go on, and the comparison says so', async () => {
  const { status, signal, stderr } = await interrupted(false, 'map', 'unrolled.tile', ...LONG, '--mappers', 'synaptile,sequential', '--limit', '1', '--json', 'map.json');
  expect([status, signal]).toEqual([0, null]);
  expect(stderr).toContain('warning S841');
  const { mappings } = JSON.parse(readFileSync(join(FOLDER, 'map.json'), 'utf8')) as MappingComparison;
  expect(mappings.map(({ mapper, diagnostics }) => [mapper, diagnostics.map(({ code }) => code)])).toEqual([['synaptile', ['S841']], ['sequential', []]]);
});

test('Ctrl-C again ends the program, and nothing is half written', async () => {
  const { status, signal } = await interrupted(true, 'map', 'unrolled.tile', ...LONG, '--mappers', 'synaptile,steady,sneap', '-o', 'never.tile', '--json', 'never.json');
  expect([status, signal]).toEqual([null, 'SIGINT']);
  expect(['never.tile', 'never.json'].filter((name) => existsSync(join(FOLDER, name)))).toEqual([]);
  expect(readdirSync(FOLDER).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
