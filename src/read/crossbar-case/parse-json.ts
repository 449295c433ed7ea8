import { JsonSyntaxError, parseLocated } from '../../../targets/located-json.ts';
import { fail } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { LONGEST_LOCATED } from './findings.ts';
import { isKeys } from './values.ts';

/** A JSON text and what it says. */
export interface ParsedJson {
  readonly value: unknown;
  /** Of the same length, line by line, and JSON throughout. */
  readonly text: string;
}

/**
 * JSON with every key of an object once (RFC 8259 leaves open what twice would mean), fast where nothing is wrong. NaN and Infinity, which Python's
 * json module writes though JSON has no such words, are read as the texts "NaN" and "Infinity", and -Infinity as a number.
 * @throws DiagnosticError S855, with line and column unless the text is long
 */
export function parseJson(text: string, file: string): ParsedJson {
  try {
    return { value: parseQuickly(text), text };
  } catch {
    if (!/NaN|Infinity/.test(text)) return { value: parseSlowly(text, file), text };
  }
  const padded = replaceWords(text, { NaN: '"N"', Infinity: '"inf"   ', '-Infinity': '-1e999   ' });
  try {
    return { value: parseQuickly(replaceWords(text, { NaN: '"NaN"', Infinity: '"Infinity"', '-Infinity': '-1e999' })), text: padded };
  } catch {
    return { value: parseSlowly(padded, file), text: padded };
  }
}

/** @throws SyntaxError where the text is no JSON or a key stands twice */
function parseQuickly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!hasKeysOnce(text, value)) throw new SyntaxError('a key stands twice, or an object stands in a list');
  return value;
}

/** A whole string, so that what it holds is not looked at, and the colon that makes it a key. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** Whether the value has as many keys as the text. */
function hasKeysOnce(text: string, value: unknown): boolean {
  let left = countKeys(value);
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined && --left < 0) return false;
  return left === 0;
}

/** Of an object and of those right in it; no object of a case stands in a list. */
function countKeys(value: unknown): number {
  if (!isKeys(value)) return 0;
  return Object.values(value).reduce((sum: number, inner) => sum + 1 + countKeys(inner), 0);
}

/** A string, closed or not, or a word outside of strings. */
const STRING_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|-?\bInfinity\b|\bNaN\b/g;

function replaceWords(text: string, by: Readonly<Record<string, string>>): string {
  return text.replace(STRING_OR_WORD, (found) => by[found] ?? found);
}

/** Says where a text is no JSON. */
function parseSlowly(text: string, file: string): unknown {
  if (text.length > LONGEST_LOCATED) return failQuickly(text, file);
  try {
    return parseLocated(text).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return fail('S855', { reason: error.message }, { file, span: error.span });
    throw error;
  }
}

function failQuickly(text: string, file: string): unknown {
  try {
    return parseQuickly(text);
  } catch (error) {
    return fail('S855', { reason: printable((error as Error).message) }, { file });
  }
}
