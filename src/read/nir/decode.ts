import { DiagnosticError, diagnose, fail, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { groupIn, textOf, type Hdf5Array, type Hdf5Group, type Hdf5Node } from '../hdf5/tree.ts';
import { printable } from '../../diagnostics/printable.ts';
import { NEURON_PARAMETERS, OPTIONAL_PARAMETERS, type NeuronType, type NirEdge, type NirGraph, type NirNode } from './model.ts';
import { arrayIn, biasIn, checkedCounts, countIn, countsIn, optionalArray, paddingIn, pairIn, weightIn, type Parameters } from './parameters.ts';

/** What decoding finds wrong is added to `diagnostics`, so that all faults of a file are told at once. */
export interface Decoding {
  readonly file: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * The graph that a NIR file holds. Nodes that are refused are left out of it, with a diagnostic each.
 * @throws DiagnosticError S903 when the file holds no graph
 */
export function decodeFile(root: Hdf5Group, decoding: Decoding): NirGraph {
  const where: Where = { file: decoding.file };
  if (textOf(root.attributes.get('__type__')) === 'NIRGraphData') fail('S903', { what: 'it is NIR data (NIRGraphData), spikes and not a network' }, where);
  const graph = groupIn(root, 'node');
  if (!graph) fail('S903', { what: `it has ${[...root.members.keys()].slice(0, 5).map((name) => `'${printable(name)}'`).join(', ') || 'nothing'} in it, but no group 'node'` }, where);
  const type = textOf(graph!.members.get('type')) ?? 'unknown';
  if (type !== 'NIRGraph') return loneNode(graph!, decoding);
  return decodeGraph(graph!, '', decoding);
}

/** A file may hold a single node instead of a graph. */
function loneNode(group: Hdf5Group, decoding: Decoding): NirGraph {
  const node = decodeNode(group, 'node', decoding);
  return { type: 'NIRGraph', path: '', nodes: new Map(node ? [['node', node]] : []), refused: new Set(), edges: [], metadata: new Map() };
}

function decodeGraph(group: Hdf5Group, path: string, decoding: Decoding): NirGraph {
  const nodes = new Map<string, NirNode | NirGraph>();
  const refused = new Set<string>();
  for (const [name, member] of groupIn(group, 'nodes')?.members ?? []) {
    const node = decodeMember(member, path === '' ? name : `${path}/${name}`, decoding);
    if (node) nodes.set(name, node);
    else refused.add(name);
  }
  return { type: 'NIRGraph', path, nodes, refused, edges: decodeEdges(group, path, decoding), metadata: metadataOf(group) };
}

function decodeEdges(group: Hdf5Group, path: string, { file, diagnostics }: Decoding): readonly NirEdge[] {
  const edges = group.members.get('edges');
  const where: Where = { file, place: path === '' ? 'edges' : `edges of '${printable(path)}'` };
  const empty = edges?.kind === 'array' && edges.data.length === 0;
  if (edges === undefined || empty) return [];
  if (edges.kind !== 'text' || edges.texts.length % 2 !== 0) {
    diagnostics.push(diagnose('S906', { parameter: 'edges', found: edges.kind === 'text' ? `${edges.texts.length} names` : 'no list of names', wanted: 'two names an edge' }, where));
    return [];
  }
  return Array.from({ length: edges.texts.length / 2 }, (_, i) => ({ from: edges.texts[2 * i]!, to: edges.texts[2 * i + 1]! }));
}

function decodeMember(member: Hdf5Node, path: string, decoding: Decoding): NirNode | NirGraph | null {
  if (member.kind === 'group') return decodeNode(member, path, decoding);
  decoding.diagnostics.push(diagnose('S906', { parameter: 'node', found: 'no group', wanted: 'a group with a type' }, whereOf(decoding, path, 'unknown')));
  return null;
}

function decodeNode(group: Hdf5Group, path: string, decoding: Decoding): NirNode | NirGraph | null {
  const type = textOf(group.members.get('type'));
  const node: Parameters = { group, type: printable(type ?? 'unknown'), where: whereOf(decoding, path, type ?? 'unknown') };
  try {
    if (type === null) fail('S905', { type: 'any', parameter: 'type' }, node.where);
    if (type === 'NIRGraph') return decodeGraph(group, path, decoding);
    const decode = DECODERS[type] ?? fail('S904', { type: node.type, nearest: nearest(type, KNOWN), known: KNOWN }, node.where);
    return { path, metadata: metadataOf(group), ...decode(node) } as NirNode;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    decoding.diagnostics.push(...error.diagnostics);
    return null;
  }
}

/** "node 'lif1/lif' (CubaLIF)" */
export function placeOf(path: string, type: string): string {
  return `node '${printable(path)}' (${printable(type)})`;
}

function whereOf({ file }: Decoding, path: string, type: string): Where {
  return { file, place: placeOf(path, type) };
}

function metadataOf(group: Hdf5Group): NirGraph['metadata'] {
  return groupIn(group, 'metadata')?.members ?? new Map();
}

type Own = (node: Parameters) => object;

const DECODERS: Readonly<Partial<Record<string, Own>>> = {
  Input: (node) => ({ type: 'Input', shape: countsIn(node, 'shape', 1) }),
  Output: (node) => ({ type: 'Output', shape: countsIn(node, 'shape', 1) }),
  Affine: (node) => {
    const weight = weightIn(node, 2);
    return { type: 'Affine', weight, bias: biasIn(node, weight.shape[0]!) };
  },
  Linear: (node) => ({ type: 'Linear', weight: weightIn(node, 2), bias: null }),
  Conv1d: (node) => convolution(node, 'Conv1d', 1),
  Conv2d: (node) => convolution(node, 'Conv2d', 2),
  SumPool2d: (node) => ({ type: 'SumPool2d', ...windowOf(node) }),
  AvgPool2d: (node) => ({ type: 'AvgPool2d', ...windowOf(node) }),
  Flatten: (node) => ({ type: 'Flatten', startDim: axisOf(node, 'start_dim', 1), endDim: axisOf(node, 'end_dim', -1), inputShape: statedShape(node, 'input_type') }),
  Scale: (node) => ({ type: 'Scale', scale: arrayIn(node, 'scale') }),
  Delay: (node) => ({ type: 'Delay', delay: arrayIn(node, 'delay') }),
  ...Object.fromEntries((Object.keys(NEURON_PARAMETERS) as NeuronType[]).map((type) => [type, (node: Parameters) => ({ type, parameters: neuronParameters(node, type) })])),
};

const KNOWN = [...Object.keys(DECODERS), 'NIRGraph'];

function convolution(node: Parameters, type: 'Conv1d' | 'Conv2d', axes: 1 | 2): object {
  const { shape, data } = weightIn(node, axes + 2);
  const weight: Hdf5Array = { kind: 'array', shape: axes === 2 ? shape : [shape[0]!, shape[1]!, 1, shape[2]!], data };
  const padding = paddingIn(node);
  return {
    type, weight, bias: node.group.members.has('bias') ? biasIn(node, shape[0]!) : null, groups: countIn(node, 'groups', 1),
    stride: flat(pairIn(node, 'stride', 1), axes, 1), dilation: flat(pairIn(node, 'dilation', 1), axes, 1),
    padding: padding === 'same' ? padding : flat(padding, axes, 0), inputShape: statedShape(node, 'input_shape'),
  };
}

/** The pair along the width alone, for one axis. */
function flat(pair: readonly [number, number], axes: 1 | 2, other: number): readonly [number, number] {
  return axes === 2 ? pair : [other, pair[1]];
}

function windowOf(node: Parameters): object {
  return { kernel: pairIn(node, 'kernel_size', 1), stride: pairIn(node, 'stride', 1), padding: pairIn(node, 'padding', 0) };
}

function axisOf(node: Parameters, name: string, fallback: number): number {
  return node.group.members.has(name) ? countIn(node, name, -LARGEST_RANK) : fallback;
}

const LARGEST_RANK = 8;

/** A shape that the file may state or leave out; zeros and a text ("None") stand for nothing. */
function statedShape(node: Parameters, name: string): readonly number[] | null {
  const member = node.group.members.get(name);
  if (member?.kind !== 'array' || member.data.length === 0) return null;
  const extents = checkedCounts(node, name, member, 0);
  return extents.every((extent) => extent > 0) ? extents : null;
}

function neuronParameters(node: Parameters, type: NeuronType): ReadonlyMap<string, Hdf5Array> {
  const parameters = new Map(NEURON_PARAMETERS[type].map((name) => [name, arrayIn(node, name)]));
  for (const name of OPTIONAL_PARAMETERS[type]) {
    const array = optionalArray(node, name);
    if (array) parameters.set(name, array);
  }
  return parameters;
}
