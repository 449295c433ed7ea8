import { heardOf } from '../../src/calibrate/coded-input.ts';
import { corrected, shifted, type Corrections } from '../../src/calibrate/correct.ts';
import { layoutOf, rearranged, spread, type Layout } from '../../src/calibrate/layout.ts';
import { hiddenGrid } from '../../src/calibrate/hidden-grid.ts';
import { createProducts, type Products } from '../../src/calibrate/linear/product.ts';
import { biasInto, channelMeans, incomingOf, meanDrive, spikingDrive, type Incoming, type Sent } from '../../src/calibrate/population-drive.ts';
import type { InputValues } from '../../src/calibrate/samples.ts';
import { spikingPopulation, type PlainNeurons } from '../../src/calibrate/spiking-population.ts';
import type { PopulationConversion } from '../../src/ir/calibration.ts';
import { isSynaptic, type InputNeuron, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { forwardOrder } from '../../src/ir/population-graph.ts';
import { countReadout } from './count-readout.ts';
import { fittedWeights } from './fit-weights.ts';
import type { Ceiling } from './quantised.ts';
import { thresholdsOf, type ThresholdRule } from './thresholds.ts';

export interface CalibrationOptions {
  readonly thresholds: ThresholdRule;
  readonly percentile: number;
  readonly timesteps: number;
  readonly corrections: Corrections;
  readonly weights: 'keep' | 'fit';
  readonly readout: 'count' | 'membrane';
}

/** Largest level of weights that are taken to stand on levels: 8 bits. */
const MOST_LEVEL = 127;

/** What a population becomes. */
export interface Balanced {
  /** One a channel: what a spike stands for. Potentials of an output that is read by its membrane stand for themselves: 1. */
  readonly amplitudes: Float32Array;
  /** Potential before the first timestep, one a neuron in the order of the network. */
  readonly initials: Float32Array;
  /** What is added to the bias of each channel. */
  readonly shifts: Float64Array;
  /** Weights of its projections by name, in spikes of their sources. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly record: PopulationConversion;
  /** Whether any of its activations was above 0. */
  readonly active: boolean;
}

export interface Calibration {
  readonly samples: number;
  readonly populations: ReadonlyMap<string, Balanced>;
  /** Values of the output population: [samples x outputs], of the activations and of the spikes (counts, or mean drives). */
  readonly expected: Float32Array;
  readonly found: Float32Array;
}

interface Task {
  readonly network: Network;
  readonly samples: number;
  readonly options: CalibrationOptions;
  /** Thresholds of the file. */
  readonly given: ReadonlyMap<string, Ceiling>;
  /** Projections whose weights stand on levels, which one threshold for all channels of their source keeps. */
  readonly onLevels: ReadonlySet<string>;
  readonly products: Products;
  readonly activations: Map<string, Sent>;
  readonly sent: Map<string, Sent>;
  readonly balanced: Map<string, Balanced>;
}

/**
 * Goes through the populations in the order of the data. Each gets its thresholds from the activations, and is then corrected with the spikes that
 * it will really hear: those of the populations before it, already corrected.
 * @param inputs values of the inputs over the calibration samples
 */
export function calibrate(
  network: Network, inputs: InputValues, samples: number, options: CalibrationOptions, given: Task['given'], progress: (fraction: number) => void,
): Calibration {
  const task: Task = { network, samples, options, given, onLevels: projectionsOnLevels(network), products: createProducts(), activations: new Map(), sent: new Map(), balanced: new Map() };
  const order = forwardOrder(network).map((name) => network.populations.find((population) => population.name === name)!);
  for (const [index, population] of order.entries()) {
    const { neuron } = population;
    if (neuron.kind === 'input') present(task, population, layoutOf(population), neuron, inputs.get(population.name)!);
    else balancePopulation(task, population);
    release(task, order.slice(index + 1));
    progress((index + 1) / order.length);
  }
  const { output } = network;
  const layout = layoutOf(order.find(({ name }) => name === output.population)!);
  return { samples, populations: task.balanced, expected: inOrder(task.activations.get(output.population)!, layout), found: inOrder(task.sent.get(output.population)!, layout) };
}

/**
 * Names of the projections whose weights stand on a few levels, whether the file says so or not, and that need one threshold for all channels of
 * their source to stay there. Where a row hears one channel alone, its levels move along with the threshold of that.
 */
function projectionsOnLevels({ projections }: Network): ReadonlySet<string> {
  return new Set(projections.filter(isSynaptic).filter((projection) => projection.grid || (!isDepthwise(projection) && standsOnLevels(projection))).map(({ name }) => name));
}

function isDepthwise(projection: SynapticProjection): boolean {
  return projection.kind === 'convolution' && projection.weights.shape[1] === 1;
}

function standsOnLevels({ weights: { shape, data } }: SynapticProjection): boolean {
  const columns = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) => data.subarray(row * columns, (row + 1) * columns) as Float32Array)
    .every((row) => row.every((weight) => weight === 0) || hiddenGrid([[row, 1]], MOST_LEVEL) !== null);
}

