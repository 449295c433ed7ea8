import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';
import { ROOT } from './fresh-folder.ts';
import { textOf } from './pages.ts';

/** The plan of the house in README.md names every room, and no room that is not there. */
test('the plan of the house is true to the folders', () => {
  const plan = blocksOf(textOf('README.md')).find(({ lines }) => lines[0]?.startsWith('src/cli.ts'))!.lines.join('\n');
  const named = [...plan.matchAll(/(?:^|\s)((?:src|passes|grammar|targets|docs|examples|test)(?:\/[\w-]+)*)\//gm)].map(([, path]) => path!);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const rooms = [...foldersOf('src').map((name) => `src/${name}`), 'passes', 'grammar', 'targets', 'docs', 'examples', 'test'];
  expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
  expect(foldersOf('passes').filter((pass) => !plan.includes(pass))).toEqual([]);
});

function foldersOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
