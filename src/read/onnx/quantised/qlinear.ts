import { fail } from '../../../diagnostics/diagnostic.ts';
import { ELEMENT } from '../model.ts';
import { conv, matMul } from '../operators/synaptic.ts';
import { constantAt, operandName, requiredConstantAt, shapeOf, type Computed, type Operator, type Signal, type Step, type Value } from '../step.ts';
import { dequantised } from './constants.ts';
import { elementTypeOf } from './integer-types.ts';
import { fromLevels, integersAt, onlyZeroPoint, toLevels } from './linear.ts';
import { quantiserAt, type Quantiser, type QuantiserPlace } from './quantiser.ts';

/** QLinearConv: a convolution of dequantised weights, rounded to the levels of its output. The bias has the scale of input times weights. */
export const qLinearConv: Operator = (step) => {
  const source = numbersAt(step, 0, { scale: 1, zeroPoint: 2 });
  const weights = weightsAt(step, 3, { scale: 4, zeroPoint: 5 }, 0);
  const bias = biasAt(step, 8, source.scale, weights.quantiser);
  const sum = conv(substituted(step, [[0, source.signal], [3, weights.constant], [8, bias]]));
  return rounded(step, sum, { scale: 6, zeroPoint: 7 });
};

/** QLinearMatMul of activations with a constant matrix at the right. */
export const qLinearMatMul: Operator = (step) => {
  const source = numbersAt(step, 0, { scale: 1, zeroPoint: 2 });
  const weights = weightsAt(step, 3, { scale: 4, zeroPoint: 5 }, 1);
  const sum = matMul(substituted(step, [[0, source.signal], [3, weights.constant]]));
  return rounded(step, sum, { scale: 6, zeroPoint: 7 });
};

/** ConvInteger: sums of products of integers, without scales. */
export const convInteger: Operator = (step) => integerSums(step, conv, 0);

export const matMulInteger: Operator = (step) => integerSums(step, matMul, 1);

/** An operator whose scale depends on the sample. */
export const refuseDynamic: Operator = (step) => fail('S356', { operator: step.node.operator }, step.where);

/** The population holds scale x integer, so weights of scale 1 / scale give the plain sum. */
function integerSums(step: Step, operator: Operator, rows: number): Signal {
  const { input, levels } = integersAt(step, 0);
  const { scale } = levels;
  if (typeof scale !== 'number') return fail('S357', { operand: operandName(step, 0), operator: step.node.operator, reason: 'holds integers of several scales' }, step.where);
  const zeroPoint = onlyZeroPoint(step, quantiserAt(step, placeOf({ scale: null, zeroPoint: 2 }, [step.batch, ...input.shape], 1, levels.elementType)), 2);
  const source = fromLevels(step, input, levels, { scale, zeroPoint });
  const weights = requiredConstantAt(step, 1);
  const quantiser = quantiserAt(step, placeOf({ scale: null, zeroPoint: 3 }, shapeOf(weights), rows, elementTypeOf(weights)));
  const constant = dequantised(step, weights, 0, { ...quantiser, scale: Float32Array.of(1 / scale) });
  const sum = operator(substituted(step, [[0, source], [1, constant]])) as Signal;
  return { ...sum, levels: { scale: 1, zeroPoint: 0, elementType: ELEMENT.int32 } };
}

interface Operands {
  readonly scale: number | null;
  readonly zeroPoint: number;
}

function placeOf(operands: Operands, extents: readonly number[], axis: number, elementType: number | null): QuantiserPlace {
  return { ...operands, extents, axis: () => axis, elementType };
}

/** Integers at input `index` as the numbers that the node's own scale and zero point make of them. */
function numbersAt(step: Step, index: number, operands: Operands): { readonly signal: Signal; readonly scale: number } {
  const { input, levels } = integersAt(step, index);
  const quantiser = quantiserAt(step, placeOf(operands, [1], 0, levels.elementType));
  const to = { scale: quantiser.scale[0]!, zeroPoint: onlyZeroPoint(step, quantiser, operands.zeroPoint) };
  return { signal: fromLevels(step, input, levels, to), scale: to.scale };
}

/** Dequantised weights, with one scale or one an entry of axis `rows`. */
function weightsAt(step: Step, index: number, operands: Operands, rows: number): { readonly constant: Computed; readonly quantiser: Quantiser } {
  const weights = requiredConstantAt(step, index);
  const quantiser = quantiserAt(step, placeOf(operands, shapeOf(weights), rows, elementTypeOf(weights)));
  return { constant: dequantised(step, weights, operands.scale!, quantiser), quantiser };
}

function biasAt(step: Step, index: number, inputScale: number, weights: Quantiser): Computed | null {
  const bias = constantAt(step, index);
  if (bias === null) return null;
  const scale = weights.scale.map((value) => value * inputScale);
  return dequantised(step, bias, 4, { scale, axis: scale.length > 1 ? 0 : null, zeroPoint: Int32Array.of(0), elementType: ELEMENT.int32 });
}

/** The step of an operator without quantisers that reads these inputs of the node, numbers in place of integers. */
function substituted(step: Step, inputs: readonly (readonly [index: number, value: Value | null])[]): Step {
  return {
    ...step,
    node: { ...step.node, inputs: inputs.map(([index]) => step.node.inputs[index] ?? '') },
    inputs: inputs.map(([, value]) => value),
    soleReader: (place) => step.soleReader(inputs[place]![0]),
  };
}

function rounded(step: Step, sum: Value, operands: Operands): Signal {
  const signal = sum as Signal;
  return toLevels(step, signal, true, quantiserAt(step, placeOf(operands, [step.batch, ...signal.shape], 1, null)), operands.zeroPoint);
}
