import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, lstatSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../src/diagnostics/diagnostic.ts';
import { checkWritable, readBytes, writeAtomically } from '../src/files.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'synaptile-files-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return `${error.diagnostics[0]!.code} ${error.diagnostics[0]!.message}`;
    throw error;
  }
  return 'no failure';
}

test('a file is read whole', () => {
  const content = Uint8Array.from({ length: 200_000 }, (_, i) => i);
  writeFileSync(join(folder, 'a'), content);
  expect(Buffer.from(readBytes(join(folder, 'a'))).equals(content)).toBe(true);
  writeFileSync(join(folder, 'empty'), '');
  expect(readBytes(join(folder, 'empty'))).toHaveLength(0);
});

test('a named pipe is read to its end', () => {
  const pipe = join(folder, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) return;
  spawnSync('sh', ['-c', 'printf hello > "$0" &', pipe], { stdio: 'ignore' });
  expect(new TextDecoder().decode(readBytes(pipe))).toBe('hello');
});

test('what cannot be read is S101 with the reason', () => {
  expect(failureOf(() => readBytes(join(folder, 'none')))).toBe('S101 cannot be read: there is no such file or folder');
  expect(failureOf(() => readBytes(folder))).toBe('S101 cannot be read: it is a folder');
  expect(failureOf(() => readBytes('/dev/zero'))).toBe('S101 cannot be read: it is a device or socket, not a file');
  writeFileSync(join(folder, 'a'), '12345');
  expect(failureOf(() => readBytes(join(folder, 'a'), 4))).toBe('S101 cannot be read: it holds more than 4 bytes');
  expect(failureOf(() => readBytes(join(folder, 'a', 'b')))).toBe('S101 cannot be read: a part of its path is not a folder');
});

test('writing replaces the file, keeps its mode and leaves nothing else', () => {
  const file = join(folder, 'out.json');
  writeAtomically(file, 'old');
  chmodSync(file, 0o640);
  writeAtomically(file, new Uint8Array([110, 101, 119]));
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['out.json']);
});

test('the longest name that a file may have can be written', () => {
  writeAtomically(join(folder, 'n'.repeat(255)), 'x');
  expect(readdirSync(folder)).toEqual(['n'.repeat(255)]);
});

test('a link is followed, not replaced', () => {
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real', 'a'), 'old');
  symlinkSync(join(folder, 'real', 'a'), join(folder, 'link'));
  writeAtomically(join(folder, 'link'), 'new');
  expect(readFileSync(join(folder, 'real', 'a'), 'utf8')).toBe('new');
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
});

test('a device is written to, not replaced', () => {
  writeAtomically('/dev/null', 'x');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('what cannot be written is S102, and no temporary file stays', () => {
  expect(failureOf(() => writeAtomically(join(folder, 'none', 'a'), 'x'))).toBe('S102 cannot be written: there is no such file or folder');
  expect(failureOf(() => writeAtomically(folder, 'x'))).toBe('S102 cannot be written: it is a folder');
  expect(failureOf(() => writeAtomically(join(folder, 'n'.repeat(300)), 'x'))).toBe('S102 cannot be written: the name is too long');
  expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
});

describe('checkWritable', () => {
  test('accepts a file that is there and one that is not yet, and writes neither', () => {
    const file = join(folder, 'checked.txt');
    checkWritable(file);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, 'kept');
    checkWritable(file);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  test.each([['a folder', '.'], ['a file in a folder that is not there', 'nowhere/x'], ['a file under a file', 'plain/x']])('refuses %s', (_what, name) => {
    writeFileSync(join(folder, 'plain'), '');
    expect(failureOf(() => checkWritable(join(folder, name)))).toMatch(/^S102/);
  });
});
