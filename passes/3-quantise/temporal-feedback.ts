import { temporalPass, type Times } from '../../src/forward/temporal/temporal-pass.ts';
import type { Dataset } from '../../src/ir/dataset.ts';
import { KERNELS, type FirstSpikeNeuron } from '../../src/ir/first-spike.ts';
import { inputSlices } from '../../src/ir/inputs.ts';
import { rangeOf, type WeightLevels } from '../../src/ir/levels.ts';
import { channelCount, neuronCount, populationNamed, type Network, type Population, type SynapticProjection } from '../../src/ir/network.ts';
import { uniform } from '../../src/ir/random.ts';
import { rowGeometry, synapsesOf, weightOffset, type RowGeometry } from '../../src/ir/rows.ts';
import { powersOf, roundForDrive, ROUNDS, type Drive, type RoundedDrive } from './coordinate-rounding.ts';
import { measured } from './levels.ts';
import type { Rounding } from './nearest.ts';
import { incomingOf } from './scales.ts';

export interface TimesTask {
  readonly data: Dataset;
  readonly samples: number;
  /** Whether each channel may have a scale of its own. */
  readonly free: boolean;
  readonly seed: number;
  readonly progress: (fraction: number) => void;
}

/** What rounding makes of a population of temporal coding: `biases`, one a feature, in levels; null where they are rounded one by one. */
export type TemporalRounding = Rounding & { readonly biases: Int32Array | null };

/** Shares of the scale of least squared rounding error that are tried for each channel. */
const SHARES = [0.7, 0.85, 1, 1.2];

/** Rounds of coordinate descent by which scales are compared. */
const TRIAL_ROUNDS = 1;

/** Moments (spikes of a neuron in one sample, at one position) that are looked at for each channel, at most. */
const MOMENTS = 512;

/** Synapses used, and spike times kept, in all samples together. */
const AFFORDABLE = 2e9;
const KEPT = 3e7;

/**
 * Rounds the weights into each population so that its neurons reach their thresholds when they did. At the time t of a spike the potential is sum w_i k(t - t_i), which is linear in
 * the weights: with the times of the calibration samples kept, the rounding errors of some weights are made up by others (`coordinate-rounding.ts`). Of a neuron that stays
 * silent in a sample the potential it would end at is kept instead, where its response has one. Populations of listed synapses keep the nearest levels.
 */
export function roundByTimes(network: Network, nearest: ReadonlyMap<string, Rounding>, levels: WeightLevels, task: TimesTask): ReadonlyMap<string, TemporalRounding> {
  const result = new Map<string, TemporalRounding>();
  const recorded = recordTimes(network, task);
  let done = 0;
  for (const [name, rounding] of nearest) {
    const population = populationNamed(network, name);
    const parts = partsOf(network, population);
    result.set(name, rounding.lossless || parts === null || recorded.length === 0 ? { ...rounding, biases: null } : roundPopulation(population, parts, rounding, levels, recorded, task));
    task.progress(++done / nearest.size);
  }
  return result;
}

function recordTimes(network: Network, { data, samples }: TimesTask): readonly Times[] {
  const uses = network.projections.reduce((sum, projection) => sum + synapsesOf(rowGeometry(network, projection as SynapticProjection)), 0);
  const neurons = network.populations.reduce((sum, population) => sum + neuronCount(population), 0);
  const count = Math.max(1, Math.min(samples, MOMENTS, Math.floor(AFFORDABLE / uses), Math.floor(KEPT / neurons)));
  const pass = temporalPass(network);
  const sample = new Float32Array(inputSlices(network).neurons);
  return Array.from({ length: Math.min(count, data.count) }, (_, index) => {
    data.read(index, sample);
    return pass(sample, data.file);
  });
}

/** A projection into the population at hand. */
interface Part {
  readonly projection: SynapticProjection;
  readonly geometry: RowGeometry;
}

/** The projections into a population whose weights belong to features; null where they do not, or features differ. */
function partsOf(network: Network, population: Population): readonly Part[] | null {
  const parts = incomingOf(network, population).map(({ projection }) => ({ projection, geometry: rowGeometry(network, projection) }));
  const alike = parts.every(({ projection, geometry }) => projection.kind !== 'listed' && geometry.positions === parts[0]!.geometry.positions);
  return alike && parts.length > 0 ? parts : null;
}

function roundPopulation(
  population: Population, parts: readonly Part[], nearest: Rounding, levels: WeightLevels, recorded: readonly Times[], { free, seed }: TimesTask,
): TemporalRounding {
  const features = neuronCount(population) / parts[0]!.geometry.positions;
  const perChannel = features / channelCount(population);
  const scales = nearest.scales.scales.slice();
  const data = new Map(parts.map(({ projection }) => [projection.name, new Int16Array(projection.weights.data.length)]));
  const biases = new Int32Array(features);
  let [power, error] = [0, 0];
  for (let feature = 0; feature < features; feature++) {
    const channel = Math.floor(feature / perChannel);
    const drive = driveOf(population, parts, feature, momentsOf(population, parts, feature, recorded, seed), recorded);
    const tried = free && perChannel === 1 ? SHARES.map((share) => share * scales[channel]!) : [scales[channel]!];
    const { scale, rounded } = bestOf(drive, tried, levels);
    scales[channel] = scale;
    forEachWeight(parts, feature, (projection, offset, input) => { data.get(projection.name)![offset] = rounded.levels[input]!; });
    biases[feature] = rounded.levels.at(-1)!;
    error += rounded.driveError;
    power += powerOf(drive);
  }
  return {
    ...nearest, method: 'error-feedback', biases, scales: { ...nearest.scales, scales },
    rounded: new Map(parts.map(({ projection }) => [projection.name, measured(projection, population, scales, 1, levels, data.get(projection.name)!)])),
    driveSignalToNoise_dB: error === 0 ? null : 10 * Math.log10(power / error),
  };
}

