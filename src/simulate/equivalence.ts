import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Configuration, ConfiguredPopulation } from '../ir/configuration.ts';
import type { Dataset } from '../ir/dataset.ts';
import { IDEAL } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import { isTemporalConfiguration } from '../ir/temporal.ts';
import { sizeOf } from '../ir/tensor.ts';
import type { Unrolled } from '../ir/unrolled.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { checkData } from './check-data.ts';
import { createEngine } from './engine/engine.ts';
import { checkTemporalEquivalence } from './temporal-equivalence.ts';
import { interpretUnrolled } from './reference/interpret-unrolled.ts';
import { interpret, type Activity, type Interpretation, type InterpretOptions } from './reference/interpret.ts';

/** Spikes of every population that spikes in one sample, [timesteps x neurons] by name. */
type Trains = ReadonlyMap<string, Uint8Array>;

/** What one executor did with all samples. */
interface Execution {
  readonly name: string;
  readonly trains: readonly Trains[];
  /** What is read of the output, [samples x neurons]. */
  readonly outputs: Float64Array | Float32Array;
}

/**
 * Law 1: reference(quantised) = reference(unrolled) = simulate(configuration), spike for spike and output for output, on the first `samples` samples.
 * @returns S711 for the first spike or output that differs; nothing when all are equal
 * @throws DiagnosticError S801, S802 when the samples do not fit the inputs
 */
export function checkEquivalence(unrolled: Unrolled, configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, samples: number): readonly Diagnostic[] {
  checkData(configuration, dataset);
  const count = Math.min(samples, dataset.count);
  if (isTemporalConfiguration(configuration)) return checkTemporalEquivalence(unrolled, configuration, target, kernels, dataset, count);
  const names = configuration.populations.filter(spikes).map(({ name }) => name);
  const refer = (name: string, run: (options: InterpretOptions) => Interpretation): Execution => {
    const trains: Trains[] = [];
    const { outputs } = run({ limit: count, onSample: (_, activity) => trains.push(trainsOf(activity, names)) });
    return { name, trains, outputs };
  };
  const judge = refer('reference(quantised)', (options) => interpret(unrolled.network, dataset, options));
  const others = [refer('reference(unrolled)', (options) => interpretUnrolled(unrolled, dataset, options)), simulated(configuration, target, kernels, dataset, count)];
  for (let sample = 0; sample < count; sample++) {
    const found = others.map((other) => difference(judge, other, sample, configuration)).find((one) => one !== null);
    if (found) return [found];
  }
  return [];
}

/** Neurons that send their potential (an output) have no spikes to compare. */
function spikes(population: ConfiguredPopulation): boolean {
  return population.kind === 'neurons' && population.neuron.sends === 'spikes';
}

function trainsOf(activity: Activity, names: readonly string[]): Trains {
  return new Map(names.map((name) => [name, Uint8Array.from(activity.get(name)!)]));
}

function simulated(configuration: Configuration, target: Target, kernels: Kernels, dataset: Dataset, count: number): Execution {
  const { populations, timesteps } = configuration;
  const trains = Array.from({ length: count }, () =>
    new Map(populations.map(({ name, features, positions }) => [name, new Uint8Array(timesteps * features * positions)])));
  const width = sizeOf(dataset.shape);
  const size = width * (dataset.timesteps ?? 1);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) dataset.read(i, data.subarray(i * size, (i + 1) * size));
  const engine = createEngine(configuration, target, kernels, { effects: IDEAL, seed: 0, timesteps });
  const outputs = engine.run({ count, width, timesteps: dataset.timesteps, data }, 0, {
    samples: count,
    onSpikes: (population, sample, timestep, neurons) => {
      const { name, features, positions } = populations[population]!;
      const train = trains[sample]!.get(name)!;
      for (const neuron of neurons) train[timestep * features * positions + neuron]!++;
    },
  });
  return { name: 'simulate(configuration)', trains, outputs };
}

function difference(a: Execution, b: Execution, sample: number, { populations, output, timesteps }: Configuration): Diagnostic | null {
  const [left, right] = [a.name, b.name];
  for (const population of populations.filter(spikes)) {
    const { name, features, positions } = population;
    const [one, two] = [a.trains[sample]!.get(name)!, b.trains[sample]!.get(name)!];
    const at = one.findIndex((spikes, i) => spikes !== two[i]);
    if (at < 0) continue;
    const neurons = features * positions;
    return diagnose('S711', { left, right, population: name, sample, timestep: Math.floor(at / neurons), neuron: at % neurons });
  }
  const { name, features, positions } = populations[output.population]!;
  const neurons = features * positions;
  const first = sample * neurons;
  for (let neuron = 0; neuron < neurons; neuron++) {
    const [one, two] = [a.outputs[first + neuron]!, b.outputs[first + neuron]!];
    if (one !== two && !(Number.isNaN(one) && Number.isNaN(two))) return diagnose('S711', { left, right, population: name, sample, timestep: timesteps - 1, neuron });
  }
  return null;
}
