import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { DiagnosticError, fail } from '../../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../../files.ts';
import type { Span } from '../../../ir/origin.ts';

/** A window of fixed size that slides over the bytes of a file. Behind `end` stands a zero byte, at which loops over text stop. */
export interface Window {
  bytes: Uint8Array;
  /** Reading stands at bytes[at]; bytes[.. end) are there. */
  at: number;
  end: number;
  /** Whether the file ends where `end` is. */
  ended: boolean;
  /** Line of `at`, from 1, and the index of its first byte; negative when that byte has left the window. */
  line: number;
  lineStart: number;
  readonly refill: () => void;
}

const WINDOW_bytes = 1 << 20;

/** Bytes that are there after `ensure`, unless the file ends before: no name, number or key is longer. */
export const LONGEST_TOKEN_bytes = 1 << 16;

/** Slides the window on where little of it is left. */
export function ensure(window: Window): void {
  if (window.end - window.at < LONGEST_TOKEN_bytes && !window.ended) window.refill();
}

/**
 * Opens a file, hands its window to `use` and closes it again.
 * @throws DiagnosticError S101, and what `use` throws
 */
export function withWindow<T>(file: string, use: (window: Window) => T): T {
  const descriptor = open(file);
  try {
    return use(windowOver((into) => readSync(descriptor, into), file));
  } finally {
    closeSync(descriptor);
  }
}

/** A window over bytes in memory, read `piece` bytes at a time. */
export function windowOn(bytes: Uint8Array, file: string, piece = bytes.length): Window {
  let given = 0;
  return windowOver((into) => {
    const count = Math.min(piece, into.length, bytes.length - given);
    into.set(bytes.subarray(given, given + count));
    given += count;
    return count;
  }, file);
}

function open(file: string): number {
  try {
    // Looked at before it is opened: a pipe may never begin.
    const kind = statSync(file);
    if (!kind.isFile()) return fail('S101', { reason: kind.isDirectory() ? 'it is a folder' : 'it is a device, pipe or socket, not a file' }, { file });
    return openSync(file, 'r');
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    return fail('S101', { reason: reasonOf(error) }, { file });
  }
}

function windowOver(read: (into: Uint8Array) => number, file: string): Window {
  const window: Window = { bytes: new Uint8Array(WINDOW_bytes + 4), at: 0, end: 0, ended: false, line: 1, lineStart: 0, refill: () => slide(window, read, file) };
  window.refill();
  const { bytes, end } = window;
  if (end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) window.at = window.lineStart = 3;
  return window;
}

function slide(window: Window, read: (into: Uint8Array) => number, file: string): void {
  const { bytes } = window;
  bytes.copyWithin(0, window.at, window.end);
  window.lineStart -= window.at;
  window.end -= window.at;
  window.at = 0;
  try {
    while (window.end < WINDOW_bytes && !window.ended) {
      const count = read(bytes.subarray(window.end, WINDOW_bytes));
      window.end += count;
      window.ended = count === 0;
    }
    bytes.fill(0, window.end, window.end + 4);
  } catch (error) {
    fail('S101', { reason: reasonOf(error) }, { file });
  }
}

const decoder = new TextDecoder();

/** Line and column (in UTF-16 units, as editors count) of bytes[start], which stands on the line of the window. */
export function spanAt({ bytes, line, lineStart }: Window, start: number, length = 1): Span {
  const column = lineStart >= 0 ? decoder.decode(bytes.subarray(lineStart, start)).length + 1 : start - lineStart + 1;
  return { line, column, endLine: line, endColumn: column + length };
}
