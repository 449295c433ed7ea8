import {
  checkWritable, diagnose, type Diagnostic, DiagnosticError, type EstimateReport, fail, type LayerList, makeEstimateReport, type Mode, parseRepairs, parseSettings, type Platform,
  PLATFORMS, readNet, renderEstimateJson, renderEstimatePage, renderEstimateText, runPlatform, type Settings, stopOnErrors, type Switches, VERSION, writeAtomically,
} from '../index.ts';
import type { LayerFlags, Layers } from './estimate-model.ts';
import type { TargetFlags } from './estimate-targets.ts';
import { colourful, tell, withProgress, type Progress } from './terminal.ts';

interface Flags extends LayerFlags, TargetFlags {
  readonly platform: string;
  readonly mode: Mode;
  readonly set: readonly string[];
  readonly repair?: string;
  readonly json?: string | true;
  readonly html?: string;
}

/** What one inference of a network costs on a published hardware platform, beside what is claimed and what other systems say. */
export function estimate(file: string, flags: Flags): Promise<void> {
  return withProgress((progress) => estimateWith(progress, file, flags));
}

async function estimateWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  for (const output of [flags.json, flags.html]) if (typeof output === 'string' && output !== '-') checkWritable(output);
  refuseIdle(flags);
  const onTargets = flags.targets === undefined ? null : await import('./estimate-targets.ts');
  onTargets?.checkTargets(flags);
  const platform = PLATFORMS.find(({ name }) => name === flags.platform)!;
  const { settings, switches } = settingsOf(platform, flags);
  const { list, notes, measured } = await readLayers(file, flags, settings, progress);
  const opened = timestepNotes(list, settings, file);
  const run = inFile(file, () => runPlatform(platform, flags.mode, list, settings, switches));
  tell([...notes, ...opened, ...run.estimate.diagnostics]);
  const targets = onTargets ? await onTargets.runOnTargets(measured, flags, progress) : [];
  progress.stop();
  await write(makeEstimateReport(run, VERSION, [...notes, ...opened], targets), flags);
}

/** Options that say something about data or targets that are not there. @throws DiagnosticError S492 with all of them */
function refuseIdle({ input, labels, targets, nonIdealities, calibrate, calibrationSamples }: Flags): void {
  const idle = [
    ...(labels !== undefined && targets === undefined ? [['--labels', '--targets'] as const] : []),
    ...(nonIdealities !== undefined && targets === undefined ? [['--non-idealities', '--targets'] as const] : []),
    ...(calibrate !== undefined && input === undefined ? [['--calibrate', '--input'] as const] : []),
    ...(calibrationSamples !== undefined && input === undefined ? [['--calibration-samples', '--input'] as const] : []),
    ...(targets !== undefined && input === undefined ? [['--targets', '--input'] as const] : []),
  ];
  stopOnErrors(idle.map(([option, needs]) => diagnose('S492', { option, needs })));
}

/** @throws DiagnosticError S481, S483..S485, S487 */
function settingsOf(platform: Platform, { mode, set, repair }: Flags): { settings: Settings; switches: Switches } {
  const { settings, switches } = parseSettings(set, platform.name, platform.parameters, platform.repairs);
  if (mode === 'published' && (switches.size > 0 || repair !== undefined)) {
    fail('S487', { option: repair !== undefined ? '--repair' : '--set repair', reason: 'mode published has no repairs, it is the published tool as it is; use --mode corrected' });
  }
  return { settings, switches: repair === undefined ? switches : new Map([...parseRepairs(repair, platform.repairs), ...switches]) };
}

/** The layers of a list (.json, or standard input), or of any model. @throws DiagnosticError S487 for data beside a list, and those of the readers */
async function readLayers(file: string, flags: Flags, settings: Settings, progress: Progress): Promise<Layers> {
  if (file === '-' || /\.json$/i.test(file)) {
    if (flags.input !== undefined) fail('S487', { option: '--input', reason: 'a list of layers has no weights to run data with; say "spikeSparsity" in it' }, { file });
    return { ...readNet(file), measured: null };
  }
  const asked = settings.isGiven('timesteps') ? settings.number('timesteps') : null;
  return (await import('./estimate-model.ts')).readModelLayers(file, flags, asked, settings.number('timesteps'), progress);
}

function timestepNotes({ timesteps }: LayerList, settings: Settings, file: string): Diagnostic[] {
  if (timesteps !== null || settings.isGiven('timesteps')) return [];
  return [diagnose('S482', { what: 'timesteps', value: String(settings.number('timesteps')), reason: 'as in the published tool' }, { file })];
}

async function write(report: EstimateReport, { json, html }: Flags): Promise<void> {
  if (html !== undefined) writeAtomically(html, await renderEstimatePage(report));
  if (typeof json === 'string' && json !== '-') writeAtomically(json, renderEstimateJson(report));
  process.stdout.write(json === true || json === '-' ? renderEstimateJson(report) : renderEstimateText(report, colourful(process.stdout)));
}

/** What a platform finds is about the file. */
function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(error.diagnostics.map((one) => ({ ...one, where: { file, ...one.where } })));
  }
}
