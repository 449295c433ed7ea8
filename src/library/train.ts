import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { InputTimes } from '../ir/first-spike.ts';
import type { Network } from '../ir/network.ts';
import { isNetwork } from '../ir/stage.ts';
import { sizeOf } from '../ir/tensor.ts';
import { readDataset } from '../read/data/dataset.ts';
import { readLabels } from '../read/data/labels.ts';
import { readModel } from '../read/model.ts';
import { defaultWorkers } from '../simulate/simulate.ts';
import { describeArchitecture, isArchitecture, parseArchitecture, type Architecture } from '../train/architecture.ts';
import { columnBases } from '../train/board.ts';
import { refuseSilent } from '../train/can-fire.ts';
import { checkpointFile, digestOf, type CheckpointFile, type Identity } from '../train/checkpoint.ts';
import { drawWeights } from '../train/draw-weights.ts';
import { loadExamples } from '../train/load-examples.ts';
import { architectureOf, emptyNetwork, weightsOf, withWeights } from '../train/network.ts';
import { planOf, type Plan } from '../train/plan.ts';
import { openTrainer, START, type Checkpointed, type EpochResult, type Examples, type Trainer, type TrainingSettings } from '../train/trainer.ts';
import { checkOptions } from './check-options.ts';
import { optionOf, present } from './compile-options.ts';
import { DEFAULTS } from './defaults.ts';
import type { ReadOptions } from './model.ts';
import { observing, type Observer } from './observer.ts';
import { noisyAccuracies, summarise, type TrainingSummary } from './train-summary.ts';

export interface TrainOptions extends Omit<ReadOptions, 'timesteps'> {
  /** Training samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV. */
  readonly input: string;
  /** File with the class of each of them; left out: what the data themselves say. */
  readonly labels?: string;
  /** Samples that accuracy is measured on after every epoch, and their classes. */
  readonly validate?: string;
  readonly validateLabels?: string;
  /** Passes over the training samples; 0 evaluates a model. Default 12. */
  readonly epochs?: number;
  /** Samples of a step. Default 32. */
  readonly batch?: number;
  /** Step of Adam at first; it falls geometrically to a hundredth. Default 0.002. */
  readonly learningRate?: number;
  /** Of everything random. Default 1. */
  readonly seed?: number;
  /** Threads; never changes the result. Default: one a core. */
  readonly workers?: number;
  /** Most training samples. Default: all. */
  readonly limit?: number;
  /** Trains weights that are levels of so many bits, sign included. Default: real numbers. */
  readonly bits?: 8 | 4 | 2;
  /** Noise on the weights that is trained against, as a share of their root mean square. Default 0. */
  readonly weightNoise?: number;
  /** Jitter of spike times that is trained against: standard deviation in time constants. Default 0. */
  readonly jitter?: number;
  /** When a value x sends its spike: `linear`, 3 (1 - x), or `two-level`, 0 above 0.5, else ln 6, in time constants. Default `linear`; a model says it itself. */
  readonly inputTimes?: 'linear' | 'two-level';
  /** File that the state of the training is written to, the one before to FILE.previous. */
  readonly checkpoint?: string;
  /** Seconds between checkpoints within an epoch; there is one after each epoch. Default 60. */
  readonly checkpointInterval?: number;
  /** Goes on from the checkpoint, to the same weights. */
  readonly resume?: boolean;
  /** Name of the network that is trained from an architecture. Default `trained`. */
  readonly name?: string;
  /** Called after every epoch. */
  readonly onEpoch?: (result: EpochResult, epochs: number) => void;
}

export interface Training {
  /** With the weights that were found, `quantised` where they are levels. */
  readonly network: Network;
  readonly summary: TrainingSummary;
}

/** What is trained: the network that the result is written as, with the weights to begin with. */
interface Task {
  readonly network: Network;
  readonly projections: readonly string[];
  readonly architecture: Architecture;
  readonly times: InputTimes;
  readonly plan: Plan;
  readonly start: Float32Array;
}

