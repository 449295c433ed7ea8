import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, closeSync, constants, fstatSync, openSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from './diagnostics/diagnostic.ts';

/** More is refused before it is read. */
export const FILE_LIMIT_bytes = 4 * 1024 ** 3;

/**
 * The whole content of a file; `-` is standard input.
 * @throws DiagnosticError S101 when it is not there, not a file, not readable or larger than `limit_bytes`
 */
export function readBytes(file: string, limit_bytes = FILE_LIMIT_bytes): Uint8Array {
  try {
    if (file === '-') return readStream(0, limit_bytes);
    // Looked at before it is opened: a device may never end.
    const kind = statSync(file);
    if (!kind.isFile() && !kind.isFIFO()) throw new Refusal(kind.isDirectory() ? 'it is a folder' : 'it is a device or socket, not a file');
    return readOpened(file, limit_bytes);
  } catch (error) {
    return fail('S101', { reason: reasonOf(error) }, { file: file === '-' ? 'standard input' : file });
  }
}

/**
 * Writes a file as a whole or not at all: to a temporary file beside it, which is then renamed. Links are followed.
 * @throws DiagnosticError S102; the temporary file is gone then and an existing file is as it was
 */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  let temporary: string | null = null;
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw new Refusal('it is a folder');
    if (existing && !existing.isFile()) return writeFileSync(file, content);
    const destination = existing ? realpathSync(file) : file;
    temporary = join(dirname(destination), `.synaptile-${randomBytes(6).toString('hex')}.tmp`);
    writeFileSync(temporary, content, { flag: 'wx' });
    keepMode(temporary, existing);
    renameSync(temporary, destination);
  } catch (error) {
    if (temporary !== null) removeQuietly(temporary);
    fail('S102', { reason: reasonOf(error) }, { file });
  }
}

/**
 * Looks whether a file can be written, before long work begins; writes nothing.
 * @throws DiagnosticError S102
 */
export function checkWritable(file: string): void {
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw new Refusal('it is a folder');
    accessSync(existing ? file : dirname(file), constants.W_OK);
    if (!existing && !statSync(dirname(file)).isDirectory()) throw new Refusal('a part of its path is not a folder');
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file });
  }
}

class Refusal extends Error {}

function readOpened(file: string, limit_bytes: number): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const opened = fstatSync(descriptor);
    return opened.isFile() && opened.size > 0 ? readRegular(descriptor, opened.size, limit_bytes) : readStream(descriptor, limit_bytes);
  } finally {
    closeSync(descriptor);
  }
}

function readRegular(descriptor: number, size_bytes: number, limit_bytes: number): Uint8Array {
  refuseBeyond(size_bytes, limit_bytes);
  const bytes = new Uint8Array(size_bytes);
  let filled = 0;
  while (filled < size_bytes) {
    const count = readSome(descriptor, bytes, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Content of unknown length, in pieces. */
function readStream(descriptor: number, limit_bytes: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const piece = new Uint8Array(1 << 16);
    const count = readSome(descriptor, piece, 0);
    if (count === 0) return joined(pieces, total);
    total += count;
    refuseBeyond(total, limit_bytes);
    pieces.push(piece.subarray(0, count));
  }
}

function readSome(descriptor: number, bytes: Uint8Array, offset: number): number {
  for (;;) {
    try {
      return readSync(descriptor, bytes, offset, Math.min(bytes.length - offset, 1 << 30), null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // Standard input that does not block, and nothing there yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function refuseBeyond(size_bytes: number, limit_bytes: number): void {
  if (size_bytes > limit_bytes) throw new Refusal(`it holds more than ${limit_bytes} bytes`);
}

function keepMode(temporary: string, existing: Stats | undefined): void {
  if (existing) chmodSync(temporary, existing.mode & 0o777);
}

/** A folder that refused the file may refuse this too; the first reason is the one to tell. */
function removeQuietly(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    return;
  }
}

/** Why the system refused, in plain words. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT': return 'there is no such file or folder';
    case 'ENOTDIR': return 'a part of its path is not a folder';
    case 'EACCES':
    case 'EPERM': return 'access is not allowed';
    case 'EROFS': return 'the file system is read-only';
    case 'ENOSPC': return 'the disk is full';
    case 'ENAMETOOLONG': return 'the name is too long';
    case 'ELOOP': return 'its links go round in a circle';
    default: return code ?? message;
  }
}
