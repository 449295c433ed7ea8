import { nextFit } from '../next-fit.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { listedOrder } from './network-order.ts';

/**
 * Splitter of PACMAN (SpiNNaker; Rowley et al., Frontiers in Neuroscience 13:231, 2019): every population is cut into slices of consecutive neurons as large as
 * a core allows, and no core holds neurons of two populations. Traffic is not looked at. Theirs: slices by neurons a core and memory; here all limits
 * of the target bound a slice.
 * @throws DiagnosticError S703
 */
export function slicePopulations(problem: PartitionProblem): Int32Array {
  const { unrolled, pieces } = problem;
  const populationOf = (piece: number): number => unrolled.units[pieces.unitOf[piece]!]!.population;
  return nextFit(problem, listedOrder(problem), (piece, before) => populationOf(piece) === populationOf(before));
}
