import { fail } from '../../diagnostics/diagnostic.ts';
import { inputTime } from '../../ir/first-spike.ts';
import { inputSlices, type InputSlice } from '../../ir/inputs.ts';
import { isSynaptic, neuronCount, parameterAt, populationNamed, projectionsInto, type Network, type Population, type Projection } from '../../ir/network.ts';
import { updateOrder } from '../../ir/population-graph.ts';
import { fanInOf, passedOn } from './fan-in.ts';
import { spikeTime } from './spike-time.ts';

/** Spike times of every population in one sample, in units of tau; Infinity for neurons that stay silent. */
export type Times = ReadonlyMap<string, Float64Array>;

/** Sums of weights into the neurons of a population, by distinct time: `ranks` numbers the spike times of each of its sources, -1 for silence. */
export type Summing = (ranks: ReadonlyMap<string, Int32Array>, count: number) => (neuron: number, sums: Float64Array) => void;

/** Makes the sums of a population that hears synapses. */
export type SummingMaker = (network: Network, population: Population) => Summing;

/**
 * One pass of a sample through a temporal network of any stage, population by population in f64, exactly as `src/ir/first-spike.ts` says.
 * @param summing how weights that come at one time are summed; synapse by synapse without it
 * @returns what takes the values of a sample, and the file they come from, to spike times; @throws DiagnosticError S614 for values that are no times
 */
export function temporalPass(network: Network, summing: SummingMaker = sumBySynapses): (sample: Float32Array, file: string) => Times {
  const { slices } = inputSlices(network);
  const fire = updateOrder(network).map((name) => firingOf(network, populationNamed(network, name), slices, summing));
  return (sample, file) => {
    const times = new Map<string, Float64Array>();
    for (const { name, run } of fire) times.set(name, run(sample, times, file));
    return times;
  };
}

interface Firing {
  readonly name: string;
  readonly run: (sample: Float32Array, times: Times, file: string) => Float64Array;
}

function firingOf(network: Network, population: Population, slices: readonly InputSlice[], summing: SummingMaker): Firing {
  const { name } = population;
  const slice = slices.find((candidate) => candidate.name === name);
  if (slice) return { name, run: (sample, _times, file) => inputTimesOf(slice, sample, file) };
  const [only] = projectionsInto(network, name);
  if (only!.kind !== 'sparse' && !isSynaptic(only!)) return { name, run: (_sample, times) => passedOn(network, only!, times.get(only!.source)!) };
  const sums = summing(network, population);
  const bias = biasOf(population, projectionsInto(network, name));
  return { name, run: (_sample, times) => firedBy(network, population, bias, times, sums) };
}

/** Times later than this have exponentials beyond f64. */
const LATEST = 700;

function inputTimesOf({ population: { neuron }, name, offset, length }: InputSlice, sample: Float32Array, file: string): Float64Array {
  if (neuron.kind !== 'input' || !neuron.times) throw new Error(`${name} has no times`);
  return Float64Array.from({ length }, (_, index) => {
    const value = sample[offset + index]!;
    const time = inputTime(neuron.times!, value);
    return time >= 0 && (time <= LATEST || time === Infinity) ? time : fail('S614', { input: name, value, time, latest: LATEST }, { file });
  });
}

/** Sum of the biases into each neuron. */
function biasOf(population: Population, incoming: readonly Projection[]): Float64Array {
  const sum = new Float64Array(neuronCount(population));
  for (const projection of incoming) {
    const values = 'bias' in projection ? projection.bias : null;
    if (values) for (let index = 0; index < sum.length; index++) sum[index]! += values[Math.floor((index * values.length) / sum.length)]!;
  }
  return sum;
}

/** Spike times of a population from those of its sources. A bias is one more input, at time 0. */
function firedBy(network: Network, population: Population, bias: Float64Array, times: Times, summing: Summing): Float64Array {
  const { neuron } = population;
  if (neuron.kind !== 'first-spike') throw new Error(`${population.name} is not of temporal coding`);
  const sources = [...new Set(projectionsInto(network, population.name).map(({ source }) => source))];
  const distinct = Float64Array.from(new Set([0, ...sources.flatMap((source) => [...times.get(source)!])])).filter(Number.isFinite).sort();
  const rank = new Map(Array.from(distinct, (time, index) => [time, index]));
  const ranks = new Map(sources.map((source) => [source, Int32Array.from(times.get(source)!, (time) => rank.get(time) ?? -1)]));
  const sumInto = summing(ranks, distinct.length);
  const weights = new Float64Array(distinct.length);
  return bias.map((value, index) => {
    sumInto(index, weights.fill(0));
    weights[0]! += value;
    return spikeTime(neuron.response, { times: distinct, weights }, parameterAt(neuron.threshold, population.shape, index));
  });
}

/** Synapse by synapse. */
function sumBySynapses(network: Network, population: Population): Summing {
  const synapses = projectionsInto(network, population.name).map((projection) => ({ source: projection.source, add: fanInOf(network, projection) }));
  return (ranks) => (neuron, sums) => {
    for (const { source, add } of synapses) add(neuron, ranks.get(source)!, sums);
  };
}
