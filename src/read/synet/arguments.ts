import type { ArgumentSyntax, CallSyntax, NameSyntax } from '../../../grammar/syntax.ts';
import { nearestIn, report, type Context } from './context.ts';
import { argumentCalled } from './elsewhere.ts';

/** The arguments of one call, by name. */
export interface Arguments {
  readonly call: CallSyntax;
  readonly context: Context;
  readonly given: (name: string) => ArgumentSyntax | null;
}

/** The arguments of a call. Unknown and repeated ones are reported. */
export function argumentsOf(call: CallSyntax, known: readonly string[], context: Context): Arguments {
  const owner = call.word.text;
  const given = new Map<string, ArgumentSyntax>();
  for (const argument of call.arguments) {
    const { text } = argument.name;
    if (!known.includes(text)) {
      report(context, 'S414', { owner, argument: text, known, nearest: nearestIn(context, text, known), here: argumentCalled(text, known) }, argument.name.span);
    }
    else if (given.has(text)) report(context, 'S415', { what: `the argument '${text}'` }, argument.span);
    else given.set(text, argument);
  }
  return { call, context, given: (name) => given.get(name) ?? null };
}

/** An argument without a default that is not there. @param instead what may be given in its place */
export function reportMissing({ call, context }: Arguments, argument: string, instead: string | null = null): void {
  report(context, 'S413', { owner: call.word.text, argument, instead }, call.word.span);
}

/** Two arguments that say the same thing in two ways. */
export function reportBoth({ call, context }: Arguments, first: string, second: string): void {
  report(context, 'S424', { owner: call.word.text, first, second }, call.span);
}

/**
 * One of the words; the first when it is another, which is reported.
 * @param elsewhere how a word of other tools is written here
 */
export function knownWord<W extends string>(
  { text, span }: NameSyntax, what: string, known: readonly W[], context: Context, elsewhere: (word: string) => string | null = () => null,
): W {
  const found = known.find((word) => word === text);
  if (found === undefined) report(context, 'S412', { what, word: text, known, nearest: nearestIn(context, text, known), here: elsewhere(text) }, span);
  return found ?? known[0]!;
}
