import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../../src/diagnostics/render.ts';
import { describeLanguage, type ArgumentDescription } from '../../../src/read/synet/reference/description.ts';
import { languageFiles } from '../../../src/read/synet/reference/files.ts';
import { fillPage } from '../../../src/read/synet/reference/markdown.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';

const fileText = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

test.each([...languageFiles(fileText)])('%s is as npm run language writes it', (file, made) => expect(fileText(file)).toBe(made));

test.each(['grammar/README.md', 'examples/README.md'])('every link of %s leads somewhere, also in the package', (page) => {
  const { files } = JSON.parse(fileText('package.json')) as { files: readonly string[] };
  const text = fileText(page);
  const places = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => `#${title!.toLowerCase().replace(/[^a-z0-9 _-]/g, '').replaceAll(' ', '-')}`);
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) {
    if (link.startsWith('#')) expect(places, link).toContain(link);
    else {
      const path = posix.normalize(posix.join(posix.dirname(page), link));
      expect(existsSync(new URL(`../../../${path}`, import.meta.url)), link).toBe(true);
      expect(files.some((shipped) => path === shipped || path.startsWith(`${shipped}/`)), link).toBe(true);
    }
  }
});

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

  test('bounds are those of the reader', () => {
    let checked = 0;
    for (const model of neurons) {
      const given = [...(/\((.*)\)$/.exec(model.example!)?.[1] ?? '').matchAll(/(\w+) = ((?:\w+\([^)]*\)|[^,(])+)/g)];
      for (const { name, type, minimum, exclusiveMinimum, maximum, integer, unitRequired, instead } of model.arguments.filter((one) => one.type === 'number' || one.type === 'parameter')) {
        const refused = (value: number): boolean => {
          const others = given.filter(([, other]) => other !== name && other !== instead).map(([text]) => text);
          const text = `dt 1 ns population y : [2] ${model.word}(${[...others, `${name} = ${value}${unitRequired ? ' s' : ''}`].join(', ')})`;
          return diagnosticsOf(text).some(({ code, message }) => code === 'S418' && message.startsWith(`${name} is `));
        };
        const place = `${model.word} ${name} ${type}`;
        const inside = [minimum, maximum, exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1].filter((value): value is number => value !== undefined);
        const outside = [...(minimum === undefined ? [] : [minimum - 1e3]), ...(maximum === undefined ? [] : [maximum + 1e3]), ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum]), ...(integer ? [0.5] : [])];
        expect(inside.map(refused), `${place} ${inside.join(' ')}`).toEqual(inside.map(() => false));
        expect(outside.map(refused), `${place} ${outside.join(' ')}`).toEqual(outside.map(() => true));
        checked += inside.length + outside.length;
      }
    }
    expect(checked).toBeGreaterThan(100);
  });

  test('tells rules, units and the values of a list', () => {
    const { rules: all, words, units } = describeLanguage();
    expect(all.find(({ name }) => name === 'call')).toEqual({ name: 'call', ebnf: 'word [ arguments ]' });
    expect(words.map(({ name }) => name)).toContain('NUMBER');
    expect(units).toEqual({ time: { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 }, potential: { V: 1, mV: 1e-3, uV: 1e-6 } });
    const { header, statements, clauses } = describeLanguage();
    expect(Object.fromEntries([...header, ...statements, ...clauses].filter(({ value }) => value).map(({ word, value }) => [word, value]))).toMatchObject({
      bits: { integer: true, minimum: 1, maximum: 16 }, timesteps: { integer: true, minimum: 1, maximum: 65536 }, dt: { exclusiveMinimum: 0, units: ['s', 'ms', 'us', 'ns'], unitRequired: true },
      delay: { integer: true, minimum: 0 }, scale: { exclusiveMinimum: 0 },
    });
    expect(projections.find(({ word }) => word === 'pooling')!.arguments.find(({ name }) => name === 'kernel')).toMatchObject({ type: 'list', integer: true, minimum: 1, length: 2 });
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
