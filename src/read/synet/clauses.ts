import type { ClauseSyntax } from '../../../grammar/syntax.ts';
import { report, type Context } from './context.ts';

export type Clause<K extends ClauseSyntax['kind']> = ClauseSyntax & { readonly kind: K };

export type Clauses = { readonly [K in ClauseSyntax['kind']]: Clause<K> | null };

/** The clauses of a statement by name; repeated ones are reported. */
export function clausesOf(list: readonly ClauseSyntax[], context: Context): Clauses {
  const first = <K extends ClauseSyntax['kind']>(kind: K): Clause<K> | null => {
    const [found, ...others] = list.filter((clause): clause is Clause<K> => clause.kind === kind);
    for (const { span } of others) report(context, 'S415', { what: `'${kind}'` }, span);
    return found ?? null;
  };
  return { delay: first('delay'), receptor: first('receptor'), scale: first('scale'), levels: first('levels') };
}

export function misplaced({ kind, span }: ClauseSyntax, reason: string, context: Context): void {
  report(context, 'S425', { what: `'${kind}'`, reason }, span);
}
