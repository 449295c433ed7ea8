import type { Span } from '../../../ir/origin.ts';

/**
 * A YAML document as a sequence of tokens: `mapStart key value key value ... mapEnd`, `seqStart value ... seqEnd`, `scalar`, and `end` for ever
 * after. Keys are scalars. A value that is left out is an empty scalar. Two producers make them: `scan.ts` from a stream of bytes, `tree.ts`
 * from the syntax tree of package `yaml`.
 */
export const TOKEN = { scalar: 0, mapStart: 1, mapEnd: 2, seqStart: 3, seqEnd: 4, end: 5 } as const;
export type Token = (typeof TOKEN)[keyof typeof TOKEN];

/** The text of the last scalar is bytes[start .. stop); it is gone with the next token. */
export interface Tokens {
  readonly next: () => Token;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly stop: number;
  /** Whether the last scalar stood in quotes. */
  readonly quoted: boolean;
  /** Where the last token starts. */
  readonly span: () => Span;
}

const decoder = new TextDecoder();

export function textOf({ bytes, start, stop }: Tokens): string {
  return decoder.decode(bytes.subarray(start, stop));
}

/** Reads over the node that starts with `token`. */
export function skipNode(tokens: Tokens, token: Token): void {
  for (let depth = 0; ;) {
    if (token === TOKEN.mapStart || token === TOKEN.seqStart) depth++;
    else if (token === TOKEN.mapEnd || token === TOKEN.seqEnd) depth--;
    if (depth <= 0) return;
    token = tokens.next();
  }
}

const ZERO = 48, NINE = 57, DOT = 46, MINUS = 45, PLUS = 43, UPPER_E = 69, LOWER_E = 101;
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const EXACT_DIGITS = 15;

/**
 * The number that a scalar writes; NaN when it is none, or not finite. Decimals of at most 15 digits are exact products of two doubles;
 * everything else goes through the slow way.
 */
export function numberOf({ bytes, start, stop }: Pick<Tokens, 'bytes' | 'start' | 'stop'>): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative || bytes[at] === PLUS) at++;
  let mantissa = 0, digits = 0, scale = 0;
  for (; at < stop && bytes[at]! >= ZERO && bytes[at]! <= NINE; at++, digits++) mantissa = mantissa * 10 + bytes[at]! - ZERO;
  if (at < stop && bytes[at] === DOT) {
    for (at++; at < stop && bytes[at]! >= ZERO && bytes[at]! <= NINE; at++, digits++, scale--) mantissa = mantissa * 10 + bytes[at]! - ZERO;
  }
  if (digits === 0) return NaN;
  if (at < stop) return bytes[at] === UPPER_E || bytes[at] === LOWER_E ? slowNumber(bytes, start, stop) : NaN;
  if (digits > EXACT_DIGITS) return slowNumber(bytes, start, stop);
  const value = scale < 0 ? mantissa / POWERS[-scale]! : mantissa;
  return negative ? -value : value;
}

function slowNumber(bytes: Uint8Array, start: number, stop: number): number {
  const text = decoder.decode(bytes.subarray(start, stop));
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : NaN;
}

/** The whole number from 0 that bytes[start .. stop) writes in digits alone; -1 when they do not, Infinity beyond 2^53. */
export function indexIn(bytes: Uint8Array, start: number, stop: number): number {
  if (start >= stop) return -1;
  let value = 0;
  for (let at = start; at < stop; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : Infinity;
}
