import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf, commandsOf, remark, type Block } from './blocks.ts';
import { freshFolder, ROOT, type FreshFolder } from './fresh-folder.ts';
import { linesOf, settled, shownPart } from './output.ts';
import { pagesForUsers, textOf } from './pages.ts';

const UPDATE = process.env['SYNAPTILE_DOCS'] === 'update';

/**
 * Follows those of the pages for users that `chosen` takes, each in a fresh folder with nothing but Node and the package: every command of a block of the language
 * console is run, in order, and must print what the page shows. `npm run docs:update` writes what they print into the pages. Three test files share the pages, so
 * that they are followed side by side.
 */
export function followPages(chosen: (page: string) => boolean): void {
  const pages = pagesForUsers().filter((page) => chosen(page) && consoles(textOf(page)).length > 0);
  describe('commands print what the pages show', () => {
    test.each(pages)('%s', (page) => {
      const text = textOf(page);
      const now = followed(text);
      if (UPDATE && now !== text) writeFileSync(join(ROOT, page), now);
      else expect(now, `${page} shows something else than its commands print: npm run docs:update`).toBe(text);
    }, 400_000);
  });
}

function consoles(page: string): readonly Block[] {
  return blocksOf(page).filter(({ language }) => language === 'console');
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
