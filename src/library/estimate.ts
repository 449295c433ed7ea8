import { diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LayerList } from '../platforms/layer-list.ts';
import { runPlatform } from '../platforms/run.ts';
import type { Settings } from '../platforms/settings.ts';
import { makeEstimateReport, type EstimateReport } from '../report/estimate/report.ts';
import { estimateChoicesOf, type EstimateOptions } from './estimate-options.ts';
import { inFile } from './in-file.ts';
import type { Layers } from './layers.ts';
import type { ModelLayers } from './measured-layers.ts';
import type { Model } from './model.ts';
import { observing, type Observer } from './observer.ts';
import { VERSION } from './version.ts';

/**
 * What one inference costs on a published hardware platform, layer by layer: energy (J), latency (s), area (mm2), every constant with its source; beside it what
 * operation counts claim, what the other platforms say, and with `targets` what tile targets say about the same network and samples.
 * @param of a model of `read`, or a list of layers of `readLayers` or `layersOf`
 * @returns the report, which `renderEstimateJson`, `renderEstimateText` and `renderEstimatePage` show; warnings and notes about `of` and data are in it
 * @throws DiagnosticError with everything found: S993 and S994 for options, S481..S487 and S492 for what they mean together, S478 and S491 for layers that the
 *   platform cannot have, S488, S489 and S493 for models without such layers, those of data (as `readData`), of conversion (S5xx) and of targets (S6xx); a target that the
 *   model does not fit is `refused` in the report instead
 */
export async function estimate(of: Model | Layers, options: EstimateOptions): Promise<EstimateReport> {
  const { platform, mode, settings, switches, targets } = estimateChoicesOf(options);
  const observer = observing(options);
  const { file } = of;
  const { list, ofData, notes, measured } = await openLayers(of, options, settings, observer);
  const opened = [...notes, ...timestepNotes(list, settings, file)];
  const run = located(inFile(file, () => runPlatform(platform, mode, list, settings, switches)), file);
  observer.tell([...opened, ...run.estimate.diagnostics]);
  const onTargets = measured && targets.length > 0 ? await (await import('./estimate-targets.ts')).runOnTargets(measured, targets, observer) : [];
  observer.stop();
  return makeEstimateReport(run, VERSION, [...of.diagnostics, ...ofData, ...opened], onTargets);
}

/** @throws DiagnosticError S487 for samples beside a list, and as `layersOfModel` */
async function openLayers(of: Model | Layers, options: EstimateOptions, settings: Settings, observer: Observer): Promise<ModelLayers> {
  if ('stage' in of) return (await import('./measured-layers.ts')).layersOfModel(of, options, settings, observer);
  if (options.input !== undefined) fail('S487', { option: '--input', reason: 'a list of layers has no weights to run data with; say "spikeSparsity" in it' }, { file: of.file });
  return { list: of.list, ofData: [], notes: [], measured: null };
}

/** Platforms see layers, and not where they come from. */
function located<T extends { readonly estimate: { readonly diagnostics: readonly Diagnostic[] } }>(run: T, file: string): T {
  const diagnostics = run.estimate.diagnostics.map((one) => (one.where.file === undefined ? { ...one, where: { ...one.where, file } } : one));
  return { ...run, estimate: { ...run.estimate, diagnostics } };
}

function timestepNotes({ timesteps }: LayerList, settings: Settings, file: string): readonly Diagnostic[] {
  if (timesteps !== null || settings.isGiven('timesteps')) return [];
  return [diagnose('S482', { what: 'timesteps', value: String(settings.number('timesteps')), reason: 'as in the published tool' }, { file })];
}
