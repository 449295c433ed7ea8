import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Pieces } from '../../src/ir/pieces.ts';
import type { SpikeProfile } from '../../src/ir/spike-profile.ts';
import type { Target } from '../../src/ir/target.ts';
import type { Unrolled } from '../../src/ir/unrolled.ts';
import { streamed } from './baselines/edgemap.ts';
import { fillTopologically } from './baselines/hilbert.ts';
import { byOverlap } from './baselines/overlap.ts';
import { slicePopulations } from './baselines/pacman.ts';
import { shuffled } from './baselines/random.ts';
import { sequential } from './baselines/sequential.ts';
import { byEdgeCut } from './baselines/sneap.ts';
import { exchanged } from './baselines/spinemap.ts';
import type { Objective } from '../../src/ir/objective.ts';
import { multilevel } from './multilevel.ts';
import { nextFit } from './next-fit.ts';
import { packingOrder } from './packing-order.ts';
import { steady } from './steady.ts';

/** What a partitioner is asked to solve. */
export interface PartitionProblem {
  readonly graph: AxonGraph;
  readonly unrolled: Unrolled;
  readonly pieces: Pieces;
  readonly target: Target;
  readonly objective: Objective;
  readonly profile: SpikeProfile;
  /** Most cores to use; 0: all that there are. For latency they are all used. */
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
  { name: 'steady', summary: 'even work in every timestep, not only over all of them, against messages; by what spiked when', run: steady },
  {
    name: 'tiles',
    summary: 'rectangles of neighbouring positions share a core; next-fit, listeners before speakers',
    run: (problem) => nextFit(problem, packingOrder(problem.unrolled, problem.target)),
  },
  { name: 'sequential', summary: 'cores filled in the order of the network (baseline)', run: sequential },
  { name: 'random', summary: 'cores filled in a drawn order (baseline)', run: shuffled },
  { name: 'pacman', summary: 'slices of single populations, as PACMAN (SpiNNaker) splits them (baseline)', run: slicePopulations },
  { name: 'spinemap', summary: 'Kernighan-Lin exchanges that lower the spikes on synapses between clusters, as SpiNeCluster (baseline)', run: exchanged },
  { name: 'sneap', summary: 'multilevel cut of the graph of neurons by spikes on synapses, as SNEAP (baseline)', run: byEdgeCut },
  { name: 'edgemap', summary: 'streaming: every piece joins the cluster to which it has most spikes, as EdgeMap (baseline)', run: streamed },
  { name: 'overlap', summary: 'clusters grown by the overlap of arriving axons, as Ronzani and Silvano (baseline)', run: byOverlap },
  { name: 'hilbert', summary: 'cores filled in topological order, as Jin et al., ASPLOS 2023 (baseline)', run: fillTopologically },
];
