import type { Padding4, Pair, Projection, SumWindow } from './network.ts';
import { planeShape } from './network.ts';
import { sizeOf } from './tensor.ts';

export const NO_PADDING: Padding4 = [0, 0, 0, 0];
export const UNIT: Pair = [1, 1];

/** A kernel that slides over planes. */
export interface Sliding {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly dilation?: Pair;
}

/** Number of positions of a kernel, [height, width]: floor((extent + padding - reach) / stride) + 1; below 1 when it does not fit. */
export function positions(height: number, width: number, sliding: Sliding): Pair {
  const [top, left, bottom, right] = sliding.padding;
  const [dilationY, dilationX] = sliding.dilation ?? UNIT;
  const reachY = (sliding.kernel[0] - 1) * dilationY + 1;
  const reachX = (sliding.kernel[1] - 1) * dilationX + 1;
  return [
    Math.floor((height + top + bottom - reachY) / sliding.stride[0]) + 1,
    Math.floor((width + left + right - reachX) / sliding.stride[1]) + 1,
  ];
}

/** Shape after a sum window; the source's own shape without one. */
export function windowedShape(source: readonly number[], window: SumWindow | null): readonly number[] {
  return window ? slidShape(source, window) : source;
}

/** [channels, height, width] after a kernel slid over every plane of `source`. */
export function slidShape(source: readonly number[], sliding: Sliding): readonly number[] {
  const [channels, height, width] = planeShape(source);
  return [channels, ...positions(height, width, sliding)];
}

/** Shape that a projection makes of `source`: [out] for dense, [channels, height, width] for all that slide. */
export function projectedShape(projection: Projection, source: readonly number[]): readonly number[] {
  switch (projection.kind) {
    case 'dense':
      return [projection.weights.shape[0]!];
    case 'convolution': {
      const [channels, , kernelHeight, kernelWidth] = projection.weights.shape as [number, number, number, number];
      const { stride, padding, dilation } = projection;
      const [, ...plane] = slidShape(windowedShape(source, projection.window), { kernel: [kernelHeight, kernelWidth], stride, padding, dilation });
      return [channels, ...plane];
    }
    case 'sparse':
      return [projection.size];
    case 'listed':
      return [projection.offsets.length - 1];
    case 'pooling':
      return slidShape(source, projection);
    case 'padding':
      return slidShape(source, { kernel: UNIT, stride: UNIT, padding: projection.padding });
    case 'batch-norm':
    case 'one-to-one':
      return source;
  }
}

/** Whether two shapes are the same planes; a vector [N] is [N, 1, 1]. */
export function samePlanes(one: readonly number[], other: readonly number[]): boolean {
  const [a, b] = [planeShape(one), planeShape(other)];
  return a.every((extent, axis) => extent === b[axis]);
}

/** Whether any position of the kernel reaches outside the plane. */
export function touchesPadding(height: number, width: number, sliding: Sliding): boolean {
  const [outHeight, outWidth] = positions(height, width, sliding);
  const [dilationY, dilationX] = sliding.dilation ?? UNIT;
  const lastY = (outHeight - 1) * sliding.stride[0] - sliding.padding[0] + (sliding.kernel[0] - 1) * dilationY;
  const lastX = (outWidth - 1) * sliding.stride[1] - sliding.padding[1] + (sliding.kernel[1] - 1) * dilationX;
  return sliding.padding[0] > 0 || sliding.padding[1] > 0 || lastY >= height || lastX >= width;
}

/** "[1, 28, 28]". */
export function printShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Whether a shape is [N] or [channels, height, width] of whole numbers from 1, at most `MOST_NEURONS` in all. */
export function isPopulationShape(shape: readonly number[]): boolean {
  return (shape.length === 1 || shape.length === 3)
    && shape.every((extent) => Number.isInteger(extent) && extent >= 1) && sizeOf(shape) <= MOST_NEURONS;
}

/** Neurons of one population: what fits in a typed array without doubt. */
export const MOST_NEURONS = 2 ** 26;
