import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadTarget } from '../../targets/load.ts';
import { compileInTurns, verify } from '../compile.ts';
import { fail } from '../diagnostics/diagnostic.ts';
import { printStage } from '../ir/stage-text.ts';
import { isNetwork, networkOf, placedOf, STAGE_NAMES, unrolledOf, type Stage, type StageName } from '../ir/stage.ts';
import type { Target } from '../ir/target.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { assumptionNotes } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { describeStage } from '../report/describe-stage.ts';
import { PROVEN_SAMPLES, proveEquivalence } from './prove.ts';
import { asTimesteps, compileOptionsOf, lateOptions, openDataset, profiler, randomDataset, withMapping, withStageFile, withTimesteps, type CompileFlags, type DataFlags } from './session.ts';
import { tell, withProgress, type Progress } from './terminal.ts';
import { printTiming } from './timing.ts';

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
  const options = compileOptionsOf(flags, stopAfter);
  if (flags.output !== undefined && flags.output !== '-') checkWritable(flags.output);
  const { target, diagnostics } = loadTarget(flags.target, flags.chips);
  const read = await readModel(from, flags);
  const stage = withTimesteps(read.stage, flags.timesteps);
  if (STAGE_NAMES.indexOf(stage.stage) > STAGE_NAMES.indexOf(stopAfter)) return fail('S709', { from: stage.stage, wanted: `--stop-after is ${stopAfter}` }, { file: from });
  tell([...read.diagnostics, ...assumptionNotes(read.assumptions, from, asTimesteps(flags.timesteps)), ...lateOptions(stage, flags.given, from), ...diagnostics]);
  withStageFile(from, () => verify(stage, target));
  const calibration = flags.calibrate === undefined ? null : await openDataset(flags.calibrate, flags, stage, flags.calibrationSamples);
  const input = flags.input === undefined ? null : await openDataset(flags.input, flags, stage, PROVEN_SAMPLES);
  const made: Stage[] = [stage];
  let unrolled: Unrolled | null = unrolledOf(stage);
  const { output, diagnostics: found, passes } = await compileInTurns(stage, await withMapping(options, flags, stage, target), { target, calibration, profileOf: profiler(calibration, read.spikes, input), seed: flags.seed, progress: progress.update }, progress.searching, {
    onPass: (pass) => progress.start(`compiling: ${pass}`),
    onStage: (next) => {
      unrolled = unrolledOf(next) ?? unrolled;
      made.push(next);
    },
  });
  progress.stop();
  tell(found);
  if (flags.timing) printTiming(passes);
  if (flags.verifyEach) {
    const network = networkOf(stage);
    const samples = input ?? calibration ?? (network && randomDataset(network, flags.seed));
    proveEquivalence(unrolled, output, target, samples);
  }
  for (const one of made) if (shown === 'all' || shown === one.stage) process.stdout.write(describeStage(one));
  if (flags.dumpIrDir !== undefined) dump(made, flags.dumpIrDir);
  if (flags.output === undefined) return;
  if (/\.(snn|noxim)$/i.test(flags.output)) return writeTraffic(made, target, flags.output);
  if (!/\.ya?ml$/i.test(flags.output)) return writeStage(output, flags.output);
  const sample = flags.input === undefined ? null : await openDataset(flags.input, flags, stage, 1);
  tell((await import('../read/sanafe/write-compiled.ts')).writeCompiled(made, target, flags.output, sample));
  process.stderr.write(`wrote ${flags.output}: SANA-FE\n`);
}

function stageNamed(option: string, name: string): StageName {
  if (!STAGE_NAMES.includes(name as StageName)) fail('S807', { option, value: name, allowed: `one of ${STAGE_NAMES.join(', ')}` });
  return name as StageName;
}

function dump(stages: readonly Stage[], folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    fail('S102', { reason: (error as Error).message }, { file: folder });
  }
  for (const stage of stages) writeAtomically(join(folder, `${STAGE_NAMES.indexOf(stage.stage)}-${stage.stage}.tile`), printStage(stage));
}

/** Who hears whom (.snn) or what travels from tile to tile (.noxim), of the last stage that knows. */
async function writeTraffic(stages: readonly Stage[], target: Target, file: string): Promise<void> {
  const placed = stages.map(placedOf).findLast((one) => one !== null);
  const clustered = placed?.clustered ?? stages.find((stage) => stage.stage === 'clustered');
  if (!clustered || (/noxim$/i.test(file) && !placed)) return fail('S709', { from: stages.at(-1)!.stage, wanted: 'this format needs clusters, and .noxim their cores: compile from a network' }, { file });
  if (placed && /noxim$/i.test(file)) (await import('../read/noxim/write-traffic.ts')).writeNoximTraffic(placed, target, file);
  else (await import('../read/hypergraph/write-hypergraph.ts')).writeHypergraph(clustered.unrolled, clustered.profile, file);
  process.stderr.write(`wrote ${file}\n`);
}

async function writeStage(stage: Stage, file: string): Promise<void> {
  if (file === '-') {
    process.stdout.write(printStage(stage));
    return;
  }
  if (file.endsWith('.synet') && isNetwork(stage)) (await import('../read/synet/write.ts')).writeSynet(stage, file);
  else writeAtomically(file, printStage(stage));
  process.stderr.write(`wrote ${file}: stage ${stage.stage}\n`);
}
