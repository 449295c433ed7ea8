import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';
import { freshFolder, ROOT } from './fresh-folder.ts';
import { textOf } from './pages.ts';

/** The two commands at the top of the README: `.ci/run` is the second; the first is run here on what is built and installed already. */
const [MAIN_JOB, TESTS] = blocksOf(textOf('README.md')).find(({ lines }) => lines[0]!.startsWith('npm ci'))!.lines.map((line) => line.replace(/ +#.*/, ''));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('the second is what CI runs', () => {
  const steps = readFileSync(join(ROOT, '.ci/run'), 'utf8').split('\n').filter((line) => line.startsWith('npm ')).map((line) => line.replace(/ --\S+/g, ''));
  expect(steps.join(' && ')).toBe(TESTS);
});

test('the first compiles the shipped MNIST network, runs all 10,000 test images, and writes its report', () => {
  expect(MAIN_JOB).toBe('npm ci && npm start');
  const run = /^npm run --silent build && node dist\/cli\.js (?<parameters>run .*)$/.exec(scripts['start']!)!.groups!['parameters']!;
  const folder = freshFolder({ clone: true });
  try {
    const { status, output } = folder.run(`synaptile ${run} --json report.json`);
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('report page: report.html') });
    const { accuracy } = JSON.parse(readFileSync(join(folder.path, 'report.json'), 'utf8')) as { accuracy: { total: number; value: number; reference: { value: number } } };
    expect(accuracy.total).toBe(10_000);
    expect(accuracy.reference.value - accuracy.value).toBeLessThanOrEqual(0.001);
    expect(existsSync(join(folder.path, 'report.html'))).toBe(true);
  } finally {
    folder.remove();
  }
}, 400_000);
