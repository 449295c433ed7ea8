import type { ISerializedGast } from 'chevrotain';
import { SynetParser } from './parser.ts';
import { ELEMENT_TYPES } from './words.ts';
import { ElementType, Identifier, NumberList, NumberToken, StringToken } from './tokens.ts';

/** The grammar as data, taken from the parser itself: what the reference page and the diagrams show is what is read. */
export interface Rule {
  readonly name: string;
  readonly expression: Expression;
}

export type Expression =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'class'; readonly name: TokenClass }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'option'; readonly part: Expression }
  /** Any number of times, also none; `separator` between. */
  | { readonly kind: 'many'; readonly part: Expression; readonly separator: Expression | null };

/** Words that are not written as they stand in the grammar, and how they are made; in the notation of the EBNF. */
export const TOKEN_CLASSES = {
  IDENTIFIER: '( LETTER | "_" ) { LETTER | DIGIT | "_" | "." }',
  NUMBER: '[ "+" | "-" ] ( ( DIGITS [ "." [ DIGITS ] ] | "." DIGITS ) [ ( "e" | "E" ) [ "+" | "-" ] DIGITS ] | "inf" | "nan" )',
  NUMBERS: '"[" [ NUMBER { "," NUMBER } ] "]"',
  STRING: '? a string of JSON ?',
  TYPE: ELEMENT_TYPES.map((type) => `"${type}"`).join(' | '),
} as const;

export type TokenClass = keyof typeof TOKEN_CLASSES;

const CLASS_OF: Readonly<Record<string, TokenClass>> = {
  [Identifier.name]: 'IDENTIFIER', [NumberToken.name]: 'NUMBER', [NumberList.name]: 'NUMBERS', [StringToken.name]: 'STRING', [ElementType.name]: 'TYPE',
};

/** All rules, in the order in which the parser declares them: from the document down to words. */
export function rules(): readonly Rule[] {
  const productions: readonly Production[] = new SynetParser(1).getSerializedGastProductions();
  return productions.map(({ name, definition }) => ({ name: name!, expression: sequence(definition!) }));
}

/** A production of the parser; which of these it has depends on its type. */
type Production = ISerializedGast & { readonly name?: string; readonly label?: string; readonly separator?: Production };

function sequence(parts: readonly ISerializedGast[]): Expression {
  const expressions = parts.map(expression);
  return expressions.length === 1 ? expressions[0]! : { kind: 'sequence', parts: expressions };
}

function expression(production: Production): Expression {
  const { type, definition = [] } = production;
  switch (type) {
    case 'Terminal': return terminal(production);
    case 'NonTerminal': return { kind: 'rule', name: production.name! };
    case 'Alternation': return { kind: 'choice', parts: definition.map(({ definition: inner = [] }) => sequence(inner)) };
    case 'Option': return { kind: 'option', part: sequence(definition) };
    case 'Repetition': return { kind: 'many', part: sequence(definition), separator: null };
    case 'RepetitionWithSeparator':
      return { kind: 'many', part: sequence(definition), separator: terminal(production.separator!) };
    default: throw new Error(`the grammar has a production of type ${type}`);
  }
}

function terminal({ name, label }: Production): Expression {
  const found = CLASS_OF[name!];
  if (found) return { kind: 'class', name: found };
  return { kind: 'word', text: label!.replace(/^'(.*)'$/, '$1') };
}
