import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkCompileOptions, checkWritable, compile, type CompileOptions, describeStage, fail, printStage, PROVEN_SAMPLES, readData, read as readModel, type Stage, STAGE_NAMES,
  stageNamed, writeAtomically, writeStages,
} from '../index.ts';
import { dataOptionsOf, passChoicesOf, readOptionsOf, sampleOptionsOf, type CompileFlags, type DataFlags } from './session.ts';
import { tell, withProgress, type Progress } from './terminal.ts';
import { printProof, printTiming } from './timing.ts';

interface Flags extends CompileFlags, DataFlags {
  readonly target: string;
  readonly output?: string;
  readonly input?: string;
  readonly seed: number;
  readonly stopAfter: string;
  readonly startFrom?: string;
  readonly printIrAfter?: string;
  readonly dumpIrDir?: string;
}

/** Lowers a model, or a stage file, to a configuration or any stage before it. */
export function compileCommand(model: string | undefined, flags: Flags): Promise<void> {
  return withProgress((progress) => compileWith(progress, model, flags));
}

async function compileWith(progress: Progress, model: string | undefined, flags: Flags): Promise<void> {
  const stopAfter = stageNamed('--stop-after', flags.stopAfter);
  const shown = flags.printIrAfter === undefined || flags.printIrAfter === 'all' ? flags.printIrAfter : stageNamed('--print-ir-after', flags.printIrAfter);
  const from = flags.startFrom ?? model;
  if (from === undefined) return fail('S807', { option: 'model', value: 'missing', allowed: 'a model, or a stage file with --start-from' });
  const options: CompileOptions = {
    ...passChoicesOf(flags), ...sampleOptionsOf(flags), target: flags.target, stopAfter, seed: flags.seed, calibrate: flags.calibrate ?? null, observer: progress, ...(flags.verifyEach && { verifyEach: true }),
  };
  checkCompileOptions(options);
  if (flags.output !== undefined && flags.output !== '-') checkWritable(flags.output);
  const read = await readModel(from, readOptionsOf(flags, progress));
  const data = flags.input === undefined ? null : await readData(flags.input, read, dataOptionsOf(flags, PROVEN_SAMPLES, progress));
  const made: Stage[] = [];
  const compiled = await compile(read, { ...options, ...(data && { data }), onStage: (stage) => made.push(stage) });
  made.unshift(compiled.from);
  if (flags.timing) printTiming(compiled.passes);
  printProof(compiled.proof);
  for (const one of made) if (shown === 'all' || shown === one.stage) process.stdout.write(describeStage(one));
  if (flags.dumpIrDir !== undefined) dump(made, flags.dumpIrDir);
  if (flags.output === undefined) return;
  if (flags.output === '-') {
    process.stdout.write(printStage(compiled.stage));
    return;
  }
  tell(await writeStages(made, compiled.target, flags.output, data));
  process.stderr.write(`wrote ${flags.output}${/\.(snn|noxim)$/i.test(flags.output) ? '' : /\.ya?ml$/i.test(flags.output) ? ': SANA-FE' : `: stage ${compiled.stage.stage}`}\n`);
}

function dump(stages: readonly Stage[], folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    fail('S102', { reason: (error as Error).message }, { file: folder });
  }
  for (const stage of stages) writeAtomically(join(folder, `${STAGE_NAMES.indexOf(stage.stage)}-${stage.stage}.tile`), printStage(stage));
}
