import { fail } from '../diagnostics/diagnostic.ts';
import type { Dataset } from '../ir/dataset.ts';
import { isSpiking, neuronCount, populationNamed, projectionsInto, type Network, type Population } from '../ir/network.ts';
import { cyclesAmong, forwardOrder } from '../ir/population-graph.ts';
import { fitInputs, type InputSlice } from '../ir/inputs.ts';
import { largest } from '../ir/readout.ts';
import { accumulatorOf, type Accumulator } from './accumulate.ts';
import { activationOf } from './activate.ts';

export interface ForwardOptions {
  /** Most samples to run; all without it. */
  readonly limit?: number;
  /** Called for every population of every sample with its values, which are overwritten afterwards. */
  readonly onPopulation?: (name: string, values: Float64Array, sample: number) => void;
}

export interface ForwardResult {
  readonly samples: number;
  readonly outputCount: number;
  /** [samples x outputCount] values of the output population. */
  readonly outputs: Float64Array;
  /** Index of the largest output, lowest on a tie. */
  readonly predictions: Int32Array;
}

/**
 * Values of a network of activations (stage `network` or `folded`), in f64 with weights as stored.
 * @throws DiagnosticError S561 when the samples do not fit the inputs, S563 for spike trains, S541 when a population spikes, S565 when it is recurrent.
 */
export function forward(network: Network, dataset: Dataset, options: ForwardOptions = {}): ForwardResult {
  refuseSpiking(network);
  if (dataset.timesteps !== null) fail('S563', { file: dataset.file }, { file: dataset.file });
  const [loop] = cyclesAmong(network, () => true);
  if (loop) fail('S565', { populations: loop }, { place: network.name });
  const inputs = fitInputs(network, dataset);
  const steps = forwardOrder(network).map((name) => stepOf(network, populationNamed(network, name)));
  const values = new Map(network.populations.map((population) => [population.name, new Float64Array(neuronCount(population))]));
  const samples = Math.min(dataset.count, options.limit ?? Infinity);
  const output = values.get(network.output.population)!;
  const outputs = new Float64Array(samples * output.length);
  const predictions = new Int32Array(samples);
  const sample = new Float32Array(inputs.neurons);
  for (let index = 0; index < samples; index++) {
    dataset.read(index, sample);
    for (const slice of inputs.slices) present(slice, sample, values.get(slice.name)!);
    for (const step of steps) step(values);
    for (const [name, of] of values) options.onPopulation?.(name, of, index);
    outputs.set(output, index * output.length);
    predictions[index] = largest(output);
  }
  return { samples, outputCount: output.length, outputs, predictions };
}

/** An input that sends spikes for values stands for value / amplitude, which its rate is in a network that spikes. */
function present({ population: { neuron }, offset, length }: InputSlice, sample: Float32Array, into: Float64Array): void {
  const amplitude = neuron.kind === 'input' ? neuron.amplitude ?? 1 : 1;
  for (let index = 0; index < length; index++) into[index] = sample[offset + index]! / amplitude;
}

function refuseSpiking(network: Network): void {
  const spiking = network.populations.find(({ neuron }) => isSpiking(neuron));
  if (spiking) fail('S541', { population: network.output.population, spiking: spiking.name }, spiking.origin);
}

type Step = (values: ReadonlyMap<string, Float64Array>) => void;

/** Computes the values of one population from those of its sources. */
function stepOf(network: Network, population: Population): Step {
  const { name, neuron, shape } = population;
  if (neuron.kind === 'input') return () => undefined;
  const incoming = projectionsInto(network, name).map((projection): readonly [string, Accumulator] =>
    [projection.source, accumulatorOf(projection, populationNamed(network, projection.source).shape, shape)]);
  const activate = neuron.kind === 'linear' ? null : activationOf(population, neuron);
  return (values) => {
    const own = values.get(name)!.fill(0);
    for (const [source, accumulate] of incoming) accumulate(values.get(source)!, own);
    if (!activate) return;
    for (let index = 0; index < own.length; index++) own[index] = activate(own[index]!, index);
  };
}
