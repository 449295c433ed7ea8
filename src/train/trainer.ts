import { randomStream } from '../ir/random.ts';
import { columnBases, PART_SAMPLES, sharedF32, sharedF64, sharedI32, shardsOf, STATISTICS, type Board } from './board.ts';
import { fitScales, mostLevelOf } from './fit-scales.ts';
import { openLanes, type Lanes } from './lanes.ts';
import type { Show } from './lane.ts';
import type { Plan } from './plan.ts';
import { rateOf } from './schedule.ts';
import { withinMemory } from './within-memory.ts';
import { disturbed, rootMeanSquare } from './weight-noise.ts';

/** What is trained on: z = e^t of the inputs of every sample, in shared memory, and its class. */
export interface Examples {
  readonly samples: Float32Array;
  readonly labels: Int32Array;
}

/** Everything that the weights depend on, besides the data. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Weights are trained as levels of so many bits; null for real numbers. */
  readonly bits: number | null;
  /** Standard deviation of the noise on weights while training, as a share of their root mean square. */
  readonly weightNoise: number;
  /** Standard deviation of spike times while training, in units of tau. */
  readonly jitter: number;
}

/** Where training stands: enough to go on as if it had never been left. */
export interface Progress {
  /** Epochs that are over, and batches of the one that is not. */
  readonly epoch: number;
  readonly batch: number;
  /** Statistics of the batches of the epoch so far. */
  readonly sums: readonly number[];
  /** Standard deviation of the noise on the weights of each projection in this epoch. */
  readonly sigmas: readonly number[];
  readonly history: readonly EpochResult[];
}

export interface EpochResult {
  readonly epoch: number;
  /** Mean loss and share of right decisions over the epoch, while the weights change. */
  readonly loss: number;
  readonly accuracy: number;
  /** Shares of samples for which no output neuron fires, and for which that of the label does not. */
  readonly undecided: number;
  readonly silentLabel: number;
  /** Share of right decisions with the weights at its end, on the validation data; null without any. */
  readonly validation: number | null;
}

/** The state in the vectors of parameters (see Board), beside Progress. */
export interface Vectors {
  readonly weights: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
  readonly scales: Float32Array;
}

/** Where to begin: at least the weights. */
export interface Checkpointed {
  readonly progress: Progress;
  readonly vectors: Pick<Vectors, 'weights'> & Partial<Vectors>;
}

export interface Hooks {
  /** Between two batches; `collect` gets the state of that moment. */
  readonly onBatch: (progress: Progress, collect: () => Promise<Vectors>) => Promise<void> | void;
  /** After an epoch and its validation. */
  readonly onEpoch: (result: EpochResult, progress: Progress, collect: () => Promise<Vectors>) => Promise<void> | void;
}

export interface Trainer {
  /** Trains on from `progress` to the last epoch. */
  readonly train: (progress: Progress, hooks: Hooks) => Promise<Progress>;
  /** Accuracy on the validation data, with the weights as they are or with a draw of noise of this share. */
  readonly evaluate: (set: 'training' | 'validation', noise?: { readonly share: number; readonly draw: number }) => Promise<Evaluation>;
  /** The weights as spikes meet them: on their levels where they have any. */
  readonly shown: () => Promise<Float32Array>;
  readonly board: Board;
  readonly close: () => Promise<void>;
}

export interface Evaluation {
  readonly samples: number;
  readonly correct: number;
  readonly undecided: number;
  readonly loss: number;
}

export const START: Progress = { epoch: 0, batch: 0, sums: new Array<number>(STATISTICS).fill(0), sigmas: [], history: [] };

/** Cost of sums of weights below the threshold and of large weights (Zhou et al., AAAI-21, arXiv 1909.10837). */
const SUM_COST = 100;
const SQUARE_COST = 0.01;
/** The value of a level is fitted to the weights anew before each epoch of this share of the training. */
const REFITTED = 0.8;
/** Gradients beyond these are cut: of one neuron by one sample in units of 1 / batch, and of a weight by a batch. */
const NEURON_LIMIT = 10;
const WEIGHT_LIMIT = 1;

/**
 * Trains a network on examples.
 * @param start weights to begin with (all of `Vectors` where training goes on)
 * @throws DiagnosticError S672 when a lane does not fit the kernels' memory
 */
export async function openTrainer(plan: Plan, examples: Examples, validation: Examples | null, settings: TrainingSettings, start: Checkpointed['vectors'], workers: number): Promise<Trainer> {
  const board = withinMemory(() => makeBoard(plan, examples, validation, settings));
  board.weights.set(start.weights);
  for (const key of ['means', 'squares', 'scales'] as const) if (start[key]) board[key].set(start[key]);
  const mostLevel = settings.bits === null ? null : mostLevelOf(settings.bits);
  const lanes = await openLanes({ board, lanes: workers, seed: settings.seed, jitter: settings.jitter, noisy: settings.weightNoise > 0, mostLevel, shards: shardsOf(settings.batch).length, limit: NEURON_LIMIT });
  await lanes.run({ kind: 'load' });
  const refit = (): void => { if (mostLevel !== null) fitScales(plan, board.weights, mostLevel, board.scales); };
  if (!start.scales) refit();
  const context: Context = { board, lanes, settings, refit };
  return {
    board,
    train: (progress, hooks) => trainOn(context, progress, hooks),
    evaluate: (set, noise) => evaluate(context, set, noise),
    shown: async () => {
      await lanes.run({ kind: 'show', show: { noise: null } });
      return board.shown.slice();
    },
    close: lanes.close,
  };
}

