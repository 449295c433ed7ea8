import type { NumberSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { toNumber } from '../../../grammar/numbers.ts';
import type { Padding4, Pair } from '../../ir/network.ts';
import type { Parameter } from '../../ir/neuron.ts';
import { knownWord } from './arguments.ts';
import type { Codec, ValueType } from './codec.ts';
import { report } from './context.ts';
import { shortest, timeText } from './decimals.ts';
import { elementsOf } from './elements.ts';
import { kindOf } from './kinds.ts';
import type { Placer } from './place.ts';
import { scalar, TIME, whole, LOWEST, type Range } from './quantities.ts';
import { callSyntax, listSyntax, numbersSyntax, numberSyntax, stringSyntax } from './syntax-of.ts';
import { parameter as readParameter, vector as readVector } from './tensors.ts';

/** One number of this range. */
export function number(range: Range): Codec<number> {
  return {
    type: typeOf('number', range),
    blank: 1,
    read: (value, what, _rule, context) => scalar(value, what, range, context),
    print: (value) => numberSyntax(value),
  };
}

/** A number for all neurons, or one a channel, or one a neuron. */
export function parameter(range: Range): Codec<Parameter> {
  return {
    type: typeOf('parameter', range),
    blank: 1,
    read: (value, what, rule, context) => readParameter(value, what, rule, range, context),
    print: (value, place) => (typeof value === 'number' ? numberSyntax(value) : place.tensor({ shape: [value.length], data: value })),
  };
}

/** As `parameter`, of times in s: numbers in the text have a unit, those of a side file are in s. @param range a range of times */
export function times(range: Range = TIME): Codec<Parameter> {
  return { ...parameter(range), print: (value, place) => (typeof value === 'number' ? time(value) : timeList(value, place)) };
}

function timeList(values: Float32Array, place: Placer): ValueSyntax {
  if (!place.fits(values.length)) return place.aside({ shape: [values.length], data: values });
  return listSyntax(Array.from(values, (value) => time(shortest(value))));
}

/** A time in a handy unit. */
export function time(time_s: number): NumberSyntax {
  const { text, unit } = timeText(time_s);
  return numberSyntax(text, unit);
}

/** f32 values, as many as the rule says. */
export function vector(range: Range): Codec<Float32Array> {
  return {
    type: typeOf('vector', range),
    blank: new Float32Array(0),
    read: (value, what, rule, context) => readVector(value, what, rule, range, context),
    print: (value, place) => place.tensor({ shape: [value.length], data: value }),
  };
}

/** One of several values, each with its word. A word that is a number is written as one. */
export function choice<T extends string | number | boolean>(words: Readonly<Record<string, T>>): Codec<T> {
  const known = Object.keys(words);
  const allowed = `one of ${known.join(', ')}`;
  return {
    type: { kind: 'word', allowed, dimension: 'none', words: known },
    blank: words[known[0]!]!,
    read: (value, what, _rule, context) => {
      const named = value.kind === 'call' && value.arguments.length === 0 ? value.word : null;
      const numbered = value.kind === 'number' && value.unit === null ? known.find((word) => Number(word) === toNumber(value.text)) : undefined;
      if (numbered !== undefined) return words[numbered]!;
      if (named) return words[knownWord(named, what, known, context)]!;
      report(context, 'S417', { what, expected: allowed, found: kindOf(value) }, value.span);
      return words[known[0]!]!;
    },
    print: (value) => {
      const word = known.find((one) => words[one] === value)!;
      return typeof value === 'number' ? numberSyntax(value) : callSyntax(word);
    },
  };
}

/** Each value is its own word; `-` cannot stand in one and is written `_`. */
export function words<T extends string>(values: readonly T[]): Codec<T> {
  return choice(Object.fromEntries(values.map((value) => [value.replaceAll('-', '_'), value])));
}

/** One of several quoted strings. */
export function quoted<T extends string>(values: readonly T[]): Codec<T> {
  const allowed = values.map((one) => JSON.stringify(one)).join(' or ');
  return {
    type: { kind: 'string', allowed, dimension: 'none', words: values },
    blank: values[0]!,
    read: (value, what, _rule, context) => {
      if (value.kind === 'string') return knownWord(value, what, values, context);
      report(context, 'S417', { what, expected: allowed, found: kindOf(value) }, value.span);
      return values[0]!;
    },
    print: (value) => stringSyntax(value),
  };
}

export const FLAG: Codec<boolean> = choice({ true: true, false: false });

/** [y, x] of whole numbers from 1. */
export const PAIR = wholeNumbers<Pair>([1, 1], whole(1));

/** [top, left, bottom, right]. */
export const SIDES = wholeNumbers<Padding4>([0, 0, 0, 0], whole(LOWEST));

/** As many whole numbers as `blank` has. */
function wholeNumbers<T extends readonly number[]>(blank: T, range: Range): Codec<T> {
  const { length } = blank;
  const allowed = `a list of ${length} whole numbers`;
  return {
    type: { kind: 'list', allowed: `${allowed}${range.words.replace('a whole number', '')}`, dimension: 'none', bounds: range.bounds, length },
    blank,
    read: (value, what, _rule, context) => {
      if (value.kind !== 'numbers' || value.values.length !== length) {
        report(context, 'S417', { what, expected: allowed, found: kindOf(value) }, value.span);
        return blank;
      }
      const elements = elementsOf(value, what, range, context)!;
      const bad = elements.values.findIndex((one) => !range.holds(one));
      if (bad < 0) return Array.from(value.values) as unknown as T;
      report(context, 'S418', { what, value: String(value.values[bad]), expected: range.words }, elements.spanOf(bad));
      return blank;
    },
    print: (value) => numbersSyntax(value),
  };
}

function typeOf(kind: ValueType['kind'], { words: allowed, dimension, bounds }: Range): ValueType {
  return { kind, allowed, dimension, bounds };
}

