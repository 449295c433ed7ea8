import { readFileSync, statSync } from 'node:fs';
import { DiagnosticError, fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';

/** More is refused before it is read; also the most that an archive may expand to. */
export const BYTES_LIMIT = 2 ** 31 - 1;

/** The bytes of a regular file. @throws DiagnosticError S101 (also for folders and devices), S462 when it is too large */
export function readFileBytes(file: string): Uint8Array {
  try {
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    const stat = statSync(file);
    if (stat.isFile() && stat.size <= BYTES_LIMIT) return readFileSync(file);
    if (stat.isFile()) fail('S462', { bytes: stat.size, limit: BYTES_LIMIT }, { file });
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    fail('S101', { reason: reasonOf(error) }, { file });
  }
  return fail('S101', { reason: 'it is a directory or a device, not a file' }, { file });
}