const LATEST = 3;
/** Pixels above the middle fire at t = 0, all others at ln 6. */
const TWO_LEVEL: InputTimes = { kind: 'two-level', above: 0.5, early: 0, late: Math.log(6) };

type Asked = TrainOptions & Required<Pick<TrainOptions, 'epochs' | 'batch' | 'learningRate' | 'seed' | 'weightNoise' | 'jitter' | 'checkpointInterval'>>;

/**
 * Trains a network of temporal coding (time to first spike), or evaluates one.
 * @param model an architecture such as `784-350-10`, or a model file to begin with
 * @throws DiagnosticError S66x, S67x, those of models and data, S993, S994
 */
export async function train(model: string, options: TrainOptions): Promise<Training> {
  checkTrainOptions(options);
  const observer = observing(options);
  const asked: Asked = { ...DEFAULTS.training, seed: DEFAULTS.seed, ...(present(options) as TrainOptions) } as Asked;
  const task = await taskOf(model, asked, observer);
  observer.start('reading data');
  const examples = await examplesOf(task, asked.input, asked.labels, 'training data', observer, asked.limit);
  const validation = asked.validate === undefined ? null : await examplesOf(task, asked.validate, asked.validateLabels, 'validation data', observer);
  refuseSilent(task.plan, task.start, model);
  const settings = settingsOf(asked);
  const file = asked.checkpoint === undefined ? null : checkpoints(asked.checkpoint, task, settings, examples);
  const resumed = asked.resume ? file!.resume() : null;
  if (resumed) observer.tell(resumed.diagnostics);
  const begin: Checkpointed = resumed?.checkpoint ?? { progress: START, vectors: { weights: task.start } };
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  const trainer = await openTrainer(task.plan, examples, validation, settings, begin.vectors, asked.workers ?? defaultWorkers());
  try {
    const history = await trainAll(trainer, begin, { model, settings, file, asked, observer });
    observer.start('evaluating');
    const evaluation = await trainer.evaluate(validation ? 'validation' : 'training');
    if (evaluation.undecided === evaluation.samples) fail('S665', { samples: evaluation.samples, place: 'the populations before it' }, { file: model });
    const noisy = asked.weightNoise > 0 ? await noisyAccuracies(trainer, validation ? 'validation' : 'training', asked.weightNoise) : null;
    const weights = await trainer.shown();
    observer.stop();
    const levels = settings.bits === null ? null : { bits: settings.bits, scales: trainer.board.scales };
    const cpu = process.cpuUsage(started.cpu);
    const summary = summarise({
      architecture: describeArchitecture(task.architecture), settings, samples: examples.labels.length, history, evaluation, set: validation ? 'validation' : 'training', noisy,
      wall_s: (performance.now() - started.wall) / 1000, cpu_s: (cpu.user + cpu.system) / 1e6, epochsHere: settings.epochs - begin.progress.epoch,
    });
    return { network: withWeights(task.network, task.projections, task.plan, weights, levels), summary };
  } finally {
    await trainer.close();
  }
}

/**
 * Options that contradict each other, named before the work begins; `train` asks it too.
 * @throws DiagnosticError S671, S993, S994
 */
export function checkTrainOptions(options: TrainOptions): void {
  checkOptions('train', options);
  const { epochs, resume, checkpoint, checkpointInterval, validate, validateLabels } = options;
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [resume === true && checkpoint === undefined, '--resume', 'there is no --checkpoint to resume from'],
    [checkpointInterval !== undefined && checkpoint === undefined, '--checkpoint-interval', 'there is no --checkpoint to write'],
    [validateLabels !== undefined && validate === undefined, '--validate-labels', 'there are no --validate samples'],
    [checkpoint !== undefined && epochs === 0, '--checkpoint', 'with --epochs 0 nothing is trained'],
  ];
  stopOnErrors(wrong.flatMap(([applies, option, reason]): Diagnostic[] => (applies ? [diagnose('S671', { option, reason })] : [])));
}

