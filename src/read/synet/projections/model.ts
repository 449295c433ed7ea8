import type { ValueSyntax } from '../../../../grammar/syntax.ts';
import type { Projection } from '../../../ir/network.ts';
import type { Arguments } from '../arguments.ts';
import { entriesOf, printFields, type Entry, type Fields } from '../fields.ts';
import type { Placer } from '../place.ts';

/** Shapes of the two ends; empty where a population is unknown or its shape wrong, and then nothing is checked against it. */
export interface Ends {
  readonly source: readonly number[];
  readonly destination: readonly number[];
}

/** What all projections have, and no model. */
export type Common = 'name' | 'source' | 'destination' | 'delay' | 'receptor' | 'origin';

/** What is left of a projection for its model to say. */
export type Body<P extends Projection> = Omit<P, Common | 'kind'>;

/** A word of the language and the kind of projection it stands for. */
export interface ProjectionModel<P extends Projection = Projection> {
  readonly word: string;
  readonly kind: P['kind'];
  readonly help: string;
  readonly equation: string;
  readonly example: string;
  readonly entries: readonly Entry[];
  read(args: Arguments, ends: Ends): Body<P>;
  /** @param neurons of the destination */
  print(projection: P, place: Placer, neurons: number): Readonly<Record<string, ValueSyntax | null>>;
}

type Words<P extends Projection> = Pick<ProjectionModel<P>, 'word' | 'kind' | 'help' | 'equation' | 'example'>;

/** A model whose properties are its arguments. */
export function projectionModel<P extends Projection>(words: Words<P>, fields: Fields<Body<P>>, read: ProjectionModel<P>['read']): ProjectionModel<P> {
  return { ...words, entries: entriesOf(fields), read, print: (projection, place) => printFields(fields, projection as Body<P>, place) };
}
