import { addDrive } from '../../src/calibrate/drives.ts';
import type { Products } from '../../src/calibrate/linear/product.ts';
import { centre, MOST_INPUTS, patchSamples, rowsAt } from '../../src/calibrate/patch-samples.ts';
import { groupMatrix, patchLength, setGroupMatrix } from '../../src/calibrate/patches.ts';
import type { Incoming, Sent } from '../../src/calibrate/population-drive.ts';
import { ridgeChange } from '../../src/calibrate/ridge.ts';
import type { Layout } from '../../src/calibrate/layout.ts';
import { rangeOf, type LevelRange, type WeightLevels } from '../../src/ir/levels.ts';
import { feedbackOf, roundWithFeedback, type Feedback } from './error-feedback.ts';

/** Scales that are tried, as shares of that of least rounding error: what errors make up for each other asks for another one. */
const CANDIDATES = [0.8, 0.9, 1, 1.1, 1.25];
/** From so many levels on each side the scale hardly matters. */
const MANY_LEVELS = 31;

/** Pull of the weights towards those of the file while they are fitted to inputs that are rounded too, as a share of the mean power of an input. */
const RIDGE = 0.1;

export interface FeedbackRounding {
  /** Value of one level of each channel. */
  readonly scales: Float64Array;
  /** Levels by projection, in the order of the network. */
  readonly levels: ReadonlyMap<string, Int16Array>;
}

/** One projection about to be rounded: its weights as a matrix, in blocks of inputs that make up for each other. */
interface Matrix {
  readonly one: Incoming;
  readonly range: LevelRange;
  /** What one level of its source stands for. */
  readonly unit: number;
  /** [inputs x outputs], fitted to the inputs as they are. */
  readonly weights: Float32Array;
  readonly blocks: readonly { readonly first: number; readonly feedback: Feedback }[];
}

/**
 * Rounds the weights of all projections into a population with one scale a channel, such that the drive by what its sources really send comes near
 * to the wanted one. Null where the inputs do not tell how (they never change).
 * @param scales of least rounding error, @param shared one scale for all channels
 * @param unitOf what one level of the source of a projection stands for
 * @param lacking [samples x size] wanted drive less that of the weights as they are, without biases; used up
 */
export function roundPopulation(
  products: Products, incoming: readonly Incoming[], sent: ReadonlyMap<string, Sent>, lacking: Float32Array, layout: Layout,
  scales: Float64Array, shared: boolean, levels: WeightLevels, unitOf: (one: Incoming) => number,
): FeedbackRounding | null {
  const matrices = incoming.map((one) => matrixOf(products, one, sent.get(one.projection.source)!, lacking, layout, rangeOf(levels), unitOf(one)));
  if (matrices.some((matrix) => matrix === null)) return null;
  const found = matrices as readonly Matrix[];
  const candidates = found.every(({ range }) => range.most >= MANY_LEVELS) ? [1] : CANDIDATES;
  const best = new Float64Array(layout.channels).fill(Infinity);
  const chosen = scales.slice();
  const kept = found.map(({ weights }) => new Int16Array(weights.length));
  for (const candidate of candidates) {
    const tried = scales.map((scale) => scale * candidate);
    const rounded = found.map((matrix) => roundMatrix(products, matrix, tried, layout));
    const errors = Float64Array.from(best, (_, channel) => rounded.reduce((sum, one) => sum + one.errors[channel]!, 0));
    if (shared) errors.fill(errors.reduce((sum, error) => sum + error, 0));
    const better = Array.from(errors, (error, channel) => error < best[channel]!);
    better.forEach((is, channel) => { if (is) [best[channel], chosen[channel]] = [errors[channel]!, tried[channel]!]; });
    rounded.forEach((one, index) => keep(kept[index]!, one.levels, found[index]!, better, layout));
  }
  return {
    scales: chosen,
    levels: new Map(found.map(({ one }, index) => {
      const inOrder = new Int16Array(one.weights.length);
      setGroupMatrix(kept[index]!, one.patches, 0, inOrder);
      return [one.projection.name, inOrder];
    })),
  };
}

