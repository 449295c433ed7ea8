import { ROUNDINGS } from '../../../forward/activate.ts';
import type { QuantisedActivation, Rounding } from '../../../ir/network.ts';
import { floatsOf, requiredConstantAt, shapeOf, signalAt, type Computed, type Operator, type Step } from '../step.ts';
import { scaledLevels } from './constants.ts';
import { bitsAt, isSigned, levelRange, mostBits, roundingOf, scaleOver, spreadAt, uniform, zeroPointsAt } from './qonnx-operands.ts';
import { positiveFloats } from './quantiser.ts';
import { quantiseShifted } from './shifted.ts';

/**
 * Quant and IntQuant of activations (QONNX, qonnx.custom_op.general): y = scale (round(clip(x / scale + zeropt, low, high)) - zeropt), the
 * range from the bit width. Bounds are whole numbers, so it is the same whether the clip comes before the rounding or after it.
 */
export const intQuant: Operator = (step) => {
  const input = signalAt(step, 0);
  const full = [1, ...input.shape];
  const { levels, bipolar, rounding } = settingsOf(step);
  const zeroPoint = uniform(step, 2, spreadAt(step, 2, full, zeroPointsAt(step)).values);
  return quantiseShifted(step, input, step.soleReader(0), { kind: 'quantised', scale: scaleOver(step, input.shape), zeroPoint, ...levels, rounding, bipolar });
};

/** Quant and IntQuant of weights or a bias, in the float32 arithmetic of QONNX. */
export const intQuantConstant: Operator = (step) => {
  const extents = shapeOf(requiredConstantAt(step, 0));
  const { levels: { low, high }, bipolar, rounding } = settingsOf(step);
  const round = ROUNDINGS[rounding];
  const zeroPoints = spreadAt(step, 2, extents, zeroPointsAt(step)).all();
  return onScales(step, (value, scale, index) => {
    const zeroPoint = zeroPoints[index]!;
    const level = Math.fround(Math.fround(value / scale) + zeroPoint);
    return (bipolar ? sign(level) : round(Math.min(high, Math.max(low, level)))) - zeroPoint;
  });
};

/** BipolarQuant of activations: scale or -scale. */
export const bipolarQuant: Operator = (step) => {
  const input = signalAt(step, 0);
  const scale = scaleOver(step, input.shape);
  return quantiseShifted(step, input, step.soleReader(0), { kind: 'quantised', scale, zeroPoint: 0, low: -1, high: 1, rounding: 'half-even', bipolar: true });
};

export const bipolarQuantConstant: Operator = (step) => onScales(step, sign);

function sign(value: number): number {
  return value >= 0 ? 1 : -1;
}

/** A constant whose values are the levels that `levelOf` gives, times their scale. */
function onScales(step: Step, levelOf: (value: number, scale: number, index: number) => number): Computed {
  const input = requiredConstantAt(step, 0);
  const extents = shapeOf(input);
  const { values, axis, all } = spreadAt(step, 1, extents, positiveFloats(step, 1));
  const scales = all();
  const levels = floatsOf(step, input).map((value, index) => levelOf(value, scales[index]!, index));
  return scaledLevels(step, extents, levels, { scale: axis === 'mixed' ? scales : values, axis }, 1);
}

interface Settings {
  readonly levels: Pick<QuantisedActivation, 'low' | 'high'>;
  readonly bipolar: boolean;
  readonly rounding: Rounding;
}

/** One signed bit is bipolar: -1 and 1. */
function settingsOf(step: Step): Settings {
  const bits = bitsAt(step, 3, mostBits(step));
  const bipolar = bits === 1 && isSigned(step);
  return { levels: bipolar ? { low: -1, high: 1 } : levelRange(step, bits), bipolar, rounding: roundingOf(step, 'ROUND') };
}
