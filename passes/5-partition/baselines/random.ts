import { randomStream } from '../../../src/ir/random.ts';
import { nextFit } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { listedOrder } from './network-order.ts';

/** Cores filled one after the other with pieces in an order that is drawn: what no mapper should be worse than. @throws DiagnosticError S703 */
export function shuffled(problem: PartitionProblem): Int32Array {
  const random = randomStream(problem.seed, 0x5f17);
  const order = listedOrder(problem);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return nextFit(problem, order);
}
