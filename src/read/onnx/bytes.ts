import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';

/** A file read piece by piece; nothing is kept but one small window for headers. */
export interface ByteFile {
  readonly path: string;
  readonly size: number;
  /** Fills `target` with the bytes from `offset` on. The caller has checked that they are inside the file. */
  readInto(target: Uint8Array, offset: number): void;
  /** A stretch of the file that starts at or before `offset` and holds up to `needed` bytes from there, fewer at the end of the file. */
  windowAt(offset: number, needed: number): Window;
  close(): void;
}

/** Bytes of the file from `start` on; never changed once handed out. */
export interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** A stretch of a file, `end` exclusive. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export function lengthOf(region: Region): number {
  return region.end - region.start;
}

const WINDOW_BYTES = 8192;
/** read(2) moves at most 2 GiB at once. */
const LARGEST_READ_BYTES = 2 ** 30;

/** Opens a regular file. @throws DiagnosticError S101 when it is none or cannot be opened. */
export function openBytes(path: string): ByteFile {
  const descriptor = openRegular(path);
  const size = fstatSync(descriptor).size;
  let current: Window = { start: 0, bytes: new Uint8Array(0) };

  function readInto(target: Uint8Array, offset: number): void {
    for (let done = 0; done < target.length;) {
      const count = readPiece(path, descriptor, target.subarray(done, done + LARGEST_READ_BYTES), offset + done);
      if (count === 0) fail('S302', { what: 'its bytes', offset: offset + done }, { file: path });
      done += count;
    }
  }

  function windowAt(offset: number, needed: number): Window {
    const end = current.start + current.bytes.length;
    if (offset >= current.start && Math.min(offset + needed, size) <= end) return current;
    const bytes = new Uint8Array(Math.max(0, Math.min(Math.max(needed, WINDOW_BYTES), size - offset)));
    readInto(bytes, offset);
    current = { start: offset, bytes };
    return current;
  }

  return { path, size, readInto, windowAt, close: () => closeSync(descriptor) };
}

function readPiece(path: string, descriptor: number, target: Uint8Array, offset: number): number {
  try {
    return readSync(descriptor, target, 0, target.length, offset);
  } catch (error) {
    return fail('S101', { reason: reasonOf(error) }, { file: path });
  }
}

function openRegular(path: string): number {
  try {
    if (statSync(path).isFile()) return openSync(path, 'r');
  } catch (error) {
    fail('S101', { reason: reasonOf(error) }, { file: path });
  }
  return fail('S101', { reason: 'it is a directory or a device, not a file' }, { file: path });
}
