import { DiagnosticError, diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Pair } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { groupIn, numberOf, textOf, type Hdf5Array, type Hdf5Group } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';
import { few, numbers, optionalNumbers, pair, shapeIn, type Fields } from './fields.ts';
import { decodeNeuron, type Cell } from './neuron.ts';
import { cutBoth, wholeWeights, type Weights } from './weights.ts';

/** A layer of the file, by the words of lava-dl; each is named in messages by its place there. */
export type Layer = InputLayer | DenseLayer | SlidingLayer | FlattenLayer | AverageLayer;

interface LayerBase {
  readonly index: number;
  readonly place: string;
}

/** With a cell, values x drive its neurons as weight x + bias; without one, spikes enter here. */
export interface InputLayer extends LayerBase {
  readonly type: 'input';
  readonly shape: readonly number[];
  readonly cell: Cell | null;
  readonly weight: number;
  readonly bias: number;
}

/** weight [out, in]; recurrent [out, out]. */
export interface DenseLayer extends LayerBase {
  readonly type: 'dense' | 'dense_rec';
  readonly shape: readonly number[];
  readonly weight: Weights;
  readonly recurrent: Weights | null;
  readonly delay: Hdf5Array | null;
  readonly cell: Cell | null;
}

/** weight of conv [out channels, in channels / groups, height, width], of pool [1, 1, height, width], the same kernel for every channel. */
export interface SlidingLayer extends LayerBase {
  readonly type: 'conv' | 'pool';
  readonly shape: readonly number[];
  readonly weight: Weights;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
  readonly delay: Hdf5Array | null;
  readonly cell: Cell;
}

export interface FlattenLayer extends LayerBase {
  readonly type: 'flatten';
}

/** The mean over as many groups of neurons as it has outputs. */
export interface AverageLayer extends LayerBase {
  readonly type: 'average';
  readonly outputs: number;
}

export interface Net {
  readonly layers: readonly Layer[];
  /** Timesteps of a sample, where the file says so. */
  readonly timesteps: number | null;
}

const MOST_LAYERS = 1024;

/**
 * All layers of the file in their order; what is wrong is added to `diagnostics`, and such layers are left out.
 * @throws DiagnosticError S930 when the file holds no layers
 */
export function decodeNet(root: Hdf5Group, file: string, diagnostics: Diagnostic[]): Net {
  const group = groupIn(root, 'layer');
  if (!group || group.members.size === 0) return fail('S930', { reason: group ? "its group 'layer' is empty" : "it has no group 'layer'" }, { file });
  const count = group.members.size;
  if (count > MOST_LAYERS) fail('S930', { reason: `it has ${count} layers, more than ${MOST_LAYERS}` }, { file });
  const layers = Array.from({ length: count }, (_, index) => decodeLayer(group, index, file, diagnostics));
  const timesteps = numberOf(groupIn(root, 'simulation')?.members.get('tSample'));
  return { layers: layers.filter((layer) => layer !== null), timesteps: timesteps !== null && Number.isInteger(timesteps) && timesteps >= 1 && timesteps <= MOST_TIMESTEPS ? timesteps : null };
}

const MOST_TIMESTEPS = 65536;

function decodeLayer(layers: Hdf5Group, index: number, file: string, diagnostics: Diagnostic[]): Layer | null {
  const group = groupIn(layers, `${index}`);
  const type = textOf(group?.members.get('type'))?.replace(/\0+$/, '') ?? null;
  const place = `layer ${index}${type === null ? '' : ` (${printable(type)})`}`;
  try {
    if (!group) return fail('S930', { reason: `it has ${layers.members.size} layers, but no layer ${index}` }, { file });
    if (type === null) return fail('S932', { what: 'type', found: group.members.has('type') ? 'no text' : 'missing', wanted: 'a text' }, { file, place });
    const decode = DECODERS[type] ?? fail('S931', { type: printable(type), known: Object.keys(DECODERS) }, { file, place });
    return { index, place, ...decode({ group, where: { file, place }, diagnostics }) } as Layer;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    diagnostics.push(...error.diagnostics);
    return null;
  }
}

