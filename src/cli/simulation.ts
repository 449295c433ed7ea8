import { loadNonIdealities } from '../../targets/load.ts';
import type { PassRecord } from '../compile.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Network } from '../ir/network.ts';
import type { Target } from '../ir/target.ts';
import { readLabels } from '../read/data/labels.ts';
import { renderErrorsCsv, renderOutputsCsv, renderSpikesCsv } from '../report/csv.ts';
import { renderJson } from '../report/json.ts';
import { summariseMapping } from '../report/mapping.ts';
import { findingsOfNetwork } from '../report/network.ts';
import { makeReport, type Report } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import { ablate } from '../simulate/ablation.ts';
import { runReference } from '../simulate/reference/run-reference.ts';
import type { SimulationResult } from '../simulate/result.ts';
import { defaultWorkers, simulateChips } from '../simulate/simulate.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { checkChipOptions, errorSamplesOf, type ChipFlags } from './chip-options.ts';
import { networkOptionsOf, type NetworkFlags } from './network-options.ts';
import type { DataFlags } from './session.ts';
import { colourful, tell, type Progress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

/** Options as commander parses them for everything that simulates. */
export interface SimulateFlags extends DataFlags, NetworkFlags, ChipFlags {
  readonly input: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: string | true;
  readonly html?: string;
  readonly outputs?: string;
  readonly spikes?: string;
}

/** What a simulation is about, besides its flags. */
export interface SimulationTask {
  readonly model: string;
  readonly configuration: Configuration;
  readonly target: Target;
  readonly dataset: Dataset;
  /** The float network to compare with; null to leave it out. */
  readonly reference: Network | null;
  readonly compile_s: number;
  readonly passes: readonly PassRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Simulates, reports, and writes everything that was asked for once all of it is there. */
export async function simulateAndReport(task: SimulationTask, flags: SimulateFlags, progress: Progress): Promise<void> {
  const { configuration, target, dataset } = task;
  const samples = Math.min(dataset.count, flags.limit ?? dataset.count);
  const labels = labelsOf(dataset, flags)?.slice(0, samples) ?? null;
  const workers = flags.workers ?? defaultWorkers();
  const nonIdealities = loadNonIdealities(flags.nonIdealities, target);
  checkChipOptions(flags, nonIdealities);
  const network = networkOptionsOf(flags);
  const started = performance.now();
  const options = { seed: flags.seed, workers, limit: samples, progress: progress.update, network };
  progress.start(flags.trials > 1 ? `simulating ${flags.trials} chips` : 'simulating');
  const results = await simulateChips(configuration, target, dataset, Array.from({ length: flags.trials }, (_, trial) => ({ nonIdealities, trial })), { ...options, errorSamples: errorSamplesOf(flags, samples) });
  if (flags.ablate) progress.start('one effect at a time, and all but one');
  const ablation = flags.ablate ? await ablate(configuration, target, dataset, { nonIdealities }, results.map(({ predictions }) => predictions), options) : null;
  const simulate_s = (performance.now() - started) / 1000;
  progress.start('float reference');
  const reference = task.reference && await runReference(task.reference, dataset, { limit: samples, workers, progress: progress.update });
  progress.stop();
  const found = findingsOfNetwork(results[0]!.network, target, network.model === 'cycle');
  tell(found);
  const report = makeReport({
    model: task.model, version: SYNAPTILE_VERSION, seed: flags.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
    result: results[0]!, chips: results, ablation, labels, reference, mapping: summariseMapping(configuration, target), calibration: configuration.calibration ?? null,
    timing: {
      compile_s: task.compile_s, simulate_s, peakMemory_MB: process.resourceUsage().maxRSS / 1024,
      passes_s: Object.fromEntries(task.passes.map(({ pass, time_s }) => [pass, time_s])),
    },
    passStatistics: task.passes.map(({ pass, statistics }) => ({ pass, statistics })), diagnostics: [...task.diagnostics, ...found],
  });
  await writeAll(report, results[0]!, labels, flags);
}

/** Files that cannot be written, and options that do nothing, are named before the work begins. */
export function checkOutputs(flags: Pick<SimulateFlags, 'json' | 'html' | 'outputs' | 'spikes'> & ChipFlags): void {
  const { json, html, outputs, spikes, errors } = flags;
  checkChipOptions(flags, null);
  for (const file of [json, html, outputs, spikes, errors]) if (typeof file === 'string' && file !== '-') checkWritable(file);
}

function labelsOf(dataset: Dataset, { labels }: SimulateFlags): Int32Array | null {
  return labels === undefined ? dataset.labels : readLabels(labels, dataset.count);
}

/** Files first, so that the text that names them is true. */
async function writeAll(report: Report, result: SimulationResult, labels: Int32Array | null, flags: SimulateFlags): Promise<void> {
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv(result, labels));
  if (flags.spikes) writeAtomically(flags.spikes, renderSpikesCsv(result.raster));
  if (flags.errors) writeAtomically(flags.errors, renderErrorsCsv(report.errorOverTime));
  if (flags.html) {
    const { renderHtml } = await import('../report/html.ts');
    writeAtomically(flags.html, await renderHtml(report, { raster: result.raster }));
  }
  const json = renderJson(report);
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  if (flags.json === true || flags.json === '-') process.stdout.write(json);
  else {
    process.stdout.write(renderText(report, { colour: colourful(process.stdout), width: Math.min(100, process.stdout.columns ?? 100) }));
    if (flags.html) process.stdout.write(`\nreport page: ${flags.html}\n`);
  }
}
