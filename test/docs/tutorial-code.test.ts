import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';
import { ROOT } from './fresh-folder.ts';
import { textOf } from './pages.ts';

/** The Python of the tutorial is not run here: its lines are those of the script that made the network. */
test('the Python code of the tutorial is that of examples/tutorial/digits.py', () => {
  const script = new Set(readFileSync(join(ROOT, 'examples/tutorial/digits.py'), 'utf8').split('\n').map((line) => line.trim()));
  const lines = blocksOf(textOf('docs/tutorial.md')).filter(({ language }) => language === 'python').flatMap((block) => block.lines.map((line) => line.trim()));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !script.has(line))).toEqual([]);
});
