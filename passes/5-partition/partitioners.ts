import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Pieces } from '../../src/ir/pieces.ts';
import type { Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import type { Objective } from './gather.ts';
import { multilevel } from './multilevel.ts';
import { nextFit } from './next-fit.ts';
import { packingOrder } from './packing-order.ts';

/** What a partitioner is asked to solve. */
export interface PartitionProblem {
  readonly graph: AxonGraph;
  readonly unrolled: Unrolled;
  readonly pieces: Pieces;
  readonly target: Target;
  readonly objective: Objective;
  /** Cores to fill; 0: as few as the limits allow, and for latency all that there are. */
  readonly cores: number;
  readonly seed: number;
  /** Called with 0..1 during long work. */
  readonly progress: (fraction: number) => void;
}

/** A way to gather pieces into clusters: the cluster of every piece, within all limits of a core. Numbers of clusters may have gaps. */
export interface Partitioner {
  readonly name: string;
  readonly summary: string;
  readonly run: (problem: PartitionProblem) => Int32Array;
}

export const PARTITIONERS: readonly Partitioner[] = [
  { name: 'multilevel', summary: 'few messages: coarsened, cut by halves, refined by moves and swaps under all limits; or balanced for latency', run: multilevel },
  {
    name: 'tiles',
    summary: 'rectangles of neighbouring positions share a core; next-fit, listeners before speakers',
    run: (problem) => nextFit(problem, packingOrder(problem.unrolled, problem.target)),
  },
];