/** An input sends values or, as its coding says, spikes that stand for its amplitude. */
function present({ activations, sent, options }: Task, { name }: Population, layout: Layout, neuron: InputNeuron, values: Float32Array): void {
  const { amplitude = 1 } = neuron;
  activations.set(name, { layout, means: amplitude === 1 ? values : values.map((value) => value / amplitude), trains: null });
  sent.set(name, { layout, ...heardOf(neuron, values, layout.size, options.timesteps) });
}

/** Forgets what no population in `coming` will hear any more. */
function release({ network, activations, sent }: Task, coming: readonly Population[]): void {
  const heard = new Set(network.projections.filter(({ destination }) => coming.some(({ name }) => name === destination)).map(({ source }) => source));
  for (const side of [activations, sent]) for (const name of side.keys()) if (!heard.has(name) && name !== network.output.population) side.delete(name);
}

function balancePopulation(task: Task, population: Population): void {
  const { network, options, samples, products } = task;
  const { name, neuron } = population;
  const layout = layoutOf(population);
  const original = incomingOf(network, population, ({ weights }) => weights.data as Float32Array);
  const bias = biasInto(population, original);
  const drives = meanDrive(products, population, original, task.activations, samples);
  addEverywhere(drives, bias);
  const isOutput = name === network.output.population;
  const integrates = isOutput && options.readout === 'membrane';
  const chosen = integrates ? INTEGRATING : firingFor(task, population, drives, layout);
  const amplitudes = Float32Array.from({ length: layout.channels }, (_, channel) => (typeof chosen.threshold === 'number' ? chosen.threshold : chosen.threshold[channel]!));
  const common = new Float64Array(layout.channels).fill(chosen.shift);
  const [wanted, shiftedBias] = [chosen.shift === 0 ? drives : drives.slice(), shifted(bias, common, layout)];
  if (wanted !== drives) addEverywhere(wanted, spread(chosen.shift, population, layout));
  // The output is compared as it is, but only what lies between 0 and its threshold can be said in spikes: corrections for more would favour a class.
  const activations = integrates ? wanted : wanted.map(activationOf(neuron, chosen.exact || isOutput ? spread(amplitudes, population, layout) : null));
  const scaled = incomingOf(network, population, (projection) => inSpikes(task, projection));
  const incoming = options.weights === 'fit' && !chosen.exact ? fittedWeights(products, scaled, (one) => task.onLevels.has(one.projection.name), task.sent, wanted, shiftedBias, layout) : scaled;
  const target: Target = { layout, drives: wanted, activations, bias: shiftedBias, amplitudes, charge: chosen.charge };
  const adjusted = integrates ? integrated(task, population, incoming, target) : fired(task, population, incoming, target, chosen.exact ? 'none' : options.corrections);
  task.activations.set(name, { layout, means: isOutput ? drives : activations, trains: null });
  task.sent.set(name, { layout, means: adjusted.means, trains: adjusted.trains });
  task.balanced.set(name, {
    amplitudes, initials: rearranged(adjusted.initials, layout), shifts: adjusted.shifts.map((shift) => shift + chosen.shift),
    weights: new Map(incoming.map(({ projection, weights }) => [projection.name, weights])),
    record: recordOf(population, target, adjusted, integrates),
    active: activations.some((activation) => activation > 0),
  });
}

