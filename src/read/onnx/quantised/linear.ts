import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Parameter, QuantisedActivation } from '../../../ir/network.ts';
import { mapParameter } from '../../../ir/neuron.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute } from '../attributes.ts';
import { elementName } from '../model.ts';
import { spreadOver } from '../operators/broadcast.ts';
import { alias, isConstant, operandName, shapeOf, signalAt, type Levels, type Operator, type Signal, type Step } from '../step.ts';
import { affine, combine, sameParameter } from './affine.ts';
import { isFloat, rangeOf } from './integer-types.ts';
import { axisAttribute, quantiserAt, refuseBlocks, statedType, type Quantiser, type QuantiserPlace } from './quantiser.ts';
import { quantiseSignal } from './quantise-signal.ts';

/** QuantizeLinear of activations: a population on levels, seen as integers. */
export const quantizeLinear: Operator = (step) => {
  refuseBlocks(step);
  if (followsHead(step)) return leftOut(step);
  const input = signalAt(step, 0);
  const quantiser = quantiserAt(step, placeOf(step, input, statedType(step), [1, 2]));
  return toLevels(step, input, step.soleReader(0), quantiser, 2);
};

/** DequantizeLinear of activations: the integers become the numbers they stand for. */
export const dequantizeLinear: Operator = (step) => {
  refuseBlocks(step);
  if (followsHead(step)) return leftOut(step);
  const { input, levels } = integersAt(step, 0);
  const quantiser = quantiserAt(step, placeOf(step, input, levels.elementType, [1, 2]));
  return fromLevels(step, alias(step, input, 0), levels, { scale: scaleOver(step, input, quantiser), zeroPoint: onlyZeroPoint(step, quantiser, 2) });
};

/** ONNX Runtime's tools quantise the result of a Softmax too. With one scale the order of the values is kept but for ties. */
function followsHead(step: Step): boolean {
  const value = step.inputs[0];
  const scale = step.inputs[1];
  return value?.kind === 'signal' && value.dropped !== null && isConstant(scale) && sizeOf(shapeOf(scale)) === 1;
}

function leftOut(step: Step): Signal {
  step.note('S316', { operator: step.node.operator });
  return alias(step, step.inputs[0] as Signal, 0);
}

/** Cast of activations: between floats another name; integers of a quantiser become numbers. */
export const castSignal: Operator = (step) => {
  const value = step.inputs[0];
  const to = integerAttribute(step, 'to', 0);
  if (!isFloat(to)) return fail('S311', { setting: 'to', value: elementName(to), accepted: 'float, double, float16 or bfloat16' }, step.where);
  if (value?.kind !== 'signal' || !value.levels) return alias(step, signalAt(step, 0), 0);
  const { input, levels } = integersAt(step, 0);
  return fromLevels(step, alias(step, input, 0), levels, { scale: 1, zeroPoint: 0 });
};

/** Integers of a quantiser, and the population behind them as numbers. An input of the graph may hold integers of its own. */
export function integersAt(step: Step, index: number): { readonly input: Signal; readonly levels: Levels } {
  const value = step.inputs[index];
  if (value?.kind === 'signal' && value.levels) {
    const input = { ...value, levels: undefined };
    signalAt({ ...step, inputs: step.inputs.with(index, input) }, index);
    return { input, levels: value.levels };
  }
  const input = signalAt(step, index);
  if (step.draft.populations.get(input.population)!.neuron.kind === 'input') return { input, levels: { scale: 1, zeroPoint: 0, elementType: null } };
  return fail('S357', { operand: operandName(step, index), operator: step.node.operator, reason: 'holds numbers, not the integers of a quantiser' }, step.where);
}

/** The population behind integers, as the numbers that another scale and zero point make of them: scale (integer - zeroPoint). */
export function fromLevels(step: Step, input: Signal, from: Levels, to: Pick<Levels, 'scale' | 'zeroPoint'>): Signal {
  const gamma = sameParameter(to.scale, from.scale) ? 1 : combine(to.scale, from.scale, (wanted, held) => wanted / held);
  const beta = from.zeroPoint === to.zeroPoint ? 0 : mapParameter(to.scale, (wanted) => wanted * (from.zeroPoint - to.zeroPoint));
  return affine(step, input, gamma, beta);
}

/** Rounds activations to the levels of a quantiser, and sees them as integers. */
export function toLevels(step: Step, input: Signal, own: boolean, quantiser: Quantiser, zeroPointIndex: number): Signal {
  const scale = scaleOver(step, input, quantiser);
  const zeroPoint = onlyZeroPoint(step, quantiser, zeroPointIndex);
  const neuron: QuantisedActivation = { kind: 'quantised', scale, zeroPoint, ...rangeOf(step, quantiser.elementType), rounding: 'half-even', bipolar: false };
  return { ...quantiseSignal(step, input, own, neuron), levels: { scale, zeroPoint, elementType: quantiser.elementType } };
}

/** The quantiser of a value of activations at these inputs, with attribute `axis`. */
function placeOf(step: Step, input: Signal, elementType: number | null, [scale, zeroPoint]: readonly [number, number]): QuantiserPlace {
  const extents = [step.batch, ...input.shape];
  return { scale, zeroPoint, extents, axis: () => axisAttribute(step, extents.length, 1), elementType };
}

/** Scales of activations as a parameter of their population. @throws DiagnosticError S353 along the batch */
export function scaleOver(step: Step, input: Signal, { scale, axis }: Quantiser): Parameter {
  if (scale.length === 1) return scale[0]!;
  if (axis === 0) return fail('S353', { what: 'scale', shape: [scale.length], wanted: 'one number, or one a channel', values: [step.batch, ...input.shape] }, step.where);
  if (axis === 1 && (input.shape.length === 1 || input.shape.length === 3)) return scale;
  return spreadOver(input.shape, input.shape.map((extent, at) => (at === axis! - 1 ? extent : 1)), scale);
}

/** @throws DiagnosticError S358 where channels have different ones */
export function onlyZeroPoint(step: Step, { zeroPoint }: Quantiser, index: number): number {
  const [first] = zeroPoint;
  if (zeroPoint.some((value) => value !== first)) {
    fail('S358', { operand: `zero point ${operandName(step, index)}`, found: 'different in its channels', wanted: 'one number for activations' }, step.where);
  }
  return first!;
}
