import { existsSync } from 'node:fs';
import { DiagnosticError, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { loadKernels } from '../kernels/load.ts';
import { createEngine, type EngineCounts } from './engine/engine.ts';
import type { Samples } from './engine/inputs.ts';
import { widened } from './engine/widen.ts';
import { somaCores } from './engine/wiring.ts';
import { valuesSent } from './ledger/count.ts';
import type { StepCounts } from './ledger/ledger.ts';
import { stepCounter } from './ledger/step-counts.ts';
import type { NetworkCounts } from './mesh/network-counts.ts';
import { collectActivity, type ActivityCollector } from './mesh/sample-activity.ts';
import { networkSimulator, type NetworkSimulator } from './mesh/simulate-network.ts';
import type { PopulationRaster } from './result.ts';

/** What every thread needs before the first sample. */
export interface Setup {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly effects: NonIdealities;
  readonly seed: number;
  /** Which samples go over the mesh cycle by cycle: the first ones, unless they have more hops; null for none. */
  readonly network?: { readonly samples: number; readonly mostHops: number } | null;
}

/** Result of a run of neighbouring samples. */
export interface PartResult {
  readonly outputCount: number;
  readonly outputs: Float32Array;
  readonly counts: EngineCounts;
  /** Spikes of the very first sample, where it is among these. */
  readonly raster: readonly PopulationRaster[];
  /** The very first sample timestep by timestep, where it is among these. */
  readonly steps: StepCounts | null;
  /** What those of its samples did in the mesh that were to go over it; null where there are none. */
  readonly network: NetworkCounts | null;
}

/** Runs parts of the data, in this thread or in several. */
export interface Runner {
  readonly workers: number;
  readonly run: (samples: Samples, first: number) => Promise<PartResult>;
  readonly close: () => Promise<void>;
}

/** One thread needs no messages; more share nothing but what they are sent, each with kernels of its own. */
export async function createRunner(setup: Setup, workers: number): Promise<Runner> {
  const script = new URL('./simulation-worker.js', import.meta.url);
  // Without a build (tests run from the sources) there is no script for other threads; the result is the same.
  if (workers === 1 || !existsSync(script)) {
    const run = partRunner(setup);
    return { workers: 1, run: async (samples, first) => run(samples, first), close: async () => {} };
  }
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: script.href, minThreads: workers, maxThreads: workers, workerData: setup });
  return {
    workers,
    run: async (samples, first) => {
      const result = (await pool.run({ samples, first }, { transferList: [samples.data.buffer as ArrayBuffer] })) as PartResult | { diagnostics: readonly Diagnostic[] };
      if ('diagnostics' in result) throw new DiagnosticError(result.diagnostics);
      return result;
    },
    close: () => pool.destroy(),
  };
}

/** An engine that runs part after part. */
export function partRunner(setup: Setup): (samples: Samples, first: number) => PartResult {
  const { configuration } = setup;
  const engine = orDiagnose(() => createEngine(setup.target.core.crossbars ? configuration : widened(configuration), setup.target, loadKernels(), { effects: setup.effects, seed: setup.seed, timesteps: configuration.timesteps, somaCore: somaCores(configuration) }));
  let mesh: NetworkSimulator | null = null;
  return (samples, first) => {
    const steps = first > 0 ? null : stepCounter(configuration, setup.target, drivesByValues(configuration, setup.target, samples));
    const spikes: { timesteps: number[]; indices: number[] }[] = configuration.populations.map(() => ({ timesteps: [], indices: [] }));
    const watched = watchedSamples(setup, samples, first);
    const outputs = engine.run(samples, first, first === 0 || watched.length > 0 ? { samples: Math.max(first === 0 ? 1 : 0, watched.length), onSpikes: (population, sample, timestep, neurons) => {
      watched[sample - first]?.onSpikes(population, timestep, neurons);
      if (sample > 0) return;
      steps?.addSpikes(population, timestep, neurons);
      for (const neuron of neurons) {
        spikes[population]!.timesteps.push(timestep);
        spikes[population]!.indices.push(neuron);
      }
    }, onValues: (population, sample, neurons) => watched[sample - first]?.onValues(population, neurons), activeByCore: steps?.activeUpdates ?? null } : undefined);
    if (watched.length > 0) mesh ??= networkSimulator(configuration, setup.target, setup.network!.mostHops);
    watched.forEach((activity, i) => mesh!.run(activity.finish(), first + i));
    const raster = first > 0 ? [] : configuration.populations.map(({ name, features, positions }, i) => ({
      population: name, neurons: features * positions,
      timesteps: Int32Array.from(spikes[i]!.timesteps), indices: Int32Array.from(spikes[i]!.indices),
    }));
    return { outputCount: engine.outputCount, outputs, counts: engine.takeCounts(), raster, steps: steps && steps.take(), network: watched.length > 0 ? mesh!.takeCounts() : null };
  };
}

/** A collector for each of these samples that is to go over the mesh. */
function watchedSamples({ configuration, network }: Setup, { count }: Samples, first: number): readonly ActivityCollector[] {
  return Array.from({ length: Math.max(0, Math.min(count, (network?.samples ?? 0) - first)) }, () => collectActivity(configuration));
}

/** Whether values drive synapses, which they do in every timestep. */
function drivesByValues(configuration: Configuration, target: Target, { timesteps }: Samples): boolean {
  if (timesteps !== null || !configuration.populations.some((population) => population.kind === 'input' && population.coding === 'current')) return false;
  const last = configuration.populations[configuration.populations.length - 1]!;
  const values = new Float64Array(last.firstNeuron + last.features * last.positions);
  for (const population of configuration.populations) {
    if (population.kind === 'input' && population.coding === 'current') values.fill(1, population.firstNeuron, population.firstNeuron + population.features * population.positions);
  }
  return valuesSent(configuration, target, values).some((value) => value > 0);
}

function orDiagnose<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof DiagnosticError)) return fail('S805', { reason: error.message });
    throw error;
  }
}
