import { knownWord, argumentsOf } from './arguments.ts';
import type { CallDescription, Codec } from './codec.ts';
import { report } from './context.ts';
import { entriesOf, namesOf, printFields, readArguments, type Fields } from './fields.ts';
import { kindOf } from './kinds.ts';
import { callSyntax } from './syntax-of.ts';

/** A thing that is written `word(argument = value, ...)`. */
export interface Call<T extends object> extends CallDescription {
  readonly fields: Fields<T>;
}

export function callOf<T extends object>(word: string, help: string, fields: Fields<T>): Call<T> {
  return { word, help, arguments: entriesOf(fields), fields };
}

/** A value that is one call. @param blank what stands in for it after an error */
export function call<T extends object>(one: Call<T>, blank: T): Codec<T> {
  return calls({ [one.word]: one }, () => one.word, blank);
}

/** A value that is one of several calls. @param wordOf which of them a value is written as */
export function calls<T extends object>(known: Readonly<Record<string, Call<T>>>, wordOf: (value: T) => string, blank: T): Codec<T> {
  const names = Object.keys(known);
  const allowed = names.map((name) => `${name}(${exampleOf(known[name]!)})`).join(' or ');
  return {
    type: { kind: 'call', allowed, dimension: 'none', calls: Object.values(known).map(({ word, help, arguments: list }) => ({ word, help, arguments: list })) },
    blank,
    read: (value, what, rule, context) => {
      if (value.kind === 'call' && names.includes(value.word.text)) {
        const { fields } = known[value.word.text]!;
        return readArguments(fields, argumentsOf(value, namesOf(fields), context), rule);
      }
      if (value.kind === 'call' && names.length > 1) knownWord(value.word, `kind of ${what}`, names, context);
      else report(context, 'S417', { what, expected: allowed, found: kindOf(value) }, value.span);
      return blank;
    },
    print: (value, place) => {
      const { word, fields } = known[wordOf(value)]!;
      return callSyntax(word, printFields(fields, value, place));
    },
  };
}

function exampleOf({ arguments: list }: CallDescription): string {
  const needed = list.filter(({ fallback }) => fallback === null);
  return [...needed.map(({ name }) => `${name} = ...`), ...(needed.length < list.length ? ['...'] : [])].join(', ');
}
