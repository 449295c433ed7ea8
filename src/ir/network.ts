import type { CalibrationRecord } from './calibration.ts';
import type { InputTimes } from './first-spike.ts';
import type { WeightLevels } from './levels.ts';
import type { Parameter, SpikingNeuron } from './neuron.ts';
import type { Origin } from './origin.ts';
import type { Tensor } from './tensor.ts';
import { sizeOf } from './tensor.ts';

/**
 * The network, stage 1 to 4 of the way of the data. All four stages are the same vocabulary with growing guarantees:
 *
 * - `network`    as read: activations, batch norm, pooling and padding stand as they stood in the file
 * - `folded`     only dense and convolution projections (with a sum window), listed ones and maximum pooling are left
 * - `spiking`    every population but the inputs holds spiking neurons, whose decays and gains are factors per timestep; spikes have amplitude 1
 * - `quantised`  weights are integer levels and bias is in units of one level, and so are thresholds and potentials of plain neurons (`isPlain`);
 *                all others keep physical units, and their gain holds the value of a level
 *
 * Semantics, for the judge (`src/simulate/reference`) and the engine alike. Timesteps count from 0. In one timestep the
 * populations are updated in topological order of the projections with delay 0; a spike of step t arrives over a
 * projection of delay d in step t + d. The drive of a neuron is the sum over its projections of weight x input, plus bias,
 * every step. From stage `quantised` on arithmetic is fixed, so that every executor gives the same spikes:
 *
 *     I = f32(f32(exact integer sum) + f32 bias), or f32(gain * that)      v = f32(f32(decay * v) + I)
 *     spike when v >= threshold (or >);  subtract: v = f32(v - threshold);  hard: v = resetValue
 *
 * A temporal network (`isTemporal` of `temporal.ts`) has no timesteps and does not mix with others: see `first-spike.ts`.
 *
 * The full update of every neuron model stands in `neuron.ts`; each of its operations is rounded to f32 in the order written there. Where the
 * target computes in whole numbers, so do plain neurons: see `IntegerPotential` there.
 */
export type NetworkStage = 'network' | 'folded' | 'spiking' | 'quantised';

export interface Network {
  readonly stage: NetworkStage;
  readonly name: string;
  /** Length of one timestep, s; null when the network has no notion of time (an ANN). */
  readonly dt_s: number | null;
  /** Timesteps a sample is presented for; null until chosen. Null or 1 in temporal networks, whose samples are one pass. */
  readonly timesteps: number | null;
  /** Synaptic time constant of a temporal network, s: the unit of its times. Absent or null where it is not known. */
  readonly tau_s?: number | null;
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  /** The population that is read, and how. */
  readonly output: { readonly population: string; readonly readout: Readout };
  /** Weight bits, the most of any projection; null before quantisation. */
  readonly bits: number | null;
  /** What calibration did on the way to this stage; absent or null where nothing was calibrated. */
  readonly calibration?: CalibrationRecord | null;
}

/**
 * `count`: most spikes wins; `membrane`: highest potential after the last step; `value`: largest activation (ANN); `first`: earliest spike (temporal networks),
 * index 0 where none fires. Lowest index wins a tie.
 */
export type Readout = 'count' | 'membrane' | 'value' | 'first';

export interface Population {
  readonly name: string;
  /** [N] or [channels, height, width]; neuron index is row-major. */
  readonly shape: readonly number[];
  readonly neuron: Neuron;
  /** Quantised stage: value of one level per channel (shape[0] entries); potentials of plain neurons are in this unit. */
  readonly scale?: Float32Array;
  readonly origin: Origin;
}

export type Neuron = InputNeuron | Activation | SpikingNeuron;

/**
 * An input. `current`: the value drives its synapses unchanged in every step. `rate`: the value is integrated by a
 * non-leaky neuron of threshold `amplitude` (reset by subtraction, half charged), whose spikes drive them. `latency`: the value x sends one
 * spike, the earlier the larger: of T timesteps in number T - n, n = round(x T / amplitude) clipped to 0..T; none where n = 0.
 * `spikes`: the data are spike trains. `time`: the value says when the one spike of a temporal network is sent (`times`).
 */
