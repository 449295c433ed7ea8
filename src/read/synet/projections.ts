import type { ProjectionSyntax, ValueSyntax } from '../../../grammar/syntax.ts';
import { NO_PADDING, printShape, UNIT, windowedShape } from '../../ir/geometry.ts';
import { planeShape, type Padding4, type Pair, type Projection, type SumWindow } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { argumentsOf, knownWord, word, type Arguments, type Reader } from './arguments.ts';
import { clausesOf } from './clauses.ts';
import { originOf, report, type Context } from './context.ts';
import { elementsOf } from './elements.ts';
import { kindOf } from './kinds.ts';
import { misplaced } from './populations.ts';
import { ANY, LOWEST, NOT_NEGATIVE, scalar, whole, type Range } from './quantities.ts';
import { exactly, vector, weightTensor, type ShapeRule } from './tensors.ts';

/** The words of the language for kinds of projections. */
export const PROJECTION_WORDS = {
  dense: 'dense', convolution: 'convolution', pooling: 'pooling', batch_norm: 'batch-norm', one_to_one: 'one-to-one', padding: 'padding',
} as const satisfies Record<string, Projection['kind']>;

const WORDS = Object.keys(PROJECTION_WORDS) as (keyof typeof PROJECTION_WORDS)[];

/** Shapes of the two ends; empty where a population is unknown or its shape wrong, and then nothing is checked against it. */
export interface Ends {
  readonly source: readonly number[];
  readonly destination: readonly number[];
}

/** `projection` -> Projection; null after errors that leave nothing to go on with. */
export function lowerProjection(syntax: ProjectionSyntax, ends: Ends, context: Context): Projection | null {
  const clauses = clausesOf(syntax.clauses, context);
  for (const clause of [clauses.scale, clauses.levels]) if (clause) misplaced(clause, 'it belongs to a population', context);
  const delay = clauses.delay ? scalar(clauses.delay.value, 'delay', whole(0), context) : 0;
  const base = { name: syntax.name.text, source: syntax.source.text, destination: syntax.destination.text, delay, origin: originOf(context, syntax.span) };
  const kind = WORDS.find((one) => one === syntax.model.word.text);
  if (kind === undefined) {
    knownWord(syntax.model.word, 'kind of projection', WORDS, context);
    return null;
  }
  const args = argumentsOf(syntax.model, ARGUMENTS[kind], context);
  return MODELS[kind](base, args, ends, context);
}

type Base = Pick<Projection, 'name' | 'source' | 'destination' | 'delay' | 'origin'>;
type Model = (base: Base, args: Arguments, ends: Ends, context: Context) => Projection | null;

const ARGUMENTS: Readonly<Record<keyof typeof PROJECTION_WORDS, readonly string[]>> = {
  dense: ['weights', 'bias', 'window'],
  convolution: ['weights', 'bias', 'stride', 'padding', 'dilation', 'groups', 'window'],
  pooling: ['method', 'kernel', 'stride', 'padding', 'countPadding'],
  batch_norm: ['gamma', 'beta', 'mean', 'variance', 'epsilon'],
  one_to_one: [],
  padding: ['padding'],
};

const METHODS = ['average', 'sum', 'maximum'] as const;

const MODELS: Readonly<Record<keyof typeof PROJECTION_WORDS, Model>> = {
  dense: (base, args, ends, context) => {
    const { window, shape } = lowerWindow(args, ends, context);
    const rule = denseRule(shape, ends.destination);
    const weights = args.required('weights', (value, what) => weightTensor(value, what, rule, ANY, context));
    const bias = args.optional('bias', null, vectorOf(weights ? [weights.shape[0]!] : [], ANY));
    return weights && { kind: 'dense', ...base, weights, bias, window };
  },
  convolution: (base, args, ends, context) => {
    const { window, shape } = lowerWindow(args, ends, context);
    const groups = args.optional('groups', 1, (value, what) => scalar(value, what, whole(1), context));
    const rule = convolutionRule(shape, ends.destination, groups);
    const weights = args.required('weights', (value, what) => weightTensor(value, what, rule, ANY, context));
    const bias = args.optional('bias', null, vectorOf(weights ? [weights.shape[0]!] : [], ANY));
    const stride = args.optional('stride', UNIT, pair);
    const padding = args.optional('padding', NO_PADDING, fourSides);
    const dilation = args.optional('dilation', UNIT, pair);
    return weights && { kind: 'convolution', ...base, weights, bias, stride, padding, dilation, groups, window };
  },
  pooling: (base, args) => {
    const method = args.required('method', word(METHODS)) ?? 'average';
    const kernel = args.required('kernel', pair) ?? UNIT;
    const stride = args.optional('stride', UNIT, pair);
    const padding = args.optional('padding', NO_PADDING, fourSides);
    const countPadding = args.optional('countPadding', 'true', word(['true', 'false'])) === 'true';
    return { kind: 'pooling', ...base, method, kernel, stride, padding, countPadding };
  },
  batch_norm: (base, args, ends, context) => {
    const channels = ends.source.slice(0, 1);
    const values = (name: string, range: Range): Float32Array => args.required(name, vectorOf(channels, range)) ?? new Float32Array(0);
    return {
      kind: 'batch-norm', ...base,
      gamma: values('gamma', ANY), beta: values('beta', ANY), mean: values('mean', ANY), variance: values('variance', NOT_NEGATIVE),
      epsilon: args.required('epsilon', (value, what) => scalar(value, what, NOT_NEGATIVE, context)) ?? 0,
    };
  },
  one_to_one: (base) => ({ kind: 'one-to-one', ...base }),
  padding: (base, args) => ({ kind: 'padding', ...base, padding: args.required('padding', fourSides) ?? NO_PADDING }),
};

