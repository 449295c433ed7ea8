import type { QuantisedActivation } from '../../../ir/network.ts';
import { mapParameter } from '../../../ir/neuron.ts';
import type { Signal, Step } from '../step.ts';
import { affine } from './affine.ts';
import { quantiseSignal } from './quantise-signal.ts';

/**
 * A quantiser of QONNX, which rounds x / scale + zero point, where the quantised activation rounds x / scale and adds the zero point.
 * Where that makes a difference (an odd zero point moves ties to another neighbour; modes that look at the magnitude see another one)
 * the zero point is added before and taken away behind: x + scale zeroPoint, rounded, - scale zeroPoint.
 */
export function quantiseShifted(step: Step, input: Signal, own: boolean, quantiser: QuantisedActivation): Signal {
  const { scale, zeroPoint } = quantiser;
  if (commutes(quantiser)) return quantiseSignal(step, input, own, quantiser);
  const shift = mapParameter(scale, (value) => value * zeroPoint);
  const raised = affine(step, input, 1, shift);
  const levels = quantiseSignal(step, raised, true, { ...quantiser, zeroPoint: 0 });
  return affine(step, levels, 1, mapParameter(shift, (value) => -value));
}

/** Whether round(v + zeroPoint) = round(v) + zeroPoint for all v. */
function commutes({ zeroPoint, rounding, bipolar }: QuantisedActivation): boolean {
  if (zeroPoint === 0) return true;
  return !bipolar && (rounding === 'ceil' || rounding === 'floor' || (rounding === 'half-even' && zeroPoint % 2 === 0));
}
