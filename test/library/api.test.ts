import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** docs/api.md, which is made from the exports of the library and their doc comments. */
const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');

test('is what the sources say', () => {
  const { status, stderr } = spawnSync(process.execPath, ['build/api.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('every function says what it does, and those that take data or files what they throw', () => {
  const entries = PAGE.split('\n## Parts')[0]!.split(/^### /m).slice(1).map((text) => ({ name: text.split('\n')[0]!, text }));
  expect(entries.length).toBeGreaterThan(30);
  const functions = entries.filter(({ text }) => text.includes('```ts\nfunction '));
  expect(functions.filter(({ text }) => !/^\w+\n\n[A-Z]/.test(text)).map(({ name }) => name)).toEqual([]);
  const working = functions.filter(({ text }) => /Promise<(Model|Data|Compiled|Simulation|Interpretation|ComparedMappers|MitigationComparison|EstimateReport)>/.test(text));
  expect(working.length).toBeGreaterThan(6);
  expect(working.filter(({ text }) => !/- throws \w+/.test(text)).map(({ name }) => name)).toEqual([]);
});
