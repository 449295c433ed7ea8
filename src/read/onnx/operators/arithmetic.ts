import { fail } from '../../../diagnostics/diagnostic.ts';
import { channelCount, type Parameter } from '../../../ir/network.ts';
import { printable } from '../../../diagnostics/printable.ts';
import { floatAttribute, integerAttribute } from '../attributes.ts';
import { addProjection, onlyProjectionInto, replaceOnlyProjection } from '../draft.ts';
import {
  floatsOf, growInto, isConstant, operandName, requiredConstantAt, shapeOf, signalAt, type Connection, type ConstantValue, type Operator, type Signal, type Step,
} from '../step.ts';
import { affine } from '../quantised/affine.ts';
import { alignedTo, spreadOver } from './broadcast.ts';

/** Add: two values (a skip connection), or a value and a constant (a bias). */
export const add: Operator = (step) => {
  const constant = constantSide(step);
  return constant === null ? addSignals(step) : shift(step, 1 - constant, valuesFor(step, constant));
};

/** Sub of two values, or of or from a constant. */
export const sub: Operator = (step) => {
  const constant = constantSide(step);
  if (constant === null) return addSignals(step, -1);
  const values = valuesFor(step, constant);
  return constant === 1 ? shift(step, 0, values.map((value) => -value)) : affine(step, signalAt(step, 1), -1, values);
};

/** Mul by a constant. */
export const mul: Operator = (step) => {
  const constant = requiredConstantSide(step);
  const values = valuesFor(step, constant);
  return affine(step, signalAt(step, 1 - constant), values, 0);
};

/** Div by a constant. */
export const div: Operator = (step) => {
  if (step.inputs[1]?.kind === 'signal') refuseProduct(step, 1);
  const factors = valuesFor(step, 1).map((value) => 1 / value);
  if (!factors.every(Number.isFinite)) fail('S311', { setting: `divisor ${operandName(step, 1)}`, value: '0 or nearly so', accepted: 'numbers whose inverse is finite' }, step.where);
  return affine(step, signalAt(step, 0), factors, 0);
};

/** BatchNormalization with the statistics of training. */
export const batchNormalization: Operator = (step) => {
  const input = signalAt(step, 0);
  if (integerAttribute(step, 'training_mode', 0) !== 0) fail('S311', { setting: 'training_mode', value: '1', accepted: '0 (export the model in evaluation mode)' }, step.where);
  const epsilon = floatAttribute(step, 'epsilon', 1e-5);
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => channelParameter(step, input, index)) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const bad = variance.findIndex((value) => !(value + epsilon > 0));
  if (bad >= 0) fail('S311', { setting: `variance ${operandName(step, 4)} of channel ${bad}`, value: String(variance[bad]), accepted: `numbers above -${epsilon}` }, step.where);
  return growInto(step, input.shape, { kind: 'batch-norm', source: input.population, gamma, beta, mean, variance, epsilon });
};

/** Number of the input that is constant, null when none is. */
function constantSide(step: Step): 0 | 1 | null {
  if (isConstant(step.inputs[1])) return 1;
  return isConstant(step.inputs[0]) ? 0 : null;
}

function requiredConstantSide(step: Step): 0 | 1 {
  return constantSide(step) ?? refuseProduct(step, 1);
}

function refuseProduct(step: Step, index: number): never {
  return fail('S362', { operator: step.node.operator, operand: printable(step.node.inputs[index] ?? '') }, step.where);
}

/** @param sign of the second value */
function addSignals(step: Step, sign: 1 | -1 = 1): Signal {
  const left = signalAt(step, 0);
  const right = signalAt(step, 1);
  refuseOtherShape(step, left, right);
  const sum = growInto(step, left.shape, { kind: 'one-to-one', source: left.population });
  const connection: Connection = sign === 1 ? { kind: 'one-to-one', source: right.population } : scaling(step, right, -1);
  addProjection(step.draft, { ...connection, destination: sum.population, origin: step.origin });
  return sum;
}

/** @throws DiagnosticError S310 where one value would have to spread over the other */
export function refuseOtherShape(step: Step, left: Signal, right: Signal): void {
  if (left.shape.length === right.shape.length && left.shape.every((extent, axis) => extent === right.shape[axis])) return;
  fail('S310', { what: `input ${operandName(step, 1)}`, shape: right.shape, wanted: 'the shape of the other input', input: left.shape }, step.where);
}

/** Adds `values`, one a channel: to the bias of the only projection into a population that nobody else reads, else as a projection. */
function shift(step: Step, index: number, values: Float32Array): Signal {
  return shiftSignal(step, signalAt(step, index), step.soleReader(index), values);
}

/** As `shift`, by a number or one a channel; `own` tells whether nobody but this node reads `input`. */
export function shiftSignal(step: Step, input: Signal, own: boolean, by: Parameter): Signal {
  const population = step.draft.populations.get(input.population)!;
  const values = typeof by === 'number' ? new Float32Array(channelCount(population)).fill(by) : by;
  const into = onlyProjectionInto(step.draft, input.population);
  if (input.shared || !own || population.neuron.kind !== 'linear' || (into?.kind !== 'dense' && into?.kind !== 'convolution')) return affine(step, input, 1, values);
  const bias = into.bias === null ? values : into.bias.map((value, channel) => value + values[channel]!);
  replaceOnlyProjection(step.draft, { ...into, bias });
  return { ...input, shared: input.shared || !own };
}

/** gain x + shift, one number or one a channel, in the form of a batch norm of mean 0 and variance 1. */
export function scaling(step: Step, { population }: Signal, gain: Parameter, shift: Parameter = 0): Connection {
  const channels = channelCount(step.draft.populations.get(population)!);
  const [gamma, beta] = [gain, shift].map((by) => (typeof by === 'number' ? new Float32Array(channels).fill(by) : by)) as [Float32Array, Float32Array];
  return { kind: 'batch-norm', source: population, gamma, beta, mean: new Float32Array(channels), variance: new Float32Array(channels).fill(1), epsilon: 0 };
}

/** The constant at input `index`, spread by the rules of broadcasting to one number a channel of the other input's population. */
export function valuesFor(step: Step, index: 0 | 1): Float32Array {
  const input = signalAt(step, 1 - index);
  const constant = requiredConstantAt(step, index);
  const aligned = alignedTo([1, ...input.shape], shapeOf(constant)) ?? refuseSpread(step, input, constant);
  const planes = input.shape.length === 3;
  if (planes && aligned.slice(2).some((extent) => extent > 1)) refuseSpread(step, input, constant);
  const values = floatsOf(step, constant);
  return spreadOver(planes ? [input.shape[0]!] : input.shape, planes ? aligned.slice(1, 2) : aligned.slice(1), values);
}

function refuseSpread(step: Step, input: Signal, constant: ConstantValue): never {
  return fail('S310', { what: 'constant', shape: shapeOf(constant), wanted: 'one number, or one a channel', input: input.shape }, step.where);
}

/** A parameter of axis 1, repeated where the population holds several positions of a channel as a vector. */
function channelParameter(step: Step, input: Signal, index: number): Float32Array {
  const constant = requiredConstantAt(step, index);
  const shape = shapeOf(constant);
  const channels = input.shape[0]!;
  if (shape.length !== 1 || shape[0] !== channels) {
    fail('S310', { what: `parameter ${operandName(step, index)}`, shape, wanted: `[${channels}]`, input: input.shape }, step.where);
  }
  const values = floatsOf(step, constant);
  const wanted = channelCount(step.draft.populations.get(input.population)!);
  return wanted === channels ? values : spreadOver([channels, wanted / channels], [channels, 1], values);
}
