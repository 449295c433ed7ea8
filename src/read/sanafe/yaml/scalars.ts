import { spanAt, type Window } from './window.ts';
import type { Span } from '../../../ir/origin.ts';

/** YAML that the scanner leaves to package `yaml`: rare constructs, and everything that is wrong. */
export class Irregular extends Error {
  constructor(readonly what: string, readonly span: Span) {
    super(what);
  }
}

export function irregular(window: Window, what: string): Irregular {
  return new Irregular(what, spanAt(window, window.at));
}

export interface Scalar {
  start: number;
  stop: number;
  quoted: boolean;
}

const TAB = 9, NEWLINE = 10, RETURN = 13, SPACE = 32, DOUBLE = 34, HASH = 35, SINGLE = 39, DASH = 45, DOT = 46, COLON = 58, QUESTION = 63, BACKSLASH = 92;

/** Bytes at which a loop over a plain scalar has to look closer: 1 everywhere, 2 in flow collections only. */
const SPECIAL = new Uint8Array(256);
SPECIAL.fill(1, 0, SPACE + 1);
SPECIAL[COLON] = 1;
for (const flow of ',[]{}') SPECIAL[flow.charCodeAt(0)] = 2;

/** Bytes that no plain scalar begins with. */
const INDICATOR = new Uint8Array(256);
for (const byte of ',[]{}#&*!|>\'"%@`') INDICATOR[byte.charCodeAt(0)] = 1;
INDICATOR.fill(1, 0, SPACE + 1);

export function isFlowIndicator(byte: number): boolean {
  return SPECIAL[byte] === 2;
}

/** Space, end of line or end of file. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === 0;
}

export function skipSpaces(window: Window): void {
  for (;;) {
    while (window.bytes[window.at] === SPACE) window.at++;
    if (window.at < window.end || window.ended) break;
    window.refill();
  }
  if (window.bytes[window.at] === TAB) throw irregular(window, 'a tab');
}

/** Whether nothing but a comment is left of the line. */
export function endOfLine(window: Window): boolean {
  const { bytes, at } = window;
  const byte = bytes[at]!;
  if (byte === NEWLINE || byte === RETURN) return true;
  if (byte === HASH) return at === window.lineStart || bytes[at - 1] === SPACE;
  return at >= window.end && window.ended;
}

/** From the end of a line on to the next content. @returns its column, from 0; -1 at the end of the file */
export function nextLine(window: Window): number {
  for (;;) {
    skipComment(window);
    if (window.at >= window.end) return -1;
    if (window.bytes[window.at] === RETURN) window.at++;
    if (window.bytes[window.at] !== NEWLINE) throw irregular(window, 'a carriage return inside a line');
    window.at++;
    window.line++;
    window.lineStart = window.at;
    skipSpaces(window);
    if (!endOfLine(window)) return columnOfContent(window);
  }
}

function skipComment(window: Window): void {
  if (window.bytes[window.at] === HASH) {
    for (;;) {
      while (window.bytes[window.at]! >= SPACE || window.bytes[window.at] === TAB) window.at++;
      if (window.at < window.end || window.ended) break;
      window.refill();
    }
  }
  if (window.end - window.at < 2 && !window.ended) window.refill();
}

/** The window stands before the first content of a line. */
export function columnOfContent(window: Window): number {
  const { bytes, at } = window;
  const column = at - window.lineStart;
  if (column === 0 && (bytes[at] === DASH || bytes[at] === DOT) && bytes[at + 1] === bytes[at] && bytes[at + 2] === bytes[at] && isBlank(bytes[at + 3]!)) {
    throw irregular(window, 'a mark between documents');
  }
  return column;
}

/** Reads a plain or quoted scalar on one line; the window then stands behind it. */
export function scanScalar(window: Window, scalar: Scalar, inFlow: boolean): void {
  const { bytes, at } = window;
  const first = bytes[at]!;
  scalar.quoted = first === SINGLE || first === DOUBLE;
  if (scalar.quoted) return scanQuoted(window, scalar, first);
  if (INDICATOR[first] === 1) throw irregular(window, `a value that begins with ${first > SPACE ? String.fromCharCode(first) : 'a control character'}`);
  if (first === DASH || first === QUESTION || first === COLON) {
    const second = bytes[at + 1]!;
    if (isBlank(second) || second === TAB || (inFlow && isFlowIndicator(second))) throw irregular(window, `a lone ${String.fromCharCode(first)}`);
  }
  scalar.start = at;
  scalar.stop = window.at = endOfPlain(window, bytes, at + 1, inFlow);
}

function endOfPlain(window: Window, bytes: Uint8Array, at: number, inFlow: boolean): number {
  for (;;) {
    let special = SPECIAL[bytes[at]!]!;
    while (special === 0 || (special === 2 && !inFlow)) special = SPECIAL[bytes[++at]!]!;
    const byte = bytes[at]!;
    if (special === 2 || byte === NEWLINE || byte === RETURN) return at;
    if (byte === SPACE) {
      const stop = at;
      while (bytes[at] === SPACE) at++;
      if (bytes[at] === HASH || bytes[at] === NEWLINE || bytes[at] === RETURN || isEnd(window, at)) return stop;
      if (bytes[at] === COLON && isBlank(bytes[at + 1]!)) return stop;
      if (inFlow && isFlowIndicator(bytes[at]!)) return stop;
    } else if (byte === COLON) {
      if (isBlank(bytes[at + 1]!)) return at;
      if (bytes[at + 1] === TAB || (inFlow && isFlowIndicator(bytes[at + 1]!))) throw irregular(window, 'a colon without a space');
      at++;
    } else {
      if (isEnd(window, at)) return at;
      throw irregular(window, byte === TAB ? 'a tab' : 'a control character');
    }
  }
}

/** @throws Irregular where only the window ends, not the file: the scalar is endless */
function isEnd(window: Window, at: number): boolean {
  if (at < window.end) return false;
  if (!window.ended) throw irregular(window, 'an endless value');
  return true;
}

function scanQuoted(window: Window, scalar: Scalar, quote: number): void {
  const { bytes } = window;
  let at = window.at + 1;
  while (bytes[at] !== quote && bytes[at]! >= SPACE && (bytes[at] !== BACKSLASH || quote === SINGLE)) at++;
  if (bytes[at] !== quote || (quote === SINGLE && bytes[at + 1] === SINGLE)) throw irregular(window, 'a quoted value with escapes or over several lines');
  scalar.start = window.at + 1;
  scalar.stop = at;
  window.at = at + 1;
}

/** Whether a colon that makes the scalar before it a key follows; then reads over it. */
export function isKey(window: Window, scalar: Scalar, inFlow: boolean): boolean {
  const { bytes } = window;
  let { at } = window;
  while (bytes[at] === SPACE) at++;
  if (bytes[at] !== COLON) return false;
  const behind = bytes[at + 1]!;
  if (!isBlank(behind)) throw irregular(window, 'a colon without a space');
  if (scalar.quoted && inFlow && at > window.at) throw irregular(window, 'a quoted key with a space behind');
  window.at = at + 1;
  return true;
}