/** The window and the shape of the source behind it; the shape is empty when either is wrong. */
function lowerWindow(args: Arguments, { source }: Ends, context: Context): { window: SumWindow | null; shape: readonly number[] } {
  const errors = context.found.length;
  const window = args.optional('window', null, sumWindow);
  if (context.found.length > errors || source.length === 0) return { window, shape: [] };
  const shape = windowedShape(source, window);
  if (shape.every((extent) => extent >= 1)) return { window, shape };
  args.optional('window', null, (value) => report(context, 'S426', { what: 'the window', plane: printShape(planeShape(source)) }, value.span));
  return { window, shape: [] };
}

const sumWindow: Reader<SumWindow | null> = (value, what, context) => {
  if (value.kind !== 'call' || value.word.text !== 'sum') {
    report(context, 'S417', { what, expected: 'sum(kernel = [height, width], ...)', found: kindOf(value) }, value.span);
    return null;
  }
  const args = argumentsOf(value, ['kernel', 'stride', 'padding'], context);
  const kernel = args.required('kernel', pair) ?? UNIT;
  return { kernel, stride: args.optional('stride', UNIT, pair), padding: args.optional('padding', NO_PADDING, fourSides) };
};

function denseRule(source: readonly number[], destination: readonly number[]): ShapeRule {
  const [out, inputs] = [destination, source].map((shape) => (shape.length === 0 ? null : sizeOf(shape)));
  return {
    holds: (found) => found.length === 2 && (out === null || found[0] === out) && (inputs === null || found[1] === inputs),
    words: `[${out ?? 'out'}, ${inputs ?? 'in'}]`,
  };
}

function convolutionRule(source: readonly number[], destination: readonly number[], groups: number): ShapeRule {
  const [out, channels] = [destination, source].map((shape) => (shape.length === 0 ? null : planeShape(shape)[0]));
  return {
    holds: (found) => found.length === 4 && (out === null || found[0] === out) && (channels === null || found[1]! * groups === channels),
    words: `[${out ?? 'outChannels'}, ${channels === null ? 'inChannels' : channels! / groups}, kernelHeight, kernelWidth]`,
  };
}

function vectorOf(shape: readonly number[], range: Range): Reader<Float32Array> {
  return (value, what, context) => vector(value, what, exactly(shape), range, context);
}

const pair: Reader<Pair> = (value, what, context) => wholeNumbers(value, what, [1, 1], whole(1), context);
const fourSides: Reader<Padding4> = (value, what, context) => wholeNumbers(value, what, [0, 0, 0, 0], whole(LOWEST), context);

/** As many whole numbers as the fallback has. */
function wholeNumbers<T extends readonly number[]>(value: ValueSyntax, what: string, fallback: T, range: Range, context: Context): T {
  const { length } = fallback;
  if (value.kind !== 'numbers' || value.values.length !== length) {
    report(context, 'S417', { what, expected: `a list of ${length} whole numbers`, found: kindOf(value) }, value.span);
    return fallback;
  }
  const elements = elementsOf(value, what, range, context)!;
  const bad = elements.values.findIndex((one) => !range.holds(one));
  if (bad < 0) return Array.from(value.values) as unknown as T;
  report(context, 'S418', { what, value: String(value.values[bad]), expected: range.words }, elements.spanOf(bad));
  return fallback;
}
