import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Padding4 } from '../../../ir/network.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { floatAttribute, integersAttribute, textAttribute } from '../attributes.ts';
import { printable } from '../../../diagnostics/printable.ts';
import {
  alias, constantAt, floatsOf, growInto, integersOf, populationShape, requiredConstantAt, signalAt, type Operator, type Signal, type Step, type Value,
} from '../step.ts';
import { flattened, normalAxis, reshaped, squeezed, unsqueezed } from './extents.ts';

/** Identity and Dropout at inference: another name for the same value. */
export const identity: Operator = (step) => {
  const value: Value | null | undefined = step.inputs[0];
  return value?.kind === 'signal' ? alias(step, value, 0) : requiredConstantAt(step, 0);
};

export const flatten: Operator = (step) => {
  const input = flexibleSignal(step);
  return reshapeTo(step, input, flattened(step, [step.batch, ...input.shape]));
};

export const reshape: Operator = (step) => {
  const input = flexibleSignal(step);
  return reshapeTo(step, input, reshaped(step, [step.batch, ...input.shape]));
};

export const squeeze: Operator = (step) => {
  const input = flexibleSignal(step);
  return reshapeTo(step, input, squeezed(step, [step.batch, ...input.shape], 1) ?? []);
};

export const unsqueeze: Operator = (step) => {
  const input = flexibleSignal(step);
  return reshapeTo(step, input, unsqueezed(step, [step.batch, ...input.shape]));
};

/** Pad with zeros around the planes; without any padding another name for the same value. */
export const pad: Operator = (step) => {
  const input = signalAt(step, 0);
  const pads = padsOf(step, input.shape.length + 1);
  if (pads.every((extent) => extent === 0)) return alias(step, input, 0);
  refuseOtherPadding(step);
  if (input.shape.length !== 3 || pads.some((extent, side) => extent !== 0 && side % 4 < 2)) {
    fail('S311', { setting: 'pads', value: `[${pads.slice(0, 16).join(', ')}]`, accepted: 'padding of the height and width of [N, channels, height, width]' }, step.where);
  }
  const padding: Padding4 = [pads[2]!, pads[3]!, pads[6]!, pads[7]!];
  const [channels, height, width] = input.shape as [number, number, number];
  const shape = [channels, height + padding[0] + padding[2], width + padding[1] + padding[3]];
  const kept = [height + Math.min(0, padding[0]) + Math.min(0, padding[2]), width + Math.min(0, padding[1]) + Math.min(0, padding[3])];
  if (kept.some((extent) => !(extent >= 1))) fail('S310', { what: 'pads', shape: padding, wanted: 'padding that leaves something of the planes', input: input.shape }, step.where);
  return growInto(step, shape, { kind: 'padding', source: input.population, padding });
};

/** Begin of every axis, then end of every axis, with the batch. */
export function padsOf(step: Step, rank: number): readonly number[] {
  const constant = step.opset < 11 ? null : requiredConstantAt(step, 1);
  const stated = constant === null ? integersAttribute(step, 'pads') ?? [] : integersOf(step, constant);
  const axesConstant = step.opset < 18 ? null : constantAt(step, 3);
  const axes = axesConstant === null ? null : integersOf(step, axesConstant).map((axis) => normalAxis(step, axis, rank, rank - 1));
  const count = axes?.length ?? rank;
  if (stated.length !== 2 * count) fail('S311', { setting: 'pads', value: `${stated.length} numbers`, accepted: `${2 * count} numbers` }, step.where);
  const pads = new Array<number>(2 * rank).fill(0);
  for (let index = 0; index < count; index++) {
    pads[axes?.[index] ?? index] = stated[index]!;
    pads[rank + (axes?.[index] ?? index)] = stated[count + index]!;
  }
  return pads;
}

function refuseOtherPadding(step: Step): void {
  const mode = textAttribute(step, 'mode', 'constant');
  if (mode !== 'constant') fail('S311', { setting: 'mode', value: `'${printable(mode)}'`, accepted: 'constant' }, step.where);
  const constant = step.opset < 11 ? null : constantAt(step, 2);
  const value = constant === null ? (step.opset < 11 ? floatAttribute(step, 'value', 0) : 0) : floatsOf(step, constant)[0] ?? 0;
  if (value !== 0) fail('S311', { setting: 'constant_value', value: String(value), accepted: '0' }, step.where);
}

/** Shapes may still change behind a dropped Softmax: only its values are gone. */
function flexibleSignal(step: Step): Signal {
  const value = step.inputs[0];
  return value?.kind === 'signal' && value.dropped !== null ? value : signalAt(step, 0);
}

/** The same neurons, row-major, in another shape; the first extent must stay the batch. */
function reshapeTo(step: Step, input: Signal, full: readonly number[]): Signal {
  const [batch, ...shape] = full;
  const whole = full.every((extent) => Number.isInteger(extent) && extent >= 1);
  const mixes = batch !== step.batch || sizeOf(shape) !== sizeOf(input.shape);
  if (!whole || mixes || (shape.length === 0 && input.dropped === null)) {
    fail('S313', { from: [step.batch, ...input.shape], to: full.slice(0, 16) }, step.where);
  }
  const before = step.draft.populations.get(input.population)!.shape;
  const after = populationShape(shape);
  const same = before.length === after.length && before.every((extent, axis) => extent === after[axis]);
  if (same || input.dropped !== null) return { ...alias(step, input, 0), shape };
  return growInto(step, shape, { kind: 'one-to-one', source: input.population });
}
