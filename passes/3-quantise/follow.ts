import { sentOf } from '../../src/calibrate/coded-input.ts';
import { corrected, shifted, type Corrections } from '../../src/calibrate/correct.ts';
import { layoutOf, rearranged, type Layout } from '../../src/calibrate/layout.ts';
import { createProducts, type Products } from '../../src/calibrate/linear/product.ts';
import { biasInto, channelMeans, incomingOf as synapsesInto, meanDrive, spikingDrive, type Incoming, type Sent } from '../../src/calibrate/population-drive.ts';
import { inputTrains, inputValues } from '../../src/calibrate/samples.ts';
import { plainNeurons, spikingPopulation } from '../../src/calibrate/spiking-population.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { WeightLevels } from '../../src/ir/levels.ts';
import { isPlain, isSpiking, isSynaptic, projectionsInto, type InputNeuron, type IntegrateAndFire, type Network, type Population } from '../../src/ir/network.ts';
import { scheduleOf } from '../../src/ir/population-graph.ts';
import { roundPopulation } from './feedback-rounding.ts';
import { channelOfRow, measured, type Levels } from './levels.ts';
import { roundNearest, type Rounding } from './nearest.ts';
import { incomingOf, scalesOf, type ScaleRule } from './scales.ts';

export interface FollowOptions {
  /** By name of the population that the weights lead into. */
  readonly levels: (population: string) => WeightLevels;
  readonly scale: ScaleRule;
  readonly rounding: 'error-feedback' | 'nearest';
  readonly corrections: Corrections;
  readonly samples: number;
}

interface Task {
  readonly network: Network;
  readonly options: FollowOptions;
  readonly samples: number;
  readonly timesteps: number;
  readonly products: Products;
  /** What populations send with the weights as they were, and with rounded ones. */
  readonly before: Map<string, Sent>;
  readonly after: Map<string, Sent>;
}

/** Up to so many bits one scale for all channels costs more than potentials in physical units. */
const FEW_BITS = 4;

/** Potential that no neuron reaches: an output that integrates. */
const UNREACHABLE = 1e38;

/**
 * Rounds population after population in the order of the data, each for the spikes that it will really hear from populations rounded before it, and
 * corrects its biases and initial potentials until its mean output is that of before. Populations that cannot be followed (not plain neurons, loops of
 * several, or behind such) are rounded weight by weight.
 */
export function roundAlong(network: Network, data: Dataset, options: FollowOptions, progress: (fraction: number) => void): ReadonlyMap<string, Rounding> {
  const samples = Math.min(options.samples, data.count);
  const task: Task = {
    network, options, samples, timesteps: data.timesteps ?? network.timesteps!, products: createProducts(), before: new Map(), after: new Map(),
  };
  presentInputs(task, data);
  const found = new Map<string, Rounding>();
  const order = scheduleOf(network).map((group) => group.map((index) => network.populations[index]!));
  order.forEach((group, index) => {
    for (const population of group) {
      const { neuron } = population;
      if (!isSpiking(neuron)) continue;
      const followed = group.length === 1 && isPlain(neuron) && sourcesAreKnown(task, population);
      found.set(population.name, followed ? follow(task, population, neuron) : roundNearest(network, population, options.levels(population.name), options.scale));
    }
    release(task, order.slice(index + 1).flat());
    progress((index + 1) / order.length);
  });
  return found;
}

function presentInputs({ network, samples, timesteps, before, after }: Task, data: Dataset): void {
  const trains = data.timesteps === null ? null : inputTrains(network, data, samples);
  const values = trains ? null : inputValues(network, data, samples);
  for (const population of network.populations) {
    const { name, neuron } = population;
    if (neuron.kind !== 'input') continue;
    const layout = layoutOf(population);
    const given = trains?.get(name);
    if (given) for (const side of [before, after]) side.set(name, { layout, ...given });
    else if (values) {
      const own = values.get(name)!;
      before.set(name, { layout, ...sentOf(neuron, own, layout.size, timesteps) });
      after.set(name, { layout, ...sentOf(neuron, own.map(toLevels(neuron)), layout.size, timesteps) });
    }
  }
}

/** The value of the nearest level of an input. */
function toLevels({ levels }: InputNeuron): (value: number) => number {
  if (!levels) return (value) => value;
  const { scale, low, high } = levels;
  return (value) => scale * Math.min(high, Math.max(low, Math.round(value / scale)));
}

function sourcesAreKnown({ network, before }: Task, { name }: Population): boolean {
  return projectionsInto(network, name).every((projection) => isSynaptic(projection) && (before.has(projection.source) || projection.source === name));
}

function release({ network, before, after }: Task, coming: readonly Population[]): void {
  const heard = new Set(network.projections.filter(({ destination }) => coming.some(({ name }) => name === destination)).map(({ source }) => source));
  for (const side of [before, after]) for (const name of side.keys()) if (!heard.has(name)) side.delete(name);
}

