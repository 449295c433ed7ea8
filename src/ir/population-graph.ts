import { Graph, alg } from '@dagrejs/graphlib';
import type { Network, Projection } from './network.ts';

/**
 * Names of the populations such that every projection without delay leads forward: the order of update within a timestep.
 * @throws Error when projections without delay form a cycle (see `cycles`; the verifier refuses such a network).
 */
export function updateOrder(network: Network): readonly string[] {
  return alg.topsort(graphOf(network, (projection) => projection.delay === 0)).map(nameOf);
}

/**
 * Names of the populations such that every projection leads forward, delayed ones included.
 * @throws Error when projections form a cycle (see `cyclesAmong`).
 */
export function forwardOrder(network: Network): readonly string[] {
  return alg.topsort(graphOf(network, () => true)).map(nameOf);
}

/** Groups of populations that projections without delay join in a cycle; a lone population with a projection to itself counts. */
export function zeroDelayCycles(network: Network): readonly (readonly string[])[] {
  return cyclesAmong(network, (projection) => projection.delay === 0);
}

/** Groups of populations that reach each other through projections of the `allowed` kind. */
export function cyclesAmong(network: Network, allowed: (projection: Projection) => boolean): readonly (readonly string[])[] {
  const graph = graphOf(network, allowed);
  const components = alg.tarjan(graph).map((members) => members.toReversed());
  return components.filter((members) => members.length > 1 || graph.hasEdge(members[0]!, members[0]!)).map((members) => members.map(nameOf));
}

/** Populations that a spike of one of `sources` can reach, themselves included. */
export function reachableFrom(network: Network, sources: readonly string[]): ReadonlySet<string> {
  if (sources.length === 0) return new Set();
  return new Set(alg.preorder(graphOf(network, () => true), sources.map(vertexOf)).map(nameOf));
}

/**
 * Indices of the populations in order of execution: an entry may run through all timesteps once the entries before it have;
 * the populations of one entry form a cycle and advance together, in the order of their projections without delay.
 */
export function scheduleOf(network: Network): readonly (readonly number[])[] {
  const graph = graphOf(network, () => true);
  const rank = new Map(updateOrder(network).map((name, i) => [name, i]));
  const index = new Map(network.populations.map(({ name }, i) => [name, i]));
  // Tarjan's algorithm finds components in reverse topological order.
  return alg.tarjan(graph).toReversed().map((members) => members.map(nameOf).toSorted((a, b) => rank.get(a)! - rank.get(b)!).map((name) => index.get(name)!));
}

function graphOf(network: Network, allowed: (projection: Projection) => boolean): Graph {
  const graph = new Graph();
  for (const population of network.populations) graph.setNode(vertexOf(population.name));
  for (const projection of network.projections) if (allowed(projection)) graph.setEdge(vertexOf(projection.source), vertexOf(projection.destination));
  return graph;
}

/** A population may be called `__proto__`, which no key of the library's objects may be. */
function vertexOf(name: string): string {
  return ` ${name}`;
}

function nameOf(vertex: string): string {
  return vertex.slice(1);
}
