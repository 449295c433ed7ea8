import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf, remark, type Block } from './blocks.ts';
import { ROOT } from './fresh-folder.ts';
import { pagesForUsers, textOf } from './pages.ts';

/** Blocks of the language console are run by the commands-*.test.ts beside this file. */
describe('every other block of commands in pages for users', () => {
  const others = pagesForUsers().flatMap((page) => blocksOf(textOf(page)).filter((block) => holdsCommands(block) && block.language !== 'console').map((block) => ({ name: `${page}: ${block.lines[0]}`, block })));
  test('says which test runs it, or why none does', () => {
    expect(others.filter(({ block }) => !remark(block, 'run by') && !remark(block, 'not run')).map(({ name }) => name)).toEqual([]);
  });
  test('names tests that exist', () => {
    const named = others.flatMap(({ name, block }) => (remark(block, 'run by')?.split(', ') ?? []).map((file) => ({ name, file })));
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter(({ file }) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
  test('is run, but for benchmarks', () => {
    const left = others.filter(({ block }) => remark(block, 'not run')).map(({ name }) => name);
    expect(left).toEqual(['docs/benchmarks.md: npm run bench              # all']);
  });
});

function holdsCommands({ language, lines }: Block): boolean {
  return ['sh', 'bash', 'shell', 'console'].includes(language) || lines.some((line) => /^\s*(?:\$ )?(?:synaptile|npm|npx|node|python3?) /.test(line));
}
