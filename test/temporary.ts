import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const FOLDER = mkdtempSync(join(tmpdir(), 'synaptile-test-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A new folder, which is removed when the tests of the file are over. */
export function temporaryFolder(): string {
  return mkdtempSync(join(FOLDER, 'case-'));
}
