import type { ArgumentDescription, LanguageDescription } from './description.ts';

interface Pattern {
  readonly name?: string;
  readonly match: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
}

export interface TextMateGrammar {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly { readonly include: string }[];
  readonly repository: Readonly<Record<string, { readonly patterns: readonly Pattern[] }>>;
}

/** Names hold dots: `\b` would find a word in the middle of one. */
const BEFORE = '(?<![A-Za-z0-9_.])';
const AFTER = '(?![A-Za-z0-9_.])';
const NAME = '("(?:[^"\\\\]|\\\\.)*"|[A-Za-z_][A-Za-z0-9_.]*)';
const NUMBER = '[-+]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?|(?:inf|nan)(?![A-Za-z0-9_.]))';

/** The highlighting of the language, made of its description: keywords are coloured where they are keywords, not where they are names. */
export function textMateGrammar(language: LanguageDescription): TextMateGrammar {
  const models = [...language.inputs, ...language.neurons, ...language.projections].map(({ word }) => word);
  const all = [...language.neurons, ...language.projections].flatMap((model) => model.arguments);
  const units = [...new Set(all.flatMap((argument) => argument.units ?? []))];
  const order = ['comments', 'strings', 'header', 'statements', 'clauses', 'arguments', 'tensors', 'numbers', 'models', 'values', 'punctuation'];
  return {
    name: 'Synaptile network', scopeName: 'source.synet', fileTypes: ['synet'],
    patterns: order.map((part) => ({ include: `#${part}` })),
    repository: {
      comments: { patterns: [{ name: 'comment.line.number-sign.synet', match: '#.*$' }] },
      header: { patterns: header(language) },
      statements: { patterns: statements(language) },
      clauses: { patterns: clauses(language) },
      arguments: {
        patterns: [
          // A call behind an argument may be called as a clause is.
          {
            match: `${BEFORE}([A-Za-z_][A-Za-z0-9_.]*)\\s*(=)\\s*(${[...new Set(calls(all))].join('|')})(?=\\s*\\()`,
            captures: named('variable.parameter.synet', 'keyword.operator.assignment.synet', 'support.function.synet'),
          },
          { match: `${BEFORE}([A-Za-z_][A-Za-z0-9_.]*)\\s*(=)`, captures: named('variable.parameter.synet', 'keyword.operator.assignment.synet') },
        ],
      },
      tensors: {
        patterns: [
          { name: 'storage.type.synet', match: any(language.elementTypes) },
          { name: 'keyword.other.file.synet', match: any(['file']) },
        ],
      },
      strings: { patterns: [{ name: 'string.quoted.double.synet', match: '"(?:[^"\\\\]|\\\\.)*"' }] },
      numbers: { patterns: [{ match: `${BEFORE}(${NUMBER})(?:\\s*(${units.join('|')})${AFTER})?`, captures: named('constant.numeric.synet', 'keyword.other.unit.synet') }] },
      models: { patterns: [{ name: 'support.function.synet', match: any([...models, ...calls(all)]) }] },
      values: { patterns: [{ name: 'constant.language.synet', match: any(values(all)) }] },
      punctuation: {
        patterns: [
          { name: 'keyword.operator.arrow.synet', match: '->' },
          { name: 'punctuation.separator.synet', match: '[,:]' },
          { name: 'punctuation.section.synet', match: '[\\[\\](){}]' },
        ],
      },
    },
  };
}

function header({ stages }: LanguageDescription): Pattern[] {
  return [
    { match: `^\\s*(synet)\\s+(\\d+)`, captures: named('keyword.control.synet', 'constant.numeric.synet') },
    { match: `${BEFORE}(network)\\s+${NAME}(?=\\s|\\{|$)`, captures: named('keyword.control.synet', 'entity.name.type.synet') },
    { match: `${BEFORE}(stage)\\s+(${stages.join('|')})${AFTER}`, captures: named('keyword.control.synet', 'constant.language.synet') },
    { match: `${BEFORE}(bits)(?=\\s+\\d)`, captures: named('keyword.control.synet') },
  ];
}

function statements({ statements: known, readouts }: LanguageDescription): Pattern[] {
  const words = known.map(({ word }) => word);
  const settings = words.filter((word) => !['input', 'population', 'output', 'projection'].includes(word));
  const ends = readouts.map(({ word }) => word).join('|');
  return [
    {
      match: `${BEFORE}(projection)\\s+${NAME}\\s*(:)\\s*${NAME}\\s*(->)\\s*${NAME}`,
      captures: named('keyword.control.synet', 'entity.name.function.synet', 'punctuation.separator.synet', 'entity.name.type.synet', 'keyword.operator.arrow.synet', 'entity.name.type.synet'),
    },
    { match: `${BEFORE}(input|population|projection)\\s+${NAME}\\s*(:)`, captures: named('keyword.control.synet', 'entity.name.type.synet', 'punctuation.separator.synet') },
    { match: `${BEFORE}(output)\\s+${NAME}\\s+(${ends})${AFTER}`, captures: named('keyword.control.synet', 'entity.name.type.synet', 'constant.language.synet') },
    { match: `${BEFORE}(${settings.join('|')})(?=\\s+[-+.\\d])`, captures: named('keyword.control.synet') },
  ];
}

function clauses({ clauses: known }: LanguageDescription): Pattern[] {
  return known.map(({ word, values: choice, arguments: list }): Pattern => {
    if (choice) return { match: `${BEFORE}(${word})\\s+(${choice.join('|')})${AFTER}`, captures: named('keyword.control.synet', 'constant.language.synet') };
    const next = list ? '\\s*\\(' : '\\s*(?:[-+.\\d\\[]|file\\b|f32\\b)';
    return { match: `${BEFORE}(${word})(?=${next})`, captures: named('keyword.control.synet') };
  });
}

/** Words of calls inside arguments: current(...), sum(...). */
function calls(all: readonly ArgumentDescription[]): string[] {
  return all.flatMap((argument) => argument.calls ?? []).flatMap(({ word, arguments: inner }) => [word, ...calls(inner)]);
}

/** Words of choices, but numbers and quoted strings, which are known as such. */
function values(all: readonly ArgumentDescription[]): string[] {
  return all.flatMap((argument) => [
    ...(argument.type === 'word' ? (argument.values ?? []).filter((value) => /^[a-z]/.test(value)) : []),
    ...(argument.calls ?? []).flatMap((inner) => values(inner.arguments)),
  ]);
}

function any(words: readonly string[]): string {
  return `${BEFORE}(?:${[...new Set(words)].join('|')})${AFTER}`;
}

function named(...names: readonly string[]): Readonly<Record<string, { readonly name: string }>> {
  return Object.fromEntries(names.map((name, index) => [String(index + 1), { name }]));
}
