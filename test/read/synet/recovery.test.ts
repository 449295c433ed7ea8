import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../grammar/parse.ts';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { readSynetText } from '../../../src/read/synet/read.ts';

const ROOT = new URL('../../../', import.meta.url);
const folders = ['examples/', 'examples/models/', 'test/read/synet/cases/', 'test/grammar/cases/'];
const TEXTS = folders.flatMap((folder) => readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.synet')).map((name) => readFileSync(new URL(folder + name, ROOT), 'utf8')));
const PIECES = [...' \n\t[](){}:=,"#-.0 5 ms', '->', 'population ', 'projection p : a -> b ', 'output ', 'dt 1 ', 'file ', '[1, 2]', 'lif(', 'nan', 'f32 ', '1e400', '\u0000', 'é'];

function diagnosticsOf(text: string): readonly Diagnostic[] {
  try {
    return readSynetText(text, { file: 'x.synet', folder: '.' }).diagnostics;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

const codes = (text: string): string[] => diagnosticsOf(text).map(({ code, where }) => `${code}@${where.span?.line}`);

describe('a damaged text', () => {
  test('gives diagnostics with their place, and never anything else', () => {
    const edits = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat({ max: 12 }), insert: fc.constantFrom('', ...PIECES) }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(fc.constantFrom(...TEXTS), edits, (text, list) => {
      const damaged = list.reduce((current, { at, remove, insert }) => {
        const start = Math.floor(at * current.length);
        return current.slice(0, start) + insert + current.slice(start + remove);
      }, text);
      for (const { where } of diagnosticsOf(damaged)) expect(where.file).toBeDefined();
    }), { seed: 1, numRuns: 200 });
  });

  test('keeps every statement that is not touched: one broken statement hides no other', () => {
    const text = readFileSync(new URL('examples/models/synapse.synet', ROOT), 'utf8').split('\n');
    const statements = text.flatMap((line, index) => (/^ {2}(input|population|output|projection|dt|timesteps) /.test(line) ? [index] : []));
    for (const broken of statements) {
      for (const end of [1, 2, 3, 4, 5]) {
        const cut = text.map((line, index) => (index === broken ? line.trim().split(' ').slice(0, end).join(' ') : line));
        const { document, diagnostics } = parse(cut.join('\n'), 'x.synet');
        if (diagnostics.length === 0) continue;
        expect(diagnostics.map(({ code, where }) => [code, where.span!.line]), cut[broken]).toEqual([['S401', broken + 1]]);
        expect(document!.network.statements.map(({ span }) => span.line), cut[broken]).toEqual(statements.filter((line) => line !== broken).map((line) => line + 1));
        expect(diagnosticsOf(cut.join('\n')), cut[broken]).toHaveLength(1);
      }
    }
  });
});

describe('what follows from an error is not reported', () => {
  const inside = (...statements: string[]): string => `synet 1\nnetwork n {\n${statements.join('\n')}\n}\n`;

  test('a population whose name was lost may be any', () => {
    expect(codes(inside('input x : [2] current', 'population : [3] relu', 'output y value', 'projection p : x -> y one_to_one'))).toEqual(['S401@4']);
  });
  test('a time constant where dt is wrong', () => {
    expect(codes(inside('dt 1 ms ms', 'input x : [2] current', 'population y : [2] lif(tau = 1 ms)', 'output y count'))).toEqual(['S401@3']);
  });
  test('what is missing, when it may be in a statement with an error', () => {
    expect(codes(inside('input x [2] current', 'output x'))).toEqual(['S401@3', 'S401@4']);
  });
  test('a shape that stands before the error is known', () => {
    expect(codes(inside('input x : [2] current', 'population y : [3] lif(tau 3)', 'output y count', 'projection p : x -> y dense(weights = [[1, 2]])'))).toEqual(['S401@4', 'S420@6']);
    expect(codes(inside('input x : [2] current', 'population y : [3 lif(tau 3)', 'output y count', 'projection p : x -> y dense(weights = [[1, 2]])'))).toEqual(['S401@4', 'S401@4']);
  });
  test('errors in the first lines leave nothing else to say', () => {
    expect(codes('synet 1\nnetwork n stage 3 {\n  input x : [2] curent\n}\n')).toEqual(['S401@2']);
  });
});

test('a file of 20,000 wrong statements is reported in short time, up to a limit', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `population a${index} : [2] lif(decay = 2)\nprojection p${index} : b${index} -> c${index} one_to_one`);
  const found = codes(`synet 1 network n { input x : [1] current\n${names.join('\n')}\noutput x value }`);
  expect(found).toHaveLength(201);
  expect(found.at(-1)).toBe('S407@undefined');
});

test('statements that share a line are told apart as well', () => {
  expect(codes('synet 1 network n { dt 1 ms input x : [1] current population a : [2] lif(decay = projection p : x -> a dense(weights = [[1], [2, 3]]) output b value }'))
    .toEqual(['S401@1', 'S417@1', 'S410@1']);
});