export interface InputNeuron {
  readonly kind: 'input';
  readonly coding: InputCoding;
  /** All codings but `spikes` and `time`: values are integers round(x / scale), clipped to low..high, from stage `quantised` on; before it, what the file wants. */
  readonly levels?: InputLevels;
  /**
   * Codings `rate` and `latency`: the value that sends a spike in every step, or one in the first; larger ones send no more. 1 where it is not said.
   * In a network of activations such an input stands for value / amplitude.
   */
  readonly amplitude?: number;
  /** Coding `time`, always: when a value sends its spike. */
  readonly times?: InputTimes;
}

/** Codings of networks that run in timesteps. */
export const STEPPED_CODINGS = ['current', 'rate', 'latency', 'spikes'] as const;
export type SteppedCoding = (typeof STEPPED_CODINGS)[number];

export const INPUT_CODINGS = [...STEPPED_CODINGS, 'time'] as const;
export type InputCoding = (typeof INPUT_CODINGS)[number];

export interface InputLevels {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

/** An ANN activation; `ceiling` is that of Clip(0, ceiling), null for a plain ReLU. */
export type Activation = { readonly kind: 'linear' } | { readonly kind: 'relu'; readonly ceiling: number | null } | QuantisedActivation;

/** Rounding of a quantised activation: half-even is that of ONNX, the others those of QONNX. */
export type Rounding = 'half-even' | 'half-up' | 'half-down' | 'up' | 'down' | 'ceil' | 'floor';

/**
 * Activation rounded to levels, as a trained quantiser leaves it: y = scale (clip(round(x / scale) + zeroPoint, low, high) - zeroPoint).
 * A bipolar one has low -1 and high 1 and no level 0: y = scale where x >= 0, else -scale.
 */
export interface QuantisedActivation {
  readonly kind: 'quantised';
  readonly scale: Parameter;
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
  readonly rounding: Rounding;
  readonly bipolar: boolean;
}

interface ProjectionBase {
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  /** Timesteps between a spike and its arrival; 0 is the same step. */
  readonly delay: number;
  /** Which conductance of a conductance-based neuron it drives; excitatory where it is not said. Means nothing to other neurons. */
  readonly receptor?: 'excitatory' | 'inhibitory';
  readonly origin: Origin;
}

export type Pair = readonly [y: number, x: number];
/** Rows and columns added around a plane: top, left, bottom, right; negative values crop. */
export type Padding4 = readonly [top: number, left: number, bottom: number, right: number];

/** Sum over windows of the source, before the weights: several axons share one row. Outside the plane is silence. */
export interface SumWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding4;
}

/**
 * Levels that the weights had in the file: weight = level x scale, level = round(weight / scale) exactly, |level| < 2^(bits - 1).
 * The quantiser keeps them.
 */
export interface WeightGrid {
  /** One a row of the weights (output channel); above 0. */
  readonly scale: Float32Array;
  readonly bits: number;
}

interface SynapticBase extends ProjectionBase {
  readonly grid?: WeightGrid;
  /** Stage `quantised`: which levels the weights have, weight = level x scale of the channel; mid-tread levels of `network.bits` where it is not said. */
  readonly levels?: WeightLevels;
}

/** weights [out, in], in = neurons of the (windowed) source, row-major; bias [out]. */
export interface DenseProjection extends SynapticBase {
  readonly kind: 'dense';
  readonly weights: Tensor;
  readonly bias: Float32Array | null;
  readonly window: SumWindow | null;
}

/** weights [outChannels, inChannels / groups, kernelHeight, kernelWidth]; bias [outChannels]; zero padding. */
export interface ConvolutionProjection extends SynapticBase {
  readonly kind: 'convolution';
  readonly weights: Tensor;
  readonly bias: Float32Array | null;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly dilation: Pair;
  readonly groups: number;
  readonly window: SumWindow | null;
}

/**
 * Synapses listed one by one: those of source neuron i are offsets[i] .. offsets[i + 1] of `destinations` and `values` (weights); several between
 * one pair add up. bias [destination neurons].
 */
export interface SparseProjection extends ProjectionBase {
  readonly kind: 'sparse';
  /** Neurons of the destination. */
  readonly size: number;
  readonly offsets: Int32Array;
  readonly destinations: Int32Array;
  readonly values: Float32Array;
  readonly bias: Float32Array | null;
}

