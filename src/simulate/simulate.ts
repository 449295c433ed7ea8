import { availableParallelism } from 'node:os';
import { fail } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { isIdeal, type NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { sizeOf } from '../ir/tensor.ts';
import type { EngineCounts } from './engine/engine.ts';
import type { Samples } from './engine/inputs.ts';
import { countLedger } from './ledger/count.ts';
import { addNetworkCounts, type NetworkCounts } from './mesh/network-counts.ts';
import type { PopulationRaster, SimulationResult } from './result.ts';
import { createRunner, type PartResult, type Setup } from './runner.ts';

export interface SimulateOptions {
  readonly nonIdealities: NonIdealities;
  readonly seed: number;
  /** Which chip of a Monte Carlo series; written-once effects differ from trial to trial. */
  readonly trial: number;
  /** Threads; the result does not depend on it. */
  readonly workers: number;
  /** Most samples; null for all. */
  readonly limit: number | null;
  readonly progress: (fraction: number) => void;
  /** How packets in the mesh are timed; left out: one by one only. */
  readonly network?: NetworkOptions;
}

/**
 * `cycle`: the first samples go over the mesh cycle by cycle, packets wait for each other. `auto`: the same where that costs little. `analytic`: packets
 * are timed one by one.
 */
export interface NetworkOptions {
  readonly model: 'auto' | 'analytic' | 'cycle';
  readonly samples: number;
}

/** Hops of a sample up to which `auto` simulates it, about half a second; and beyond which `cycle` does not either, about an hour. */
const MOST_HOPS = { auto: 5e6, cycle: 3e10 } as const;

/** Samples a thread takes at a time. */
const PART = 128;

/**
 * Runs a configuration on data. Sees the configuration and the target alone, as a chip would.
 * @throws DiagnosticError S801..S805 when data, target and configuration do not fit together
 */
export async function simulate(configuration: Configuration, target: Target, dataset: Dataset, options: SimulateOptions): Promise<SimulationResult> {
  checkData(configuration, dataset);
  if (!isIdeal(options.nonIdealities) && (!target.device || !target.core.crossbars)) fail('S804', { target: target.name });
  const samples = Math.min(dataset.count, options.limit ?? dataset.count);
  const parts = Array.from({ length: Math.max(1, Math.ceil(samples / PART)) }, (_, i) => ({ first: i * PART, count: Math.min(PART, samples - i * PART) }));
  const setup: Setup = { configuration, target, effects: options.nonIdealities, seed: options.seed + 0x10000 * options.trial, network: meshSamples(options) };
  const runner = await createRunner(setup, Math.max(1, Math.min(options.workers, parts.length)));
  const results: PartResult[] = new Array<PartResult>(parts.length);
  try {
    let [next, done] = [0, 0];
    const work = async (): Promise<void> => {
      for (let part = next++; part < parts.length; part = next++) {
        results[part] = await runner.run(load(dataset, parts[part]!), parts[part]!.first);
        options.progress(++done / parts.length);
      }
    };
    await Promise.all(Array.from({ length: runner.workers }, work));
  } finally {
    await runner.close();
  }
  return merge(configuration, target, samples, results);
}

/** Threads to use where the user does not say. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

/** Written-once effects of other chips change the spikes, but reports speak of the first chip. */
function meshSamples({ network, trial }: SimulateOptions): Setup['network'] {
  if (!network || network.model === 'analytic' || trial > 0) return null;
  return { samples: network.samples, mostHops: MOST_HOPS[network.model] };
}

function checkData(configuration: Configuration, dataset: Dataset): void {
  const inputs = configuration.populations.filter((population) => population.kind === 'input');
  const expected = inputs.reduce((sum, { features, positions }) => sum + features * positions, 0);
  if (sizeOf(dataset.shape) !== expected) fail('S801', { expected, found: dataset.shape.join(', ') }, { file: dataset.file });
  const other = inputs.find(({ coding }) => (coding === 'spikes') !== (dataset.timesteps !== null));
  if (other) fail('S802', { input: other.name, coding: other.coding }, { file: dataset.file });
}

function load(dataset: Dataset, { first, count }: { first: number; count: number }): Samples {
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

function merge(configuration: Configuration, target: Target, samples: number, parts: readonly PartResult[]): SimulationResult {
  const outputCount = parts[0]?.outputCount ?? 0;
  const outputs = new Float32Array(samples * outputCount);
  let at = 0;
  for (const part of parts) {
    outputs.set(part.outputs, at);
    at += part.outputs.length;
  }
  const counts = parts.map((part) => part.counts).reduce(add);
  return {
    samples, outputCount, outputs, predictions: predictionsOf(outputs, outputCount),
    ledger: countLedger(configuration, target, counts, samples, configuration.timesteps, parts[0]?.steps ?? null),
    raster: parts[0]?.raster ?? ([] as PopulationRaster[]),
    network: parts.reduce<NetworkCounts | null>((all, { network }) => (all && network ? addNetworkCounts(all, network) : all ?? network), null),
  };
}

function add(a: EngineCounts, b: EngineCounts): EngineCounts {
  const sum = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!);
  return { spikes: sum(a.spikes, b.spikes), values: sum(a.values, b.values), reads: sum(a.reads, b.reads), active: a.active && b.active && sum(a.active, b.active) };
}

function predictionsOf(outputs: Float32Array, outputCount: number): Int32Array {
  return Int32Array.from({ length: outputs.length / outputCount }, (_, sample) => {
    const row = outputs.subarray(sample * outputCount, (sample + 1) * outputCount);
    return row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);
  });
}
