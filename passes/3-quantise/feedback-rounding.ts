import { addDrive } from '../../src/calibrate/drives.ts';
import type { Products } from '../../src/calibrate/linear/product.ts';
import { centre, MOST_INPUTS, patchSamples, rowsAt } from '../../src/calibrate/patch-samples.ts';
import { groupMatrix, patchLength, setGroupMatrix, type Patches } from '../../src/calibrate/patches.ts';
import type { Incoming, Sent } from '../../src/calibrate/population-drive.ts';
import type { Layout } from '../../src/calibrate/layout.ts';
import { rangeOf, type LevelRange, type WeightLevels } from '../../src/ir/levels.ts';
import { feedbackOf, roundWithFeedback, solveWith, type Feedback } from './error-feedback.ts';

/**
 * Scales that are tried, as shares of that of least rounding error, for up to so many levels on each side: errors that make up for each other ask for
 * other ones, most often larger, the more so the fewer levels there are. With many the scale hardly matters.
 */
const CANDIDATES: readonly { readonly most: number; readonly shares: readonly number[] }[] = [
  { most: 1, shares: [0.85, 1, 1.25, 1.6] },
  { most: 3, shares: [0.9, 1, 1.1, 1.25] },
  { most: 30, shares: [0.9, 1, 1.1] },
  { most: Infinity, shares: [1] },
];

export interface FeedbackRounding {
  /** Value of one level of each channel. */
  readonly scales: Float64Array;
  /** Levels by projection, in the order of the network. */
  readonly levels: ReadonlyMap<string, Int16Array>;
}

/** One group of a projection about to be rounded: its weights as a matrix, in blocks of inputs that make up for each other. */
interface Matrix {
  readonly one: Incoming;
  readonly group: number;
  /** What one level of its source stands for. */
  readonly unit: number;
  /** [inputs x outputs], fitted to the inputs as they are. */
  readonly weights: Float32Array;
  readonly blocks: { readonly first: number; readonly feedback: Feedback }[];
}

/**
 * Rounds the weights of all projections into a population with one scale a channel, such that the drive by what its sources really send comes near
 * to the wanted one. Each group of a convolution has a Gram matrix of its own. Null where the inputs do not tell how (they never change).
 * @param scales of least rounding error, @param shared one scale for all channels
 * @param unitOf what one level of the source of a projection stands for
 * @param lacking [samples x size] wanted drive less that of the weights as they are, without biases; used up. Null: nothing lacks
 */
export function roundPopulation(
  products: Products, incoming: readonly Incoming[], sent: ReadonlyMap<string, Sent>, lacking: Float32Array | null, layout: Layout,
  scales: Float64Array, shared: boolean, levels: WeightLevels, unitOf: (one: Incoming) => number,
): FeedbackRounding | null {
  const matrices: Matrix[] = [];
  for (const [index, one] of incoming.entries()) {
    const found = matricesOf(products, one, sent.get(one.projection.source)!, lacking, index === incoming.length - 1, layout, unitOf(one));
    if (!found) return null;
    matrices.push(...found);
  }
  const range = rangeOf(levels);
  const best = new Float64Array(layout.channels).fill(Infinity);
  const chosen = scales.slice();
  const kept = matrices.map(({ weights }) => new Int16Array(weights.length));
  for (const candidate of CANDIDATES.find(({ most }) => range.most <= most)!.shares) {
    const tried = scales.map((scale) => scale * candidate);
    const errors = new Float64Array(layout.channels);
    const rounded = matrices.map((matrix) => roundMatrix(products, matrix, tried, range, layout, errors));
    if (shared) errors.fill(errors.reduce((sum, error) => sum + error, 0));
    const better = Array.from(errors, (error, channel) => error < best[channel]!);
    better.forEach((is, channel) => { if (is) [best[channel], chosen[channel]] = [errors[channel]!, tried[channel]!]; });
    matrices.forEach((matrix, index) => keep(kept[index]!, rounded[index]!, matrix, better, layout));
  }
  const inOrder = new Map(incoming.map(({ projection: { name }, weights }) => [name, new Int16Array(weights.length)]));
  matrices.forEach(({ one: { projection, patches }, group }, index) => setGroupMatrix(kept[index]!, patches, group, inOrder.get(projection.name)!));
  return { scales: chosen, levels: inOrder };
}

