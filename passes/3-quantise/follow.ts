import { UNREACHABLE } from '../../src/calibrate/analog.ts';
import { sentOf } from '../../src/calibrate/coded-input.ts';
import { corrected, shifted, type Corrections } from '../../src/calibrate/correct.ts';
import { layoutOf, rearranged, type Layout } from '../../src/calibrate/layout.ts';
import type { Products } from '../../src/calibrate/linear/product.ts';
import { biasInto, channelMeans, incomingOf as synapsesInto, meanDrive, spikingDrive, type Incoming, type Sent } from '../../src/calibrate/population-drive.ts';
import { inputTrains, inputValues } from '../../src/calibrate/samples.ts';
import { plainNeurons, spikingPopulation } from '../../src/calibrate/spiking-population.ts';
import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import type { WeightLevels } from '../../src/ir/levels.ts';
import { isPlain, isSpiking, isSynaptic, projectionsInto, type InputNeuron, type IntegrateAndFire, type Network, type Population } from '../../src/ir/network.ts';
import { scheduleOf } from '../../src/ir/population-graph.ts';
import { roundPopulation } from './feedback-rounding.ts';
import { asWeights, measured, type Levels } from './levels.ts';
import { roundNearest, type Rounding } from './nearest.ts';
import { incomingOf, scalesOf, searchesScales, type ScaleChoice } from './scales.ts';

