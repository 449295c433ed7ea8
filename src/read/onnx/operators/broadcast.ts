import { sizeOf } from '../../../ir/tensor.ts';

/** `shape` with the rank of `full` by the rules of broadcasting: every extent 1 or that of `full`; null when it does not fit. */
export function alignedTo(full: readonly number[], shape: readonly number[]): readonly number[] | null {
  const surplus = shape.length - full.length;
  const aligned = surplus > 0 ? shape.slice(surplus) : [...new Array<number>(-surplus).fill(1), ...shape];
  const fits = shape.slice(0, Math.max(0, surplus)).every((extent) => extent === 1) && aligned.every((extent, axis) => extent === 1 || extent === full[axis]);
  return fits ? aligned : null;
}

/** Repeats `values` of shape `from` along its axes of extent 1 to fill `to`. */
export function spreadOver(to: readonly number[], from: readonly number[], values: Float32Array): Float32Array {
  const result = new Float32Array(sizeOf(to));
  for (let flat = 0; flat < result.length; flat++) {
    let rest = flat;
    let offset = 0;
    let stride = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      if (from[axis] !== 1) offset += (rest % to[axis]!) * stride;
      stride *= from[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    result[flat] = values[offset]!;
  }
  return result;
}