const DECODERS: Readonly<Partial<Record<string, (fields: Fields) => object>>> = {
  input: (fields) => {
    const cell = fields.group.members.has('neuron') ? decodeNeuron(fields, null) : null;
    return { type: 'input', shape: shapeIn(fields), cell, weight: Math.trunc(oneOr(fields, 'weight', UNIT_WEIGHT)), bias: Math.trunc(oneOr(fields, 'bias', 0)) };
  },
  dense: (fields) => ({ type: 'dense', ...denseFields(fields, false) }),
  dense_rec: (fields) => ({ type: 'dense_rec', ...denseFields(fields, true) }),
  conv: (fields) => {
    const weight = wholeWeights(fields, 'weight');
    const shape = weight.shape.length === 5 && weight.shape[4] === 1 ? weight.shape.slice(0, 4) : weight.shape;
    if (shape.length !== 4) fail('S932', { what: 'weight', found: `an array of shape [${shape.slice(0, 8).join(', ')}]`, wanted: 'output channels, input channels, height and width' }, fields.where);
    const [groups = 1] = fields.group.members.has('groups') ? few(fields, 'groups', 1) : [];
    const delay = optionalNumbers(fields, 'delay');
    if (delay) fields.diagnostics.push(diagnose('S936', { what: 'its delays', reason: 'they hold its spikes back, as in training; the netx reader of lava-dl passes them over' }, fields.where));
    return { type: 'conv', ...windowFields(fields), weight: { ...weight, shape }, groups, delay };
  },
  pool: (fields) => {
    const weight = wholeWeights(fields, 'weight');
    const kernel = fields.group.members.has('kernelSize') ? pair(fields, 'kernelSize', 1, 1) : (weight.shape.filter((extent, axis) => axis >= weight.shape.length - 2 || extent > 1) as unknown as Pair);
    if (kernel.length !== 2 || sizeOf(kernel) !== weight.data.length) fail('S932', { what: 'weight', found: `an array of shape [${weight.shape.slice(0, 8).join(', ')}]`, wanted: 'one kernel, height and width' }, fields.where);
    return { type: 'pool', ...windowFields(fields), weight: { shape: [1, 1, ...kernel], data: weight.data }, groups: 1, delay: optionalNumbers(fields, 'delay') };
  },
  flatten: () => ({ type: 'flatten' }),
  average: (fields) => ({ type: 'average', outputs: sizeOf(shapeIn(fields)) }),
};

/** What lava-dl gives an input layer without a weight. */
const UNIT_WEIGHT = 64;

function oneOr(fields: Fields, name: string, fallback: number): number {
  const array = optionalNumbers(fields, name);
  if (!array) return fallback;
  return array.data.length === 1 ? array.data[0]! : fail('S932', { what: name, found: `${array.data.length} numbers`, wanted: 'one number' }, fields.where);
}

function denseFields(fields: Fields, recurrent: boolean): object {
  const shape = [sizeOf(shapeIn(fields))];
  const matrix = (name: string): Weights => {
    const { shape: found, data } = wholeWeights(fields, name);
    const rows = found.length === 1 ? [shape[0]!, data.length / shape[0]!] : found;
    if (rows.length !== 2 || rows[0] !== shape[0] || !Number.isInteger(rows[1])) fail('S932', { what: name, found: `an array of shape [${found.slice(0, 8).join(', ')}]`, wanted: `${shape[0]} rows, one a neuron` }, fields.where);
    return { shape: rows, data };
  };
  const both = { weight: matrix('weight'), recurrent: recurrent ? matrix('weight_rec') : null };
  if (both.recurrent && both.recurrent.shape[1] !== shape[0]) fail('S932', { what: 'weight_rec', found: `an array of ${both.recurrent.shape[1]} columns`, wanted: `${shape[0]}, one a neuron` }, fields.where);
  const delay = optionalNumbers(fields, 'delay');
  if (delay && recurrent) fail('S932', { what: 'delay', found: 'there', wanted: 'none beside recurrent synapses, which lava-dl delays in running but not in training' }, fields.where);
  const cell = fields.group.members.has('neuron') ? decodeNeuron(fields, 'bias') : null;
  if (!cell && fields.group.members.has('bias')) numbers(fields, 'bias');
  return { shape, ...cutBoth(both, fields), delay, cell };
}

function windowFields(fields: Fields): object {
  if (!fields.group.members.has('neuron')) fail('S932', { what: 'neuron', found: 'missing', wanted: 'a group' }, fields.where);
  return {
    shape: shapeIn(fields), stride: pair(fields, 'stride', 1, 1), padding: pair(fields, 'padding', 0, 0), dilation: pair(fields, 'dilation', 1, 1), cell: decodeNeuron(fields, 'bias'),
  };
}
