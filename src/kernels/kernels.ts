/**
 * The hot loops. Two implementations give the same bits: WebAssembly (`assembly/`, 128-bit SIMD) and TypeScript (`twin.ts`).
 * Both work on one linear memory; a pointer is a byte offset in it, aligned to 16 where vectors are read. Every array is padded
 * so that reading up to the next multiple of the vector width stays inside it; padding columns hold 0 weights and +Infinity in `fires`.
 * Lists (ids, events, offsets, taps) are i32. Integer sums are exact or wrap; float sums add in the order of the events, one rounding
 * per addition, no fused multiply-add. A NaN never fires; which NaN comes out of an operation is the one thing not specified.
 * Pointers, sizes and ids are trusted: nothing is checked here.
 */
export interface Kernels {
  readonly implementation: 'wasm' | 'typescript';
  /** The memory. Changes identity when `allocate` grows it (views of the old one become empty): take views late. */
  readonly buffer: () => ArrayBufferLike;
  /**
   * Reserves `bytes` (zeroed, 64-byte aligned) and returns the pointer, never 0. Never freed: make a new instance instead.
   * @throws RangeError above 4 GiB in all, or when the machine has no more memory
   */
  readonly allocate: (bytes: number) => number;

  /**
   * For each of `count` source ids: for each of its taps: accumulator[tap.accumulator + i] += weights[tap.weight + i], i < tap.columns.
   * accumulators i16: the caller flushes (see flushI16) before any can overflow. When a tap touches `readSlot` r >= 0 whose stamp
   * differs from `stamp`, stamp[r] = stamp and reads[r] += 1 (one crossbar read); stamps i32, reads u32.
   * @param ids i32[count] @param tapOffsets i32[sources + 1], in taps
   * @param taps i32[4 * n]: accumulator, weight (element offsets), columns (a multiple of 8), readSlot (-1 for none)
   */
  readonly scatterI16: (ids: number, count: number, tapOffsets: number, taps: number, weights: number, accumulators: number,
    stamps: number, stamp: number, reads: number) => void;
  /** accumulatorsI32[i] += accumulatorsI16[i]; accumulatorsI16[i] = 0, for i < length (multiple of 8). */
  readonly flushI16: (accumulatorsI16: number, accumulatorsI32: number, length: number) => void;
  /** As scatterI16 with f32 weights and accumulators (columns a multiple of 4). */
  readonly scatterF32: (ids: number, count: number, tapOffsets: number, taps: number, weights: number, accumulators: number,
    stamps: number, stamp: number, reads: number) => void;
  /** accumulators (i32) += value[k] * weights (i16) for every tap of ids[k]; values are i32 within -32768..32767. Reads are not stamped. */
  readonly scatterValuesI16: (ids: number, values: number, count: number, tapOffsets: number, taps: number, weights: number,
    accumulators: number) => void;
  /** accumulators (f32) += f32(value[k] * weight) for every tap of ids[k]; values f32. */
  readonly scatterValuesF32: (ids: number, values: number, count: number, tapOffsets: number, taps: number, weights: number,
    accumulators: number) => void;

  /**
   * One timestep of integrate-and-fire for `length` neurons (multiple of 4): s = accumulator + drive (i32, exact), I = f32(f32(s) + bias),
   * v = f32(f32(decay * v) + I), kept within -most..most (without `most`: not at all), fired = v >= fire; subtract (hard = 0):
   * v = f32(v - threshold), hard (1): v = f32(resetValue). Writes
   * the ids (firstId + index, ascending) of fired neurons to spikes (i32, room for `length`), adds 1 to their spikeCounts (u32), zeroes
   * the accumulators, returns how many fired. The other arrays are f32[length].
   * `fire` is the smallest f32 that fires (threshold for >=, the next float for >).
   */
  readonly updateI32: (accumulators: number, drives: number, biases: number, potentials: number, decays: number, fires: number,
    thresholds: number, hard: number, resetValue: number, length: number, firstId: number, spikes: number, spikeCounts: number,
    most?: number) => number;
  /** As updateI32 with f32 accumulators and drives: I = f32(f32(accumulator + drive) + bias). */
  readonly updateF32: (accumulators: number, drives: number, biases: number, potentials: number, decays: number, fires: number,
    thresholds: number, hard: number, resetValue: number, length: number, firstId: number, spikes: number, spikeCounts: number,
    most?: number) => number;

