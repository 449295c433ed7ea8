import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import { beforeAll, describe, expect, test } from 'vitest';
import { markStarts } from '../../../grammar/recover.ts';
import { Equals, lexer, STATEMENT_TOKENS } from '../../../grammar/tokens.ts';
import { describeLanguage, type ArgumentDescription } from '../../../src/read/synet/reference/description.ts';

const ROOT = new URL('../../../', import.meta.url);
const EDITORS = new URL('grammar/editors/', ROOT);
const read = (url: URL): string => readFileSync(url, 'utf8');
const json = (name: string): Record<string, never> => JSON.parse(read(new URL(name, EDITORS))) as Record<string, never>;

let grammar: IGrammar;
beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns), createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => Promise.resolve(scope === 'source.synet' ? textmate.parseRawGrammar(read(new URL('synet.tmLanguage.json', EDITORS)), 'synet.tmLanguage.json') : null),
  });
  grammar = (await registry.loadGrammar('source.synet'))!;
});

/** The innermost scope of every character of a text, by line. */
function scopesOf(text: string): string[][] {
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => Array.from({ length: endIndex - startIndex }, () => scopes[scopes.length - 1]!));
  });
}

const scopeAt = (text: string, part: string): string => scopesOf(text)[0]![text.indexOf(part)]!;

/** Texts without errors: the examples, and those of the page. */
const TEXTS: readonly (readonly [string, string])[] = [
  ...['examples/', 'examples/models/'].flatMap((folder) => readdirSync(new URL(folder, ROOT)).filter((name) => name.endsWith('.synet')).map((name) => [name, read(new URL(folder + name, ROOT))] as const)),
  ...[...read(new URL('grammar/README.md', ROOT)).matchAll(/```synet\n(.*?)```/gs)].map((match, index) => [`example ${index + 1} of the page`, match[1]!] as const),
];

