import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { Irregular } from '../../../src/read/sanafe/yaml/scalars.ts';
import { scan } from '../../../src/read/sanafe/yaml/scan.ts';
import { numberOf, textOf, TOKEN, type Tokens } from '../../../src/read/sanafe/yaml/tokens.ts';
import { parseTree } from '../../../src/read/sanafe/yaml/tree.ts';
import { windowOn } from '../../../src/read/sanafe/yaml/window.ts';
import { yamlText } from './yaml-documents.ts';

const NAMES = ['', '{', '}', '[', ']', 'end'];
const encoder = new TextEncoder();

function listed(tokens: Tokens): string {
  const found: string[] = [];
  for (;;) {
    const token = tokens.next();
    const { line, column } = tokens.span();
    const place = token === TOKEN.scalar && tokens.start < tokens.stop ? ` ${line}:${column}` : '';
    found.push(token === TOKEN.scalar ? `${tokens.quoted ? 'quoted ' : ''}${JSON.stringify(textOf(tokens))}${place}` : NAMES[token]!);
    if (token === TOKEN.end) return found.join('\n');
  }
}

/** null where the scanner leaves the text to the syntax tree. */
function scanned(text: string, piece?: number): string | null {
  try {
    return listed(scan(windowOn(encoder.encode(text), 'case', piece), 'case'));
  } catch (error) {
    if (error instanceof Irregular) return null;
    throw error;
  }
}

function parsed(text: string): string | null {
  try {
    return listed(parseTree(text, 'case'));
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}

describe('the scanner', () => {
  it('agrees with package yaml on what it reads, places included', () => {
    let regular = 0;
    fc.assert(fc.property(yamlText, fc.integer({ min: 1, max: 50 }), (text, piece) => {
      const tokens = scanned(text, piece);
      if (tokens === null) return;
      regular++;
      expect(tokens).toBe(parsed(text));
    }), { seed: 1, numRuns: Number(process.env.RUNS ?? 3000) });
    expect(regular).toBeGreaterThan(500);
  });

  it.each([
    'a: {b: [1, 2], c: {d: e}}\n', '- a.0 -> b.1: {weight: 0.5}\n- a.1 -> b.1: [weight: -1, delay: 2]\n', 'a:\n- b\n- - c\n  - d\nz:\n', '- 0..9\n- {1: {bias: 6}}\n- 2: [bias: 1]\n',
    'weight: [\n  1, 2, # three\n  3\n]\n', '# head\n\na: 1 # one\n\n# tail', 'a: \'x y\'\n"b": "c"\n', '\ufeffa: 1\r\nb: [1,\r\n  2]\r\n', 'k:   \n  - {}\n  - []\n',
  ])('reads %j itself', (text) => {
    expect(scanned(text)).not.toBeNull();
    expect(scanned(text, 1)).toBe(parsed(text));
  });

  it.each(['a: &x 1\n', 'a: !!int 1\n', 'a: |\n  text\n', 'a: one\n  two\n', '---\na: 1\n', 'a:\t1\n', "a: 'it''s'\n", 'a: "\\n"\n', '? a\n: b\n', '{a: 1}\n', 'a: [1, 2\n', 'a: b: c\n', '[a]: 1\n', 'a: {b}\n', 'a\n', ''])('leaves %j to the syntax tree', (text) => {
    expect(scanned(text)).toBeNull();
  });
});

describe('numbers', () => {
  const read = (text: string): number => numberOf({ bytes: encoder.encode(text), start: 0, stop: encoder.encode(text).length });

  it('are those that JavaScript reads', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => { expect(read(Object.is(value, -0) ? '-0' : String(value))).toBe(value); }), { seed: 2 });
    fc.assert(fc.property(fc.integer(), fc.integer({ min: 0, max: 9999999 }), (whole, part) => { expect(read(`${whole}.${part}`)).toBe(Number(`${whole}.${part}`)); }), { seed: 3 });
  });

  it.each([['+5', 5], ['.5', 0.5], ['5.', 5], ['-0', -0], ['1e3', 1000], ['0.99975585937', 0.99975585937]])('%s', (text, value) => { expect(read(text)).toBe(value); });
  it.each(['', '.', '-', 'nan', '.inf', '1e999', '0x10', '1_000', '1 2', 'true', '1e', '--1'])('%j is none', (text) => { expect(read(text)).toBeNaN(); });
});