/** When the neurons of a population fire. */
interface Firing extends Ceiling {
  /** Added to the drive of all of them; counts of an output are compared, so it may. */
  readonly shift: number;
}

const INTEGRATING: Firing = { threshold: 1, charge: 0, exact: false, shift: 0 };

/** The threshold that the file gives; that of an output for counts; else by the rule. */
function firingFor({ network, options, given, onLevels }: Task, { name, neuron }: Population, drives: Float32Array, layout: Layout): Firing {
  const { thresholds: rule, percentile, timesteps } = options;
  const ceiling = given.get(name);
  if (ceiling) return { ...ceiling, shift: 0 };
  const isOutput = name === network.output.population;
  if (isOutput && rule === 'mse') return { ...countReadout(drives, layout, timesteps), charge: 1 / 2, exact: false };
  const shared = isOutput || network.projections.some((projection) => projection.source === name && onLevels.has(projection.name));
  return { threshold: ceiled(thresholdsOf(rule, percentile, timesteps, drives, layout, shared), neuron), charge: 1 / 2, exact: false, shift: 0 };
}

/** What the spikes of a population are to stand for; values are in the order of its layout. */
interface Target {
  readonly layout: Layout;
  /** [samples x size] with biases. */
  readonly drives: Float32Array;
  readonly activations: Float32Array;
  readonly bias: Float32Array;
  readonly amplitudes: Float32Array;
  readonly charge: number;
}

interface Adjusted extends Pick<Sent, 'means' | 'trains'> {
  readonly initials: Float32Array;
  readonly shifts: Float64Array;
}

/** An output that never fires: its potential after T timesteps is the one before plus T times its mean drive. */
function integrated({ products, sent, samples, options: { timesteps, corrections } }: Task, population: Population, incoming: readonly Incoming[], { layout, drives, bias }: Target): Adjusted {
  const means = meanDrive(products, population, incoming, sent, samples);
  addEverywhere(means, bias);
  const none = new Float64Array(layout.channels);
  const lacking = corrections === 'none' ? none : channelMeans(drives.map((drive, at) => drive - means[at]!), layout);
  addEverywhere(means, spread(lacking, population, layout));
  const charged = corrections === 'potential';
  return { means, trains: null, initials: spread(charged ? lacking.map((one) => one * timesteps) : 0, population, layout), shifts: charged ? none : lacking };
}

/**
 * Neurons that fire: first the mean of their drive is brought to the wanted one where biases are corrected, then that of their output. Under a drive that
 * stays a half charged neuron rounds as well as it can, and its mean error says nothing: only what hears spikes is corrected.
 */
function fired(task: Task, population: Population, incoming: readonly Incoming[], target: Target, wanted: Corrections): Adjusted {
  const { products, sent, samples, options: { timesteps } } = task;
  const corrections = incoming.some(({ projection }) => sent.get(projection.source)!.trains) ? wanted : 'none';
  const { layout, activations } = target;
  const shifts = corrections === 'none' || corrections === 'potential' ? new Float64Array(layout.channels) : meanShifts(task, population, incoming, target);
  const simulated = spikingPopulation(spikingDrive(products, population, incoming, sent, samples), layout.size, samples, timesteps);
  const found = corrected(simulated, neuronsOf(population, target, shifts), activations, layout, timesteps, corrections);
  return { means: found.run.rates, trains: found.run.trains, initials: found.initials, shifts: shifts.map((shift, channel) => shift + found.shifts[channel]!) };
}

/** What the mean drive of each channel lacks. */
function meanShifts({ products, sent, samples }: Task, population: Population, incoming: readonly Incoming[], { layout, drives, bias }: Target): Float64Array {
  const means = meanDrive(products, population, incoming, sent, samples);
  return channelMeans(drives.map((drive, at) => drive - means[at]! - bias[at % layout.size]!), layout);
}

