import type { ClusterFlows, ClusterGraph } from '../../src/ir/cluster-flows.ts';
import type { Mesh } from '../../src/ir/target.ts';
import { alongHilbert } from './hilbert.ts';
import { improveBySwaps } from './swaps.ts';

/** What a placer is asked to solve. */
export interface PlaceProblem {
  readonly clusterCount: number;
  readonly flows: ClusterFlows;
  /** The same as pairs, for unicast costs. */
  readonly graph: ClusterGraph;
  readonly mesh: Mesh;
  /** Most rounds of force-directed swaps. */
  readonly rounds: number;
  /** Seconds that a search may take. */
  readonly budget_s: number;
  readonly seed: number;
  /** Called with 0..1 during long work. */
  readonly progress: (fraction: number) => void;
}

/** A way to give every cluster a core of its own. */
export interface Placer {
  readonly name: string;
  readonly summary: string;
  readonly run: (problem: PlaceProblem) => Int32Array;
}

export const PLACERS: readonly Placer[] = [
  { name: 'hilbert', summary: 'along a Hilbert curve in the order of the data', run: ({ clusterCount, mesh }) => alongHilbert(clusterCount, mesh) },
  {
    name: 'force-directed', summary: 'along a Hilbert curve, then swaps of neighbouring tiles under tension',
    run: ({ clusterCount, graph, mesh, rounds }) => improveBySwaps(alongHilbert(clusterCount, mesh), graph, mesh, rounds),
  },
];
