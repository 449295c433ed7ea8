import { fail } from '../../../diagnostics/diagnostic.ts';
import { mapParameter } from '../../../ir/neuron.ts';
import type { Activation, Parameter } from '../../../ir/network.ts';
import { floatAttribute } from '../attributes.ts';
import { addProjection } from '../draft.ts';
import { affine, combine } from '../quantised/affine.ts';
import { alias, growInto, isConstant, signalAt, type Connection, type Operator, type Signal, type Step } from '../step.ts';
import { activate } from './activation.ts';
import { refuseOtherShape, scaling, valuesFor } from './arithmetic.ts';
import { clipBounds } from './bounds.ts';

/** Activations that are sums of rectified ones: y = sum of a relu(+-x + b), each relu a population of its own. */

/** LeakyRelu: relu(x) - alpha relu(-x). */
export const leakyRelu: Operator = (step) => leaky(step, floatAttribute(step, 'alpha', 0.01));

/** PRelu: the same, with one slope or one a channel. */
export const pRelu: Operator = (step) => leaky(step, valuesFor(step, 1));

/** Abs: relu(x) + relu(-x). */
export const abs: Operator = (step) => leaky(step, -1);

export const neg: Operator = (step) => affine(step, signalAt(step, 0), -1, 0);

/** Clip(low, high): low + relu(x - low), with the ceiling high - low; both sides of 0 apart where convolutions may follow. */
export const clip: Operator = (step) => {
  const [low, high] = clipBounds(step);
  if (!(low < high)) fail('S311', { setting: 'min, max', value: `${low}, ${high}`, accepted: 'min below max' }, step.where);
  return between(step, 0, low, high);
};

/** HardSigmoid: alpha x + beta between 0 and 1. */
export const hardSigmoid: Operator = (step) => {
  const [alpha, beta] = [floatAttribute(step, 'alpha', 0.2), floatAttribute(step, 'beta', 0.5)];
  if (!Number.isFinite(alpha) || !Number.isFinite(beta)) fail('S311', { setting: 'alpha, beta', value: `${alpha}, ${beta}`, accepted: 'finite numbers' }, step.where);
  return rectified(step, null, signalAt(step, 0), alpha, beta, 1);
};

/** Max with a constant, or of two values: b + relu(a - b). */
export const max: Operator = (step) => {
  const constant = boundOf(step);
  return constant ? between(step, constant.index, constant.bound, Infinity) : extremum(step, 1);
};

/** Min with a constant, or of two values: a - relu(a - b). */
export const min: Operator = (step) => {
  const constant = boundOf(step);
  return constant ? between(step, constant.index, -Infinity, constant.bound) : extremum(step, -1);
};

function leaky(step: Step, slope: Parameter): Signal {
  const input = signalAt(step, 0);
  const slopes = typeof slope === 'number' ? [slope] : slope;
  if (!slopes.every(Number.isFinite)) fail('S311', { setting: 'slope', value: 'no finite number', accepted: 'finite numbers' }, step.where);
  if (slopes.every((value) => value === 0)) return activate(step, input, 0, RELU);
  const above = rectified(step, 'positive', input, 1, 0);
  const below = rectified(step, 'negative', input, -1, 0);
  return sum(step, above, below, mapParameter(slope, (value) => -value));
}

const RELU: Activation = { kind: 'relu', ceiling: null };

/** Values within bounds, one of each or one a channel. */
function between(step: Step, index: 0 | 1, low: Parameter, high: Parameter): Signal {
  const input = signalAt(step, index);
  if (low === -Infinity && high === Infinity) return alias(step, input, index);
  if (input.shape.length === 3 && typeof low === 'number' && typeof high === 'number' && low < 0 && high > 0) return bothSides(step, input, low, high);
  if (low === -Infinity) return affine(step, rectified(step, 'below', input, -1, high), -1, high);
  const ceiling = high === Infinity ? null : combine(high, low, (to, from) => to - from);
  if (low === 0 && (ceiling === null || typeof ceiling === 'number')) return activate(step, input, index, { kind: 'relu', ceiling });
  const offset = mapParameter(low, (value) => -value);
  if (ceiling === null || typeof ceiling === 'number') return affine(step, rectified(step, 'above', input, 1, offset, ceiling), 1, low);
  const beyond = rectified(step, 'beyond', input, 1, mapParameter(high, (value) => -value));
  return sum(step, rectified(step, 'above', input, 1, offset), beyond, -1, low);
}

/** Without a shift behind, which no convolution with padding could take into its bias: min(relu(x), high) - min(relu(-x), -low). */
function bothSides(step: Step, input: Signal, low: number, high: number): Signal {
  const ceilingOf = (bound: number): number | null => (bound === Infinity ? null : bound);
  const above = rectified(step, 'positive', input, 1, 0, ceilingOf(high));
  return sum(step, above, rectified(step, 'negative', input, -1, 0, ceilingOf(-low)), -1);
}

/** The larger or, with `sign` -1, the smaller of two values. */
function extremum(step: Step, sign: 1 | -1): Signal {
  if (step.node.inputs.length !== 2) fail('S311', { setting: 'number of inputs', value: String(step.node.inputs.length), accepted: '2' }, step.where);
  const [left, right] = [signalAt(step, 0), signalAt(step, 1)];
  const difference = sum(named(step, 'difference'), left, right, -1);
  const above = growInto(named(step, 'positive'), left.shape, { kind: 'one-to-one', source: difference.population }, RELU);
  const kept = sign === 1 ? right : left;
  // Convolutions with padding do not compose with others, so that nothing may pass by linearly.
  return sum(step, kept.shape.length === 3 ? bothSides(named(step, 'kept'), kept, -Infinity, Infinity) : kept, above, sign);
}

/** relu(gain x + shift), a population of its own. */
function rectified(step: Step, part: string | null, input: Signal, gain: Parameter, shift: Parameter, ceiling: number | null = null): Signal {
  const neuron: Activation = { kind: 'relu', ceiling };
  return growInto(part === null ? step : named(step, part), input.shape, gain === 1 && shift === 0 ? { kind: 'one-to-one', source: input.population } : scaling(step, input, gain, shift), neuron);
}

/** left + factor x right + shift. */
function sum(step: Step, left: Signal, right: Signal, factor: Parameter, shift: Parameter = 0): Signal {
  refuseOtherShape(step, left, right);
  const total = growInto(step, left.shape, { kind: 'one-to-one', source: left.population });
  const connection: Connection = factor === 1 && shift === 0 ? { kind: 'one-to-one', source: right.population } : scaling(step, right, factor, shift);
  addProjection(step.draft, { ...connection, destination: total.population, origin: step.origin });
  return total;
}

function named(step: Step, part: string): Step {
  return { ...step, name: `${step.name}.${part}` };
}

/** The constant of a Min or Max, one number or one a channel; null where both are activations. */
function boundOf(step: Step): { readonly index: 0 | 1; readonly bound: Parameter } | null {
  if (step.node.inputs.length !== 2) return null;
  const constant = isConstant(step.inputs[1]) ? 1 : isConstant(step.inputs[0]) ? 0 : null;
  if (constant === null) return null;
  const values = valuesFor(step, constant);
  return { index: constant === 1 ? 0 : 1, bound: values.every((value) => value === values[0]) ? values[0]! : values };
}
