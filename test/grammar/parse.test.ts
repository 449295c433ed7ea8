import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { expectAnnotated } from './annotations.ts';

const CASES = new URL('./cases/', import.meta.url);
const codes = (text: string): string[] => parse(text, 'x.synet').diagnostics.map((one) => one.code);
const inside = (statements: string): string => `synet 1\nnetwork n {\n${statements}\n}\n`;

describe('syntax errors stand where they are and say what was expected', () => {
  for (const name of readdirSync(CASES)) {
    test(name, () => {
      const text = readFileSync(new URL(name, CASES), 'utf8');
      expectAnnotated(text, parse(text, name).diagnostics);
    });
  }

  test('at the end of the file, just behind the last word', () => {
    const [only, ...others] = parse('synet 1\nnetwork n {\n  timesteps 3', 'x.synet').diagnostics;
    expect(others).toEqual([]);
    expect(only!.message).toMatch(/^expected a statement .*, found the end of the file$/);
    expect(only!.where.span).toEqual({ line: 3, column: 14, endLine: 3, endColumn: 14 });
  });

  test('an empty text', () => {
    expect(parse('', 'x.synet').diagnostics.map((one) => [one.message, one.where.span!.line])).toEqual([["expected the first line 'synet 1', found the end of the file", 1]]);
  });
});

describe('texts that are refused as a whole', () => {
  test('another version is one error, not a shower', () => expect(codes('synet 2\nnet n (((')).toEqual(['S403']));
  test('brackets without end do not exhaust the stack', () => {
    expect(codes(inside(`projection p : a -> b dense(weights = ${'['.repeat(100_000)}`))).toEqual(['S405']);
    expect(codes(inside(`projection p : a -> b ${'input(input = '.repeat(100_000)}`))).toEqual(['S405']);
  });
  test('a file of another kind stops after twenty errors', () => {
    for (const line of ['%', 'population x', 'input : ']) {
      const found = codes(inside(`${line}\n`.repeat(20_000)));
      expect(found).toHaveLength(21);
      expect(found.at(-1)).toBe('S407');
    }
  });
});

describe('the syntax tree', () => {
  test('has a span on every node', () => {
    const { document } = parse(inside('  input "a b" : [2] current\n  population h : [3] lif(tau = 10 ms) scale [1,\n 2, 3]'), 'x.synet');
    const [input, population] = document!.network.statements as [never, never];
    expect(input).toMatchObject({ kind: 'input', name: { text: 'a b', span: { line: 3, column: 9, endLine: 3, endColumn: 14 } }, shape: { span: { line: 3, column: 17 } } });
    expect(population).toMatchObject({
      span: { line: 4, column: 3, endLine: 5, endColumn: 7 },
      model: { arguments: [{ name: { text: 'tau' }, value: { kind: 'number', text: '10', unit: { text: 'ms', span: { line: 4, column: 35, endLine: 4, endColumn: 37 } } } }] },
      clauses: [{ kind: 'scale', value: { kind: 'numbers', values: Float64Array.of(1, 2, 3), span: { line: 4, column: 45, endLine: 5, endColumn: 7 } } }],
    });
  });

  test('keywords are names where a name stands', () => {
    const { diagnostics } = parse('synet 1 network stage stage spiking bits 8 { timesteps 3 dt 1 ms input input : [1] current population delay : [1] linear scale [1]'
      + ' output output count projection bits : input -> delay dense(scale = delay) delay 1 }', 'x.synet');
    expect(diagnostics).toEqual([]);
  });

  test('a long list of numbers is one node', () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => ((index * 7919) % 100_000) / 1e5 - 0.5);
    const { document } = parse(inside(`projection p : a -> b dense(weights = f32 [100, 1000] [${numbers.join(',\n')}])`), 'x.synet');
    const [projection] = document!.network.statements;
    const value = projection?.kind === 'projection' ? projection.model.arguments[0]!.value : null;
    expect(value).toMatchObject({ kind: 'tensor', content: { kind: 'numbers', values: Float64Array.from(numbers) } });
  });
});
