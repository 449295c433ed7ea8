import { nextFit } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { listedOrder } from './network-order.ts';

/** Cores filled one after the other with neurons in the order of the network, as tools without a traffic objective do. @throws DiagnosticError S703 */
export function sequential(problem: PartitionProblem): Int32Array {
  return nextFit(problem, listedOrder(problem));
}
