import type { Pair } from '../../ir/network.ts';
import type { Hdf5Array, Hdf5Node } from '../hdf5/tree.ts';

/** A graph as the file holds it, with nodes whose parameters are there and have the kinds that NIR asks for. */
export interface NirGraph {
  readonly type: 'NIRGraph';
  /** Names from the outside in, joined by `/`; empty for the outermost. */
  readonly path: string;
  readonly nodes: ReadonlyMap<string, NirNode | NirGraph>;
  /** Names of the nodes that were refused, each with a diagnostic of its own. */
  readonly refused: ReadonlySet<string>;
  readonly edges: readonly NirEdge[];
  readonly metadata: Metadata;
}

export interface NirEdge {
  readonly from: string;
  readonly to: string;
}

export type Metadata = ReadonlyMap<string, Hdf5Node>;

export type NirNode = Port | Matrix | Convolution | Pool | Flatten | Scale | Delay | NirNeuron;

interface NodeBase {
  readonly path: string;
  readonly metadata: Metadata;
}

export interface Port extends NodeBase {
  readonly type: 'Input' | 'Output';
  readonly shape: readonly number[];
}

/** weight [out, in], after leading extents of 1. */
export interface Matrix extends NodeBase {
  readonly type: 'Affine' | 'Linear';
  readonly weight: Hdf5Array;
  readonly bias: Hdf5Array | null;
}

/** weight [out channels, in channels / groups, kernel height, kernel width], height 1 for Conv1d. */
export interface Convolution extends NodeBase {
  readonly type: 'Conv1d' | 'Conv2d';
  readonly weight: Hdf5Array;
  readonly bias: Hdf5Array | null;
  readonly stride: Pair;
  readonly padding: Pair | 'same';
  readonly dilation: Pair;
  readonly groups: number;
  /** Extents of the plane, where the file states them. */
  readonly inputShape: readonly number[] | null;
}

export interface Pool extends NodeBase {
  readonly type: 'SumPool2d' | 'AvgPool2d';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

export interface Flatten extends NodeBase {
  readonly type: 'Flatten';
  readonly startDim: number;
  readonly endDim: number;
  /** Shape of what it flattens, where the file states it. */
  readonly inputShape: readonly number[] | null;
}

export interface Scale extends NodeBase {
  readonly type: 'Scale';
  readonly scale: Hdf5Array;
}

/** In seconds. */
export interface Delay extends NodeBase {
  readonly type: 'Delay';
  readonly delay: Hdf5Array;
}

export type NeuronType = 'I' | 'IF' | 'LI' | 'LIF' | 'CubaLI' | 'CubaLIF' | 'Threshold';

export interface NirNeuron extends NodeBase {
  readonly type: NeuronType;
  readonly parameters: ReadonlyMap<string, Hdf5Array>;
}

/** Parameters that each neuron must have; v_reset (0) and w_in (1) may be missing, as older files lack them. */
export const NEURON_PARAMETERS: Readonly<Record<NeuronType, readonly string[]>> = {
  I: ['r'], IF: ['r', 'v_threshold'], LI: ['tau', 'r', 'v_leak'], LIF: ['tau', 'r', 'v_leak', 'v_threshold'],
  CubaLI: ['tau_syn', 'tau_mem', 'r', 'v_leak'], CubaLIF: ['tau_syn', 'tau_mem', 'r', 'v_leak', 'v_threshold'], Threshold: ['threshold'],
};

export const OPTIONAL_PARAMETERS: Readonly<Record<NeuronType, readonly string[]>> = {
  I: [], IF: ['v_reset'], LI: [], LIF: ['v_reset'], CubaLI: ['w_in'], CubaLIF: ['v_reset', 'w_in'], Threshold: [],
};

export function isNeuron(node: NirNode): node is NirNeuron {
  return node.type in NEURON_PARAMETERS;
}

/** The nodes that map a signal linearly and hold no state (a delay aside). */
export type LinearNode = Exclude<NirNode, Port | NirNeuron>;

export function isLinear(node: NirNode): node is LinearNode {
  return node.type !== 'Input' && node.type !== 'Output' && !isNeuron(node);
}
