import { loadNonIdealities } from '../../targets/load.ts';
import type { PassRecord } from '../compile.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Network } from '../ir/network.ts';
import type { Target } from '../ir/target.ts';
import { readLabels } from '../read/data/labels.ts';
import { renderOutputsCsv, renderSpikesCsv } from '../report/csv.ts';
import { renderJson } from '../report/json.ts';
import { summariseMapping } from '../report/mapping.ts';
import { findingsOfNetwork } from '../report/network.ts';
import { makeReport, type Report } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import { summariseTrials, type Trials } from '../report/trials.ts';
import { runReference } from '../simulate/reference/run-reference.ts';
import type { SimulationResult } from '../simulate/result.ts';
import { defaultWorkers, simulate } from '../simulate/simulate.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { networkOptionsOf, type NetworkFlags } from './network-options.ts';
import type { DataFlags } from './session.ts';
import { colourful, tell, type Progress } from './terminal.ts';

declare const SYNAPTILE_VERSION: string;

/** Options as commander parses them for everything that simulates. */
export interface SimulateFlags extends DataFlags, NetworkFlags {
  readonly input: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly nonIdealities: string;
  readonly trials: number;
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
  const network = networkOptionsOf(flags);
  const started = performance.now();
  const results: SimulationResult[] = [];
  for (let trial = 0; trial < flags.trials; trial++) {
    progress.start(flags.trials > 1 ? `simulating chip ${trial + 1} of ${flags.trials}` : 'simulating');
    results.push(await simulate(configuration, target, dataset, { nonIdealities, seed: flags.seed, trial, workers, limit: samples, progress: progress.update, network }));
  }
  const simulate_s = (performance.now() - started) / 1000;
  progress.start('float reference');
  const reference = task.reference && await runReference(task.reference, dataset, { limit: samples, workers, progress: progress.update });
  progress.stop();
  const found = findingsOfNetwork(results[0]!.network, target, network.model === 'cycle');
  tell(found);
  const report = makeReport({
    model: task.model, version: SYNAPTILE_VERSION, seed: flags.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
    result: results[0]!, labels, reference, mapping: summariseMapping(configuration, target), calibration: configuration.calibration ?? null,
    timing: {
      compile_s: task.compile_s, simulate_s, peakMemory_MB: process.resourceUsage().maxRSS / 1024,
      passes_s: Object.fromEntries(task.passes.map(({ pass, time_s }) => [pass, time_s])),
    },
    passStatistics: task.passes.map(({ pass, statistics }) => ({ pass, statistics })), diagnostics: [...task.diagnostics, ...found],
  });
  const trials = labels && flags.trials > 1 ? summariseTrials(results.map((result) => shareEqual(result.predictions, labels))) : null;
  await writeAll(report, trials, results[0]!, labels, flags);
}

/** Files that cannot be written are named before the work begins. */
export function checkOutputs({ json, html, outputs, spikes }: Pick<SimulateFlags, 'json' | 'html' | 'outputs' | 'spikes'>): void {
  for (const file of [json, html, outputs, spikes]) if (typeof file === 'string' && file !== '-') checkWritable(file);
}

function labelsOf(dataset: Dataset, { labels }: SimulateFlags): Int32Array | null {
  return labels === undefined ? dataset.labels : readLabels(labels, dataset.count);
}

function shareEqual(a: Int32Array, b: Int32Array): number {
  return a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / a.length;
}

/** Files first, so that the text that names them is true. */
async function writeAll(report: Report, trials: Trials | null, result: SimulationResult, labels: Int32Array | null, flags: SimulateFlags): Promise<void> {
  if (flags.outputs) writeAtomically(flags.outputs, renderOutputsCsv(result, labels));
  if (flags.spikes) writeAtomically(flags.spikes, renderSpikesCsv(result.raster));
  if (flags.html) {
    const { renderHtml } = await import('../report/html.ts');
    writeAtomically(flags.html, await renderHtml(report, { raster: result.raster }));
  }
  const json = renderJson(trials ? { ...report, trials } as Report : report);
  if (typeof flags.json === 'string' && flags.json !== '-') writeAtomically(flags.json, json);
  if (flags.json === true || flags.json === '-') process.stdout.write(json);
  else {
    process.stdout.write(renderText(report, { colour: colourful(process.stdout), width: Math.min(100, process.stdout.columns ?? 100) }));
    if (trials) process.stdout.write(`\n${trials.accuracies.length} chips: accuracy ${(100 * trials.mean).toFixed(2)} % mean, ${(100 * trials.standardDeviation).toFixed(2)} points standard deviation\n`);
    if (flags.html) process.stdout.write(`\nreport page: ${flags.html}\n`);
  }
}