function follow(task: Task, population: Population, neuron: IntegrateAndFire): Rounding {
  const { network, options, samples, products, before, after } = task;
  const layout = layoutOf(population);
  const incoming = synapsesInto(network, population, ({ weights }) => weights.data as Float32Array);
  const bias = biasInto(population, incoming);
  const sentBefore = fire(task, population, neuron, incoming, bias, before);
  before.set(population.name, sentBefore);
  after.set(population.name, sentBefore); // for a population that hears itself, until it has been rounded
  const wanted = meanDrive(products, population, incoming, before, samples);
  const nearest = roundNearest(network, population, options.levels(population.name), options.scale);
  const rounded = options.rounding === 'error-feedback' && !nearest.lossless && incoming.every(({ patches }) => patches.groups === 1)
    ? withFeedback(task, population, incoming, wanted, nearest, layout) : nearest;
  const leveled = incoming.map((one) => ({ ...one, weights: asWeights(one, population, rounded) }));
  if (rounded.lossless) {
    after.set(population.name, fire(task, population, neuron, leveled, bias, after));
    return rounded;
  }
  const drive = meanDrive(products, population, leveled, after, samples);
  const shifts = channelMeans(wanted.map((value, at) => value - drive[at]!), layout);
  const neurons = plainNeurons(population, neuron, shifted(bias, shifts, layout), layout);
  const simulated = spikingPopulation(spikingDrive(products, population, leveled, after, samples), layout.size, samples, task.timesteps);
  const output = sentBefore.means.map((rate, at) => rate * neurons.thresholds[at % layout.size]!);
  const found = corrected(simulated, neurons, output, layout, canCorrect(neuron) ? options.corrections : 'none');
  after.set(population.name, { layout, means: found.run.rates, trains: found.run.trains });
  return {
    ...rounded, shifts: shifts.map((shift, channel) => shift + found.shifts[channel]!), initials: rearranged(found.initials, layout),
    driveSignalToNoise_dB: signalToNoise(wanted, drive, shifts, layout),
  };
}

/** Without leak and reset by subtraction a change of the bias or the initial potential is one of the count of spikes. */
function canCorrect({ decay, reset, threshold }: IntegrateAndFire): boolean {
  return decay === 1 && reset === 'subtract' && !(typeof threshold === 'number' && threshold >= UNREACHABLE);
}

function fire({ products, samples, timesteps }: Task, population: Population, neuron: IntegrateAndFire, incoming: readonly Incoming[], bias: Float32Array, sent: ReadonlyMap<string, Sent>): Sent {
  const layout = layoutOf(population);
  const simulated = spikingPopulation(spikingDrive(products, population, incoming, sent, samples), layout.size, samples, timesteps);
  const { trains, rates } = simulated.run(plainNeurons(population, neuron, bias, layout));
  return { layout, means: rates, trains };
}

/** Rounded with error feedback from the scales of least rounding error; as `nearest` has it where the inputs do not tell how. */
function withFeedback({ network, options, products, after, samples }: Task, population: Population, incoming: readonly Incoming[], wanted: Float32Array, nearest: Rounding, layout: Layout): Rounding {
  const { levels, inputScales } = nearest;
  const base = options.scale === 'auto' ? scalesOf(network, population, incomingOf(network, population), levels, 'least-squares', levels.bits <= FEW_BITS) : nearest.scales;
  const unitOf = ({ projection }: Incoming): number => inputScales.get(projection.name)!;
  const drive = meanDrive(products, population, incoming, after, samples);
  const lacking = wanted.map((value, at) => value - drive[at]!);
  const found = roundPopulation(products, incoming, after, lacking, layout, base.scales, base.shared, levels, unitOf);
  if (!found) return nearest;
  const rounded = incoming.map((one): [string, Levels] =>
    [one.projection.name, measured(one.projection, population, found.scales, unitOf(one), levels, found.levels.get(one.projection.name)!)]);
  return { ...nearest, method: 'error-feedback', scales: { ...base, scales: found.scales }, rounded: new Map(rounded) };
}

/** Levels times scales, in the order of the network, for values of the source. */
function asWeights({ projection }: Incoming, population: Population, { rounded, scales, inputScales }: Rounding): Float32Array {
  const { data } = rounded.get(projection.name)!;
  const channel = channelOfRow(projection, population);
  const row = data.length / projection.weights.shape[0]!;
  const per = 1 / inputScales.get(projection.name)!;
  return Float32Array.from(data, (level, index) => level * scales.scales[channel(Math.floor(index / row))]! * per);
}

function signalToNoise(wanted: Float32Array, drive: Float32Array, shifts: Float64Array, { size, stride }: Layout): number | null {
  let [signal, noise] = [0, 0];
  for (let at = 0; at < wanted.length; at++) {
    signal += wanted[at]! ** 2;
    noise += (wanted[at]! - drive[at]! - (shifts[(at % size) % stride] ?? 0)) ** 2;
  }
  return noise === 0 ? null : 10 * Math.log10(signal / noise);
}