  /**
   * Accumulation fused with the neuron update for one panel of PANEL_I16 columns of a dense projection, all timesteps of `images` images.
   * Events of image b, step t are rows events[offsets[b * steps + t] .. offsets[b * steps + t + 1]]; panel[row * PANEL_I16 + column] i16.
   * At each image start potentials = initials, so afterwards they are those of the last image. drives i32[images * PANEL_I16]; biases,
   * initials, potentials, decays, fires, thresholds f32[PANEL_I16]; spikeCounts u32[PANEL_I16], added up over all images and steps.
   * Fired bits of (b, t) go to fired + (b * steps + t) * firedStride (bytes) as PANEL_I16 / 8 bytes, bit i of byte j = column 8 j + i.
   * `flushEvery` (at least 1) events fit an i16 sum: 32767 / largest magnitude of a weight. Fastest while that many are not exceeded.
   * A panel is read once into the cache per call: the more images a call has, the less that costs (32 are plenty).
   */
  readonly panelI16: (panel: number, offsets: number, events: number, images: number, steps: number, drives: number, biases: number,
    initials: number, potentials: number, decays: number, fires: number, thresholds: number, hard: number, resetValue: number,
    flushEvery: number, fired: number, firedStride: number, spikeCounts: number, most?: number) => void;
  /** As panelI16 with f32 weights and drives and PANEL_F32 columns: sum from 0 in event order, then + drive, then + bias. */
  readonly panelF32: (panel: number, offsets: number, events: number, images: number, steps: number, drives: number, biases: number,
    initials: number, potentials: number, decays: number, fires: number, thresholds: number, hard: number, resetValue: number,
    fired: number, firedStride: number, spikeCounts: number, most?: number) => void;

  /**
   * Products of every left panel with every right panel, f32. left[i * depth * GEMM_ROWS + k * GEMM_ROWS + r] is element (r, k) of left
   * panel i, right[j * depth * C + k * C + c] element (k, c) of right panel j, C = GEMM_COLUMNS_F32. Written, not added: tile (i, j) =
   * tiles[(j * leftPanels + i) * GEMM_ROWS * C + r * C + c] = sum over k < depth, in that order, from 0.
   */
  readonly multiplyPanelsF32: (left: number, right: number, depth: number, leftPanels: number, rightPanels: number, tiles: number) => void;
  /** As multiplyPanelsF32 with f64 numbers and GEMM_COLUMNS_F64 columns. */
  readonly multiplyPanelsF64: (left: number, right: number, depth: number, leftPanels: number, rightPanels: number, tiles: number) => void;

  /**
   * Effective conductances of two crossbars of one shape with the same wires, f64: result[i * columns + j] is the current out of the sense
   * terminal of column j for one volt on the source of row i. All conductances finite and not negative (nothing is ever subtracted: an ideal
   * wire is one far above all others, an open one is 0). The second may be the first. `workspace`: 16 bytes an element of the plan.
   * @param table i32: records as in merge-table.ts, made for this shape; `root` is that of the whole crossbar
   */
  readonly mergeWires: (table: number, root: number, first: number, second: number, rows: number, columns: number, driver_S: number, wireRow_S: number,
    wireColumn_S: number, sense_S: number, firstResult: number, secondResult: number, workspace: number) => void;
}

/** Rows of a left panel and columns of a right one: their tile of sums fits the registers. */
export const GEMM_ROWS = 4;
export const GEMM_COLUMNS_F32 = 8;
export const GEMM_COLUMNS_F64 = 4;

/** Columns of a panel: 128 bytes of weights per row: measured best among layouts. */
export const PANEL_I16 = 64;
export const PANEL_F32 = 32;
