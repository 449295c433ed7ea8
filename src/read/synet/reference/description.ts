import { ebnfText } from '../../../../grammar/ebnf.ts';
import { VERSION } from '../../../../grammar/parse.ts';
import { rules, TOKEN_CLASSES } from '../../../../grammar/rules.ts';
import { CLAUSES, ELEMENT_TYPES, HEADER, RESERVED, STATEMENTS, type Form } from '../../../../grammar/words.ts';
import type { CallDescription, ValueType } from '../codec.ts';
import type { Entry } from '../fields.ts';
import { CODINGS, LEVELS } from '../inputs.ts';
import { READOUTS, STAGES } from '../lower.ts';
import { NEURON_MODELS } from '../neurons/models.ts';
import { entriesOf } from '../fields.ts';
import { RECEPTORS } from '../projections.ts';
import { PROJECTION_MODELS } from '../projections/models.ts';
import { NUMBERS_OF, UNITS, type Bounds, type Range } from '../quantities.ts';

/** The language as data: what an editor needs to complete, to explain and to warn. Made from the tables that the reader reads by. */
export interface LanguageDescription {
  readonly language: 'synet';
  readonly version: number;
  readonly extensions: readonly string[];
  readonly comment: string;
  readonly header: readonly WordDescription[];
  readonly statements: readonly WordDescription[];
  readonly clauses: readonly (WordDescription & { readonly arguments?: readonly ArgumentDescription[]; readonly values?: readonly string[] })[];
  readonly stages: readonly string[];
  readonly readouts: readonly WordDescription[];
  readonly inputs: readonly InputDescription[];
  readonly neurons: readonly ModelDescription[];
  readonly projections: readonly ModelDescription[];
  /** Value of a unit in s or V, by dimension. */
  readonly units: Readonly<Record<'time' | 'potential', Readonly<Record<string, number>>>>;
  /** The grammar: every rule, and every class of words, in the notation of the reference page. */
  readonly rules: readonly { readonly name: string; readonly ebnf: string }[];
  readonly words: readonly { readonly name: string; readonly ebnf: string }[];
  readonly elementTypes: readonly string[];
  /** Words that are no names unless they are quoted. */
  readonly reserved: readonly string[];
}

export interface WordDescription {
  readonly word: string;
  readonly form?: string;
  readonly help: string;
  /** Of the number behind it, where there is one. */
  readonly value?: NumberDescription;
}

/** Numbers that are allowed, in s, V or without unit; of a list or tensor, its entries. No bounds: any finite number. */
export interface NumberDescription extends Bounds {
  /** Which values, in words. */
  readonly allowed: string;
  readonly units?: readonly string[];
  readonly unitRequired?: true;
}

export interface InputDescription extends WordDescription {
  readonly arguments: readonly ArgumentDescription[];
}

export interface ModelDescription extends WordDescription {
  readonly equation?: string;
  readonly example?: string;
  readonly arguments: readonly ArgumentDescription[];
}

export interface ArgumentDescription extends NumberDescription {
  readonly name: string;
  readonly type: string;
  readonly values?: readonly string[];
  readonly calls?: readonly ModelDescription[];
  /** Entries of a list. */
  readonly length?: number;
  readonly required: boolean;
  /** As written; null where the thing is not there by default. */
  readonly default?: string | null;
  readonly instead?: string;
  readonly help: string;
}

export function describeLanguage(): LanguageDescription {
  return {
    language: 'synet', version: VERSION, extensions: ['.synet'], comment: '#',
    header: forms(HEADER),
    statements: forms(STATEMENTS),
    clauses: forms(CLAUSES).map((clause) => ({
      ...clause,
      ...(clause.word === 'levels' ? { arguments: entriesOf(LEVELS.fields).map(argument) } : {}),
      ...(clause.word === 'receptor' ? { values: RECEPTORS } : {}),
    })),
    stages: STAGES,
    readouts: words(READOUTS),
    inputs: Object.entries(CODINGS).map(([word, { help, fields }]) => ({ word, help, arguments: entriesOf(fields).map(argument) })),
    neurons: NEURON_MODELS.map(({ word, help, equation, example, fields }) => ({ word, help, equation, example, arguments: entriesOf(fields).map(argument) })),
    projections: PROJECTION_MODELS.map(({ word, help, equation, example, entries }) => ({ word, help, equation, example, arguments: entries.map(argument) })),
    units: { time: valuesOf(UNITS.time), potential: valuesOf(UNITS.potential) },
    rules: rules().map(({ name, expression }) => ({ name, ebnf: ebnfText(expression) })),
    words: Object.entries(TOKEN_CLASSES).map(([name, text]) => ({ name, ebnf: text })),
    elementTypes: ELEMENT_TYPES,
    reserved: RESERVED,
  };
}

function valuesOf(powers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(powers).map(([unit, power]) => [unit, Number(`1e${power}`)]));
}

function forms(table: Readonly<Record<string, Form>>): WordDescription[] {
  const ranges: Readonly<Record<string, Range>> = NUMBERS_OF;
  return Object.entries(table).map(([word, { form, help }]) => ({ word, form, help, ...(ranges[word] ? { value: numbersOf({ ...ranges[word], allowed: ranges[word].words }) } : {}) }));
}

function numbersOf({ allowed, dimension, bounds }: Pick<ValueType, 'allowed' | 'dimension' | 'bounds'>): NumberDescription {
  const units = Object.keys(UNITS[dimension]);
  return { allowed, ...bounds, ...(units.length > 0 ? { units } : {}), ...(dimension === 'time' ? { unitRequired: true as const } : {}) };
}

function words(table: Readonly<Record<string, string>>): WordDescription[] {
  return Object.entries(table).map(([word, help]) => ({ word, help }));
}

function argument({ name, type, fallback, help, instead }: Entry): ArgumentDescription {
  return {
    name, type: type.kind, ...numbersOf(type),
    ...(type.words ? { values: type.words } : {}),
    ...(type.length === undefined ? {} : { length: type.length }),
    ...(type.calls ? { calls: type.calls.map(callDescription) } : {}),
    required: fallback === null,
    ...(fallback === null ? {} : { default: fallback === 'none' ? null : fallback }),
    ...(instead === undefined ? {} : { instead }),
    help,
  };
}

function callDescription({ word, help, arguments: list }: CallDescription): ModelDescription {
  return { word, help, arguments: list.map(argument) };
}
