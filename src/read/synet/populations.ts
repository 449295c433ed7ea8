import type { CallSyntax, ClauseSyntax, PopulationSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { isPopulationShape, MOST_NEURONS, printShape } from '../../ir/geometry.ts';
import type { InputLevels, Neuron, Parameter, Population, SpikingNeuron } from '../../ir/network.ts';
import { argumentsOf, knownWord, string, word, type Arguments, type Reader } from './arguments.ts';
import { clausesOf } from './clauses.ts';
import { originOf, report, type Context } from './context.ts';
import { extentsOf } from './elements.ts';
import { DECAY, LOWEST, NO_LEAK, POSITIVE, POTENTIAL, scalar, TIME, whole } from './quantities.ts';
import { exactly, parameter, parameterRule, vector } from './tensors.ts';

/** `input` or `population` -> Population. Its shape is empty when it is wrong, so that nothing is checked against it. */
export function lowerPopulation(syntax: PopulationSyntax, context: Context): Population {
  const shape = lowerShape(syntax, context);
  const clauses = clausesOf(syntax.clauses, context);
  if (clauses.delay) misplaced(clauses.delay, 'it belongs to a projection', context);
  const neuron = syntax.kind === 'input' ? lowerInput(syntax.model, clauses.levels, context) : lowerNeuron(syntax.model, shape, context);
  if (clauses.levels && syntax.kind !== 'input') misplaced(clauses.levels, 'it belongs to an input', context);
  const scale = clauses.scale && vector(clauses.scale.value, 'scale', exactly(shape.slice(0, 1)), POSITIVE, context);
  return { name: syntax.name.text, shape, neuron, ...(scale ? { scale } : {}), origin: originOf(context, syntax.span) };
}

export function misplaced({ kind, span }: ClauseSyntax, reason: string, context: Context): void {
  report(context, 'S425', { what: `'${kind}'`, reason }, span);
}

function lowerShape({ shape: syntax }: PopulationSyntax, context: Context): readonly number[] {
  const shape = extentsOf(syntax, 'the shape', context);
  if (shape === null) return [];
  if (isPopulationShape(shape)) return shape;
  const expected = `[N] or [channels, height, width] of at most ${MOST_NEURONS} neurons`;
  report(context, 'S418', { what: 'the shape', value: printShape(shape).slice(0, 80), expected }, syntax.span);
  return [];
}

const CODINGS = ['current', 'rate', 'spikes'] as const;

function lowerInput(model: CallSyntax, levels: (ClauseSyntax & { kind: 'levels' }) | null, context: Context): Neuron {
  const coding = knownWord(model.word, 'input coding', CODINGS, context);
  argumentsOf(model, [], context);
  if (levels && coding === 'spikes') misplaced(levels, 'spikes have no levels', context);
  return { kind: 'input', coding, ...(levels ? { levels: lowerLevels(levels.value, context) } : {}) };
}

function lowerLevels(call: CallSyntax, context: Context): InputLevels {
  const args = argumentsOf(call, ['scale', 'low', 'high'], context);
  const scale = args.required('scale', (value, what) => scalar(value, what, POSITIVE, context)) ?? 1;
  const low = args.required('low', (value, what) => scalar(value, what, whole(LOWEST, 0), context)) ?? 0;
  const high = args.required('high', (value, what) => scalar(value, what, whole(1), context)) ?? 1;
  return { scale, low, high };
}

const MODELS = ['linear', 'relu', 'if', 'lif'] as const;
const SPIKING = ['threshold', 'reset', 'resetValue', 'compare', 'initial'] as const;

function lowerNeuron(model: CallSyntax, shape: readonly number[], context: Context): Neuron {
  const known: readonly string[] = MODELS;
  if (!known.includes(model.word.text)) {
    knownWord(model.word, 'neuron model', MODELS, context);
    return { kind: 'linear' };
  }
  switch (model.word.text as (typeof MODELS)[number]) {
    case 'linear':
      argumentsOf(model, [], context);
      return { kind: 'linear' };
    case 'relu': {
      const args = argumentsOf(model, ['ceiling'], context);
      return { kind: 'relu', ceiling: args.optional('ceiling', null, (value, what) => scalar(value, what, POSITIVE, context)) };
    }
    case 'if': {
      const args = argumentsOf(model, ['decay', ...SPIKING], context);
      return lowerSpiking('if', args.optional('decay', 1, (value, what) => parameter(value, what, shape, NO_LEAK, context)), args, shape, context);
    }
    case 'lif': {
      const args = argumentsOf(model, ['decay', 'tau', ...SPIKING], context);
      return lowerSpiking('lif', lowerDecay(model, args, shape, context), args, shape, context);
    }
  }
}

function lowerSpiking(kind: 'if' | 'lif', decay: Parameter, args: Arguments, shape: readonly number[], context: Context): SpikingNeuron {
  const potential: Reader<Parameter> = (value, what) => parameter(value, what, shape, POTENTIAL, context);
  return {
    kind,
    decay,
    threshold: args.required('threshold', potential) ?? 1,
    reset: args.optional('reset', 'subtract', word(['subtract', 'hard'])),
    resetValue: args.optional('resetValue', 0, (value, what) => scalar(value, what, POTENTIAL, context)),
    compare: args.optional('compare', '>=', string(['>=', '>'])),
    initial: args.optional('initial', 0, potential),
  };
}

/** decay as given, or 1 - dt / tau (forward Euler of tau dv/dt = -v). */
function lowerDecay(model: CallSyntax, args: Arguments, shape: readonly number[], context: Context): Parameter {
  if (args.has('decay') && args.has('tau')) report(context, 'S424', {}, model.span);
  if (!args.has('tau')) return args.required('decay', (value, what) => parameter(value, what, shape, DECAY, context)) ?? 1;
  return args.optional('tau', 1, (value, what) => decayFromTau(value, what, shape, context));
}

function decayFromTau(value: ValueSyntax, what: string, shape: readonly number[], context: Context): Parameter {
  const { dt_s } = context;
  if (dt_s === null) {
    report(context, 'S427', {}, value.span);
    return 1;
  }
  const range = { ...TIME, holds: (tau: number) => tau >= dt_s && Number.isFinite(tau), words: `a time such as 10 ms, not shorter than dt (${dt_s} s)` };
  if (value.kind !== 'list') return 1 - dt_s / scalar(value, what, range, context);
  const rule = parameterRule(shape);
  if (!rule.holds([value.items.length])) report(context, 'S420', { what, expected: rule.words, found: printShape([value.items.length]) }, value.span);
  return Float32Array.from(value.items, (item) => 1 - dt_s / scalar(item, what, range, context));
}
