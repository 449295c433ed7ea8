import { collect, diagnose, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isSpiking, populationNamed, projectionsInto, type IntegrateAndFire, type Network, type Population, type Projection } from '../../ir/network.ts';
import { encodeNeuron } from './encode-neuron.ts';
import { nodesFor, unit, whole, type NewNode } from './encode-projection.ts';
import { metadataOf } from './losses.ts';
import type { Metadata } from './model.ts';
import { signalShapes, type SignalShapes } from './signal-shapes.ts';

/** A NIR graph that is ready to be written. */
export interface Encoded {
  readonly nodes: ReadonlyMap<string, EncodedNode>;
  readonly edges: readonly (readonly [from: string, to: string])[];
  /** Names of the nodes from the source to the destination of each projection between populations with nodes of their own, both included. */
  readonly paths: ReadonlyMap<Projection, readonly (readonly string[])[]>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface EncodedNode extends NewNode {
  readonly metadata?: Metadata;
}

/**
 * Populations of neurons and inputs become nodes; those that are linear dissolve into the edges, which add up where they meet.
 * @param implicit projections whose one timestep of delay is left to the reader, as they close a cycle
 */
export function encode(network: Network, dt_s: number, implicit: ReadonlySet<Projection>): Encoded {
  const shapes = signalShapes(network);
  const draft: Draft = {
    network, dt_s, implicit, shapes, nodes: new Map(), edges: new Map(), somata: new Map(), chains: new Map(), paths: new Map(), diagnostics: [...shapes.diagnostics], senders: new Map(),
  };
  for (const population of network.populations) addSoma(draft, population);
  for (const projection of network.projections) addChain(draft, projection);
  for (const projection of network.projections) connectChain(draft, projection);
  addOutput(draft);
  return { nodes: draft.nodes, edges: [...draft.edges.values()], paths: draft.paths, diagnostics: draft.diagnostics };
}

interface Draft {
  readonly network: Network;
  readonly dt_s: number;
  readonly implicit: ReadonlySet<Projection>;
  readonly shapes: SignalShapes;
  readonly nodes: Map<string, EncodedNode>;
  readonly edges: Map<string, readonly [from: string, to: string]>;
  /** Node of each population that has one. */
  readonly somata: Map<string, string>;
  /** Nodes of each projection. */
  readonly chains: Map<Projection, readonly string[]>;
  readonly paths: Map<Projection, (readonly string[])[]>;
  /** Nodes whose signals make up that of a population. */
  readonly senders: Map<string, readonly string[]>;
  readonly diagnostics: Diagnostic[];
}

/** `wanted`, or that with a number, under which the node then stands. HDF5 takes `/` and `.` for paths. */
function addNode(draft: Draft, wanted: string, node: EncodedNode): string {
  const base = wanted.replaceAll('/', '_').replace(/^\.*$/, 'node');
  let name = base;
  for (let count = 2; draft.nodes.has(name); count++) name = `${base}_${count}`;
  draft.nodes.set(name, node);
  return name;
}

function addSoma(draft: Draft, population: Population): void {
  const { name, neuron, origin } = population;
  const shape = draft.shapes.of(population);
  if (neuron.kind === 'linear') return;
  if (neuron.kind === 'input') {
    draft.somata.set(name, addNode(draft, name, { type: 'Input', parameters: new Map([['shape', whole(shape)]]) }));
  } else if (neuron.kind === 'if' || neuron.kind === 'lif') {
    const encoded = collect(draft.diagnostics, () => encodeNeuron(population, neuron, shape, draft.dt_s));
    draft.somata.set(name, addNode(draft, name, { ...(encoded ?? { type: 'LIF', parameters: new Map() }), metadata: metadataOf(neuron as IntegrateAndFire, draft.dt_s) }));
  } else {
    const reason = isSpiking(neuron) ? `it has neurons of kind ${neuron.kind}, for which NIR has no node` : `it has the activation ${neuron.kind}, and NIR holds spiking networks only`;
    draft.diagnostics.push(diagnose('S920', { what: `population "${name}"`, reason }, origin));
    draft.somata.set(name, addNode(draft, name, { type: 'LIF', parameters: new Map() }));
  }
}

/** The nodes of a projection. The last is named after it, or after the linear population that it alone leads to. */
function addChain(draft: Draft, projection: Projection): void {
  const { network, shapes, dt_s, implicit } = draft;
  const [source, destination] = [populationNamed(network, projection.source), populationNamed(network, projection.destination)];
  const delay = implicit.has(projection) ? projection.delay - 1 : projection.delay;
  const nodes = shapes.torn.has(source.name) ? [] : collect(draft.diagnostics, () => nodesFor(projection, { source, from: shapes.of(source), to: shapes.of(destination), rows: shapes.rows, dt_s }, delay)) ?? [];
  const sole = destination.neuron.kind === 'linear' && destination.name !== network.output.population && projectionsInto(network, destination.name).length === 1;
  const main = sole ? destination.name : projection.name;
  const named = Math.max(0, nodes.findLastIndex(({ type }) => type !== 'Flatten'));
  draft.chains.set(projection, nodes.map((node, index) => addNode(draft, index === named ? main : `${main}.${node.type.toLowerCase()}`, node)));
}

function connectChain(draft: Draft, projection: Projection): void {
  const chain = draft.chains.get(projection)!;
  chain.forEach((name, index) => { if (index > 0) addEdge(draft, chain[index - 1]!, name); });
  const end = draft.somata.get(projection.destination);
  for (const sender of sendersOf(draft, projection.source)) {
    const [first] = chain;
    if (first !== undefined) addEdge(draft, sender, first);
    else if (end !== undefined) addParallel(draft, sender, end, projection.destination, projection.name);
    if (end !== undefined) draft.paths.set(projection, [...(draft.paths.get(projection) ?? []), [sender, ...chain, end]]);
  }
  if (end !== undefined && chain.length > 0) addEdge(draft, chain.at(-1)!, end);
}

/** The nodes that send the signal of a population; that of a linear one comes from the ends of the projections into it. */
function sendersOf(draft: Draft, name: string): readonly string[] {
  const soma = draft.somata.get(name);
  if (soma !== undefined) return [soma];
  const known = draft.senders.get(name);
  if (known) return known;
  draft.senders.set(name, []);
  const senders: string[] = [];
  for (const projection of projectionsInto(draft.network, name)) {
    const last = draft.chains.get(projection)!.at(-1);
    for (const sender of last === undefined ? sendersOf(draft, projection.source) : [last]) senders.push(senders.includes(sender) ? passage(draft, sender, name, projection.name) : sender);
  }
  const all = senders.length > MOST_SENDERS ? [gathered(draft, senders, name)] : senders;
  draft.senders.set(name, all);
  return all;
}

/** Sums of sums would multiply the edges: beyond these a population gets a node of its own. */
const MOST_SENDERS = 16;

function gathered(draft: Draft, senders: readonly string[], population: string): string {
  const node = addNode(draft, population, unit(draft.shapes.of(populationNamed(draft.network, population))));
  for (const sender of senders) addEdge(draft, sender, node);
  return node;
}

/** A node that changes nothing, for a signal that reaches a population a second time: NIR knows an edge once. */
function passage(draft: Draft, from: string, population: string, name: string): string {
  const between = addNode(draft, name, unit(draft.shapes.of(populationNamed(draft.network, population))));
  addEdge(draft, from, between);
  return between;
}

function addEdge(draft: Draft, from: string, to: string): void {
  draft.edges.set(JSON.stringify([from, to]), [from, to]);
}

function addParallel(draft: Draft, from: string, to: string, population: string, name: string): void {
  addEdge(draft, draft.edges.has(JSON.stringify([from, to])) ? passage(draft, from, population, name) : from, to);
}

function addOutput(draft: Draft): void {
  const { network, shapes } = draft;
  const population = populationNamed(network, network.output.population);
  const wanted = population.neuron.kind === 'linear' ? population.name : 'output';
  const name = addNode(draft, wanted, { type: 'Output', parameters: new Map([['shape', whole(shapes.of(population))]]) });
  for (const sender of sendersOf(draft, population.name)) addParallel(draft, sender, name, population.name, name);
}
