import { printable } from '../../diagnostics/printable.ts';
import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { Arguments, Code } from '../../diagnostics/messages.ts';
import type { NetworkStage } from '../../ir/network.ts';
import type { Origin, Span } from '../../ir/origin.ts';
import type { SideFiles } from './side-files.ts';

/** What the lowering of a statement knows of the file around it. */
export interface Context {
  readonly file: string;
  /** The statement, for diagnostics: "projection d". */
  readonly place: string;
  readonly stage: NetworkStage;
  readonly bits: number | null;
  readonly dt_s: number | null;
  readonly sideFiles: SideFiles;
  readonly budget: Budget;
  /** Where findings are collected: after an error lowering goes on with a harmless value, to find the others. */
  readonly found: Diagnostic[];
}

/** What is left of what one file may take. */
export interface Budget {
  /** Offsets of source neurons that synapses written one by one may allocate, in all projections together. */
  offsets: number;
  /** Errors that are reported; a file of another kind is not worth more. */
  errors: number;
}

/** Adds a finding, as long as there are not too many. */
export function report<C extends Code>(context: Context, code: C, args: Arguments<C>, span: Span): void {
  const { file, place } = context;
  if (context.budget.errors === 0) return;
  const finding = diagnose(code, shown(args), place === '' ? { file, span } : { file, place, span });
  if (finding.severity === 'error') context.budget.errors--;
  context.found.push(finding);
}

/** What stands in a file may be anything: names and values of messages are shown as far as they can be. */
const QUOTED = ['name', 'word', 'argument', 'side', 'tensor', 'value', 'found', 'unit'];

function shown<A>(args: A): A {
  return Object.fromEntries(Object.entries(args as object).map(([key, value]) => [key, typeof value === 'string' && QUOTED.includes(key) ? printable(value) : value as unknown])) as A;
}

/** As `nearest`, as long as somebody will read it: comparing names takes longer than all the rest. */
export function nearestIn(context: Context, word: string, names: Iterable<string>): string | null {
  return context.budget.errors === 0 ? null : nearest(word, names);
}

export function originOf({ file, place }: Context, span: Span): Origin {
  return { file, place, span };
}
