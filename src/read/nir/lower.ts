import { collect, diagnose, type Diagnostic, type Where } from '../../diagnostics/diagnostic.ts';
import type { Network, Neuron, Population, Projection, Readout } from '../../ir/network.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { MOST_NEURONS } from '../../ir/verify-network.ts';
import { identifierFrom, uniqueName } from '../names.ts';
import type { Conventions } from './conventions.ts';
import { placeOf } from './decode.ts';
import { isLinear, isNeuron, type NirNode } from './model.ts';
import { neuronOf } from './neurons.ts';
import { linksOf, type Link } from './projections.ts';
import type { Roles } from './roles.ts';

/** What becomes populations and projections. */
export interface Graph {
  readonly file: string;
  readonly nodes: readonly NirNode[];
  /** Every node after all that send to it, feedback aside. */
  readonly order: readonly number[];
  readonly roles: Roles;
  /** Index of the node that is read. */
  readonly output: number;
  readonly conventions: Conventions;
}

/** Populations, projections and the output of the network. Faults are added to `diagnostics`, which then holds an error. */
export function lower(graph: Graph, name: string, diagnostics: Diagnostic[]): Network {
  const draft: Draft = { graph, diagnostics, names: new Map(), populations: new Map(), projections: [] };
  const { nodes, order, roles, output, conventions } = graph;
  for (const index of order) if (roles.roles[index] === 'population') addPopulation(draft, index);
  const read = populationRead(draft, output);
  for (const index of draft.populations.keys()) addProjections(draft, index);
  const { neuron } = draft.populations.get(read) ?? { neuron: { kind: 'linear' as const } };
  return {
    stage: 'network', name, dt_s: conventions.dt_s, timesteps: null, bits: null,
    populations: [...draft.populations.values()], projections: draft.projections,
    output: { population: draft.populations.get(read)?.name ?? '', readout: readoutOf(neuron, nodes) },
  };
}

interface Draft {
  readonly graph: Graph;
  readonly diagnostics: Diagnostic[];
  readonly names: Map<string, number>;
  /** By the index of the node. */
  readonly populations: Map<number, Population>;
  readonly projections: Projection[];
}

function addPopulation(draft: Draft, index: number): void {
  const { graph: { nodes, roles, conventions, file }, diagnostics } = draft;
  const node = nodes[index]!;
  const shape = roles.planes[index]!;
  const where: Where = { file, place: placeOf(node.path, node.type) };
  const neurons = [...draft.populations.values()].reduce((sum, population) => sum + sizeOf(population.shape), sizeOf(shape));
  if (!(neurons <= MOST_NEURONS)) {
    diagnostics.push(diagnose('S918', { neurons: `${neurons}`, most: MOST_NEURONS }, where));
    return;
  }
  const neuron = collect(diagnostics, (): Neuron => (isNeuron(node) ? neuronOf({ node, shape, conventions, where }) : node.type === 'Input' ? { kind: 'input', coding: conventions.input } : { kind: 'linear' }));
  if (neuron) draft.populations.set(index, { name: uniqueName(draft.names, identifierFrom(node.path) || 'population'), shape, neuron, origin: { file, place: where.place! } });
}

/** The neurons that the output alone receives from, or a linear population in its place, where signals add up. */
function populationRead(draft: Draft, output: number): number {
  const { nodes, roles } = draft.graph;
  if (roles.roles[output] !== 'passage') return output;
  const [arrival, ...others] = roles.arrivals(output);
  if (arrival && others.length === 0 && !arrival.late && arrival.held === 0 && isNeuron(nodes[arrival.source]!)) return arrival.source;
  addPopulation(draft, output);
  return output;
}

function readoutOf(neuron: Neuron, nodes: readonly NirNode[]): Readout {
  if (neuron.kind === 'if' || neuron.kind === 'lif') return neuron.sends === 'potential' ? 'membrane' : 'count';
  return nodes.length > 0 ? 'value' : 'count';
}

/** Everything that arrives at a population. The bias of a node that several populations lead to acts once. */
function addProjections(draft: Draft, index: number): void {
  const { graph: { nodes, roles } } = draft;
  const own = nodes[index]!;
  const biased = new Set<number>();
  for (const { source, late, held } of roles.arrivals(index)) {
    const between = nodes[source]!;
    if (roles.roles[source] === 'population') {
      add(draft, { source, destination: index, delay: held + (late ? 1 : 0), node: isLinear(own) ? index : null, biased });
    } else if (isLinear(between)) {
      for (const earlier of roles.arrivals(source)) {
        add(draft, { source: earlier.source, destination: index, delay: held + earlier.held + (late || earlier.late ? 1 : 0), node: source, biased });
      }
    }
  }
}

interface Way {
  readonly source: number;
  readonly destination: number;
  readonly delay: number;
  /** The linear node on the way; null where the signal passes unchanged. */
  readonly node: number | null;
  readonly biased: Set<number>;
}

function add(draft: Draft, way: Way): void {
  const { graph: { nodes, file, conventions }, diagnostics, populations, projections, names } = draft;
  const source = populations.get(way.source);
  const destination = populations.get(way.destination);
  if (!source || !destination) return;
  const node = way.node === null ? null : nodes[way.node]!;
  const where: Where = { file, place: node ? placeOf(node.path, node.type) : `edge '${nodes[way.source]!.path}' -> '${nodes[way.destination]!.path}'` };
  const links = collect(diagnostics, (): readonly Link[] => (node && isLinear(node) ? linksOf({ node, source, destination, dt_s: conventions.dt_s, where, diagnostics }) : [{ kind: 'one-to-one', delay: 0 }]));
  const named = node && way.node !== way.destination ? identifierFrom(node.path) : '';
  for (const link of links ?? []) {
    const biasless = 'bias' in link && link.bias && way.node !== null && way.biased.has(way.node) ? { bias: null } : {};
    if (way.node !== null) way.biased.add(way.node);
    projections.push({
      ...link, ...biasless, delay: link.delay + way.delay, source: source.name, destination: destination.name,
      name: uniqueName(names, named || `${source.name}_to_${destination.name}`), origin: { file, place: where.place! },
    } as Projection);
  }
}
