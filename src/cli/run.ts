import { loadNonIdealities, loadTarget } from '../../targets/load.ts';
import { compileInTurns, verify } from '../compile.ts';
import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { isAnn } from '../ir/network.ts';
import { isNetwork, type Stage } from '../ir/stage.ts';
import { assumptionNotes } from '../read/assumptions.ts';
import { readModel } from '../read/model.ts';
import { refuseHardwareOptions } from './chip-options.ts';
import { networkOptionsOf } from './network-options.ts';
import { proveEquivalence } from './prove.ts';
import { runWithoutHardware } from './reference-run.ts';
import { asTimesteps, compileOptionsOf, firstSamples, lateOptions, openDataset, profiler, withMapping, withStageFile, withTimesteps, type CompileFlags } from './session.ts';
import { checkOutputs, simulateAndReport, type SimulateFlags } from './simulation.ts';
import { tell, withProgress, type Progress } from './terminal.ts';
import { printTiming } from './timing.ts';
import { withSide } from './unroll-loss.ts';

type RunFlags = CompileFlags & SimulateFlags & { readonly target: string; readonly reference: boolean };

/** The main job: read, compile, simulate, report. */
export function run(model: string, flags: RunFlags): Promise<void> {
  return withProgress((progress) => runWith(progress, model, flags));
}

async function runWith(progress: Progress, model: string, flags: RunFlags): Promise<void> {
  if (flags.target === 'none') refuseHardwareOptions(flags);
  const options = compileOptionsOf(flags, 'configuration');
  checkOutputs(flags);
  networkOptionsOf(flags);
  const read = await readModel(model, flags);
  const findings: Diagnostic[] = [...read.diagnostics, ...assumptionNotes(read.assumptions, model, asTimesteps(flags.timesteps))];
  tell(findings);
  const asked = withTimesteps(read.stage, flags.timesteps);
  const dataset = await withStageFile(model, () => openDataset(flags.input, flags, asked, flags.limit));
  // Where neither the file nor the user says how long a sample lasts, data over time do.
  const stage = isNetwork(asked) && asked.timesteps === null ? withTimesteps(asked, dataset.timesteps ?? undefined) : asked;
  findings.push(...dataset.diagnostics);
  if (flags.target === 'none') return runWithoutHardware(stage, dataset, { file: model, findings }, flags, progress);
  const { target, diagnostics: targetFindings } = loadTarget(flags.target, flags.chips);
  const cellBits = flags.cellBits ?? loadNonIdealities(flags.nonIdealities, target).bitSlicing?.bits;
  withStageFile(model, () => verify(stage, target));
  const calibration = await calibrationFor(stage, dataset, flags);
  const early = [...lateOptions(stage, flags.given, model), ...targetFindings, ...calibration.diagnostics];
  tell(early);
  const started = performance.now();
  let sides = withSide({ quantised: null, unrolled: null }, stage);
  const compilation = await compileInTurns(stage, await withMapping({ ...options, ...(cellBits !== undefined && { cellBits }) }, flags, stage, target), { target, calibration: calibration.dataset, profileOf: profiler(flags.calibrate === undefined ? null : calibration.dataset, read.spikes, dataset), seed: flags.seed, progress: progress.update }, progress.searching, {
    onPass: (pass) => progress.start(`compiling: ${pass}`),
    onStage: (made) => { sides = withSide(sides, made); },
  });
  const compile_s = (performance.now() - started) / 1000;
  progress.stop();
  tell(compilation.diagnostics);
  if (flags.timing) printTiming(compilation.passes);
  const configuration = compilation.output;
  if (configuration.stage !== 'configuration') return fail('S812', { stage: configuration.stage }, { file: model });
  if (flags.verifyEach) {
    progress.start('comparing stages spike for spike');
    proveEquivalence(sides.unrolled, configuration, target, dataset);
    progress.stop();
  }
  await simulateAndReport({
    model: configuration.name, configuration, target, dataset, calibration: calibration.dataset, compile_s,
    reference: flags.reference && isNetwork(stage) && isAnn(stage) ? stage : null,
    sides: flags.reference ? sides : { ...sides, quantised: null },
    passes: compilation.passes, diagnostics: [...findings, ...early, ...compilation.diagnostics],
  }, flags, progress);
}

/** Calibration data as named, or else the first inputs, with a warning. */
async function calibrationFor(stage: Stage, dataset: Dataset, flags: RunFlags): Promise<{ dataset: Dataset | null; diagnostics: readonly Diagnostic[] }> {
  if (flags.calibrate !== undefined) return { dataset: await openDataset(flags.calibrate, flags, stage, flags.calibrationSamples), diagnostics: [] };
  const needed = isNetwork(stage) && stage.stage !== 'quantised' && stage.populations.some(({ neuron }) => neuron.kind === 'input' && neuron.coding !== 'spikes');
  if (!needed || dataset.timesteps !== null) return { dataset: null, diagnostics: [] };
  const first = firstSamples(dataset, flags.calibrationSamples);
  return { dataset: first, diagnostics: [diagnose('S809', { samples: first.count }, { file: dataset.file })] };
}
