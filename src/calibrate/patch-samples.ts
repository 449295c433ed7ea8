import { sumWindows } from './drives.ts';
import type { Layout } from './layout.ts';
import { gatherPatch, patchLength, type Patches } from './patches.ts';
import type { Sent } from './population-drive.ts';

/** Rows of a regression: patches of one group at drawn positions of the calibration samples. */
export interface PatchSamples {
  readonly rows: number;
  /** [rows x patch length]. */
  readonly inputs: Float32Array;
  /** sample x positions + position of each row. */
  readonly at: Int32Array;
}

/** Rows that are enough for a Gram matrix of some thousand inputs; more positions of the same samples tell little. */
export const MOST_ROWS = 32768;

/** Values of the rows that are held at a time. */
const MOST_VALUES = 1 << 26;

/** Inputs of a Gram matrix that is held as a whole: 128 MB. */
export const MOST_INPUTS = 4096;

/** Fraction of the golden ratio: its multiples are spread evenly and fall into step with no width of a plane. */
const GOLDEN = 0.6180339887498949;

/** All patches of a group, or `MOST_ROWS` of them spread over samples and positions. */
export function patchSamples(patches: Patches, group: number, { layout, means }: Sent): PatchSamples {
  const samples = means.length / layout.size;
  const total = samples * patches.positions;
  const length = patchLength(patches);
  const rows = Math.min(total, MOST_ROWS, Math.max(1, Math.floor(MOST_VALUES / length)));
  const at = Int32Array.from({ length: rows }, (_, row) => (rows === total ? row : Math.floor(((row + ((row * GOLDEN) % 1)) * total) / rows)));
  const inputs = new Float32Array(rows * length);
  const windowed = new Float32Array(patches.window ? patches.windowed * layout.stride : 0);
  let [current, values] = [-1, means];
  for (let row = 0; row < rows; row++) {
    const sample = Math.floor(at[row]! / patches.positions);
    if (sample !== current) {
      const plain = means.subarray(sample * layout.size, (sample + 1) * layout.size);
      [current, values] = [sample, patches.window ? sumWindows(patches.window, plain, layout.stride, windowed) : plain];
    }
    gatherPatch(patches, group, at[row]! % patches.positions, values, layout.stride, inputs, row * length);
  }
  return { rows, inputs, at };
}

/** What belongs to the rows at the destination: [rows x perGroup] of `values` [samples x size]. */
export function rowsAt(values: Float32Array, { at, rows }: PatchSamples, { positions, perGroup }: Patches, group: number, { size, stride }: Layout): Float32Array {
  const result = new Float32Array(rows * perGroup);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(at[row]! / positions) * size + (at[row]! % positions) * stride + group * perGroup;
    for (let column = 0; column < perGroup; column++) result[row * perGroup + column] = values[from + column]!;
  }
  return result;
}

/** Subtracts the mean of every column, in place. @returns the means */
export function centre(matrix: Float32Array, columns: number): Float64Array {
  const means = new Float64Array(columns);
  const rows = matrix.length / columns;
  for (let base = 0; base < matrix.length; base += columns) for (let column = 0; column < columns; column++) means[column]! += matrix[base + column]! / rows;
  for (let base = 0; base < matrix.length; base += columns) for (let column = 0; column < columns; column++) matrix[base + column]! -= means[column]!;
  return means;
}
