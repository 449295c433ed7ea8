import type { ArgumentSyntax, CallSyntax, NameSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { report, type Context } from './context.ts';
import { kindOf } from './kinds.ts';
import { nearest } from '../../diagnostics/nearest.ts';

/** Reads a value; reports what is wrong with it and then returns a harmless one. `what` is the argument, for messages. */
export type Reader<T> = (value: ValueSyntax, what: string, context: Context) => T;

export interface Arguments {
  readonly has: (name: string) => boolean;
  /** null when the argument is missing, which is reported. */
  readonly required: <T>(name: string, read: Reader<T>) => T | null;
  readonly optional: <T, D>(name: string, fallback: D, read: Reader<T>) => T | D;
}

/** The arguments of a model. Unknown and repeated ones are reported. */
export function argumentsOf(call: CallSyntax, known: readonly string[], context: Context): Arguments {
  const owner = call.word.text;
  const given = new Map<string, ArgumentSyntax>();
  for (const argument of call.arguments) {
    const { text } = argument.name;
    if (!known.includes(text)) report(context, 'S414', { owner, argument: text, known, nearest: nearest(text, known) }, argument.name.span);
    else if (given.has(text)) report(context, 'S415', { what: `the argument '${text}'` }, argument.span);
    else given.set(text, argument);
  }
  const optional: Arguments['optional'] = (name, fallback, read) => {
    const argument = given.get(name);
    return argument ? read(argument.value, name, context) : fallback;
  };
  const required: Arguments['required'] = (name, read) => {
    if (!given.has(name)) report(context, 'S413', { owner, argument: name }, call.word.span);
    return optional(name, null, read);
  };
  return { has: (name) => given.has(name), required, optional };
}

/** One of the words; the first when it is another, which is reported. */
export function knownWord<W extends string>({ text, span }: NameSyntax, what: string, known: readonly W[], context: Context): W {
  const found = known.find((word) => word === text);
  if (found === undefined) report(context, 'S412', { what, word: text, known, nearest: nearest(text, known) }, span);
  return found ?? known[0]!;
}

/** `name = word` */
export function word<W extends string>(known: readonly W[]): Reader<W> {
  return (value, what, context) => {
    if (value.kind === 'call' && value.arguments.length === 0) return knownWord(value.word, what, known, context);
    report(context, 'S417', { what, expected: `one of ${known.join(', ')}`, found: kindOf(value) }, value.span);
    return known[0]!;
  };
}

/** `name = "string"` */
export function string<W extends string>(known: readonly W[]): Reader<W> {
  return (value, what, context) => {
    if (value.kind === 'string') return knownWord(value, what, known, context);
    report(context, 'S417', { what, expected: known.map((one) => JSON.stringify(one)).join(' or '), found: kindOf(value) }, value.span);
    return known[0]!;
  };
}
