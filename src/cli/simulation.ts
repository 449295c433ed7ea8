import { loadNonIdealities } from '../../targets/load.ts';
import type { PassRecord } from '../compile.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { isUnmitigated, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import type { Network } from '../ir/network.ts';
import type { Target } from '../ir/target.ts';
import { readLabels } from '../read/data/labels.ts';
import { renderErrorsCsv, renderOutputsCsv, renderSpikesCsv } from '../report/csv.ts';
import { renderJson } from '../report/json.ts';
import { summariseMapping } from '../report/mapping.ts';
import { findingsOfNetwork } from '../report/network.ts';
import { chipRunOf, type GainRuns } from '../report/mitigation-gain.ts';
import { describeMitigations } from '../report/mitigations.ts';
import { makeReport, type Report } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import { ablate } from '../simulate/ablation.ts';
import { checkCircuit } from '../simulate/neuron/check-circuit.ts';
import { runReference } from '../simulate/reference/run-reference.ts';
import type { SimulationResult } from '../simulate/result.ts';
import { defaultWorkers, simulateChips } from '../simulate/simulate.ts';
import { findingsOfTimes } from '../simulate/temporal/findings.ts';
import { costOfSolvedReads } from '../simulate/solved-cost.ts';
import { checkWritable, writeAtomically } from '../files.ts';
import { checkChipOptions, errorSamplesOf, type ChipFlags } from './chip-options.ts';
import { checkMitigations, parseMitigations, withFewerTimesteps } from './mitigations.ts';
import { eachAlone, runIdeal, runMitigated, type ComparedChips } from './mitigation-runs.ts';
import { networkOptionsOf, type NetworkFlags } from './network-options.ts';
import type { DataFlags } from './session.ts';
import { calibrateSomas, checkCircuitFlags, circuitOf, describeFit, type CircuitFlags } from './soma-circuit.ts';
import { checkCells, inCells } from './weight-cells.ts';
import { checkTemporalOptions } from './temporal-options.ts';
import { colourful, tell, type Progress } from './terminal.ts';
import { measureUnrollLoss, type UnrollSides } from './unroll-loss.ts';

declare const SYNAPTILE_VERSION: string;

