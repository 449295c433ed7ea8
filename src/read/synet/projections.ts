import type { ProjectionSyntax } from '../../../grammar/syntax.ts';
import type { Projection } from '../../ir/network.ts';
import { argumentsOf, knownWord } from './arguments.ts';
import { clausesOf, misplaced } from './clauses.ts';
import { originOf, type Context } from './context.ts';
import { projectionCalled } from './elsewhere.ts';
import { NUMBERS_OF, scalar } from './quantities.ts';
import type { Common, Ends } from './projections/model.ts';
import { PROJECTION_MODELS } from './projections/models.ts';

export const RECEPTORS = ['excitatory', 'inhibitory'] as const;

/** `projection` -> Projection; null when there is no such kind of projection. */
export function lowerProjection(syntax: ProjectionSyntax, ends: Ends, context: Context): Projection | null {
  const common = lowerCommon(syntax, context);
  const { model: call } = syntax;
  const model = PROJECTION_MODELS.find(({ word }) => word === call.word.text);
  if (!model) {
    knownWord(call.word, 'kind of projection', PROJECTION_MODELS.map(({ word }) => word), context, projectionCalled);
    return null;
  }
  const args = argumentsOf(call, model.entries.map(({ name }) => name), context);
  return { kind: model.kind, ...common, ...model.read(args, ends) } as Projection;
}

function lowerCommon(syntax: ProjectionSyntax, context: Context): Pick<Projection, Common> {
  const { delay, receptor, scale, levels } = clausesOf(syntax.clauses, context);
  for (const clause of [scale, levels]) if (clause) misplaced(clause, 'it belongs to a population', context);
  return {
    name: syntax.name.text,
    source: syntax.source.text,
    destination: syntax.destination.text,
    delay: delay ? scalar(delay.value, 'delay', NUMBERS_OF.delay, context) : 0,
    ...(receptor ? { receptor: knownWord(receptor.value, 'receptor', RECEPTORS, context) } : {}),
    origin: originOf(context, syntax.span),
  };
}
