import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FOLDER, synaptile } from '../end-to-end/synaptile.ts';

/** The scripts of `synaptile completion`, asked by the shells themselves. Each shell that is not installed is skipped, and said so. */
const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];
const HERE = join(FOLDER, 'completion');

/** What a shell offers after these words; the last one is being typed. */
const OFFERED: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = { bash: offeredByBash, zsh: offeredByZsh, fish: offeredByFish };

beforeAll(() => {
  mkdirSync(join(HERE, 'data folder'), { recursive: true });
  for (const shell of SHELLS) writeFileSync(join(HERE, `_${shell}`), synaptile('completion', shell).stdout);
  for (const file of ['network.onnx', 'two words.onnx']) writeFileSync(join(HERE, file), '');
});

function run(shell: Shell, parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(shell, parameters, { encoding: 'utf8', cwd: HERE, timeout: 60_000, env: { PATH: process.env.PATH!, HOME: HERE, TERM: 'dumb', LC_ALL: 'C.UTF-8' } });
  if (status !== 0 && stderr !== '') throw new Error(stderr);
  return stdout;
}

function offeredByBash(words: readonly string[]): readonly string[] {
  const typed = ['synaptile', ...words].map((word) => `'${word}'`).join(' ');
  return linesOf(run('bash', ['--norc', '-c', `source ./_bash; COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _synaptile; printf '%s\\n' "\${COMPREPLY[@]}"`]));
}

function offeredByFish(words: readonly string[]): readonly string[] {
  return linesOf(run('fish', ['--no-config', '-c', `source ./_fish; complete -C '${['synaptile', ...words].join(' ')}'`])).map((line) => line.split('\t')[0]!);
}

/** zsh completes in its line editor only: one runs in a terminal of its own, and what it would add is written to a file. */
function offeredByZsh(words: readonly string[]): readonly string[] {
  const inner = [
    'autoload -Uz compinit; compinit -u -D; source ./_zsh',
    'compadd() { local -a offered; builtin compadd -O offered "$@"; print -rl -- $offered >> offered.txt; builtin compadd "$@" }',
    'finish() { print -r -- done > done.txt }; zle -N finish; bindkey "^X" finish; bindkey "^I" complete-word',
  ].join('\n');
  writeFileSync(join(HERE, 'inner.zsh'), inner);
  run('zsh', ['-f', '-c', `rm -f offered.txt done.txt; touch offered.txt; zmodload zsh/zpty; zpty inner zsh -f -i; zpty -w inner 'source ./inner.zsh; print ready > ready.txt'
for i in {1..200}; do [[ -e ready.txt ]] && break; sleep 0.05; done
zpty -w -n inner ${JSON.stringify(`${['synaptile', ...words].join(' ')}`)}$'\\t\\x18'
for i in {1..400}; do [[ -e done.txt ]] && break; zpty -r -t inner line; sleep 0.02; done
rm -f ready.txt; zpty -d inner`]);
  // What matches twice is offered twice, and listed once.
  return [...new Set(linesOf(readFileSync(join(HERE, 'offered.txt'), 'utf8').replace(/\\ /g, ' ')))];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

describe.each(SHELLS)('%s', (shell) => {
  const missing = spawnSync(shell, ['--version']).status !== 0;
  const offers = (...words: readonly string[]): readonly string[] => OFFERED[shell](words);

  test.skipIf(missing)(`commands${missing ? ` (skipped: ${shell} is not installed)` : ''}`, () => {
    expect(offers('si')).toEqual(['simulate']);
    expect(offers('')).toEqual(expect.arrayContaining(['run', 'compile', 'map', 'explain', 'completion']));
  });

  test.skipIf(missing)('options of the command, and of no other', () => {
    expect(offers('run', 'model.onnx', '--tar')).toEqual(['--target']);
    expect(offers('run', '--no')).toEqual(expect.arrayContaining(['--no-reference', '--non-idealities']));
    expect(offers('crossbar', '--tar')).toEqual([]);
  });

  test.skipIf(missing)('values that are choices', () => {
    expect([...offers('compile', 'a.onnx', '--objective', '')].sort()).toEqual(['balanced', 'cores', 'energy', 'latency']);
    expect(offers('compile', 'a.onnx', '--objective', 'lat')).toEqual(['latency']);
    expect(offers('completion', 'f')).toEqual(['fish']);
  });

  test.skipIf(missing)('names that the program knows', () => {
    expect(offers('run', 'a.onnx', '--target', 'rram-')).toContain('rram-128');
    expect(offers('map', 'a.onnx', '--mappers', 'spine')).toEqual(['spinemap']);
    expect(offers('run', 'a.onnx', '--neuron-circuit', 'cm28')).toContain('cm28-min');
    expect(offers('explain', 'S80')).toContain('S807');
  });

  test.skipIf(missing)('files, also with spaces in their names', () => {
    expect(offers('run', 'netw')).toEqual(['network.onnx']);
    expect(offers('run', 'two').map((name) => name.replace('\\ ', ' '))).toEqual(['two words.onnx']);
    expect(offers('run', 'a.onnx', '--input', 'netw')).toEqual(['network.onnx']);
  });

  test.skipIf(missing)('commands inside a command', () => {
    expect(offers('sweep', 'stat')).toContain('status');
    expect(offers('sweep', 'merge', '--cs')).toEqual(['--csv']);
  });
});

test('another shell is refused', () => {
  const { status, stderr } = synaptile('completion', 'tcsh');
  expect({ status, named: stderr.includes('bash, zsh, fish') }).toEqual({ status: 2, named: true });
});
