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

  /**
   * Training of time-to-first-spike populations (exponential response, threshold 1), f32. Times are z = e^(t / tau), above 0. A list of spikes is
   * pairs (u32 number, f32 z), ascending in z. Writes the inputs with z below `horizon` in this order, equal ones by number.
   * @param times f32[length] @param spikes room for 8 length bytes @param workspace room for 4096 + 8 length bytes
   * @returns how many there are
   */
  readonly sortSpikesF32: (times: number, length: number, horizon: number, spikes: number, workspace: number) => number;
  /**
   * Deals a list of spikes of sources to patches, whose lists stay sorted: source n appears in patch and row of taps tapOffsets[n] .. tapOffsets[n + 1].
   * @param taps u32 pairs (patch, row) @param lists a list for each patch, listLength spikes long @param counts u32[patches], 0 before: spikes of each list
   */
  readonly dealSpikes: (spikes: number, count: number, tapOffsets: number, taps: number, lists: number, listLength: number, counts: number) => void;
  /**
   * First spikes of a population from one list of spikes (numbers are rows of the weights [rows][columns], columns a multiple of FIRST_SPIKE_COLUMNS):
   * sums S of w and Q of w z over the list, one after the other; after the last spike of a z a neuron fires where S > 1 and Q < (S - 1) next, next
   * the z of the next spike, or `horizon`. Writes z = Q / (S - 1) (Infinity where it is silent) to times, 1 / (S - 1) (0) to slopes and the
   * number of spikes waited for (0) to causal. Columns from `used` on are padding.
   * @param totals 0, or f32[columns], the sums over all rows: then all rows that are not in the list fire last, at z = restZ, and a neuron that waited for
   *   them has causal = count + 1
   */
  readonly firstSpikesF32: (spikes: number, count: number, weights: number, columns: number, used: number, totals: number, restZ: number, horizon: number,
    times: number, slopes: number, causal: number) => void;
  /**
   * The way back: gradients[row][column] += a (z_row - z) over the causal rows, a = pull x slope within -limit..limit, pull = dL/dz. Where the rest was
   * causal, a (restZ - z) goes to rest[column], which the caller adds to all rows, and the rows of the list get a (z_row - restZ).
   * @param rest 0 or f32[columns] @param inputPulls 0, or where dL/dz_row += sum of a w goes (summed panel by panel), number sources[row] (sources 0: row)
   */
  readonly firstSpikeGradientF32: (spikes: number, count: number, weights: number, columns: number, restZ: number, limit: number, times: number,
    slopes: number, causal: number, pulls: number, rest: number, gradients: number, sources: number, inputPulls: number) => void;
  /** totals[column] = sum over the rows, one after the other; columns a multiple of 4. */
  readonly sumColumnsF32: (weights: number, rows: number, columns: number, totals: number) => void;
  /**
   * A step of Adam for weights [rows][columns]: g = share (sum of the gradients of all shards) + decay w + columnTerms[column], within -limit..limit;
   * mean = meanKept mean + (1 - meanKept) g, square likewise of g^2, w -= rate mean / (correction sqrt(square) + 1e-8).
   */
  readonly adamF32: (weights: number, means: number, squares: number, gradients: number, shards: number, shardBytes: number, rows: number, columns: number,
    columnTerms: number, share: number, decay: number, limit: number, meanKept: number, squareKept: number, rate: number, correction: number) => void;
  /** result = scale x round(weight / scale), the level within -most..most; a half goes to the even level. scales f32[columns], above 0. */
  readonly roundWeightsF32: (weights: number, rows: number, columns: number, scales: number, most: number, result: number) => void;

  /**
   * The finite ones of `count` times (f64, none NaN), ascending, equal ones as they come: records of 16 bytes, the time (f64) and its index (i64).
   * @param records, spare room for `count` records each, aligned to 16
   * @returns how many are finite
   */
  readonly sortTimes: (times: number, count: number, records: number, spare: number) => number;
  /**
   * Deals `count` sorted spikes out to the positions that they arrive at. `ranks` (i32, ascending, one a record): which distinct time each has. Arrivals of index i are
   * offsets[i] .. offsets[i + 1] (i32), each a position and a row (i32). Position p gets its rows in order at rows[p * capacity] (i32), and its groups of equal rank at
   * groups[p * capacity]: first event and rank (i32 each). counts[4 * p], i32: events, groups and two that mean nothing. `capacity`: most arrivals at any position.
   */
  readonly distributeSpikes: (records: number, ranks: number, count: number, offsets: number, arrivals: number, positions: number, capacity: number, rows: number,
    groups: number, counts: number) => void;
  /**
   * First spikes of PANEL_FIRST_SPIKE neurons that share a list of inputs (`rows`, `groups`, `groupCount` and `events` as dealt out above), z = e^t of the response
   * `exponential` (src/ir/first-spike.ts). Weights panel[row * PANEL_FIRST_SPIKE + column] are i16, fewer than 65536 events a group. All other arrays are f64: zs by rank,
   * all at least 1, and the latest z that still comes not after each of them (`limits`; the same, or what rounds to the same time); biases (inputs at z = 1) and
   * thresholds, +Infinity for columns that are not there. In f64 and in this order, group by group: s = sum of its weights, w += s, x += s z; and before each group of
   * limit l (after the last, l is Infinity) a neuron fires that has w > threshold and max(x / (w - threshold), z) <= l, z that of the last group: then. Silent ones
   * have Infinity.
   * @param causal i32: of those that fire, how many events came first; else 0
   */
  readonly exponentialI16: (panel: number, rows: number, groups: number, groupCount: number, events: number, zs: number, limits: number, biases: number, thresholds: number,
    spikes: number, causal: number) => void;
  /** The same of f32 weights; those of a group are summed in f64, in order. */
  readonly exponentialF32: Kernels['exponentialI16'];
  /** The same of the response `step`: a neuron fires at the first time, 0 or of a group, from which w >= threshold. Times by rank, none below 0, in place of zs and limits. */
  readonly stepI16: (panel: number, rows: number, groups: number, groupCount: number, events: number, times: number, biases: number, thresholds: number, spikes: number,
    causal: number) => void;
  readonly stepF32: Kernels['stepI16'];
}

/** Neurons that look for their first spike together: their prefix sums fit the registers. */
export const PANEL_FIRST_SPIKE = 8;

/** Rows of a left panel and columns of a right one: their tile of sums fits the registers. */
export const GEMM_ROWS = 4;
export const GEMM_COLUMNS_F32 = 8;
export const GEMM_COLUMNS_F64 = 4;

/** Columns of a panel: 128 bytes of weights per row: measured best among layouts. */
export const PANEL_I16 = 64;
export const PANEL_F32 = 32;

/** Columns of a panel of firstSpikesF32: a cache line of each row, sums in eight registers. */
export const FIRST_SPIKE_COLUMNS = 16;