/** One matrix a group. @param last whether what is lacking after it is of no more interest */
function matricesOf(products: Products, one: Incoming, source: Sent, lacking: Float32Array | null, last: boolean, layout: Layout, unit: number): readonly Matrix[] | null {
  const { patches, weights } = one;
  const length = patchLength(patches);
  const matrices = Array.from({ length: patches.groups }, (_, group): Matrix => ({ one, group, unit, weights: groupMatrix(weights, patches, group), blocks: [] }));
  for (let first = 0; first < length; first += MOST_INPUTS) {
    const width = Math.min(MOST_INPUTS, length - first);
    const change = lacking && new Float32Array(weights.length);
    if (!matrices.every((matrix) => addBlock(products, matrix, first, width, source, lacking, change, layout))) return null;
    if (change && !(last && first + width === length)) addDrive(products, patches, change, source.means, source.layout, lacking!, layout);
  }
  return matrices;
}

/**
 * Adds some inputs, after their weights have been changed to make up for what lacks. False where the inputs do not tell.
 * @param change [weights] in the order of the network: gets what was taken from the weights
 */
function addBlock(products: Products, { one: { patches }, group, weights, blocks }: Matrix, first: number, width: number, source: Sent, lacking: Float32Array | null, change: Float32Array | null, layout: Layout): boolean {
  const length = patchLength(patches);
  const { perGroup } = patches;
  const samples = patchSamples(patches, group, source);
  const inputs = columnsOf(samples.inputs, length, first, width);
  centre(inputs, width);
  const gram = new Float64Array(width * width);
  products.gramInto(gram, inputs, samples.rows);
  const feedback = feedbackOf(gram, width, products, samples.rows);
  if (!feedback) return false;
  blocks.push({ first, feedback });
  if (!lacking || !change) return true;
  const rest = rowsAt(lacking, samples, patches, group, layout);
  centre(rest, perGroup);
  const right = new Float32Array(width * perGroup);
  products.productF32(inputs, rest, right, { m: width, k: samples.rows, n: perGroup, transposeA: true });
  const taken = new Float32Array(weights.length);
  const solved = solveWith(products, feedback, right);
  for (let index = 0, at = first * perGroup; index < solved.length; index++, at++) {
    weights[at]! += solved[index]!;
    taken[at] = -solved[index]!;
  }
  setGroupMatrix(taken, patches, group, change);
  return true;
}

/** @param errors one a channel; what rounding does to the drive is added */
function roundMatrix(products: Products, { one: { patches }, group, unit, weights, blocks }: Matrix, scales: Float64Array, range: LevelRange, layout: Layout, errors: Float64Array): Int16Array {
  const { perGroup } = patches;
  const channels = channelsOf(patches, group, layout);
  const perColumn = Float64Array.from(channels, (channel) => scales[Math.max(0, channel)]! / unit);
  const levels = new Int16Array(weights.length);
  for (const { first, feedback } of blocks) {
    const width = feedback.order.length;
    const rounded = roundWithFeedback(products, weights.subarray(first * perGroup, (first + width) * perGroup), feedback, perColumn, range);
    levels.set(rounded.levels, first * perGroup);
    rounded.errors.forEach((error, column) => { if (channels[column]! >= 0) errors[channels[column]!]! += error; });
  }
  return levels;
}

/** Takes over the levels of the channels that became better. */
function keep(levels: Int16Array, from: Int16Array, { one: { patches }, group }: Matrix, better: readonly boolean[], layout: Layout): void {
  const { perGroup } = patches;
  const taken = Uint8Array.from(channelsOf(patches, group, layout), (channel) => Number(channel >= 0 && better[channel]!));
  for (let base = 0; base < levels.length; base += perGroup) for (let column = 0; column < perGroup; column++) if (taken[column]) levels[base + column] = from[base + column]!;
}

/** Channel of each column of the matrix of a group; -1 for a column without neuron. */
function channelsOf({ rows, perGroup }: Patches, group: number, { channels, positions }: Layout): Int32Array {
  const perNeuron = perGroup > channels;
  return rows.slice(group * perGroup, (group + 1) * perGroup).map((row) => (row >= 0 && perNeuron ? Math.floor(row / positions) : row));
}

function columnsOf(matrix: Float32Array, columns: number, first: number, width: number): Float32Array {
  if (width === columns) return matrix;
  const rows = matrix.length / columns;
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) result.set(matrix.subarray(row * columns + first, row * columns + first + width), row * width);
  return result;
}
