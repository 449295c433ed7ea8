import { diagnose, fail, stopOnErrors, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import type { InputTimes } from '../ir/first-spike.ts';
import type { Network } from '../ir/network.ts';
import { isNetwork } from '../ir/stage.ts';
import { sizeOf } from '../ir/tensor.ts';
import { readDataset } from '../read/data/dataset.ts';
import { readLabels } from '../read/data/labels.ts';
import { readModel } from '../read/model.ts';
import { writeSynet } from '../read/synet/write.ts';
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
import type { ModelFlags } from './session.ts';
import { tell, withProgress, type Progress } from './terminal.ts';
import { noisyAccuracies, renderEpoch, renderSummary, summarise } from './train-report.ts';

/** Options as commander parses them. */
export interface TrainFlags extends ModelFlags {
  readonly input: string;
  readonly labels?: string;
  readonly validate?: string;
  readonly validateLabels?: string;
  readonly output?: string;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly workers?: number;
  readonly limit?: number;
  readonly bits?: 8 | 4 | 2;
  readonly weightNoise: number;
  readonly jitter: number;
  readonly inputTimes?: 'linear' | 'two-level';
  readonly checkpoint?: string;
  readonly checkpointInterval: number;
  readonly resume?: boolean;
  readonly json?: string | true;
  /** Names of the options the user gave. */
  readonly given: readonly string[];
}

/** Trains a network of temporal coding. */
export function train(model: string, flags: TrainFlags): Promise<void> {
  return withProgress((progress) => trainWith(progress, model, flags));
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

async function trainWith(progress: Progress, model: string, flags: TrainFlags): Promise<void> {
  checkFlags(flags);
  const task = await taskOf(model, flags);
  progress.start('reading data');
  const examples = await examplesOf(task, flags.input, flags.labels, 'training data', flags.limit);
  const validation = flags.validate === undefined ? null : await examplesOf(task, flags.validate, flags.validateLabels, 'validation data');
  refuseSilent(task.plan, task.start, model);
  const settings = settingsOf(flags);
  const file = flags.checkpoint === undefined ? null : checkpoints(flags.checkpoint, task, settings, examples);
  const resumed = flags.resume ? file!.resume() : null;
  if (resumed) tell(resumed.diagnostics);
  const begin: Checkpointed = resumed?.checkpoint ?? { progress: START, vectors: { weights: task.start } };
  const started = { wall: performance.now(), cpu: process.cpuUsage() };
  const trainer = await openTrainer(task.plan, examples, validation, settings, begin.vectors, flags.workers ?? defaultWorkers());
  try {
    const history = await trainAll(trainer, begin, { model, settings, file, flags, progress });
    progress.start('evaluating');
    const evaluation = await trainer.evaluate(validation ? 'validation' : 'training');
    if (evaluation.undecided === evaluation.samples) fail('S665', { samples: evaluation.samples, place: 'the populations before it' }, { file: model });
    const noisy = flags.weightNoise > 0 ? await noisyAccuracies(trainer, validation ? 'validation' : 'training', flags.weightNoise) : null;
    const weights = await trainer.shown();
    progress.stop();
    if (flags.output !== undefined) {
      const levels = settings.bits === null ? null : { bits: settings.bits, scales: trainer.board.scales };
      writeSynet(withWeights(task.network, task.projections, task.plan, weights, levels), flags.output);
    }
    const cpu = process.cpuUsage(started.cpu);
    const summary = summarise({
      architecture: describeArchitecture(task.architecture), settings, samples: examples.labels.length, history, evaluation, set: validation ? 'validation' : 'training', noisy,
      wall_s: (performance.now() - started.wall) / 1000, cpu_s: (cpu.user + cpu.system) / 1e6, epochsHere: settings.epochs - begin.progress.epoch, output: flags.output ?? null,
    });
    const json = `${JSON.stringify(summary, null, 2)}\n`;
    if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
    process.stdout.write(flags.json === true || flags.json === '-' ? json : renderSummary(summary));
  } finally {
    await trainer.close();
  }
}

/** Options that contradict each other, and files that cannot be written, are named before the work begins. */
function checkFlags(flags: TrainFlags): void {
  const { output, epochs, resume, checkpoint, validate, validateLabels, json, given } = flags;
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [resume === true && checkpoint === undefined, '--resume', 'there is no --checkpoint to resume from'],
    [given.includes('checkpointInterval') && checkpoint === undefined, '--checkpoint-interval', 'there is no --checkpoint to write'],
    [validateLabels !== undefined && validate === undefined, '--validate-labels', 'there are no --validate samples'],
    [output !== undefined && !output.endsWith('.synet'), '--output', 'a trained network is written as NAME.synet'],
    [output === undefined && epochs > 0, '--epochs', 'nothing is written without --output; give --epochs 0 to evaluate a network only'],
    [output !== undefined && epochs === 0 && flags.bits === undefined, '--output', 'with --epochs 0 nothing is trained'],
    [checkpoint !== undefined && epochs === 0, '--checkpoint', 'with --epochs 0 nothing is trained'],
  ];
  stopOnErrors(wrong.flatMap(([applies, option, reason]): Diagnostic[] => (applies ? [diagnose('S671', { option, reason })] : [])));
  for (const file of [output, checkpoint, json]) if (typeof file === 'string' && file !== '-') checkWritable(file);
}

async function taskOf(model: string, flags: TrainFlags): Promise<Task> {
  if (isArchitecture(model)) {
    const architecture = parseArchitecture(model), times: InputTimes = flags.inputTimes === 'two-level' ? TWO_LEVEL : { kind: 'linear', latest: LATEST };
    const plan = planOf(architecture), network = emptyNetwork(architecture, times, nameOf(flags.output));
    return { network, projections: network.projections.map(({ name }) => name), architecture, times, plan, start: drawWeights(plan, flags.seed) };
  }
  if (flags.given.includes('inputTimes')) fail('S671', { option: '--input-times', reason: 'the model says when its inputs fire' });
  const { stage, diagnostics } = await readModel(model, flags);
  tell(diagnostics);
  if (!isNetwork(stage)) return fail('S669', { reason: `it is of stage ${stage.stage}` }, { file: model });
  const { architecture, times, projections } = architectureOf(stage, model);
  const plan = planOf(architecture);
  return { network: stage, projections: projections.map(({ name }) => name), architecture, times, plan, start: weightsOf(projections, plan) };
}

/** Name of a new network: that of its file, as far as it is a word. */
function nameOf(output: string | undefined): string {
  const base = output?.replace(/^.*[/\\]/, '').replace(/\.synet$/, '').replace(/\W/g, '_') ?? '';
  return /^[A-Za-z_]/.test(base) ? base : 'trained';
}

async function examplesOf({ architecture: { input, steps }, times }: Task, file: string, labels: string | undefined, what: string, limit?: number): Promise<Examples> {
  const dataset = await readDataset(file, limit === undefined ? {} : { limit });
  tell(dataset.diagnostics);
  const last = steps[steps.length - 1]!;
  return loadExamples(dataset, labels === undefined ? null : readLabels(labels, dataset.available), {
    shape: input, times, outputs: last.kind === 'dense' ? last.neurons : sizeOf(planOf({ input, steps }).projections[steps.length - 1]!.shape), what,
  });
}

function settingsOf({ epochs, batch, learningRate, seed, bits, weightNoise, jitter }: TrainFlags): TrainingSettings {
  return { epochs, batch, learningRate, seed, bits: bits ?? null, weightNoise, jitter };
}

function checkpoints(file: string, { architecture, plan, start, times }: Task, settings: TrainingSettings, { samples, labels }: Examples): CheckpointFile {
  const bases = columnBases(plan);
  const identity: Identity = {
    'the architecture': describeArchitecture(architecture), 'input times': JSON.stringify(times), data: digestOf(samples, labels), 'first weights': digestOf(start),
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value ?? 'none')])),
  };
  return checkpointFile(file, identity, { parameters: plan.parameters, scales: bases[bases.length - 1]! });
}

