import type { ClauseSyntax } from '../../../grammar/syntax.ts';
import { report, type Context } from './context.ts';

type Clause<K extends ClauseSyntax['kind']> = ClauseSyntax & { readonly kind: K };

export interface Clauses {
  readonly delay: Clause<'delay'> | null;
  readonly scale: Clause<'scale'> | null;
  readonly levels: Clause<'levels'> | null;
}

/** The clauses of a statement by name; repeated ones are reported. */
export function clausesOf(list: readonly ClauseSyntax[], context: Context): Clauses {
  const first = <K extends ClauseSyntax['kind']>(kind: K): Clause<K> | null => {
    const [found, ...others] = list.filter((clause): clause is Clause<K> => clause.kind === kind);
    for (const { span } of others) report(context, 'S415', { what: `'${kind}'` }, span);
    return found ?? null;
  };
  return { delay: first('delay'), scale: first('scale'), levels: first('levels') };
}
