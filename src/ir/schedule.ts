import { Graph, alg } from '@dagrejs/graphlib';
import type { Network } from './network.ts';
import { updateOrder } from './population-graph.ts';

/**
 * Indices of the populations in order of execution: an entry may run through all timesteps once the entries before it have;
 * the populations of one entry form a cycle and advance together, in the order of their projections without delay.
 */
export function scheduleOf(network: Network): readonly (readonly number[])[] {
  const graph = new Graph();
  for (const { name } of network.populations) graph.setNode(name);
  for (const { source, destination } of network.projections) graph.setEdge(source, destination);
  const rank = new Map(updateOrder(network).map((name, i) => [name, i]));
  const index = new Map(network.populations.map(({ name }, i) => [name, i]));
  // Tarjan's algorithm finds components in reverse topological order.
  return alg.tarjan(graph).toReversed().map((members) => members.toSorted((a, b) => rank.get(a)! - rank.get(b)!).map((name) => index.get(name)!));
}
