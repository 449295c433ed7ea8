import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lexer } from '../../../grammar/tokens.ts';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { readSynetText } from '../../../src/read/synet/read.ts';

const ROOT = new URL('../../../', import.meta.url);
const TEXTS = ['examples/', 'examples/models/', 'test/read/synet/cases/'].flatMap((folder) =>
  readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.synet')).map((name) => readFileSync(new URL(folder + name, ROOT), 'utf8')));

/** Words of the texts themselves: what a hand may leave out, double or put in the wrong place. */
const WORDS = [...new Set(TEXTS.flatMap((text) => lexer.tokenize(text).tokens.map(({ image }) => image).filter((image) => image.length < 40)))];

/** null where the text is sound. */
function errorsOf(text: string): readonly Diagnostic[] | null {
  try {
    readSynetText(text, { file: 'x.synet', folder: '.' });
    return null;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

/** Every place is one of the text, and every finding but those of side files and the last note has one. */
function expectPlaces(text: string, errors: readonly Diagnostic[]): void {
  const lines = text.split(/\r\n|\r|\n/);
  expect(errors.some(({ severity }) => severity === 'error')).toBe(true);
  for (const { code, where: { file, span }, message, help } of errors) {
    expect([message.length > 5, help.length > 5]).toEqual([true, true]);
    if (file === 'x.synet' && code !== 'S407') expect(span, code).toBeDefined();
    if (!span) continue;
    const place = `${code} at ${span.line}:${span.column} in ${lines.length} lines`;
    expect(span.line >= 1 && span.line <= lines.length, place).toBe(true);
    expect(span.column >= 1 && span.column <= lines[span.line - 1]!.length + 1, place).toBe(true);
    expect(span.endLine > span.line || span.endColumn >= span.column, place).toBe(true);
  }
}

describe('a text with words left out, doubled or in the wrong place', () => {
  type Edit = { readonly at: number; readonly what: 'delete' | 'double' | 'swap' | 'insert'; readonly word: string };
  const edits: fc.Arbitrary<readonly Edit[]> = fc.array(fc.record({
    at: fc.double({ min: 0, max: 0.9999, noNaN: true }), what: fc.constantFrom('delete' as const, 'double' as const, 'swap' as const, 'insert' as const), word: fc.constantFrom(...WORDS),
  }), { minLength: 1, maxLength: 6 });

  function edited(text: string, list: readonly Edit[]): string {
    return list.reduce((current, { at, what, word }) => {
      const { tokens } = lexer.tokenize(current);
      const token = tokens[Math.floor(at * tokens.length)];
      if (!token) return word;
      const [start, end] = [token.startOffset, token.endOffset! + 1];
      const next = tokens[Math.floor(at * tokens.length) + 1]?.image ?? '';
      const instead = { delete: '', double: `${token.image} ${token.image}`, swap: `${next} ${token.image}`, insert: `${word} ${token.image}` }[what];
      return current.slice(0, start) + instead + current.slice(end);
    }, text);
  }

  test('is sound, or every error has a place in it', () => {
    let broken = 0;
    fc.assert(fc.property(fc.constantFrom(...TEXTS), edits, (text, list) => {
      const damaged = edited(text, list);
      const errors = errorsOf(damaged);
      if (errors === null) return;
      broken++;
      expectPlaces(damaged, errors);
    }), { seed: 7, numRuns: 120 });
    expect(broken).toBeGreaterThan(70);
  });

  test('any text at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...WORDS, '\n', '"', '\u0000', '\ud800')).map((words) => words.join(' '))), (text) => {
      for (const whole of [text, `synet 1 network n { ${text} }`]) {
        const errors = errorsOf(whole);
        if (errors !== null) expectPlaces(whole, errors);
      }
    }), { seed: 7, numRuns: 80 });
  });
});

describe('a megabyte of anything is refused in short time', () => {
  const inside = (text: string): string => `synet 1\nnetwork n {\n  input x : [2] current\n  output x value\n${text}\n}\n`;
  const megabyte = (piece: string): string => piece.repeat(Math.ceil(1e6 / piece.length));
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const noise = (letters: string): string => Array.from({ length: 1e6 }, () => letters[Math.floor(random() * letters.length)]).join('');
  const cases: Readonly<Record<string, string>> = {
    'open brackets': megabyte('['), 'open calls in arguments': megabyte('lif(a = '), 'closing brackets': megabyte(']'), quotes: megabyte('"'),
    'a string without end': `"${megabyte('\\')}`, 'one long word': megabyte('a'), points: megabyte('1.'), comments: megabyte('#'),
    'numbers without end': `projection p : x -> x dense(weights = [${megabyte('1, ')}`, 'lists in a list': `projection p : x -> x dense(weights = [${megabyte('[1], ')}`,
    'statements without end': megabyte('population a : [2] lif(tau = '), 'statements of one name': megabyte('population a : [2] relu\n'),
    clauses: `projection p : x -> x one_to_one ${megabyte('delay 1 ')}`, arguments: `population y : [2] relu(${megabyte('a = 1, ')}1)`,
    'words and brackets': noise('population x:[1]=lif(,)\n '), 'code points': noise('\u0000\u0001é\u2028\ufffd\u{1f600} '),
  };

  test.each(Object.keys(cases))('%s', (name) => {
    const start = performance.now();
    const errors = errorsOf(inside(cases[name]!));
    expect(performance.now() - start).toBeLessThan(8000);
    if (errors === null) expect(name).toBe('comments');
    else expect([errors.length > 0, errors.length <= 202, errors.every(({ message, help }) => message.length + help.length < 1000)]).toEqual([true, true, true]);
  });
});
