import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../../src/diagnostics/render.ts';
import { describeLanguage, type ArgumentDescription } from '../../../src/read/synet/reference/description.ts';
import { languageFiles } from '../../../src/read/synet/reference/files.ts';
import { fillPage } from '../../../src/read/synet/reference/markdown.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';

const fileText = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test.each([...languageFiles(fileText)])('%s is as npm run language writes it', (file, made) => expect(fileText(file)).toBe(made));

test('a page without a mark is refused', () => expect(() => fillPage('<!-- made: a -->\n<!-- end -->', { a: 'x', b: 'y' })).toThrow('no mark for b'));

describe('the description of the language', () => {
  const { neurons, projections } = describeLanguage();

  function everyArgument(list: readonly ArgumentDescription[]): readonly ArgumentDescription[] {
    return list.flatMap((one) => [one, ...(one.calls ?? []).flatMap((call) => everyArgument(call.arguments))]);
  }

  test('tells type, default and help of every argument', () => {
    const all = everyArgument([...neurons, ...projections].flatMap((model) => model.arguments));
    expect(all.length).toBeGreaterThan(100);
    for (const argument of all) {
      expect(argument.help.length, argument.name).toBeGreaterThan(2);
      expect(argument.required, argument.name).toBe(!('default' in argument));
    }
  });

  test('is what the reader says of an argument it does not know', () => {
    for (const { word, arguments: list } of neurons) {
      const help = list.map(({ name }) => name).join(', ');
      expect(helpOf(`population y : [2] ${word}(qqqqqqqqqqqq = 1)`), word).toContain(list.length === 0 ? 'takes no arguments' : help);
    }
    for (const { word, arguments: list } of projections) {
      const help = list.map(({ name }) => name).join(', ');
      expect(helpOf(`population y : [2] linear projection p : x -> y ${word}(qqqqqqqqqqqq = 1)`), word).toContain(list.length === 0 ? 'takes no arguments' : help);
    }
  });

  test('says which arguments are needed, as the reader does', () => {
    for (const { word, arguments: list } of neurons) {
      const needed = list.filter(({ required }) => required).map(({ name }) => `'${word}' needs the argument '${name}'`);
      expect(messagesOf(`population y : [2] ${word}`), word).toEqual(needed);
    }
  });

  function diagnosticsOf(statements: string): DiagnosticError['diagnostics'] {
    try {
      readSynetText(`synet 1 network n { input x : [2] current ${statements} output x count }`, { file: 'x.synet', folder: '.' });
      return [];
    } catch (error) {
      return (error as DiagnosticError).diagnostics;
    }
  }

  const messagesOf = (statements: string): string[] => diagnosticsOf(statements).map(({ message }) => message);
  const helpOf = (statements: string): string | undefined => diagnosticsOf(statements).find(({ code }) => code === 'S414')?.help;
});

test('the mistakes that the page shows are reported so', () => {
  const page = fileText('grammar/README.md');
  const folder = mkdtempSync(join(tmpdir(), 'synet-page-'));
  const file = join(folder, 'xor.synet');
  const example = /```synet\n(.*?)```/s.exec(page)![1]!;
  writeFileSync(file, example.replace('lif(tau = 20 ms, reset = hard)', 'lif(decay = 0.9, tau 20 ms)').replace('y -> hidden', 'y -> hiden'));
  try {
    readSynet(file);
    expect.unreachable();
  } catch (error) {
    const shown = (error as DiagnosticError).diagnostics.map((one) => renderDiagnostic(one, false)).join('\n').replaceAll(file, 'xor.synet');
    expect(/## Mistakes\n.*?```\n(.*?)\n```/s.exec(page)![1]).toBe(shown);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
