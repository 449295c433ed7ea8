import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import type { Configuration } from '../../../src/ir/configuration.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { NeuronCircuit } from '../../../src/ir/neuron-circuit.ts';
import type { Network } from '../../../src/ir/network.ts';
import { IDEAL, type NonIdealities } from '../../../src/ir/non-idealities.ts';
import type { Target } from '../../../src/ir/target.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';
import type { Unrolled } from '../../../src/ir/unrolled.ts';
import { unrolledOf } from '../../../src/ir/stage.ts';
import type { Kernels } from '../../../src/kernels/kernels.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { createEngine, type EngineCounts } from '../../../src/simulate/engine/engine.ts';
import type { Samples } from '../../../src/simulate/engine/inputs.ts';

/** Lowers a network of stage `spiking` or `quantised` to a configuration. */
export function configured(network: Network, target: Target, data: Dataset | null = null, bits = 8): { configuration: Configuration; unrolled: Unrolled } {
  let unrolled: Unrolled | null = null;
  const { output } = compile(network, { ...DEFAULT_OPTIONS, quantise: { bits, rounding: 'nearest', corrections: 'none' } }, { target, calibration: data, profileOf: () => null, seed: 1, progress: () => {} }, {
    onStage: (stage) => { unrolled = unrolledOf(stage) ?? unrolled; },
  });
  if (output.stage !== 'configuration' || !unrolled) throw new Error('not compiled to the end');
  return { configuration: output, unrolled };
}

export interface Run {
  readonly outputs: readonly number[];
  /** Spikes of each population, [sample, timestep, neuron] as 0 and 1. */
  readonly trains: Readonly<Record<string, Uint8Array>>;
  readonly counts: EngineCounts;
}

export interface RunOptions {
  readonly effects?: Partial<NonIdealities>;
  readonly seed?: number;
  readonly kernels?: Kernels;
  readonly panels?: boolean;
  readonly circuit?: NeuronCircuit;
  /** Number of the first sample. */
  readonly first?: number;
}

/** Runs the engine on all samples of the data. */
export function runEngine(configuration: Configuration, target: Target, data: Dataset, { effects = {}, seed = 1, kernels = loadKernels(), panels = true, circuit, first = 0 }: RunOptions = {}): Run {
  const { populations, timesteps } = configuration;
  const trains = Object.fromEntries(populations.map(({ name, features, positions }) => [name, new Uint8Array(data.count * timesteps * features * positions)]));
  const engine = createEngine(configuration, target, kernels, { effects: { ...IDEAL, ...effects }, seed, timesteps, panels, ...(circuit && { circuit: { circuit, settings: null } }) });
  const outputs = engine.run(samplesOf(data), first, {
    samples: data.count,
    onSpikes: (population, sample, timestep, neurons) => {
      const { name, features, positions } = populations[population]!;
      for (const neuron of neurons) trains[name]![((sample - first) * timesteps + timestep) * features * positions + neuron]!++;
    },
  });
  return { outputs: [...outputs], trains, counts: engine.takeCounts() };
}

export function samplesOf(data: Dataset): Samples {
  const width = sizeOf(data.shape);
  const size = width * (data.timesteps ?? 1);
  const values = new Float32Array(data.count * size);
  for (let i = 0; i < data.count; i++) data.read(i, values.subarray(i * size, (i + 1) * size));
  return { count: data.count, width, timesteps: data.timesteps, data: values };
}