function matrixOf(products: Products, one: Incoming, source: Sent, lacking: Float32Array, layout: Layout, range: LevelRange, unit: number): Matrix | null {
  const { patches } = one;
  const length = patchLength(patches);
  const weights = groupMatrix(one.weights, patches, 0);
  const samples = patchSamples(patches, 0, source);
  centre(samples.inputs, length);
  const blocks: { first: number; feedback: Feedback }[] = [];
  for (let first = 0; first < length; first += MOST_INPUTS) {
    const width = Math.min(MOST_INPUTS, length - first);
    const inputs = columnsOf(samples.inputs, length, first, width);
    const gram = new Float64Array(width * width);
    products.gramInto(gram, inputs, samples.rows);
    const rest = rowsAt(lacking, samples, patches, 0, layout);
    centre(rest, patches.perGroup);
    const change = ridgeChange(products, gram, inputs, rest, samples.rows, RIDGE);
    const feedback = feedbackOf(gram, width, products);
    if (!feedback) return null;
    blocks.push({ first, feedback });
    if (change) applyChange(products, one, source, change, first, weights, lacking, layout);
  }
  return { one, range, unit, weights, blocks };
}

/** Adds a change of the weights of some inputs, and takes what it drives from what is lacking. */
function applyChange(products: Products, { patches, weights: original }: Incoming, source: Sent, change: Float64Array, first: number, weights: Float32Array, lacking: Float32Array, layout: Layout): void {
  const at = first * patches.perGroup;
  const matrix = new Float32Array(weights.length);
  for (let index = 0; index < change.length; index++) {
    weights[at + index]! += change[index]!;
    matrix[at + index] = -change[index]!;
  }
  const inOrder = new Float32Array(original.length);
  setGroupMatrix(matrix, patches, 0, inOrder);
  addDrive(products, patches, inOrder, source.means, source.layout, lacking, layout);
}

function roundMatrix(products: Products, { one: { patches }, range, unit, weights, blocks }: Matrix, scales: Float64Array, layout: Layout): { levels: Int16Array; errors: Float64Array } {
  const { perGroup } = patches;
  const channel = channelOfColumn(patches.rows, perGroup, layout);
  const perColumn = Float64Array.from({ length: perGroup }, (_, column) => scales[channel(column)]! / unit);
  const levels = new Int16Array(weights.length);
  const errors = new Float64Array(layout.channels);
  for (const { first, feedback } of blocks) {
    const width = feedback.order.length;
    const rounded = roundWithFeedback(products, weights.subarray(first * perGroup, (first + width) * perGroup), feedback, perColumn, range);
    levels.set(rounded.levels, first * perGroup);
    rounded.errors.forEach((error, column) => { if (patches.rows[column]! >= 0) errors[channel(column)]! += error; });
  }
  return { levels, errors };
}

/** Takes over the levels of the channels that became better. */
function keep(levels: Int16Array, from: Int16Array, { one: { patches } }: Matrix, better: readonly boolean[], layout: Layout): void {
  const { perGroup } = patches;
  const channel = channelOfColumn(patches.rows, perGroup, layout);
  const taken = Array.from({ length: perGroup }, (_, column) => better[channel(column)]!);
  for (let base = 0; base < levels.length; base += perGroup) for (let column = 0; column < perGroup; column++) if (taken[column]) levels[base + column] = from[base + column]!;
}

/** Channel of a column of the matrix; a column without neuron counts as the first. */
function channelOfColumn(rows: Int32Array, perGroup: number, { channels, positions }: Layout): (column: number) => number {
  const perNeuron = perGroup > channels;
  return (column) => (rows[column]! < 0 ? 0 : perNeuron ? Math.floor(rows[column]! / positions) : rows[column]!);
}

function columnsOf(matrix: Float32Array, columns: number, first: number, width: number): Float32Array {
  if (width === columns) return matrix;
  const rows = matrix.length / columns;
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) result.set(matrix.subarray(row * columns + first, row * columns + first + width), row * width);
  return result;
}
