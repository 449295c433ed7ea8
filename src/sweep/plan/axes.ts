import type { Axis, RangeAxis, Value } from './plan.ts';

/** How many values an axis has; Infinity for a range that is not cut. */
export function lengthOf(axis: Axis): number {
  return 'values' in axis ? axis.values.length : axis.count ?? Infinity;
}

/** The value with this number of a countable axis. */
export function valueAt(axis: Axis, index: number): Value {
  if ('values' in axis) return axis.values[index]!;
  return axis.count === 1 ? axis.from : within(axis, index / (axis.count! - 1));
}

/** The value at a share 0..1 of the way along an axis: every listed value has an equal part of it. */
export function valueAtShare(axis: Axis, share: number): Value {
  const length = lengthOf(axis);
  if (length < Infinity) return valueAt(axis, Math.min(length - 1, Math.floor(share * length)));
  const range = axis as RangeAxis;
  // Each whole number has a part of the same length, those at the ends too.
  if (range.whole && range.scale === 'linear') return Math.min(range.to, Math.floor(range.from + share * (range.to - range.from + 1)));
  return within(range, share);
}

function within({ from, to, scale, whole }: RangeAxis, share: number): number {
  const exact = scale === 'log' ? from * (to / from) ** share : from + share * (to - from);
  const clipped = Math.min(to, Math.max(from, exact));
  return whole ? Math.round(clipped) : Number(clipped.toPrecision(SIGNIFICANT));
}

/** Digits of a drawn number: what a reader of a table can take in, and the same on every machine. */
const SIGNIFICANT = 6;