async function taskOf(model: string, { inputTimes, seed, name = 'trained', ...reading }: Asked, observer: Observer): Promise<Task> {
  if (isArchitecture(model)) {
    const architecture = parseArchitecture(model), times: InputTimes = inputTimes === 'two-level' ? TWO_LEVEL : { kind: 'linear', latest: LATEST };
    const plan = planOf(architecture), network = emptyNetwork(architecture, times, name);
    return { network, projections: network.projections.map((one) => one.name), architecture, times, plan, start: drawWeights(plan, seed) };
  }
  if (inputTimes !== undefined) fail('S671', { option: '--input-times', reason: 'the model says when its inputs fire' });
  const { stage, diagnostics } = await readModel(model, reading);
  observer.tell(diagnostics);
  if (!isNetwork(stage)) return fail('S669', { reason: `it is of stage ${stage.stage}` }, { file: model });
  const { architecture, times, projections } = architectureOf(stage, model);
  const plan = planOf(architecture);
  return { network: stage, projections: projections.map((one) => one.name), architecture, times, plan, start: weightsOf(projections, plan) };
}

async function examplesOf({ architecture: { input, steps }, times }: Task, file: string, labels: string | undefined, what: string, observer: Observer, limit?: number): Promise<Examples> {
  const dataset = await readDataset(file, limit === undefined ? {} : { limit });
  observer.tell(dataset.diagnostics);
  const last = steps[steps.length - 1]!;
  return loadExamples(dataset, labels === undefined ? null : readLabels(labels, dataset.available), {
    shape: input, times, outputs: last.kind === 'dense' ? last.neurons : sizeOf(planOf({ input, steps }).projections[steps.length - 1]!.shape), what,
  });
}

function settingsOf({ epochs, batch, learningRate, seed, bits, weightNoise, jitter }: Asked): TrainingSettings {
  return { epochs, batch, learningRate, seed, bits: bits ?? null, weightNoise, jitter };
}

function checkpoints(file: string, { architecture, plan, start, times }: Task, settings: TrainingSettings, { samples, labels }: Examples): CheckpointFile {
  const bases = columnBases(plan);
  const identity: Identity = {
    'the architecture': describeArchitecture(architecture), 'input times': JSON.stringify(times), data: digestOf(samples, labels), 'first weights': digestOf(start),
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [optionOf(key), String(value ?? 'none')])),
  };
  return checkpointFile(file, identity, { parameters: plan.parameters, scales: bases[bases.length - 1]! });
}

interface Course {
  readonly model: string;
  readonly settings: TrainingSettings;
  readonly file: CheckpointFile | null;
  readonly asked: Asked;
  readonly observer: Observer;
}

/** Trains to the last epoch, with progress, accuracy of each epoch and checkpoints on the way. */
async function trainAll(trainer: Trainer, { progress: from }: Checkpointed, { model, settings, file, asked, observer }: Course): Promise<readonly EpochResult[]> {
  const { epochs, batch } = settings, batches = Math.ceil(trainer.board.labels.length / batch);
  const began = performance.now(), first = from.epoch * batches + from.batch;
  let [saved, labelled] = [began, 0];
  const { history } = await trainer.train(from, {
    onBatch: async (state, collect) => {
      const now = performance.now(), done = state.epoch * batches + state.batch;
      if (file && now - saved >= 1000 * asked.checkpointInterval) {
        file.write({ progress: state, vectors: await collect() });
        saved = performance.now();
      }
      if (now - labelled > 1000) {
        observer.start(`epoch ${state.epoch + 1} of ${epochs}, ${timeText(((now - began) / (done - first)) * (epochs * batches - done))} left`);
        labelled = now;
      }
      observer.update(done / (epochs * batches));
    },
    onEpoch: async (result, state, collect) => {
      const vectors = await collect();
      if (result.undecided === 1) fail('S665', { samples: trainer.board.labels.length, place: 'the last population, or of one before it,' }, { file: model });
      file?.write({ progress: state, vectors });
      saved = performance.now();
      observer.stop();
      asked.onEpoch?.(result, epochs);
      labelled = 0;
    },
  });
  return history;
}

function timeText(left_ms: number): string {
  const seconds = Math.ceil(left_ms / 1000);
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
