import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf, commandsOf, remark, type Block } from './blocks.ts';
import { freshFolder, ROOT, type FreshFolder } from './fresh-folder.ts';
import { linesOf, settled, shownPart } from './output.ts';
import { pagesForUsers, textOf } from './pages.ts';

/**
 * Follows the pages for users in a fresh folder with nothing but Node and the package: every command of a block of the language console is run, in order,
 * and must print what the page shows. `npm run docs:update` writes what they print into the pages.
 */
const UPDATE = process.env['SYNAPTILE_DOCS'] === 'update';
const PAGES = pagesForUsers().filter((page) => consoles(textOf(page)).length > 0);

describe('commands print what the pages show', () => {
  test.each(PAGES)('%s', (page) => {
    const text = textOf(page);
    const now = followed(text);
    if (UPDATE && now !== text) writeFileSync(join(ROOT, page), now);
    else expect(now, `${page} shows something else than its commands print: npm run docs:update`).toBe(text);
  }, 400_000);
});

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
  test('of which few are not run', () => {
    expect(others.filter(({ block }) => remark(block, 'not run')).map(({ name }) => name)).toEqual(['docs/benchmarks.md: npm run bench              # all']);
  });
});

function consoles(page: string): readonly Block[] {
  return blocksOf(page).filter(({ language }) => language === 'console');
}

function holdsCommands({ language, lines }: Block): boolean {
  return ['sh', 'bash', 'shell', 'console'].includes(language) || lines.some((line) => /^\s*(?:\$ )?(?:synaptile|npm|npx|node|python3?) /.test(line));
}

/** The page with the outputs of now. */
function followed(page: string): string {
  const folder = freshFolder({ clone: /<!-- run in a clone -->/.test(page) });
  try {
    const lines = page.split('\n');
    const made = consoles(page).map((block) => ({ block, now: outputsOf(block, folder) }));
    for (const { block, now } of [...made].reverse()) lines.splice(block.at, block.lines.length, ...now);
    return lines.join('\n');
  } finally {
    folder.remove();
  }
}

function outputsOf(block: Block, folder: FreshFolder): readonly string[] {
  const mayFail = remark(block, 'fails') !== null;
  return commandsOf(block).flatMap(({ command, typed, output: shown }) => {
    const { status, output } = folder.run(command);
    if ((status !== 0) !== mayFail) throw new Error(`${command}\nended with ${status}, and the page does not say so:\n${output}`);
    return [...typed, ...settled(shown, shownPart(linesOf(output, folder.path), remark(block, 'shown')))];
  });
}
