import { checkTrainOptions, checkWritable, diagnose, type Diagnostic, stopOnErrors, train as trainNetwork, type TrainingReport, type TrainOptions, writeAtomically, writeNetwork } from '../index.ts';
import { withProgress, type Progress } from './terminal.ts';
import { renderEpoch, renderSummary } from './train-report.ts';

/** Options as commander parses them. */
export interface TrainFlags extends Omit<TrainOptions, 'observer' | 'onEpoch' | 'name'> {
  readonly output?: string;
  readonly epochs: number;
  readonly json?: string | true;
  /** Names of the options the user gave. */
  readonly given: readonly string[];
}

/** Trains a network of temporal coding. */
export function train(model: string, flags: TrainFlags): Promise<void> {
  return withProgress((progress) => trainWith(progress, model, flags));
}

async function trainWith(progress: Progress, model: string, flags: TrainFlags): Promise<void> {
  const options = optionsOf(flags, progress);
  checkTrainOptions(options);
  checkOutput(flags);
  const { network, summary } = await trainNetwork(model, options);
  if (flags.output !== undefined) await writeNetwork(network, flags.output);
  const made: TrainingReport = { ...summary, output: flags.output ?? null };
  const json = `${JSON.stringify(made, null, 2)}\n`;
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  process.stdout.write(flags.json === true || flags.json === '-' ? json : renderSummary(made));
}

const TRAIN_OPTIONS = [
  'assume', 'onnxShape', 'input', 'labels', 'validate', 'validateLabels', 'epochs', 'batch', 'learningRate', 'seed', 'workers', 'limit', 'bits', 'weightNoise', 'jitter', 'checkpoint', 'resume',
] as const satisfies readonly (keyof TrainFlags & keyof TrainOptions)[];

/** Those that mean nothing in some cases only as the user gave them. */
const ONLY_GIVEN = ['inputTimes', 'checkpointInterval'] as const;

function optionsOf(flags: TrainFlags, observer: Progress): TrainOptions {
  const names = [...TRAIN_OPTIONS, ...ONLY_GIVEN.filter((name) => flags.given.includes(name))].filter((name) => flags[name] !== undefined);
  const out = flags.json === true || flags.json === '-' ? process.stderr : process.stdout;
  return {
    ...(Object.fromEntries(names.map((name) => [name, flags[name]])) as unknown as TrainOptions), name: nameOf(flags.output), observer,
    onEpoch: (result, epochs) => { out.write(renderEpoch(result, epochs)); },
  };
}

/** Where nothing would be written, or cannot be, is named before the work begins. */
function checkOutput({ output, epochs, bits, checkpoint, json }: TrainFlags): void {
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [output !== undefined && !output.endsWith('.synet'), '--output', 'a trained network is written as NAME.synet'],
    [output === undefined && epochs > 0, '--epochs', 'nothing is written without --output; give --epochs 0 to evaluate a network only'],
    [output !== undefined && epochs === 0 && bits === undefined, '--output', 'with --epochs 0 nothing is trained'],
  ];
  stopOnErrors(wrong.flatMap(([applies, option, reason]): Diagnostic[] => (applies ? [diagnose('S671', { option, reason })] : [])));
  for (const file of [output, checkpoint, json]) if (typeof file === 'string' && file !== '-') checkWritable(file);
}

/** Name of a new network: that of its file, as far as it is a word. */
function nameOf(output: string | undefined): string {
  const base = output?.replace(/^.*[/\\]/, '').replace(/\.synet$/, '').replace(/\W/g, '_') ?? '';
  return /^[A-Za-z_]/.test(base) ? base : 'trained';
}
