import { updateOrder } from '../../../src/ir/population-graph.ts';
import type { PartitionProblem } from '../partitioners.ts';

/** Pieces in topological order of their populations, from the inputs on; within a population in the order of its neurons. */
export function topologicalOrder({ unrolled, pieces }: PartitionProblem): Int32Array {
  const { network, units } = unrolled;
  const rank = new Map(updateOrder(network).map((name, index) => [name, index]));
  const order = [...units.keys()].sort((a, b) => rank.get(network.populations[units[a]!.population]!.name)! - rank.get(network.populations[units[b]!.population]!.name)! || a - b);
  return Int32Array.from(order.flatMap((unit) => Array.from({ length: pieces.first[unit + 1]! - pieces.first[unit]! }, (_, i) => pieces.first[unit]! + i)));
}

/** Pieces in the order in which the network lists its populations and their neurons. */
export function listedOrder({ graph }: PartitionProblem): Int32Array {
  return Int32Array.from({ length: graph.pieces }, (_, piece) => piece);
}
