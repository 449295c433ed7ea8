import type { Padding4, Pair } from '../ir/network.ts';

/** What a platform is asked about: layers of a network without their weights, in the order in which they are computed. */
export interface LayerList {
  readonly name: string;
  /** Timesteps of one inference; null where the file leaves them to the platform. */
  readonly timesteps: number | null;
  readonly layers: readonly Layer[];
}

export type Layer = ConvLayer | DenseLayer;

interface LayerBase {
  readonly name: string;
  /** Index of the layer that feeds it; null for an input of the network. */
  readonly input: number | null;
  /** Whether it hears what its input, itself or a layer after it, sent one timestep before. */
  readonly recurrent: boolean;
  /** Whether it has neurons: without them its sums go to those of a layer that names it as residual. */
  readonly neurons: boolean;
  /** Layers whose outputs are added to its own before the neurons (identity connections), by index. */
  readonly residual: readonly number[];
  /** Share of (input, timestep) pairs without a spike; null where nothing is known. */
  readonly spikeSparsity: number | null;
  /** Measured cycle statistics of a systolic array; null where there are none. */
  readonly systolic: SystolicStatistics | null;
  /** Where messages about the layer point: the key in the file, or the projection. */
  readonly place: string;
}

export interface ConvLayer extends LayerBase {
  readonly kind: 'conv';
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding4;
  readonly dilation: Pair;
  readonly groups: number;
  readonly inSize: Pair;
  /** Of the convolution, before pooling. */
  readonly outSize: Pair;
  readonly pool: Pool | null;
  /** What the next layer sees: after pooling. */
  readonly pooledSize: Pair;
}

export interface Pool {
  readonly method: 'max' | 'average';
  readonly kernel: Pair;
  readonly stride: Pair;
}

export interface DenseLayer extends LayerBase {
  readonly kind: 'dense';
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** A readout: no neurons behind it that must fire. */
  readonly readout: boolean;
  /** Synapses that there are, where they are listed one by one; null: all. They are stored as a whole matrix. */
  readonly synapses: number | null;
}

/** Counts of one layer and one timestep on a systolic array, as SCALE-Sim reports them: reads of weights are those of the weight-stationary run, all others of the output-stationary one. */
export interface SystolicStatistics {
  /** Words read, or written for outputs. */
  readonly dramReads: Operands;
  readonly sramReads: Operands;
  /** `start`: cycle of the first output; `cycles`: from there to the last. */
  readonly outputStationary: { readonly cycles: number; readonly start: number };
  /** From the first to the last read of a weight. */
  readonly weightStationary: { readonly cycles: number };
}

export interface Operands {
  readonly filter: number;
  readonly ifmap: number;
  readonly ofmap: number;
}

/** Values that the layer takes in, one timestep. */
export function inputCount(layer: Layer): number {
  return layer.kind === 'dense' ? layer.inFeatures : layer.inChannels * layer.inSize[0] * layer.inSize[1];
}

/** Outputs before pooling: neurons of the layer, where it has any. */
export function neuronCount(layer: Layer): number {
  return layer.kind === 'dense' ? layer.outFeatures : layer.outChannels * layer.outSize[0] * layer.outSize[1];
}

/** Values that the layer gives to the next one: outputs after pooling. */
export function outputCount(layer: Layer): number {
  return layer.kind === 'dense' ? layer.outFeatures : layer.outChannels * layer.pooledSize[0] * layer.pooledSize[1];
}

export function weightCount(layer: Layer): number {
  return layer.kind === 'dense' ? layer.inFeatures * layer.outFeatures : layer.outChannels * (layer.inChannels / layer.groups) * layer.kernel[0] * layer.kernel[1];
}

/** Synapses, every use of a shared weight counted: multiplications of one timestep if all inputs are heard. */
export function synapseCount(layer: Layer): number {
  return layer.kind === 'dense' ? layer.synapses ?? weightCount(layer) : weightCount(layer) * layer.outSize[0] * layer.outSize[1];
}

/** Extent of a window's output: floor((size + padding - reach) / stride) + 1, where reach is that of the dilated kernel; below 1 where the window does not fit. */
export function windowOutput(size: Pair, kernel: Pair, stride: Pair, [top, left, bottom, right]: Padding4 = [0, 0, 0, 0], dilation: Pair = [1, 1]): Pair {
  const along = (extent: number, axis: 0 | 1): number => Math.floor((extent - (dilation[axis] * (kernel[axis] - 1) + 1)) / stride[axis]) + 1;
  return [along(size[0] + top + bottom, 0), along(size[1] + left + right, 1)];
}