/**
 * Synapses listed neuron by neuron of the destination, as 1-fold leaves a sparse projection: those into neuron n are offsets[n] .. offsets[n + 1] of
 * `sources`, ascending and each once, and of the weights [synapses]. bias [destination neurons].
 */
export interface ListedProjection extends SynapticBase {
  readonly kind: 'listed';
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
  readonly weights: Tensor;
  readonly bias: Float32Array | null;
  readonly window: null;
}

/**
 * `average` divides by the whole window, padding included, unless `countPadding` is false. `earliest` and `latest` pass on a spike time in temporal networks: each
 * leads into `step` neurons of threshold 1 that hear nothing else.
 */
export interface PoolingProjection extends ProjectionBase {
  readonly kind: 'pooling';
  readonly method: 'average' | 'sum' | 'maximum' | 'earliest' | 'latest';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly countPadding: boolean;
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, per channel. */
export interface BatchNormProjection extends ProjectionBase {
  readonly kind: 'batch-norm';
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/** Neuron i to neuron i, row-major, weight 1: skip connections, flatten, reshape, dropout at inference. */
export interface OneToOneProjection extends ProjectionBase {
  readonly kind: 'one-to-one';
}

/** Zero padding of the planes (negative crops). */
export interface PaddingProjection extends ProjectionBase {
  readonly kind: 'padding';
  readonly padding: Padding4;
}

export type Projection =
  | DenseProjection | ConvolutionProjection | ListedProjection | SparseProjection | PoolingProjection | BatchNormProjection | OneToOneProjection | PaddingProjection;

/** A projection with weights of its own: all that is left after 1-fold and 2-convert. */
export type SynapticProjection = DenseProjection | ConvolutionProjection | ListedProjection;

export function neuronCount(population: Population): number {
  return sizeOf(population.shape);
}

/** Channels: the first extent; the unit of per-channel parameters. */
export function channelCount(population: Population): number {
  return population.shape[0]!;
}

/** [channels, height, width] of a shape; a vector is channels x 1 x 1. */
export function planeShape(shape: readonly number[]): readonly [channels: number, height: number, width: number] {
  return shape.length === 3 ? [shape[0]!, shape[1]!, shape[2]!] : [sizeOf(shape), 1, 1];
}

export { integrateAndFire, isPlain } from './neuron.ts';
export type { IntegrateAndFire, Parameter, SpikingNeuron } from './neuron.ts';

/** The parameter of neuron `index` (row-major) of a population of this shape. */
export function parameterAt(parameter: Parameter, shape: readonly number[], index: number): number {
  if (typeof parameter === 'number') return parameter;
  if (parameter.length === sizeOf(shape)) return parameter[index]!;
  return parameter[Math.floor(index / (sizeOf(shape) / shape[0]!))]!;
}

export function isSpiking(neuron: Neuron): neuron is SpikingNeuron {
  switch (neuron.kind) {
    case 'input': case 'linear': case 'relu': case 'quantised': return false;
    default: return true;
  }
}

/** Whether no population spikes yet: a network of activations. */
export function isAnn(network: Network): boolean {
  return !network.populations.some(({ neuron }) => isSpiking(neuron));
}

export function isSynaptic(projection: Projection): projection is SynapticProjection {
  return projection.kind === 'dense' || projection.kind === 'convolution' || projection.kind === 'listed';
}

/** The population of that name. @throws Error when there is none (a defect: verifiers run first). */
export function populationNamed(network: Network, name: string): Population {
  const found = network.populations.find((population) => population.name === name);
  if (!found) throw new Error(`no population ${name}`);
  return found;
}

export function projectionsInto(network: Network, population: string): readonly Projection[] {
  return network.projections.filter((projection) => projection.destination === population);
}

/** Index of the first neuron of each population in the numbering of all neurons; the last entry is their count. */
export function neuronBases(network: Network): Int32Array {
  const bases = new Int32Array(network.populations.length + 1);
  network.populations.forEach((population, i) => { bases[i + 1] = bases[i]! + neuronCount(population); });
  return bases;
}
