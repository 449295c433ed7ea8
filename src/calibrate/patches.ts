import { positions, windowedShape } from '../ir/geometry.ts';
import { planeShape, type ConvolutionProjection, type Population, type SynapticProjection } from '../ir/network.ts';
import { layoutOf, type Layout } from './layout.ts';

/**
 * A dense or convolution projection as one matrix per group, applied to patches of its source: a patch is the values under the kernel at one
 * position, tap after tap, the channels of a tap side by side. A dense projection has one position and a tap for every position of its source.
 */
export interface Patches {
  readonly groups: number;
  /** Positions of the destination. */
  readonly positions: number;
  readonly taps: number;
  /** Source channels of one group. */
  readonly groupChannels: number;
  /** Columns of the matrix of one group: its destination channels, or all places of the destination's layout for a dense projection. */
  readonly perGroup: number;
  /** [groups x perGroup] row of the weights (output) that a column is; -1 for a place without neuron. */
  readonly rows: Int32Array;
  /** [positions x taps] position in the (windowed) source, -1 in the padding. */
  readonly sources: Int32Array;
  /** Sums over windows that come before the kernel: for each windowed position those of the source; null without a window. */
  readonly window: WindowSums | null;
  /** Positions of the source after the window. */
  readonly windowed: number;
}

export interface WindowSums {
  readonly offsets: Int32Array;
  readonly positions: Int32Array;
}

export function patchesOf(projection: SynapticProjection, source: Population, destination: Population): Patches {
  const [channels, height, width] = planeShape(windowedShape(source.shape, projection.window));
  const base = { window: projection.window && windowSums(projection, source.shape), windowed: height * width };
  if (projection.kind === 'listed') throw new Error(`projection ${projection.name} has no patches`);
  if (projection.kind === 'dense') return { ...base, ...densePatches(layoutOf(destination), channels, height * width) };
  return { ...base, ...slidingPatches(projection, height, width, destination.shape) };
}

type Kernel = Omit<Patches, 'window' | 'windowed'>;

function densePatches({ channels: outputs, positions: places, stride, size }: Layout, channels: number, planes: number): Kernel {
  const rows = new Int32Array(places === 1 ? outputs : size).fill(-1);
  for (let column = 0; column < rows.length; column++) if (column % stride < outputs) rows[column] = (column % stride) * places + Math.floor(column / stride);
  return { groups: 1, positions: 1, taps: planes, groupChannels: channels, perGroup: rows.length, rows, sources: Int32Array.from({ length: planes }, (_, i) => i) };
}

function slidingPatches(projection: ConvolutionProjection, height: number, width: number, destination: readonly number[]): Kernel {
  const { weights: { shape }, stride, padding, dilation, groups } = projection;
  const [channels, groupChannels, kernelHeight, kernelWidth] = shape as [number, number, number, number];
  const [, outHeight, outWidth] = planeShape(destination);
  const taps = kernelHeight * kernelWidth;
  const sources = new Int32Array(outHeight * outWidth * taps).fill(-1);
  for (let position = 0; position < outHeight * outWidth; position++) {
    for (let tap = 0; tap < taps; tap++) {
      const y = Math.floor(position / outWidth) * stride[0] - padding[0] + Math.floor(tap / kernelWidth) * dilation[0];
      const x = (position % outWidth) * stride[1] - padding[1] + (tap % kernelWidth) * dilation[1];
      if (y >= 0 && y < height && x >= 0 && x < width) sources[position * taps + tap] = y * width + x;
    }
  }
  return { groups, positions: outHeight * outWidth, taps, groupChannels, perGroup: channels / groups, rows: Int32Array.from({ length: channels }, (_, row) => row), sources };
}

function windowSums({ window }: SynapticProjection, source: readonly number[]): WindowSums {
  const { kernel, stride, padding } = window!;
  const [, height, width] = planeShape(source);
  const [outHeight, outWidth] = positions(height, width, window!);
  const [offsets, found] = [new Int32Array(outHeight * outWidth + 1), [] as number[]];
  for (let out = 0; out < outHeight * outWidth; out++) {
    const [top, left] = [Math.floor(out / outWidth) * stride[0] - padding[0], (out % outWidth) * stride[1] - padding[1]];
    for (let y = Math.max(0, top); y < Math.min(height, top + kernel[0]); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + kernel[1]); x++) found.push(y * width + x);
    }
    offsets[out + 1] = found.length;
  }
  return { offsets, positions: Int32Array.from(found) };
}

/** Inputs of one patch: taps x groupChannels. */
export function patchLength({ taps, groupChannels }: Patches): number {
  return taps * groupChannels;
}

/** The patch of one position; zeros in the padding. */
export function gatherPatch({ taps, groupChannels, sources }: Patches, group: number, position: number, values: Float32Array, stride: number, to: Float32Array, at: number): void {
  for (let index = position * taps; index < (position + 1) * taps; index++, at += groupChannels) {
    const from = sources[index]! * stride + group * groupChannels;
    if (sources[index]! < 0) to.fill(0, at, at + groupChannels);
    else for (let i = 0; i < groupChannels; i++) to[at + i] = values[from + i]!;
  }
}

/** The weights of one group as a matrix [patch length x perGroup] in the order of its patches. */
export function groupMatrix(weights: ArrayLike<number>, patches: Patches, group: number): Float32Array {
  const matrix = new Float32Array(patchLength(patches) * patches.perGroup);
  forEachWeight(patches, group, (at, index) => { matrix[at] = weights[index]!; });
  return matrix;
}

/** Writes a matrix of `groupMatrix` back into weights in the order of the network. */
export function setGroupMatrix(matrix: ArrayLike<number>, patches: Patches, group: number, weights: { [index: number]: number }): void {
  forEachWeight(patches, group, (at, index) => { weights[index] = matrix[at]!; });
}

function forEachWeight(patches: Patches, group: number, visit: (at: number, index: number) => void): void {
  const { taps, groupChannels, perGroup, rows } = patches;
  const length = patchLength(patches);
  for (let column = 0; column < perGroup; column++) {
    const row = rows[group * perGroup + column]!;
    if (row < 0) continue;
    for (let tap = 0; tap < taps; tap++) {
      for (let channel = 0; channel < groupChannels; channel++) visit((tap * groupChannels + channel) * perGroup + column, row * length + channel * taps + tap);
    }
  }
}