export interface FollowOptions {
  /** By name of the population that the weights lead into. */
  readonly levels: (population: string) => WeightLevels;
  readonly scale: ScaleChoice;
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

export interface Followed {
  /** By name of the population. */
  readonly roundings: ReadonlyMap<string, Rounding>;
  /** S570 for each population that was rounded weight by weight and lost something. */
  readonly notes: readonly Diagnostic[];
}

/** Signal to noise of weights from which nothing is made up for or corrected: a thousandth, as of 12 bits. */
const FINE_dB = 60;

/**
 * Rounds population after population in the order of the data, each for the spikes that it will really hear from populations rounded before it, and
 * corrects its biases and initial potentials until its mean output is that of before. Populations that cannot be followed (not plain neurons, loops of
 * several, or behind such) are rounded weight by weight.
 */
export function roundAlong(network: Network, data: Dataset, options: FollowOptions, products: Products, progress: (fraction: number) => void): Followed {
  const { samples } = options;
  const timesteps = data.timesteps ?? network.timesteps!;
  const task: Task = { network, options, samples, timesteps, products, ...presentInputs(network, data, samples, timesteps) };
  const found = new Map<string, Rounding>();
  const notes: Diagnostic[] = [];
  const order = scheduleOf(network).map((group) => group.map((index) => network.populations[index]!));
  order.forEach((group, index) => {
    for (const population of group) {
      const { neuron } = population;
      if (!isSpiking(neuron)) continue;
      const reason = group.length > 1 ? 'it is part of a loop of several populations' : whyNotFollowed(task, population);
      if (reason === null) found.set(population.name, follow(task, population, neuron as IntegrateAndFire));
      else {
        found.set(population.name, roundNearest(network, population, options.levels(population.name), options.scale));
        if (!found.get(population.name)!.lossless) notes.push(diagnose('S570', { population: population.name, reason }, population.origin));
      }
    }
    release(task, order.slice(index + 1).flat());
    progress((index + 1) / order.length);
  });
  return { roundings: found, notes };
}

/** What the inputs send over the calibration samples: before their values were rounded to levels, and after. Not known of values that change over time. */
export function presentInputs(network: Network, data: Dataset, samples: number, timesteps: number): { readonly before: Map<string, Sent>; readonly after: Map<string, Sent> } {
  const [before, after] = [new Map<string, Sent>(), new Map<string, Sent>()];
  const trains = data.timesteps === null ? null : inputTrains(network, data, samples);
  const values = trains ? null : inputValues(network, data, samples);
  for (const population of network.populations) {
    const { name, neuron } = population;
    if (neuron.kind !== 'input') continue;
    const layout = layoutOf(population);
    const given = neuron.coding === 'spikes' ? trains?.get(name) : undefined;
    if (given) for (const side of [before, after]) side.set(name, { layout, ...given });
    else if (values) {
      const own = values.get(name)!;
      const rounded = own.map(toLevels(neuron));
      before.set(name, { layout, ...sentOf(neuron, own, layout.size, timesteps) });
      after.set(name, areEqual(own, rounded) ? before.get(name)! : { layout, ...sentOf(neuron, rounded, layout.size, timesteps) });
    }
  }
  return { before, after };
}

/** The value of the nearest level of an input. */
function toLevels({ levels }: InputNeuron): (value: number) => number {
  if (!levels) return (value) => value;
  const { scale, low, high } = levels;
  return (value) => scale * Math.min(high, Math.max(low, Math.round(value / scale)));
}

/** But for the rounding of a level times its scale to f32. */
function areEqual(values: Float32Array, rounded: Float32Array): boolean {
  return values.every((value, at) => Math.abs(value - rounded[at]!) <= 2 ** -22 * Math.abs(value));
}

/** Null where the spikes of a population can be known from those of its sources. */
function whyNotFollowed({ network, before }: Task, { name, neuron }: Population): string | null {
  if (!isSpiking(neuron) || !isPlain(neuron)) return 'its neurons are not plain integrate-and-fire ones';
  const unknown = projectionsInto(network, name).find((projection) => !isSynaptic(projection) || !(before.has(projection.source) || projection.source === name));
  if (unknown) return `what it hears from "${unknown.source}" is not known`;
  return projectionsInto(network, name).some(({ kind }) => kind === 'listed') ? 'its synapses are listed one by one' : null;
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
  const fine = [...nearest.rounded.values()].every(({ signalToNoise_dB }) => signalToNoise_dB > FINE_dB);
  const rounded = options.rounding === 'error-feedback' && !fine
    ? withFeedback(task, population, incoming, wanted, nearest, layout) : nearest;
  const leveled = incoming.map((one) => ({ ...one, weights: weightsOf(one, population, rounded) }));
  if (fine) {
    after.set(population.name, fire(task, population, neuron, leveled, bias, after));
    return rounded;
  }
  const drive = meanDrive(products, population, leveled, after, samples);
  const shiftsBias = options.corrections === 'bias' || options.corrections === 'both';
  const shifts = shiftsBias ? channelMeans(difference(wanted, drive), layout) : new Float64Array(layout.channels);
  const neurons = plainNeurons(population, neuron, shifted(bias, shifts, layout), layout);
  const simulated = spikingPopulation(spikingDrive(products, population, leveled, after, samples), layout.size, samples, task.timesteps);
  const hearsSpikes = incoming.some(({ projection }) => after.get(projection.source)!.trains);
  const output = sentBefore.means.map((rate, at) => rate * neurons.thresholds[at % layout.size]!);
  const found = corrected(simulated, neurons, output, layout, task.timesteps, hearsSpikes && canCorrect(network, neuron) ? options.corrections : 'none');
  after.set(population.name, { layout, means: found.run.rates, trains: found.run.trains });
  return {
    ...rounded, shifts: shifts.map((shift, channel) => shift + found.shifts[channel]!), initials: rearranged(found.initials, layout),
    driveSignalToNoise_dB: signalToNoise(wanted, drive, shifts, layout),
  };
}

/**
 * Without leak and reset by subtraction a change of the bias or the initial potential is one of the count of spikes. Counts are what matters in a converted
 * network; one that was trained with spikes keeps the initial potentials that it was trained with.
 */
function canCorrect({ calibration }: Network, { decay, reset, threshold }: IntegrateAndFire): boolean {
  return (calibration?.conversion ?? []).length > 0 && decay === 1 && reset === 'subtract' && !(typeof threshold === 'number' && threshold >= UNREACHABLE);
}

function fire({ products, samples, timesteps }: Task, population: Population, neuron: IntegrateAndFire, incoming: readonly Incoming[], bias: Float32Array, sent: ReadonlyMap<string, Sent>): Sent {
  const layout = layoutOf(population);
  const simulated = spikingPopulation(spikingDrive(products, population, incoming, sent, samples), layout.size, samples, timesteps);
  const { trains, rates } = simulated.run(plainNeurons(population, neuron, bias, layout));
  return { layout, means: rates, trains };
}

/** Rounded with error feedback from the scales of least rounding error; as `nearest` has it where the inputs do not tell how. */
function withFeedback({ network, options, products, before, after, samples }: Task, population: Population, incoming: readonly Incoming[], wanted: Float32Array, nearest: Rounding, layout: Layout): Rounding {
  const { levels, inputScales } = nearest;
  const asNearest = options.scale.rule !== 'auto' || (searchesScales('auto', levels.bits) && !nearest.scales.shared);
  const base = !asNearest ? scalesOf(network, population, incomingOf(network, population), levels, { ...options.scale, rule: 'least-squares' }, levels.bits <= FEW_BITS) : nearest.scales;
  const unitOf = ({ projection }: Incoming): number => inputScales.get(projection.name)!;
  const hearsTheSame = incoming.every(({ projection: { source } }) => before.get(source)!.means === after.get(source)!.means);
  const lacking = hearsTheSame ? null : difference(wanted, meanDrive(products, population, incoming, after, samples));
  const found = roundPopulation(products, incoming, after, lacking, layout, base.scales, base.shared, levels, unitOf);
  if (!found) return nearest;
  const rounded = incoming.map((one): [string, Levels] =>
    [one.projection.name, measured(one.projection, population, found.scales, unitOf(one), levels, found.levels.get(one.projection.name)!)]);
  return { ...nearest, method: 'error-feedback', scales: { ...base, scales: found.scales }, rounded: new Map(rounded) };
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length);
  for (let at = 0; at < a.length; at++) result[at] = a[at]! - b[at]!;
  return result;
}

function weightsOf({ projection }: Incoming, population: Population, { rounded, scales, inputScales }: Rounding): Float32Array {
  return asWeights(projection, population, scales.scales, inputScales.get(projection.name)!, rounded.get(projection.name)!.data);
}

function signalToNoise(wanted: Float32Array, drive: Float32Array, shifts: Float64Array, { size, stride }: Layout): number | null {
  let [signal, noise] = [0, 0];
  for (let at = 0; at < wanted.length; at++) {
    signal += wanted[at]! ** 2;
    noise += (wanted[at]! - drive[at]! - (shifts[(at % size) % stride] ?? 0)) ** 2;
  }
  return noise === 0 ? null : 10 * Math.log10(signal / noise);
}
