import { diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
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
  /** What synapses written one by one may still allocate: offsets of source neurons, in all projections of the file together. */
  readonly budget: { offsets: number };
  /** Where findings are collected: after an error lowering goes on with a harmless value, to find the others. */
  readonly found: Diagnostic[];
}

export function report<C extends Code>(context: Context, code: C, args: Arguments<C>, span: Span): void {
  const { file, place } = context;
  context.found.push(diagnose(code, args, place === '' ? { file, span } : { file, place, span }));
}

export function originOf({ file, place }: Context, span: Span): Origin {
  return { file, place, span };
}
