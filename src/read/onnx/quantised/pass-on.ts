import { fail } from '../../../diagnostics/diagnostic.ts';
import type { QuantisedActivation } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { constantAt, operandName, shapeOf, type Operator, type Signal, type Step } from '../step.ts';
import { levelsOf } from './integer-types.ts';
import { integersAt } from './linear.ts';
import { quantiseSignal } from './quantise-signal.ts';

/** An operator that moves values or takes the largest, and so does to integers what it does to the numbers they stand for. */
export function onLevels(operator: Operator): Operator {
  return (step) => {
    if (!holdsLevels(step)) return operator(step);
    const { input, levels } = integersAt(step, 0);
    if (typeof levels.scale !== 'number') return refuseScales(step);
    const result = operator({ ...step, inputs: step.inputs.with(0, input) });
    return result.kind === 'signal' ? { ...result, levels } : result;
  };
}

/** Clip between QuantizeLinear and DequantizeLinear (QCDQ): fewer levels than the integer type has. */
export function clipOr(clip: Operator): Operator {
  return (step) => (holdsLevels(step) ? clipLevels(step) : clip(step));
}

function clipLevels(step: Step): Signal {
  const { input, levels } = integersAt(step, 0);
  const low = boundAt(step, 1) ?? -Infinity;
  const high = boundAt(step, 2) ?? Infinity;
  const { neuron } = step.draft.populations.get(input.population)!;
  // Levels that came over a pool or reshape stand on those of the quantiser before it.
  const bounds: QuantisedActivation = {
    kind: 'quantised', scale: levels.scale, zeroPoint: levels.zeroPoint, low: Math.max(low, LOWEST), high: Math.min(high, HIGHEST), rounding: 'half-even', bipolar: false,
  };
  const within = neuron.kind === 'quantised' ? inside(bounds, neuron) : bounds;
  if (!(within.low < within.high)) {
    fail('S358', { operand: 'the range that min and max leave', found: `${within.low}..${within.high}`, wanted: 'at least two levels' }, step.where);
  }
  return { ...quantiseSignal(step, input, step.soleReader(0), bounds), levels };
}

const LOWEST = -(2 ** 31);
const HIGHEST = 2 ** 31 - 1;

function inside(bounds: QuantisedActivation, { low, high, zeroPoint }: QuantisedActivation): Pick<QuantisedActivation, 'low' | 'high'> {
  const shift = bounds.zeroPoint - zeroPoint;
  return { low: Math.max(bounds.low, low + shift), high: Math.min(bounds.high, high + shift) };
}

function boundAt(step: Step, index: number): number | null {
  const constant = constantAt(step, index);
  if (constant === null) return null;
  if (sizeOf(shapeOf(constant)) !== 1) fail('S310', { what: index === 1 ? 'min' : 'max', shape: shapeOf(constant), wanted: 'one number', input: [] }, step.where);
  return levelsOf(step, constant)[0]!;
}

function holdsLevels(step: Step): boolean {
  const value = step.inputs[0];
  return value?.kind === 'signal' && value.levels !== undefined;
}

function refuseScales(step: Step): never {
  return fail('S357', { operand: operandName(step, 0), operator: step.node.operator, reason: 'holds integers of several scales' }, step.where);
}
