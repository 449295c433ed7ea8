import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './fresh-folder.ts';

/** Commands, passes, targets and diagnostics change; the pages that list them are made from the same tables. */
test('the reference is what the program says now (else: npm run reference)', () => {
  const { stderr } = spawnSync(process.execPath, [join(ROOT, 'build/reference.mjs'), '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
}, 60_000);
