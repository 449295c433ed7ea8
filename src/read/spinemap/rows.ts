import { fail } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { numberOf } from '../sanafe/yaml/tokens.ts';
import { ensure, LONGEST_TOKEN_bytes, spanAt, withWindow, type Window } from '../sanafe/yaml/window.ts';

/** Takes the numbers of a file line by line. */
export interface RowTaker {
  /** The first number of a line. */
  readonly begin: (first: number) => void;
  /** Each of the others. */
  readonly take: (value: number) => void;
  readonly end: () => void;
}

/** Tells of a fault at the number that was read last, or at the end of the line. */
export type Refuse = (code: 'S955' | 'S956', reason: string) => never;

const NEWLINE = 10, SPACE = 32;

/**
 * Reads a file of numbers parted by spaces or tabs, as a stream; lines without numbers are read over.
 * @param taker made with a function that refuses what it is given
 * @throws DiagnosticError S955 for what is no number, S101, and what the taker refuses
 */
export function readRows(file: string, taker: (refuse: Refuse) => RowTaker): void {
  withWindow(file, (window) => {
    const word = { bytes: window.bytes, start: window.at, stop: window.at };
    const refuse: Refuse = (code, reason) => fail(code, { reason }, { file, span: spanAt(window, word.start) });
    const { begin, take, end } = taker(refuse);
    let inRow = false;
    while (nextWord(window, word, refuse)) {
      if (word.start === word.stop) {
        if (inRow) end();
        inRow = false;
        step(window);
        continue;
      }
      const value = numberOf(word);
      if (Number.isNaN(value)) refuse('S955', `'${printable(new TextDecoder().decode(word.bytes.subarray(word.start, word.stop)))}' is no number`);
      if (inRow) take(value);
      else begin(value);
      inRow = true;
    }
    if (inRow) end();
  });
}

/** Goes to the next number, or to the end of the line (then `word` is empty). @returns false at the end of the file */
function nextWord(window: Window, word: { start: number; stop: number }, refuse: Refuse): boolean {
  for (;;) {
    ensure(window);
    const { bytes, end } = window;
    let { at } = window;
    while (at < end && bytes[at]! <= SPACE && bytes[at] !== NEWLINE) at++;
    window.at = word.start = at;
    if (at === end && !window.ended) continue;
    while (bytes[at]! > SPACE) at++;
    word.stop = at;
    if (at - word.start > LONGEST_TOKEN_bytes) refuse('S955', `a word of more than ${LONGEST_TOKEN_bytes} bytes`);
    if (word.start === end) return false;
    window.at = at;
    return true;
  }
}

function step(window: Window): void {
  window.at++;
  window.line++;
  window.lineStart = window.at;
}
