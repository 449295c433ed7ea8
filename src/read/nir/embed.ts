import type { Padding4, Pair } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { Hdf5Array } from '../hdf5/tree.ts';

/** A kernel with the padding that NIR can say: as much above as below, as much to the left as to the right. */
export interface Embedded {
  readonly weight: Hdf5Array;
  readonly padding: Pair;
}

/**
 * The same convolution with even padding: where the sides differ, or are cropped, the kernel grows by rows and columns of zeros. A window that
 * began `top` rows above the plane begins P = max(top, bottom, 0) rows above it, its own first row P - top further down.
 * @param weight [out, in, height, width]
 * @returns null when the kernel is dilated and would have to grow
 */
export function embed(weight: Hdf5Array, padding: Padding4, dilation: Pair): Embedded | null {
  const [top, left, bottom, right] = padding;
  const even: Pair = [Math.max(top, bottom, 0), Math.max(left, right, 0)];
  const [before, behind]: [Pair, Pair] = [[even[0] - top, even[1] - left], [even[0] - bottom, even[1] - right]];
  if ([...before, ...behind].every((rows) => rows === 0)) return { weight, padding: even };
  if (dilation[0] !== 1 || dilation[1] !== 1) return null;
  const [out, channels, height, width] = weight.shape as [number, number, number, number];
  const shape = [out, channels, before[0] + height + behind[0], before[1] + width + behind[1]];
  const data = new Float64Array(sizeOf(shape));
  const [, , newHeight, newWidth] = shape as [number, number, number, number];
  for (let plane = 0; plane < out * channels; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[(plane * newHeight + before[0] + y) * newWidth + before[1] + x] = weight.data[(plane * height + y) * width + x]!;
    }
  }
  return { weight: { kind: 'array', shape, data: weight.data instanceof Float32Array ? Float32Array.from(data) : data }, padding: even };
}

/** One kernel for each of `channels` planes, every weight `value`: [channels, 1, height, width], for as many groups. */
export function depthwise(channels: number, kernel: Pair, valueOf: (channel: number) => number): Hdf5Array {
  const taps = kernel[0] * kernel[1];
  return { kind: 'array', shape: [channels, 1, ...kernel], data: Float64Array.from({ length: channels * taps }, (_, index) => valueOf(Math.floor(index / taps))) };
}
