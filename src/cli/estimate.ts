import { diagnose, DiagnosticError, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import type { Mode, Platform } from '../platforms/estimate.ts';
import type { LayerList } from '../platforms/layer-list.ts';
import { PLATFORMS } from '../platforms/platforms.ts';
import { readNet } from '../platforms/read-net.ts';
import { runPlatform, type PlatformRun } from '../platforms/run.ts';
import { parseRepairs, parseSettings, type Settings, type Switches } from '../platforms/settings.ts';
import { renderEstimateJson } from '../report/estimate/json.ts';
import { makeEstimateReport } from '../report/estimate/report.ts';
import { renderEstimateText } from '../report/estimate/text.ts';
import type { LayerFlags, Layers } from './estimate-model.ts';
import { colourful, tell } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

interface Flags extends LayerFlags {
  readonly platform: string;
  readonly mode: Mode;
  readonly set: readonly string[];
  readonly repair?: string;
  readonly json?: string | true;
}

/** What one inference of a network costs on a published hardware platform. */
export async function estimate(file: string, flags: Flags): Promise<void> {
  if (typeof flags.json === 'string' && flags.json !== '-') checkWritable(flags.json);
  const platform = PLATFORMS.find(({ name }) => name === flags.platform)!;
  const { settings, switches } = settingsOf(platform, flags);
  const { list, notes } = await readLayers(file, flags, settings);
  const opened = timestepNotes(list, settings, file);
  const run = inFile(file, () => runPlatform(platform, flags.mode, list, settings, switches));
  tell([...notes, ...opened, ...run.estimate.diagnostics]);
  write(run, [...notes, ...opened], flags.json);
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
async function readLayers(file: string, flags: Flags, settings: Settings): Promise<Layers> {
  if (file === '-' || /\.json$/i.test(file)) {
    if (flags.input !== undefined) fail('S487', { option: '--input', reason: 'a list of layers has no weights to run data with; say "spikeSparsity" in it' }, { file });
    return readNet(file);
  }
  const asked = settings.isGiven('timesteps') ? settings.number('timesteps') : null;
  return (await import('./estimate-model.ts')).readModelLayers(file, flags, asked, settings.number('timesteps'));
}

function timestepNotes({ timesteps }: LayerList, settings: Settings, file: string): Diagnostic[] {
  if (timesteps !== null || settings.isGiven('timesteps')) return [];
  return [diagnose('S482', { what: 'timesteps', value: String(settings.number('timesteps')), reason: 'as in the published tool' }, { file })];
}

function write(run: PlatformRun, notes: readonly Diagnostic[], json: string | true | undefined): void {
  const report = makeEstimateReport(run, SYNAPTILE_VERSION, notes);
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
