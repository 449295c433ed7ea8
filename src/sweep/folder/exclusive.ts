import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a file that must not exist yet, with all of its content at once: who reads it never sees half of it, and of several processes,
 * on several hosts too, one succeeds.
 * @returns whether it was made; false where there is one
 * @throws the error of the file system
 */
export function createExclusively(file: string, content: string): boolean {
  const temporary = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, content, { flag: 'wx' });
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