describe('the colours of an editor', () => {
  test.each(TEXTS)('%s: every word has the colour of what the reader reads it as', (_name, text) => {
    const scopes = scopesOf(text);
    const starts = new Set(Object.values(STATEMENT_TOKENS).map(({ start }) => start));
    const wrong = markStarts(lexer.tokenize(text).tokens).flatMap((token, index, all) => {
      const scope = scopes[token.startLine! - 1]![token.startColumn! - 1]!;
      const isArgument = all[index + 1]?.tokenType === Equals;
      const expected = starts.has(token.tokenType) ? 'keyword.control' : isArgument ? 'variable.parameter' : EXPECTED[token.tokenType.name];
      return !expected || new RegExp(`^(?:${expected})`).test(scope) ? [] : [`${token.image.slice(0, 20)} in line ${token.startLine} is ${scope}`];
    });
    expect(wrong).toEqual([]);
    const comments = scopes.flat().filter((scope) => scope.startsWith('comment')).length;
    expect(comments).toBe([...text.matchAll(/#.*$/gm)].reduce((sum, [comment]) => sum + comment.length, 0));
  });

  test('keywords are names where a name stands', () => {
    expect(scopeAt('input input : [4] current', 'input :')).toMatch(/^entity\.name/);
    expect(scopeAt('projection a : output -> delay dense', 'delay')).toMatch(/^entity\.name/);
    expect(scopeAt('  convolution(scale = 3)', 'scale')).toMatch(/^variable\.parameter/);
    expect(scopeAt('population "if # 3" : [4] relu', 'if')).toMatch(/^entity\.name/);
    expect(scopeAt('population a.if : [4] relu', 'if')).toMatch(/^entity\.name/);
  });

  test('units, choices and models have theirs', () => {
    const text = 'population h : [3] lif(tau = [10 ms, 4e3 us], reset = hard, compare = ">", synapse = current(tau = 1 ms)) scale file "a.npz" "s"';
    const scopes = ['10', 'ms', 'us', 'hard', '">"', 'lif', 'current', 'tau', 'scale', 'file'].map((part) => scopeAt(text, part).split('.').slice(0, 2).join('.'));
    expect(scopes).toEqual([
      'constant.numeric', 'keyword.other', 'keyword.other', 'constant.language', 'string.quoted', 'support.function', 'support.function', 'variable.parameter', 'keyword.control', 'keyword.other',
    ]);
  });
});

describe('no word of the language is without a colour', () => {
  const { header, statements, clauses, stages, readouts, inputs, neurons, projections, elementTypes, units } = describeLanguage();
  const everyArgument = (list: readonly ArgumentDescription[]): readonly ArgumentDescription[] =>
    list.flatMap((one) => [one, ...(one.calls ?? []).flatMap((call) => everyArgument(call.arguments))]);
  const scopeOf = (text: string, part: string): string => scopeAt(text, part).split('.').slice(0, 2).join('.');
  const all = everyArgument([...neurons, ...projections].flatMap((model) => model.arguments));

  test('keywords', () => {
    const texts: Readonly<Record<string, string>> = {
      synet: 'synet 1', network: 'network n {', stage: 'network n stage folded {', bits: 'network n stage quantised bits 8 {',
      timesteps: '  timesteps 3', dt: '  dt 1 ms', time_constant: '  time_constant 1 us', input: '  input x : [1] rate', population: '  population y : [1] if', output: '  output y count', projection: '  projection p : x -> y dense',
      delay: ') delay 2', receptor: ') receptor inhibitory', scale: 'if scale [1, 2]', levels: 'rate levels(scale = 1)',
    };
    const words = [...header, ...statements, ...clauses].map(({ word }) => word);
    expect(words.toSorted()).toEqual(Object.keys(texts).toSorted());
    for (const word of words) expect(scopeOf(texts[word]!, word), word).toBe('keyword.control');
    for (const stage of stages) expect(scopeOf(`network n stage ${stage} {`, `${stage} {`), stage).toBe('constant.language');
    for (const { word } of readouts) expect(scopeOf(`  output y ${word}`, word), word).toBe('constant.language');
  });

  test('models of inputs, neurons and projections, and calls inside them', () => {
    for (const { word } of inputs) expect(scopeOf(`  input x : [1] ${word}`, word), word).toBe('support.function');
    for (const { word, example } of neurons) expect(scopeOf(`  population y : [1] ${example}`, word), word).toBe('support.function');
    for (const { word, example } of projections) expect(scopeOf(`  projection p : x -> y ${example}`, word), word).toBe('support.function');
    for (const { name, calls = [] } of all) for (const { word } of calls) expect(scopeOf(`(${name} = ${word}(q = 1)`, `${word}(`), word).toBe('support.function');
  });

  test('arguments, words to choose from, units and element types', () => {
    for (const { name, type, values = [] } of all) {
      expect(scopeOf(`(${name} = 1)`, name), name).toBe('variable.parameter');
      if (type === 'word') for (const value of values) expect(scopeOf(`(q = ${value})`, `${value})`), `${name} = ${value}`).toMatch(/^(?:constant\.(?:language|numeric)|support\.function)/);
    }
    for (const unit of Object.values(units).flatMap(Object.keys)) expect(scopeOf(`(q = 12 ${unit})`, `${unit})`), unit).toBe('keyword.other');
    for (const type of elementTypes) expect(scopeOf(`(q = ${type} [1])`, type), type).toBe('storage.type');
  });
});

const EXPECTED: Readonly<Record<string, string>> = {
  String: 'string.quoted|entity.name', Number: 'constant.numeric', NumberList: 'punctuation.section', ElementType: 'storage.type', Arrow: 'keyword.operator',
  'file keyword': 'keyword.other', 'synet keyword': 'keyword.control', 'network keyword': 'keyword.control', 'stage keyword': 'keyword.control', 'bits keyword': 'keyword.control',
  Equals: 'keyword.operator', Colon: 'punctuation.separator', Comma: 'punctuation.separator',
  Identifier: 'entity.name|variable.parameter|support.function|constant.language|keyword.other.unit',
};

test('the folder is what VS Code loads', () => {
  const { contributes } = json('package.json') as unknown as { contributes: { languages: { id: string; extensions: string[]; configuration: string }[]; grammars: { language: string; scopeName: string; path: string }[] } };
  const [language] = contributes.languages;
  const [colours] = contributes.grammars;
  expect([language!.extensions, colours!.language, colours!.scopeName]).toEqual([['.synet'], language!.id, 'source.synet']);
  expect([language!.configuration, colours!.path].map((path) => fileURLToPath(new URL(path, EDITORS))).map((path) => readFileSync(path).length > 0)).toEqual([true, true]);
  expect(json('language-configuration.json')).toMatchObject({ comments: { lineComment: '#' }, brackets: [['{', '}'], ['[', ']'], ['(', ')']] });
});
