import type { CallSyntax, PopulationSyntax } from '../../../grammar/syntax.ts';
import { isPopulationShape, MOST_NEURONS, printShape } from '../../ir/geometry.ts';
import type { Neuron, Population } from '../../ir/network.ts';
import { knownWord } from './arguments.ts';
import { clausesOf, misplaced } from './clauses.ts';
import { originOf, report, type Context } from './context.ts';
import { neuronCalled } from './elsewhere.ts';
import { extentsOf } from './elements.ts';
import { readFields } from './fields.ts';
import { lowerInput } from './inputs.ts';
import { NEURON_MODELS } from './neurons/models.ts';
import { NUMBERS_OF } from './quantities.ts';
import { exactly, parameterRule, vector } from './tensors.ts';

/** `input` or `population` -> Population. Its shape is empty when it is wrong, so that nothing is checked against it. */
export function lowerPopulation(syntax: PopulationSyntax, context: Context): Population {
  const shape = lowerShape(syntax, context);
  const clauses = clausesOf(syntax.clauses, context);
  for (const clause of [clauses.delay, clauses.receptor]) if (clause) misplaced(clause, 'it belongs to a projection', context);
  const neuron = syntax.kind === 'input' ? lowerInput(syntax.model, clauses.levels, context) : lowerNeuron(syntax.model, shape, context);
  if (clauses.levels && syntax.kind !== 'input') misplaced(clauses.levels, 'it belongs to an input', context);
  const scale = clauses.scale && vector(clauses.scale.value, 'scale', exactly(shape.slice(0, 1)), NUMBERS_OF.scale, context);
  return { name: syntax.name.text, shape, neuron, ...(scale ? { scale } : {}), origin: originOf(context, syntax.span) };
}

/** Empty when it is no shape of a population, which is reported. */
export function lowerShape({ shape: syntax }: Pick<PopulationSyntax, 'shape'>, context: Context): readonly number[] {
  const shape = extentsOf(syntax, 'the shape', context);
  if (shape === null) return [];
  if (isPopulationShape(shape)) return shape;
  const expected = `[N] or [channels, height, width] of at most ${MOST_NEURONS} neurons`;
  report(context, 'S418', { what: 'the shape', value: printShape(shape).slice(0, 80), expected }, syntax.span);
  return [];
}

function lowerNeuron(model: CallSyntax, shape: readonly number[], context: Context): Neuron {
  const found = NEURON_MODELS.find(({ word }) => word === model.word.text);
  if (found) return { kind: found.kind, ...readFields(found.fields, model, parameterRule(shape), context) } as Neuron;
  knownWord(model.word, 'neuron model', NEURON_MODELS.map(({ word }) => word), context, neuronCalled);
  return { kind: 'linear' };
}
