import { nextFit } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { topologicalOrder } from './network-order.ts';

/**
 * Partition of Jin et al. (ASPLOS 2023, "Mapping very large scale spiking neuron network to neuromorphic hardware"): cores are filled in topological order
 * of the network; the work is left to placement along a Hilbert curve with force-directed swaps. Order and next-fit are theirs; their limits are neurons
 * and axons a core, here all limits of the target hold.
 * @throws DiagnosticError S703
 */
export function fillTopologically(problem: PartitionProblem): Int32Array {
  return nextFit(problem, topologicalOrder(problem));
}
