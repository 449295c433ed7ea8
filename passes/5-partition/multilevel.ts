import { DiagnosticError } from '../../src/diagnostics/diagnostic.ts';
import { usableCores } from '../../src/ir/mesh.ts';
import { limitsOfCore } from './cluster-loads.ts';
import { gather } from './gather.ts';
import { nextFit } from './next-fit.ts';
import { ownShare } from './own-share.ts';
import { packingOrder } from './packing-order.ts';
import type { PartitionProblem } from './partitioners.ts';

/** Up to so many pieces there is time to improve the partition that was found some more times. */
const SMALL = 50_000;
const REPEATS = 3;

/**
 * Multilevel partitioning on messages, against the shape-aware tiles as another start: whichever is better by the objective.
 * @throws DiagnosticError S703 when neither finds clusters that keep every limit
 */
export function multilevel(problem: PartitionProblem): Int32Array {
  const { graph, unrolled, target, objective, cores, seed, progress } = problem;
  let refused: DiagnosticError | null = null;
  let start: Int32Array | null = null;
  try {
    start = nextFit(problem, packingOrder(unrolled, target));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    refused = error;
  }
  const found = gather(graph, {
    limits: limitsOfCore(target), objective, cores, available: usableCores(target.mesh).length, ownShare: ownShare(target), start,
    repeats: graph.pieces <= SMALL ? REPEATS : 0, seed, progress,
  });
  if (!found) throw refused!;
  return found;
}
