import { existsSync } from 'node:fs';
import { DiagnosticError, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { loadKernels } from '../kernels/load.ts';
import { createEngine, type EngineCounts } from './engine/engine.ts';
import type { Samples } from './engine/inputs.ts';
import type { PopulationRaster } from './result.ts';

/** What every thread needs before the first sample. */
export interface Setup {
  readonly configuration: Configuration;
  readonly target: Target;
  readonly effects: NonIdealities;
  readonly seed: number;
}

/** Result of a run of neighbouring samples. */
export interface PartResult {
  readonly outputCount: number;
  readonly outputs: Float32Array;
  readonly counts: EngineCounts;
  /** Spikes of the very first sample, where it is among these. */
  readonly raster: readonly PopulationRaster[];
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
  const engine = orDiagnose(() => createEngine(configuration, setup.target, loadKernels(), { effects: setup.effects, seed: setup.seed, timesteps: configuration.timesteps }));
  return (samples, first) => {
    const spikes: { timesteps: number[]; indices: number[] }[] = configuration.populations.map(() => ({ timesteps: [], indices: [] }));
    const outputs = engine.run(samples, first, first === 0 ? { samples: 1, onSpikes: (population, _sample, timestep, neurons) => {
      for (const neuron of neurons) {
        spikes[population]!.timesteps.push(timestep);
        spikes[population]!.indices.push(neuron);
      }
    } } : undefined);
    const raster = first > 0 ? [] : configuration.populations.map(({ name, features, positions }, i) => ({
      population: name, neurons: features * positions,
      timesteps: Int32Array.from(spikes[i]!.timesteps), indices: Int32Array.from(spikes[i]!.indices),
    }));
    return { outputCount: engine.outputCount, outputs, counts: engine.takeCounts(), raster };
  };
}

function orDiagnose<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof DiagnosticError)) return fail('S805', { reason: error.message });
    throw error;
  }
}
