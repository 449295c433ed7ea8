import type { Population, SynapticProjection } from '../ir/network.ts';
import { layoutOf, type Layout } from './layout.ts';
import { gatherPatch, groupMatrix, patchLength, type Patches, type WindowSums } from './patches.ts';
import type { Products } from './linear/product.ts';

/** Floats of the patches that are gathered at a time. */
const MOST_PATCH_VALUES = 1 << 22;

/** Patches of one group: [rows x patch length], and for each row the sample and the position it is of. */
export type OnPatches = (patches: Float32Array, rows: number, firstSample: number) => void;

/**
 * Adds to `to` [samples x destination size] what a projection, without its bias, makes of `values` [samples x source size], both in the
 * order of their layouts. @param weights in the order of the network
 */
export function addDrive(products: Products, patches: Patches, weights: ArrayLike<number>, values: Float32Array, source: Layout, to: Float32Array, destination: Layout): void {
  const samples = values.length / source.size;
  const single = patches.groupChannels === 1 && patches.perGroup === 1;
  if (single) return addChannelwise(patches, weights, values, source, to, destination);
  for (let group = 0; group < patches.groups; group++) {
    const matrix = groupMatrix(weights, patches, group);
    forEachPatchBlock(patches, group, values, source, samples, (block, rows, firstSample) => {
      const sums = new Float32Array(rows * patches.perGroup);
      products.productF32(block, matrix, sums, { m: rows, k: patchLength(patches), n: patches.perGroup });
      addRows(sums, rows, patches, group, to.subarray(firstSample * destination.size), destination);
    });
  }
}

/** Calls `use` with the patches of one group, a block of whole samples at a time; the block is overwritten afterwards. */
export function forEachPatchBlock(patches: Patches, group: number, values: Float32Array, source: Layout, samples: number, use: OnPatches): void {
  const length = patchLength(patches);
  const perBlock = Math.max(1, Math.floor(MOST_PATCH_VALUES / (length * patches.positions)));
  const block = new Float32Array(Math.min(samples, perBlock) * patches.positions * length);
  const windowed = new Float32Array(patches.window ? patches.windowed * source.stride : 0);
  for (let first = 0; first < samples; first += perBlock) {
    const last = Math.min(samples, first + perBlock);
    for (let sample = first; sample < last; sample++) {
      const plain = values.subarray(sample * source.size, (sample + 1) * source.size);
      const at = (sample - first) * patches.positions * length;
      const from = patches.window ? sumWindows(patches.window, plain, source.stride, windowed) : plain;
      for (let position = 0; position < patches.positions; position++) gatherPatch(patches, group, position, from, source.stride, block, at + position * length);
    }
    use(block, (last - first) * patches.positions, first);
  }
}

/** Sums of the source under each window, in the order of the layout. */
export function sumWindows({ offsets, positions }: WindowSums, values: Float32Array, stride: number, to: Float32Array): Float32Array {
  to.fill(0);
  for (let out = 0; out + 1 < offsets.length; out++) {
    for (let i = offsets[out]!; i < offsets[out + 1]!; i++) {
      const from = positions[i]! * stride;
      for (let channel = 0; channel < stride; channel++) to[out * stride + channel]! += values[from + channel]!;
    }
  }
  return to;
}

function addRows(sums: Float32Array, rows: number, { positions, perGroup }: Patches, group: number, to: Float32Array, { size, stride }: Layout): void {
  for (let row = 0; row < rows; row++) {
    const at = Math.floor(row / positions) * size + (row % positions) * stride + group * perGroup;
    for (let column = 0; column < perGroup; column++) to[at + column]! += sums[row * perGroup + column]!;
  }
}

/** One channel to one channel: a row of channels at a time instead of a product of 1 x taps matrices. */
function addChannelwise(patches: Patches, weights: ArrayLike<number>, values: Float32Array, source: Layout, to: Float32Array, destination: Layout): void {
  const { taps, positions, sources, groups, window, windowed } = patches;
  const byTap = Float32Array.from({ length: taps * groups }, (_, index) => weights[(index % groups) * taps + Math.floor(index / groups)]!);
  const sums = new Float32Array(window ? windowed * source.stride : 0);
  for (let sample = 0; sample < values.length / source.size; sample++) {
    const plain = values.subarray(sample * source.size, (sample + 1) * source.size);
    const from = window ? sumWindows(window, plain, source.stride, sums) : plain;
    for (let index = 0; index < positions * taps; index++) {
      if (sources[index]! < 0) continue;
      const [tap, at] = [(index % taps) * groups, sample * destination.size + Math.floor(index / taps) * destination.stride];
      const first = sources[index]! * source.stride;
      for (let channel = 0; channel < groups; channel++) to[at + channel]! += byTap[tap + channel]! * from[first + channel]!;
    }
  }
}

/** The bias of a projection for every place of its destination; 0 beyond. */
export function biasOf({ bias }: SynapticProjection, population: Population): Float32Array {
  const { channels, positions, stride, size } = layoutOf(population);
  const result = new Float32Array(size);
  if (!bias) return result;
  const perNeuron = bias.length === channels * positions;
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < channels; channel++) result[position * stride + channel] = bias[perNeuron ? channel * positions + position : channel]!;
  }
  return result;
}