/** Options as commander parses them for everything that simulates. */
export interface SimulateFlags extends DataFlags, NetworkFlags, ChipFlags, CircuitFlags {
  readonly input: string;
  readonly labels?: string;
  readonly limit?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly mitigate?: string;
  readonly mitigationGain?: boolean;
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
  /** Unlabelled samples that mitigations may use; null where there are none. */
  readonly calibration: Dataset | null;
  /** The float network to compare with; null to leave it out. */
  readonly reference: Network | null;
  /** Networks before and after the pass unroll; absent where it was not run. */
  readonly sides?: UnrollSides;
  readonly compile_s: number;
  readonly passes: readonly PassRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Simulates, reports, and writes everything that was asked for once all of it is there. */
export async function simulateAndReport(task: SimulationTask, flags: SimulateFlags, progress: Progress): Promise<void> {
  const { target, dataset } = task;
  const mitigations = flags.mitigate === undefined ? NO_MITIGATIONS : parseMitigations(flags.mitigate);
  const configuration = withFewerTimesteps(task.configuration, mitigations);
  const samples = Math.min(dataset.count, flags.limit ?? dataset.count);
  const labels = labelsOf(dataset, flags)?.slice(0, samples) ?? null;
  const workers = flags.workers ?? defaultWorkers();
  const nonIdealities = inCells(loadNonIdealities(flags.nonIdealities, target), task.configuration);
  checkChipOptions(flags, nonIdealities);
  checkTemporalOptions(configuration, flags);
  const idle = [...checkMitigations(mitigations, nonIdealities, task.configuration, task.calibration !== null), ...checkCells(nonIdealities, task.configuration, target)];
  const circuit = circuitOf(flags, target);
  const early = [...idle, ...costOfSolvedReads(configuration, target, nonIdealities), ...checkCircuit(circuit, configuration, nonIdealities, mitigations)];
  tell(early);
  const network = networkOptionsOf(flags);
  const started = performance.now();
  const fit = await calibrateSomas(flags, circuit, configuration, target, progress);
  const options = { seed: flags.seed, workers, limit: samples, progress: progress.update, network, ...(task.calibration && { calibration: task.calibration }), circuit: fit?.somas ?? (circuit && { circuit, settings: null }) };
  progress.start(flags.trials > 1 ? `simulating ${flags.trials} chips` : 'simulating');
  const results = await simulateChips(configuration, target, dataset, Array.from({ length: flags.trials }, (_, trial) => ({ nonIdealities, mitigations, trial })), { ...options, errorSamples: errorSamplesOf(flags, samples) });
  if (flags.ablate) progress.start('one effect at a time, and all but one');
  const ablation = flags.ablate ? await ablate(configuration, target, dataset, { nonIdealities, mitigations }, results.map(({ predictions }) => predictions), options) : null;
  const gain = flags.mitigationGain ? await measureGain({ configuration: task.configuration, target, dataset, nonIdealities, chips: flags.trials, options }, mitigations, results, progress) : null;
  const fitted = fit && await describeFit(fit, { configuration, target, dataset, nonIdealities, mitigations, labels, options }, results[0]!, progress);
  const simulate_s = (performance.now() - started) / 1000;
  progress.start('float reference');
  const reference = task.reference && await runReference(task.reference, dataset, { limit: samples, workers, progress: progress.update });
  const loss = task.sides ? await measureUnrollLoss(task.sides, task.passes, dataset, labels, { limit: samples, workers }, progress) : null;
  progress.stop();
  const found = [...findingsOfNetwork(results[0]!.network, target, network.model === 'cycle'), ...findingsOfTimes(configuration, results[0]!)];
  tell(found);
  const report = makeReport({
    model: task.model, version: SYNAPTILE_VERSION, seed: flags.seed, target, timesteps: configuration.timesteps, bits: configuration.bits,
    result: results[0]!, chips: results, ablation, labels, nonIdealities, circuit: fit?.somas.circuit ?? circuit,
    circuitCalibration: fitted,
    mitigations: describeMitigations(mitigations, configuration, target, task.calibration?.count ?? 0, gain, labels, nonIdealities),
    reference, mapping: summariseMapping(configuration, target), calibration: configuration.calibration ?? null,
    ...(task.sides?.unrolled && { unrolling: { mode: task.sides.unrolled.mode, loss } }),
    timing: {
      compile_s: task.compile_s, simulate_s, peakMemory_MB: process.resourceUsage().maxRSS / 1024,
      passes_s: Object.fromEntries(task.passes.map(({ pass, time_s }) => [pass, time_s])),
    },
    passStatistics: task.passes.map(({ pass, statistics }) => ({ pass, statistics })), diagnostics: [...task.diagnostics, ...early, ...found],
  });
  await writeAll(report, results[0]!, labels, flags);
}

/** The same chips without mitigations, and with each of several alone; and the ideal one. */
async function measureGain(bench: ComparedChips, mitigations: Mitigations, mitigated: readonly SimulationResult[], progress: Progress): Promise<GainRuns> {
  progress.start('without mitigations');
  const ideal = await runIdeal(bench);
  const without = await runMitigated(bench, NO_MITIGATIONS);
  const several = eachAlone(mitigations);
  const alone: GainRuns['alone'][number][] = [];
  for (const one of several.length > 1 ? several : []) {
    progress.start(`with ${one.name} alone`);
    alone.push({ name: one.name, chips: await runMitigated(bench, one.mitigations) });
  }
  const mapping = summariseMapping(bench.configuration, bench.target);
  return { ideal, without, with: mitigated.map((result) => chipRunOf(result, bench.target, mapping)), alone };
}

/** Files that cannot be written, and options that do nothing, are named before the work begins. */
export function checkOutputs(flags: Pick<SimulateFlags, 'json' | 'html' | 'outputs' | 'spikes' | 'mitigate' | 'mitigationGain'> & ChipFlags & CircuitFlags): void {
  const { json, html, outputs, spikes, errors } = flags;
  checkChipOptions(flags, null);
  checkCircuitFlags(flags);
  const mitigations = flags.mitigate === undefined ? NO_MITIGATIONS : parseMitigations(flags.mitigate);
  if (flags.mitigationGain && isUnmitigated(mitigations)) fail('S807', { option: '--mitigation-gain', value: 'given', allowed: 'given together with --mitigate' });
  for (const file of [json, html, outputs, spikes, errors]) if (typeof file === 'string' && file !== '-') checkWritable(file);
}

export function labelsOf(dataset: Dataset, { labels }: Pick<SimulateFlags, 'labels'>): Int32Array | null {
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