interface Context {
  readonly board: Board;
  readonly lanes: Lanes;
  readonly settings: TrainingSettings;
  readonly refit: () => void;
}

function makeBoard(plan: Plan, { samples, labels }: Examples, validation: Examples | null, { batch }: TrainingSettings): Board {
  const count = labels.length, parts = Math.ceil(Math.max(count, validation?.labels.length ?? 0) / PART_SAMPLES);
  const shards = shardsOf(batch).length, bases = columnBases(plan), vector = (): Float32Array => sharedF32(plan.parameters);
  return {
    plan, samples, labels, validation: validation ?? { samples: sharedF32(0), labels: sharedI32(0) }, order: sharedI32(count),
    shown: vector(), weights: vector(), means: vector(), squares: vector(), scales: sharedF32(bases[bases.length - 1]!),
    gradients: sharedF32(shards * plan.parameters), statistics: sharedF64(Math.max(shards, parts) * STATISTICS),
  };
}

async function trainOn(context: Context, from: Progress, { onBatch, onEpoch }: Hooks): Promise<Progress> {
  const { board, lanes, settings, refit } = context;
  const samples = board.labels.length, batches = Math.ceil(samples / settings.batch), steps = batches * settings.epochs;
  const collect = async (): Promise<Vectors> => {
    await lanes.run({ kind: 'collect' });
    return board;
  };
  let progress = from;
  for (let { epoch } = from; epoch < settings.epochs; epoch++) {
    shuffle(board.order, settings.seed, epoch);
    let sums = [...progress.sums];
    // Levels stay where they are within an epoch, and near the end of the training.
    if (progress.batch === 0) {
      await collect();
      if (epoch < REFITTED * settings.epochs) refit();
      await lanes.run({ kind: 'show', show: { noise: null } });
      progress = { ...progress, sigmas: sigmasOf(board, settings.weightNoise) };
    }
    const { sigmas } = progress;
    const show = (step: number): Show => ({ noise: settings.weightNoise > 0 ? { draw: step, sigmas } : null });
    await lanes.run({ kind: 'show', show: show(epoch * batches + progress.batch) });
    for (let { batch } = progress; batch < batches; batch++) {
      const first = batch * settings.batch, size = Math.min(settings.batch, samples - first), shards = shardsOf(size), step = epoch * batches + batch;
      await lanes.run({ kind: 'learn', epoch, first, shards });
      sums = addParts(sums, board.statistics, shards.length);
      await lanes.run({ kind: 'step', show: show(step + 1), step: { shards: shards.length, share: 1 / size, ...rateOf(step, steps, settings.learningRate), sumCost: SUM_COST, squareCost: SQUARE_COST, limit: WEIGHT_LIMIT } });
      progress = { ...progress, epoch, batch: batch + 1, sums };
      if (batch + 1 < batches) await onBatch(progress, collect);
    }
    const validation = board.validation.labels.length > 0 ? await evaluate(context, 'validation') : null;
    const result: EpochResult = {
      epoch: epoch + 1, loss: sums[0]! / samples, accuracy: sums[1]! / samples, undecided: sums[2]! / samples, silentLabel: sums[3]! / samples,
      validation: validation && validation.correct / validation.samples,
    };
    progress = { ...START, epoch: epoch + 1, history: [...progress.history, result] };
    await onEpoch(result, progress, collect);
  }
  return progress;
}

/** Standard deviations of the noise on the weights of each projection. */
function sigmasOf({ plan, shown }: Board, share: number): readonly number[] {
  return plan.projections.map((planned) => share * rootMeanSquare(shown.subarray(planned.offset, planned.offset + planned.rows * planned.columns), planned));
}

async function evaluate({ board, lanes }: Context, set: 'training' | 'validation', noise?: { readonly share: number; readonly draw: number }): Promise<Evaluation> {
  const samples = (set === 'training' ? board.labels : board.validation.labels).length;
  const parts = Array.from({ length: Math.ceil(samples / PART_SAMPLES) }, (_, part) => ({ part, first: part * PART_SAMPLES, count: Math.min(PART_SAMPLES, samples - part * PART_SAMPLES) }));
  await lanes.run({ kind: 'show', show: { noise: null } });
  if (noise) disturbShown(board, noise);
  await lanes.run({ kind: 'evaluate', set, parts });
  const [loss, correct, undecided] = addParts(new Array<number>(STATISTICS).fill(0), board.statistics, parts.length);
  return { samples, correct: correct!, undecided: undecided!, loss: loss! / Math.max(1, samples) };
}

function disturbShown({ plan, shown }: Board, { share, draw }: { readonly share: number; readonly draw: number }): void {
  plan.projections.forEach((planned, i) => {
    const weights = shown.subarray(planned.offset, planned.offset + planned.rows * planned.columns);
    weights.set(disturbed(weights, planned, share * rootMeanSquare(weights, planned), draw, i, 0x79));
  });
}

function addParts(sums: readonly number[], statistics: Float64Array, parts: number): number[] {
  return sums.map((sum, i) => { for (let part = 0; part < parts; part++) sum += statistics[part * STATISTICS + i]!; return sum; });
}

/** The order of an epoch depends on seed and epoch alone (Fisher and Yates). */
function shuffle(order: Int32Array, seed: number, epoch: number): void {
  const random = randomStream(seed, epoch, 0x73);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