interface Course {
  readonly model: string;
  readonly settings: TrainingSettings;
  readonly file: CheckpointFile | null;
  readonly flags: TrainFlags;
  readonly progress: Progress;
}

/** Trains to the last epoch, with progress, accuracy of each epoch and checkpoints on the way. */
async function trainAll(trainer: Trainer, { progress: from }: Checkpointed, { model, settings, file, flags, progress }: Course): Promise<readonly EpochResult[]> {
  const { epochs, batch } = settings, batches = Math.ceil(trainer.board.labels.length / batch);
  const began = performance.now(), first = from.epoch * batches + from.batch;
  let [saved, labelled] = [began, 0];
  const out = flags.json === true || flags.json === '-' ? process.stderr : process.stdout;
  const { history } = await trainer.train(from, {
    onBatch: async (state, collect) => {
      const now = performance.now(), done = state.epoch * batches + state.batch;
      if (file && now - saved >= 1000 * flags.checkpointInterval) {
        file.write({ progress: state, vectors: await collect() });
        saved = performance.now();
      }
      if (now - labelled > 1000) {
        progress.start(`epoch ${state.epoch + 1} of ${epochs}, ${timeText(((now - began) / (done - first)) * (epochs * batches - done))} left`);
        labelled = now;
      }
      progress.update(done / (epochs * batches));
    },
    onEpoch: async (result, state, collect) => {
      const vectors = await collect();
      if (result.undecided === 1) fail('S665', { samples: trainer.board.labels.length, place: 'the last population, or of one before it,' }, { file: model });
      file?.write({ progress: state, vectors });
      saved = performance.now();
      progress.stop();
      out.write(renderEpoch(result, epochs));
      labelled = 0;
    },
  });
  return history;
}

function timeText(left_ms: number): string {
  const seconds = Math.ceil(left_ms / 1000);
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
