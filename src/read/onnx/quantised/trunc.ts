import { fail } from '../../../diagnostics/diagnostic.ts';
import type { QuantisedActivation } from '../../../ir/network.ts';
import { mapParameter } from '../../../ir/neuron.ts';
import { operandName, shapeOf, requiredConstantAt, signalAt, type Operator, type Signal, type Step } from '../step.ts';
import { affine, combine } from './affine.ts';
import { bitsAt, levelRange, roundingOf, scaleOver, uniform, zeroPointsAt } from './qonnx-operands.ts';
import { positiveFloats } from './quantiser.ts';
import { quantiseSignal } from './quantise-signal.ts';

/**
 * Trunc (QONNX, qonnx.custom_op.general): drops the lower bits of integers. With v = round(x / scale + zeropt) and d = 2^(dropped bits)
 *
 *     version 1, five inputs   y = scale (round_mode(v / d) - zeropt)                                        d = 2^(in_bitwidth - out_bitwidth)
 *     version 2, six inputs    y = out_scale (round_mode(clip(v / d, low, high)) - zeropt / d)               d = 2^round(log2(out_scale / scale))
 *
 * The first rounding is a population of its own: x stands on levels already up to float rounding, which the second would turn into whole levels.
 */
export const trunc: Operator = (step) => {
  const input = signalAt(step, 0);
  const scale = scaleOver(step, input.shape);
  const zeroPoint = uniform(step, 2, zeroPointsAt(step));
  const second = step.node.inputs.length > 5;
  const inBits = bitsAt(step, 3, 31);
  const outBits = bitsAt(step, second ? 5 : 4, 31);
  const rounding = roundingOf(step, 'FLOOR');
  const outScale = second ? onlyScale(step, 4) : scale;
  const divisor = second ? 2 ** Math.round(Math.log2(onlyScale(step, 4) / onlyScale(step, 1))) : 2 ** (inBits - outBits);
  if (!(divisor >= 1)) fail('S311', { setting: 'the number of dropped bits', value: String(Math.log2(divisor)), accepted: 'at least 0' }, step.where);
  const most = 2 ** inBits;
  const range = second ? levelRange(step, outBits) : { low: -most, high: most };
  const shift = mapParameter(scale, (by) => by * zeroPoint);
  const raised = affine(step, input, 1, shift);
  const whole = quantiser(step, raised, raised !== input || step.soleReader(0), { scale, low: -most, high: most, rounding: 'half-even' });
  const coarse = mapParameter(scale, (by) => by * divisor);
  const truncated = quantiser(step, whole, true, { scale: coarse, ...range, rounding });
  const gain = combine(outScale, coarse, (to, from) => to / from);
  const offset = second ? zeroPoint / divisor : zeroPoint;
  return affine(step, truncated, gain, offset === 0 ? 0 : mapParameter(outScale, (by) => -by * offset));
};

function quantiser(step: Step, input: Signal, own: boolean, settings: Pick<QuantisedActivation, 'scale' | 'low' | 'high' | 'rounding'>): Signal {
  return quantiseSignal(step, input, own, { kind: 'quantised', zeroPoint: 0, bipolar: false, ...settings });
}

function onlyScale(step: Step, index: number): number {
  const values = positiveFloats(step, index);
  if (values.length !== 1) fail('S353', { what: `scale ${operandName(step, index)}`, shape: shapeOf(requiredConstantAt(step, index)), wanted: 'one number', values: [] }, step.where);
  return values[0]!;
}
