import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The command of README.md, with few inputs. */
test.each([
  [['--format', 'csv,labels', '--count', '60', '--seed', '7'], '60 inputs'],
  [['--format', 'csv', '--seed', '7', '--only', '12'], '1 inputs'],
] as const)('node test/fuzz/fuzz.mjs %j', (parameters, inputs) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'fuzz.mjs'), ...parameters, '--time', '20', '--workers', '1'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`${inputs} in `);
  expect(stdout).toContain('0 findings');
});
