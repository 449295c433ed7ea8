import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './fresh-folder.ts';

/** Every page of the repository, by its path from the top. */
export function allPages(): readonly string[] {
  return ['.', 'docs', 'examples', 'grammar', 'passes', 'src', 'targets', 'test'].flatMap((folder) => pagesUnder(folder, folder !== '.')).map((path) => path.replace(/^\.\//, ''));
}

/** Pages for users, those of the rooms as well: what they show as commands is run. The reference is made from the program, and has none. */
export function pagesForUsers(): readonly string[] {
  return allPages().filter((path) => !path.startsWith('docs/reference/'));
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function pagesUnder(folder: string, deep: boolean): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return deep && entry.name !== 'node_modules' ? pagesUnder(path, deep) : [];
    return entry.name.endsWith('.md') ? [path] : [];
  });
}
