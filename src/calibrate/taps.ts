import type { Layout } from './layout.ts';
import type { Patches } from './patches.ts';

/** A projection for the scatter kernels: for every place of its source the rows of weights that a spike adds, and where to. */
export interface Taps {
  /** [source places + 1], in taps. */
  readonly offsets: Int32Array;
  /** Four numbers a tap: place of the destination, index of the first weight, columns, -1 (see `Kernels.scatterF32`). */
  readonly taps: Int32Array;
  /** [groups x taps x group channels] rows of `columns` weights each. */
  readonly weights: Float32Array;
}

const VECTOR_F32 = 4;

/** @param weights in the order of the network; zeros fill a row up to whole vectors */
export function tapsOf(patches: Patches, weights: ArrayLike<number>, source: Layout, destination: Layout): Taps {
  const columns = Math.ceil(patches.perGroup / VECTOR_F32) * VECTOR_F32;
  const windowed = heardBy(patches, source.positions);
  const { groups, groupChannels, taps, perGroup } = patches;
  const ends: number[] = [];
  const offsets = new Int32Array(source.size + 1);
  for (let place = 0; place < source.size; place++) {
    const [position, channel] = [Math.floor(place / source.stride), place % source.stride];
    offsets[place] = ends.length / 4;
    if (channel >= groups * groupChannels) continue;
    const [group, within] = [Math.floor(channel / groupChannels), channel % groupChannels];
    for (const index of windowed[position]!) {
      const [to, tap] = [Math.floor(index / taps), index % taps];
      ends.push(to * destination.stride + group * perGroup, ((group * taps + tap) * groupChannels + within) * columns, columns, -1);
    }
  }
  offsets[source.size] = ends.length / 4;
  return { offsets, taps: Int32Array.from(ends), weights: paddedRows(patches, weights, columns) };
}

/** For each position of the source the (position of the destination x taps + tap) that hear it, through the windows where there are some. */
function heardBy({ sources, windowed, window }: Patches, positions: number): readonly (readonly number[])[] {
  const direct = Array.from({ length: windowed }, (): number[] => []);
  sources.forEach((position, index) => { if (position >= 0) direct[position]!.push(index); });
  if (!window) return direct;
  const through = Array.from({ length: positions }, (): number[] => []);
  for (let out = 0; out < windowed; out++) {
    for (let i = window.offsets[out]!; i < window.offsets[out + 1]!; i++) through[window.positions[i]!]!.push(...direct[out]!);
  }
  return through;
}

function paddedRows(patches: Patches, weights: ArrayLike<number>, columns: number): Float32Array {
  const { groups, groupChannels, taps, perGroup, rows } = patches;
  const result = new Float32Array(groups * taps * groupChannels * columns);
  for (let column = 0; column < groups * perGroup; column++) {
    const row = rows[column]!;
    if (row < 0) continue;
    const group = Math.floor(column / perGroup);
    for (let tap = 0; tap < taps; tap++) {
      for (let channel = 0; channel < groupChannels; channel++) {
        result[((group * taps + tap) * groupChannels + channel) * columns + (column % perGroup)] = weights[(row * groupChannels + channel) * taps + tap]!;
      }
    }
  }
  return result;
}