function neuronsOf(population: Population, { layout, bias, amplitudes, charge }: Target, shifts: Float64Array): PlainNeurons {
  const thresholds = spread(amplitudes, population, layout);
  return {
    decays: new Float32Array(layout.size).fill(1), biases: shifted(bias, shifts, layout), initials: thresholds.map((threshold) => threshold * charge), thresholds,
    fires: spread(amplitudes, population, layout, Infinity), resetValue: null,
  };
}

/** The weights of a projection for spikes of its source: times what a spike of each source channel stands for. */
function inSpikes({ balanced }: Task, projection: SynapticProjection): Float32Array {
  const source = balanced.get(projection.source);
  return source ? scaleInputs(projection, source.amplitudes) : (projection.weights.data as Float32Array);
}

/** Weights times one factor a channel of the source; what a sum window or a plane has in one channel has one factor. */
export function scaleInputs({ kind, weights: { shape, data }, ...projection }: SynapticProjection, factors: Float32Array): Float32Array {
  const row = data.length / shape[0]!;
  if (kind === 'dense') return Float32Array.from(data, (weight, index) => weight * factors[Math.floor(((index % row) * factors.length) / row)]!);
  const [outputs, channels] = [shape[0]!, shape[1]!];
  const groups = 'groups' in projection ? projection.groups : 1;
  const channelOf = (index: number): number => Math.floor(Math.floor(index / row) / (outputs / groups)) * channels + Math.floor((index % row) / (row / channels));
  return Float32Array.from(data, (weight, index) => weight * factors[channelOf(index)]!);
}

/** @param ceilings one a place; without them that of the neurons */
function activationOf(neuron: Population['neuron'], ceilings: Float32Array | null): (drive: number, at: number) => number {
  if (ceilings) return (drive, at) => Math.min(ceilings[at % ceilings.length]!, Math.max(0, drive));
  const ceiling = neuron.kind === 'relu' ? neuron.ceiling ?? Infinity : Infinity;
  return (drive) => Math.min(ceiling, Math.max(0, drive));
}

/** At most the ceiling of the activation; 1 for a population that never was active. */
function ceiled(thresholds: Float32Array, neuron: Population['neuron']): Float32Array {
  const ceiling = neuron.kind === 'relu' ? neuron.ceiling ?? Infinity : Infinity;
  return thresholds.map((threshold) => Math.min(ceiling, threshold || 1));
}

function recordOf({ name }: Population, { layout, activations, amplitudes }: Target, { means, trains }: Adjusted, integrates: boolean): PopulationConversion {
  const { size, stride, channels, positions } = layout;
  const samples = means.length / size;
  const fired = new Uint8Array(size);
  let [signal, noise, spikes] = [0, 0, 0];
  for (let at = 0; at < means.length; at++) {
    const activation = activations[at]!;
    signal += activation * activation;
    noise += (activation - means[at]! * (amplitudes[(at % size) % stride] ?? 0)) ** 2;
    if (!trains || means[at]! === 0) continue;
    fired[at % size] = 1;
    spikes += means[at]!;
  }
  const silent = channels * positions - fired.reduce((sum, one) => sum + one, 0);
  return {
    population: name, smallestThreshold: amplitudes.reduce((a, b) => Math.min(a, b)), largestThreshold: amplitudes.reduce((a, b) => Math.max(a, b)),
    signalToNoise_dB: noise === 0 ? null : 10 * Math.log10(signal / noise),
    silentShare: integrates ? 0 : silent / (channels * positions), meanRate: spikes / (samples * channels * positions),
  };
}

/** Adds one value a place of the layout to every sample. */
function addEverywhere(values: Float32Array, one: Float32Array): void {
  for (let base = 0; base < values.length; base += one.length) for (let place = 0; place < one.length; place++) values[base + place]! += one[place]!;
}

/** [samples x neurons] in the order of the network. */
function inOrder({ means }: Sent, layout: Layout): Float32Array {
  const { size, channels, positions } = layout;
  const result = new Float32Array((means.length / size) * channels * positions);
  for (let sample = 0; sample < means.length / size; sample++) result.set(rearranged(means.subarray(sample * size, (sample + 1) * size), layout), sample * channels * positions);
  return result;
}
