import { diagnose, stopOnErrors, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { fitInputs } from '../../src/ir/inputs.ts';
import type { InputCoding, InputNeuron, Network, Population } from '../../src/ir/network.ts';
import { scaledBy } from './one-to-one.ts';
import { withSignedInputs } from './signed-input.ts';

/** Codings of inputs that take values. */
export type ValueCoding = Exclude<InputCoding, 'spikes'>;

/** Values of one input; both sides of 0 reach to it at least. */
export interface InputRange {
  readonly lowest: number;
  readonly largest: number;
}

/** Values that are 1 but for rounding need no amplitude. */
const ROUNDING = 1e-6;

/**
 * The range of the values of every input that takes values, over the first `samples` samples of the calibration data; without data that of the
 * levels which the file gives, else 0..1.
 * @throws DiagnosticError S561 when the samples do not fit the inputs
 */
export function inputRanges(network: Network, data: Dataset | null, samples: number): ReadonlyMap<string, InputRange> {
  if (!data) return new Map(network.populations.flatMap(({ name, neuron }) => (neuron.kind === 'input' && neuron.coding !== 'spikes' ? [[name, statedRange(neuron)]] : [])));
  const { neurons, slices } = fitInputs(network, data);
  const steps = data.timesteps ?? 1;
  const sample = new Float32Array(neurons * steps);
  const ranges = new Map<string, InputRange>();
  for (let index = 0; index < Math.min(samples, data.count); index++) {
    data.read(index, sample);
    for (const { name, population, offset, length } of slices) {
      if (population.neuron.kind === 'input' && population.neuron.coding === 'spikes') continue;
      for (let step = 0; step < steps; step++) ranges.set(name, widened(ranges.get(name), sample, step * neurons + offset, length));
    }
  }
  return ranges;
}

function statedRange({ levels }: InputNeuron): InputRange {
  return levels ? { lowest: levels.low * levels.scale, largest: levels.high * levels.scale } : { lowest: 0, largest: 1 };
}

function widened({ lowest, largest }: InputRange = { lowest: 0, largest: 0 }, values: Float32Array, first: number, length: number): InputRange {
  for (let at = first; at < first + length; at++) {
    const value = values[at]!;
    if (value < lowest) lowest = value;
    if (value > largest) largest = value;
  }
  return { lowest, largest };
}

/**
 * Gives the inputs that take values their coding: those of coding `current` the one that is asked for, the others keep theirs. A spike of
 * theirs stands for the largest value where values go above 1, and weights are multiplied by that; for 1 elsewhere, and for the amplitude that
 * the file gives. An input with values below 0 becomes two populations under the coding `rate` (S539, a note).
 * @param network of activations, for which this is the same network
 * @param ranges see `inputRanges`
 * @returns once converted, inputs of coding `latency` need `withRelays`
 * @throws DiagnosticError S538 for values below 0 under the coding `latency`
 */
export function withInputCoding(network: Network, coding: ValueCoding, ranges: ReadonlyMap<string, InputRange>): { readonly network: Network; readonly diagnostics: readonly Diagnostic[] } {
  const coded: Network = { ...network, populations: network.populations.map((population) => withCoding(population, coding)) };
  const negative = coded.populations.filter(({ name, neuron }) => isCounted(neuron) && (ranges.get(name)?.lowest ?? 0) < 0);
  const lowestOf = ({ name }: Population): number => ranges.get(name)!.lowest;
  stopOnErrors(negative.filter(({ neuron }) => isLatency(neuron)).map((input) => diagnose('S538', { input: input.name, lowest: lowestOf(input) }, input.origin)));
  const signed = withSignedInputs(coded, new Set(negative.map(({ name }) => name)));
  return {
    network: withInputAmplitudes(signed, new Map([...ranges].map(([name, { largest }]) => [name, largest]))),
    diagnostics: negative.map((input) => diagnose('S539', { input: input.name, lowest: lowestOf(input) }, input.origin)),
  };
}

function withCoding(population: Population, coding: ValueCoding): Population {
  const { neuron } = population;
  return neuron.kind === 'input' && neuron.coding === 'current' ? { ...population, neuron: { ...neuron, coding } } : population;
}

function isLatency(neuron: Population['neuron']): boolean {
  return neuron.kind === 'input' && neuron.coding === 'latency';
}

/** Whether it is an input that sends spikes for values. */
function isCounted(neuron: Population['neuron']): neuron is InputNeuron {
  return neuron.kind === 'input' && (neuron.coding === 'rate' || neuron.coding === 'latency');
}

/**
 * Lets a spike of every input of coding `rate` or `latency` stand for its largest value where that is above 1 and the network does not say what
 * it stands for; weights out of the input are multiplied by that.
 */
export function withInputAmplitudes(network: Network, largest: ReadonlyMap<string, number>): Network {
  const chosen = new Map<string, number>();
  for (const { name, neuron } of network.populations) {
    const most = Math.fround(largest.get(name) ?? 1);
    if (isCounted(neuron) && neuron.amplitude === undefined && most > 1 + ROUNDING) chosen.set(name, most);
  }
  return {
    ...network,
    populations: network.populations.map((population) => withAmplitude(population, chosen.get(population.name))),
    projections: network.projections.map((projection) => scaledBy(projection, chosen.get(projection.source) ?? 1)),
  };
}

function withAmplitude(population: Population, amplitude: number | undefined): Population {
  const { neuron } = population;
  return neuron.kind !== 'input' || amplitude === undefined ? population : { ...population, neuron: { ...neuron, amplitude } };
}
