import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { IDEAL } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { sizeOf } from '../ir/tensor.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { createEngine } from './engine/engine.ts';
import { interpretUnrolled } from './reference/interpret-unrolled.ts';
import { interpret, type Activity } from './reference/interpret.ts';

/** Spikes of every spiking population of one sample, [timesteps x neurons] by name. */
type Trains = ReadonlyMap<string, Uint8Array>;

/**
 * Law 1: reference(quantised) = reference(unrolled) = simulate(configuration), spike for spike, on the first `samples` samples.
 * @returns S711 for the first spike that differs; nothing when all are equal
 */
export function checkEquivalence(unrolled: Unrolled, configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, samples: number): readonly Diagnostic[] {
  const count = Math.min(samples, dataset.count);
  const names = configuration.populations.filter((population) => population.kind === 'neurons').map(({ name }) => name);
  const judged: Trains[] = [];
  const split: Trains[] = [];
  interpret(unrolled.network, dataset, { limit: count, onSample: (_, activity) => judged.push(trainsOf(activity, names)) });
  interpretUnrolled(unrolled, dataset, { limit: count, onSample: (_, activity) => split.push(trainsOf(activity, names)) });
  const simulated = simulatedTrains(configuration, target, kernels, dataset, count);
  for (let sample = 0; sample < count; sample++) {
    const found = difference('reference(quantised)', judged[sample]!, 'reference(unrolled)', split[sample]!, sample, configuration)
      ?? difference('reference(quantised)', judged[sample]!, 'simulate(configuration)', simulated[sample]!, sample, configuration);
    if (found) return [found];
  }
  return [];
}

function trainsOf(activity: Activity, names: readonly string[]): Trains {
  return new Map(names.map((name) => [name, Uint8Array.from(activity.get(name)!)]));
}

function simulatedTrains(configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, count: number): Trains[] {
  const { populations, timesteps } = configuration;
  const trains = Array.from({ length: count }, () =>
    new Map(populations.map(({ name, features, positions }) => [name, new Uint8Array(timesteps * features * positions)])));
  const width = sizeOf(dataset.shape);
  const size = width * (dataset.timesteps ?? 1);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) dataset.read(i, data.subarray(i * size, (i + 1) * size));
  const engine = createEngine(configuration, target, kernels, { effects: IDEAL, seed: 0, timesteps });
  engine.run({ count, width, timesteps: dataset.timesteps, data }, 0, {
    samples: count,
    onSpikes: (population, sample, timestep, neurons) => {
      const { name, features, positions } = populations[population]!;
      const train = trains[sample]!.get(name)!;
      for (const neuron of neurons) train[timestep * features * positions + neuron]!++;
    },
  });
  return trains;
}

function difference(left: string, a: Trains, right: string, b: Trains, sample: number, { populations }: Configuration): Diagnostic | null {
  for (const { name, kind, features, positions } of populations) {
    if (kind !== 'neurons') continue;
    const [one, two] = [a.get(name)!, b.get(name)!];
    const at = one.findIndex((spikes, i) => spikes !== two[i]);
    if (at < 0) continue;
    const neurons = features * positions;
    return diagnose('S711', { left, right, population: name, sample, timestep: Math.floor(at / neurons), neuron: at % neurons });
  }
  return null;
}
