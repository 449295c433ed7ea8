import { fail } from '../../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../../ir/tensor.ts';
import { integerAttribute, integersAttribute } from '../attributes.ts';
import { constantAt, integersOf, requiredConstantAt, type Step } from '../step.ts';

/** Extents after a Flatten of `full`, all axes of a value. */
export function flattened(step: Step, full: readonly number[]): readonly number[] {
  const axis = normalAxis(step, integerAttribute(step, 'axis', 1), full.length, full.length);
  return [sizeOf(full.slice(0, axis)), sizeOf(full.slice(axis))];
}

/** Extents after a Reshape: in its target 0 copies an extent and -1 takes what is left. */
export function reshaped(step: Step, full: readonly number[]): readonly number[] {
  const target = integersOf(step, requiredConstantAt(step, 1));
  const copyZero = integerAttribute(step, 'allowzero', 0) === 0;
  const extents = target.map((extent, axis) => (extent === 0 && copyZero ? full[axis] ?? 0 : extent));
  const known = extents.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
  return extents.map((extent) => (extent === -1 ? sizeOf(full) / known : extent));
}

/** Extents after a Squeeze; null when an axis that is to go is not 1. Without axes all from `first` on that are 1 go. */
export function squeezed(step: Step, full: readonly number[], first: number): readonly number[] | null {
  const axes = axesOf(step)?.map((axis) => normalAxis(step, axis, full.length, full.length - 1))
    ?? full.map((_, axis) => axis).filter((axis) => axis >= first && full[axis] === 1);
  if (axes.some((axis) => axis < first || full[axis] !== 1)) return null;
  return full.filter((_, axis) => !axes.includes(axis));
}

/** Extents after an Unsqueeze. */
export function unsqueezed(step: Step, full: readonly number[]): readonly number[] {
  const axes = axesOf(step) ?? [];
  const rank = full.length + axes.length;
  const added = new Set(axes.map((axis) => normalAxis(step, axis, rank, rank - 1)));
  const rest = [...full];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift() ?? 1));
}

/** An axis counted from the start; `last` is the largest that is allowed. @throws DiagnosticError S311 */
export function normalAxis(step: Step, axis: number, rank: number, last: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!(normal >= 0 && normal <= last)) fail('S311', { setting: 'axis', value: String(axis), accepted: `-${rank}..${last}` }, step.where);
  return normal;
}

/** Axes of Squeeze and Unsqueeze: an attribute up to opset 12, an input since. */
function axesOf(step: Step): readonly number[] | null {
  const constant = step.opset < 13 ? null : constantAt(step, 1);
  const axes = constant === null ? (step.opset < 13 ? integersAttribute(step, 'axes') : null) : integersOf(step, constant);
  if (axes !== null && axes.length > MOST_AXES) fail('S320', { what: 'axes', limit: MOST_AXES }, step.where);
  return axes;
}

const MOST_AXES = 64;