function bestOf(drive: Drive, scales: readonly number[], levels: WeightLevels): { readonly scale: number; readonly rounded: RoundedDrive } {
  const powers = powersOf(drive);
  const at = (scale: number, rounds: number): { readonly scale: number; readonly rounded: RoundedDrive } => ({ scale, rounded: roundForDrive(drive, powers, scale, rangeOf(levels), rounds) });
  const tried = scales.map((scale) => at(scale, TRIAL_ROUNDS));
  return at(tried.reduce((best, one) => (one.rounded.error < best.rounded.error ? one : best)).scale, ROUNDS);
}

function powerOf({ weights, inputs, moments }: Drive): number {
  let sum = 0;
  for (let moment = 0; moment < moments; moment++) {
    let drive = 0;
    for (let input = 0; input < weights.length; input++) drive += weights[input]! * inputs[input * moments + moment]!;
    sum += drive * drive;
  }
  return sum;
}

/** A sample and a position at which a feature is looked at. */
interface Moment {
  readonly sample: number;
  readonly position: number;
}

/** All samples at one position, or some of all samples and positions, drawn with the seed; silent ones only where the response ends at a potential. */
function momentsOf({ name, neuron }: Population, parts: readonly Part[], feature: number, recorded: readonly Times[], seed: number): readonly Moment[] {
  const { positions } = parts[0]!.geometry;
  const all = recorded.length * positions;
  const count = Math.min(MOMENTS, all);
  const drawn = Array.from({ length: count }, (_, i) => (count === all ? i : Math.floor(uniform(seed, feature, i) * all)));
  const ends = (neuron as FirstSpikeNeuron).response === 'exponential';
  return drawn.map((index) => ({ sample: Math.floor(index / positions), position: index % positions }))
    .filter(({ sample, position }) => ends || recorded[sample]!.get(name)![feature * positions + position]! < Infinity);
}

/** What each input of a feature adds to its potential per unit of weight at the moment of its spike; the bias is the last input. */
function driveOf({ name, neuron }: Population, parts: readonly Part[], feature: number, moments: readonly Moment[], recorded: readonly Times[]): Drive {
  const { positions } = parts[0]!.geometry;
  const kernel = KERNELS[(neuron as FirstSpikeNeuron).response];
  const rows = parts.reduce((sum, { geometry }) => sum + geometry.rowsPerGroup, 0);
  const weights = new Float64Array(rows + 1);
  const inputs = new Float64Array((rows + 1) * moments.length);
  const spikes = moments.map(({ sample, position }) => recorded[sample]!.get(name)![feature * positions + position]!);
  const heard = new Map(parts.map(({ projection: { source } }) => [source, moments.map(({ sample }) => recorded[sample]!.get(source)!)]));
  forEachWeight(parts, feature, (projection, offset, input, { inputAt }, group, row) => {
    weights[input] = projection.weights.data[offset]!;
    const times = heard.get(projection.source)!;
    for (let moment = 0; moment < moments.length; moment++) {
      const source = inputAt(moments[moment]!.position, group, row);
      const time = source < 0 ? Infinity : times[moment]![source]!;
      if (time < Infinity && time <= spikes[moment]!) inputs[input * moments.length + moment] = kernel(spikes[moment]! - time);
    }
  });
  const carrier = parts.find(({ projection }) => projection.bias)?.projection;
  weights[rows] = carrier?.bias![feature] ?? 0;
  if (carrier) spikes.forEach((spike, moment) => { inputs[rows * moments.length + moment] = kernel(spike); });
  weigh(inputs, spikes.map((spike) => Math.exp(-spike)));
  return { weights, inputs, moments: moments.length, unbounded: rows };
}

/** Weighs moments: the earlier a spike the more depends on it, here and further on. */
function weigh(inputs: Float64Array, factors: readonly number[]): void {
  for (let at = 0; at < inputs.length; at++) inputs[at]! *= factors[at % factors.length]!;
}

/** All weights of a feature, numbered over the projections; a bias of 0 moments stays 0. */
function forEachWeight(
  parts: readonly Part[], feature: number, use: (projection: SynapticProjection, offset: number, input: number, geometry: RowGeometry, group: number, row: number) => void,
): void {
  let input = 0;
  for (const { projection, geometry } of parts) {
    const group = Math.floor(feature / geometry.columnsPerGroup);
    for (let row = 0; row < geometry.rowsPerGroup; row++) use(projection, weightOffset(geometry, group, row, feature % geometry.columnsPerGroup), input++, geometry, group, row);
  }
}
