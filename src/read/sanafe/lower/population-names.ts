import { freeName } from '../../../ir/names.ts';
import { identifierFrom } from '../../names.ts';
import type { Draft } from '../draft/draft.ts';

/** Names of the populations that the groups become, in order: names of the network language, unique. Group `0` is `n0`. */
export function populationNames(draft: Draft): readonly string[] {
  const taken = new Set<string>();
  return draft.groups.map(({ name }) => freeName(identifierFrom(name) || 'group', taken));
}
