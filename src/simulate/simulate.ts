import { availableParallelism } from 'node:os';
import { fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { calibrationSamplesFor, NO_MITIGATIONS, type Mitigations } from '../ir/mitigations.ts';
import type { SomaCircuit } from '../ir/neuron-circuit.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';
import { earliest, largest } from '../ir/readout.ts';
import type { Target } from '../ir/target.ts';
import { isTemporalConfiguration } from '../ir/temporal.ts';
import { sizeOf } from '../ir/tensor.ts';
import { checkData } from './check-data.ts';
import { collectChip, type CollectedChip } from './collect-chip.ts';
import type { Samples } from './engine/inputs.ts';
import { recordable } from './engine/potentials.ts';
import { jobQueue } from './job-queue.ts';
import { openLanes, type Job } from './lanes.ts';
import { countLedger } from './ledger/count.ts';
import { countTemporal } from './ledger/temporal-counts.ts';
import { checkCircuit } from './neuron/check-circuit.ts';
import { checkPotentialChoice, type PotentialChoice } from './potential-choice.ts';
import type { SimulationResult } from './result.ts';
import type { Chip } from './runner.ts';

/** A chip to simulate. */
export interface ChipChoice {
  readonly nonIdealities: NonIdealities;
  /** Which chip of a Monte Carlo series; written-once effects differ from trial to trial. */
  readonly trial: number;
  /** What is done about the non-idealities; left out: nothing. */
  readonly mitigations?: Mitigations;
  /** What its somas are made of; left out: what the options say for all chips. */
  readonly circuit?: SomaCircuit | null;
}

export type SimulateOptions = ChipChoice & ChipsOptions;

export interface ChipsOptions {
  readonly seed: number;
  /** Threads; the result does not depend on it. */
  readonly workers: number;
  /** Most samples; null for all. */
  readonly limit: number | null;
  readonly progress: (fraction: number) => void;
  /** How packets in the mesh are timed; left out: one by one only. */
  readonly network?: NetworkOptions;
  /** Whose membrane potentials are kept of the first sample; left out: nobody's. */
  readonly potentials?: PotentialChoice;
  /** How many of the first samples also run beside the ideal chip, for the error over time; left out: none. Ideal chips have none. */
  readonly errorSamples?: number;
  /** Unlabelled samples that chips are calibrated with; left out: none. */
  readonly calibration?: Dataset;
  /** What the somas of chips are made of that do not say so themselves; null, or left out: they are as the network says. */
  readonly circuit?: SomaCircuit | null;
}

/**
 * `cycle`: the first samples go over the mesh cycle by cycle, packets wait for each other. `auto`: the same where that costs little. `analytic`: packets
 * are timed one by one.
 */
export interface NetworkOptions {
  readonly model: 'auto' | 'analytic' | 'cycle';
  readonly samples: number;
  /** Whether the first sample is kept link by link, for a trace. */
  readonly record?: boolean;
}

/** Hops of a sample up to which `auto` simulates it, about half a second; and beyond which `cycle` does not either, about an hour. */
const MOST_HOPS = { auto: 5e6, cycle: 3e10 } as const;

/** Samples a thread takes at a time, and those that run beside the ideal chip. */
const PART = 128;
const DEVIATION_PART = 16;

/**
 * Runs a configuration on data. Sees the configuration and the target alone, as a chip would.
 * @throws DiagnosticError S801..S805 when data, target and configuration do not fit together
 */
export async function simulate(configuration: Configuration, target: Target, dataset: Dataset, options: SimulateOptions): Promise<SimulationResult> {
  const { nonIdealities, trial, mitigations, ...rest } = options;
  return (await simulateChips(configuration, target, dataset, [{ nonIdealities, trial, ...(mitigations && { mitigations }) }], rest))[0]!;
}

/**
 * Runs a configuration on several chips, which share the threads. The first sample in detail, and its way over the mesh, are those of the first chip.
 * @throws DiagnosticError as `simulate`
 */
export async function simulateChips(configuration: Configuration, target: Target, dataset: Dataset, chips: readonly ChipChoice[], options: ChipsOptions): Promise<readonly SimulationResult[]> {
  const collected = await runChips(configuration, target, dataset, chips.map((chip, i) => describeChip(chip, options, i === 0)), options);
  return collected.map((chip, i) => resultOf(configuration, target, chip, chips[i]!));
}

/**
 * What several chips predict, and nothing else about them.
 * @returns a class for each sample, chip by chip
 * @throws DiagnosticError as `simulate`
 */
export async function predictChips(configuration: Configuration, target: Target, dataset: Dataset, chips: readonly ChipChoice[], options: ChipsOptions): Promise<readonly Int32Array[]> {
  const collected = await runChips(configuration, target, dataset, chips.map((chip) => describeChip(chip, options, false)), options);
  return collected.map((chip) => predictionsOf(configuration, chip));
}

async function runChips(configuration: Configuration, target: Target, dataset: Dataset, chips: readonly Chip[], options: ChipsOptions): Promise<readonly CollectedChip[]> {
  checkData(configuration, dataset);
  if (chips.some(({ effects }) => !isIdeal(effects)) && (!target.device || !target.core.crossbars)) fail('S804', { target: target.name });
  for (const { circuit, effects, mitigations } of chips) checkCircuit(circuit?.circuit ?? null, configuration, effects, mitigations ?? NO_MITIGATIONS);
  if (options.potentials) checkPotentialChoice(options.potentials, configuration.populations.flatMap(recordable), configuration.timesteps);
  const samples = Math.min(dataset.count, options.limit ?? dataset.count);
  // Errors go over timesteps, which temporal networks have not.
  const timeless = isTemporalConfiguration(configuration);
  const tasks = chips.map(({ effects }) => tasksOf(samples, isIdeal(effects) || timeless ? 0 : Math.min(samples, options.errorSamples ?? 0)));
  const total = tasks.reduce((sum, { length }) => sum + length, 0);
  const collected = chips.map(() => collectChip(samples));
  const { lanes, close } = await openLanes({ configuration, target, chips, calibration: calibrationSamples(configuration, chips, options.calibration) }, Math.max(1, Math.min(options.workers, total)));
  try {
    const next = jobQueue(tasks.map(({ length }) => length), lanes.length);
    let done = 0;
    await Promise.all(lanes.map(async (run, lane) => {
      for (let job = next(lane); job; job = next(lane)) {
        const task = tasks[job.chip]![job.job]!;
        collected[job.chip]!.add(job.job, task.first, await run({ chip: job.chip, measure: task.measure, samples: loadSamples(dataset, task), first: task.first }));
        options.progress(++done / total);
      }
    }));
  } finally {
    await close();
  }
  return collected.map((chip) => chip.finish());
}

interface Task {
  readonly measure: Job['measure'];
  readonly first: number;
  readonly count: number;
}

/** What is to be done with one chip. Those beside the ideal chip come first: they take longer. */
function tasksOf(samples: number, errorSamples: number): readonly Task[] {
  const cut = (measure: Task['measure'], all: number, size: number): Task[] =>
    Array.from({ length: Math.ceil(all / size) }, (_, i) => ({ measure, first: i * size, count: Math.min(size, all - i * size) }));
  return [...cut('deviation', errorSamples, DEVIATION_PART), ...(samples === 0 ? [{ measure: 'counts' as const, first: 0, count: 0 }] : cut('counts', samples, PART))];
}

/** Written-once effects of other chips change the spikes, but reports speak of the first chip. */
function describeChip({ nonIdealities, trial, mitigations = NO_MITIGATIONS, circuit }: ChipChoice, { seed, network, potentials, circuit: ofAll = null }: ChipsOptions, first: boolean): Chip {
  return { effects: nonIdealities, mitigations, circuit: circuit === undefined ? ofAll : circuit, seed: seed + 0x10000 * trial, detailed: first, potentials: first ? potentials ?? null : null, network: first ? meshSamples(network, trial) : null };
}

/** As many calibration samples as any of the chips asks for. */
function calibrationSamples(configuration: Configuration, chips: readonly Chip[], dataset: Dataset | undefined): Samples | null {
  const forRanges = chips.reduce((most, { effects: { adc, adcCalibration } }) => Math.max(most, adc ? adcCalibration?.samples ?? 0 : 0), 0);
  if (forRanges > 0 && (!dataset || dataset.count === 0)) fail('S890', {});
  const wanted = chips.reduce((most, { mitigations }) => Math.max(most, mitigations ? calibrationSamplesFor(mitigations) : 0), forRanges);
  if (wanted === 0 || !dataset) return null;
  checkData(configuration, dataset);
  return loadSamples(dataset, { first: 0, count: Math.min(wanted, dataset.count) });
}

/** Threads to use where the user does not say. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

function meshSamples(network: NetworkOptions | undefined, trial: number): Chip['network'] {
  if (!network || network.model === 'analytic' || trial > 0) return null;
  return { samples: network.samples, mostHops: MOST_HOPS[network.model], record: network.record ?? false };
}

/** Some neighbouring samples. @throws DiagnosticError S803 for spike trains that are none */
export function loadSamples(dataset: Dataset, { first, count }: { first: number; count: number }): Samples {
  const width = sizeOf(dataset.shape);
  const size = width * (dataset.timesteps ?? 1);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) dataset.read(first + i, data.subarray(i * size, (i + 1) * size));
  if (dataset.timesteps !== null) {
    const wrong = data.findIndex((value) => value !== 0 && value !== 1);
    if (wrong >= 0) fail('S803', { sample: first + Math.floor(wrong / size), value: data[wrong]! }, { file: dataset.file });
  }
  return { count, width, timesteps: dataset.timesteps, data };
}

function resultOf(configuration: Configuration, target: Target, chip: CollectedChip, { nonIdealities, mitigations = NO_MITIGATIONS }: ChipChoice): SimulationResult {
  const { samples, outputCount, outputs, counts, raster, potentials, steps, network, deviation, converters, weightScale } = chip;
  const ledger = countLedger(configuration, target, counts, samples, configuration.timesteps, steps, { effects: nonIdealities, mitigations });
  return {
    samples, outputCount, ...(outputs instanceof Float64Array ? { outputs: Float32Array.from(outputs), times: outputs } : { outputs }), predictions: predictionsOf(configuration, chip), raster, potentials, network, deviation, converters, weightScale,
    ledger: counts.temporal ? { ...ledger, temporal: countTemporal(configuration, counts, outputs, outputCount, samples) } : ledger,
  };
}

/** The largest output of each sample, or the earliest; the first of them on a tie. */
function predictionsOf({ output }: Configuration, { samples, outputs, outputCount }: CollectedChip): Int32Array {
  const best = output.readout === 'first' ? earliest : largest;
  return Int32Array.from({ length: samples }, (_, sample) => best(outputs.subarray(sample * outputCount, (sample + 1) * outputCount)));
}
