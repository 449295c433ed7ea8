import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './fresh-folder.ts';
import { allPages, textOf } from './pages.ts';

/** Links between pages lead to files that are there, and to headings that stand in them. */
test('links between pages lead somewhere', () => {
  const broken = allPages().flatMap((page) => linksOf(textOf(page)).filter((link) => !leadsSomewhere(page, link)).map((link) => `${page}: ${link}`));
  expect(broken).toEqual([]);
});

test('headings are found as they are linked', () => {
  expect(anchorsOf('# One & two: `three`\n<a id="s101"></a>\n')).toEqual(new Set(['one--two-three', 's101']));
});

function linksOf(page: string): readonly string[] {
  const prose = page.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, inline, html]) => (inline ?? html)!).filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#') as [string, string?];
  const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || !file.endsWith('.md') || anchorsOf(textOf(file)).has(anchor);
}

/** Headings as GitHub names them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = page.replaceAll(/```[\s\S]*?```/g, '').match(/^#+ .*$/gm) ?? [];
  const named = headings.map((line) => line.replace(/^#+ /, '').toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g, '-'));
  return new Set([...named, ...[...page.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id!)]);
}
