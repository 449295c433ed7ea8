import { axonGraphOf } from '../../src/ir/axon-graph.ts';
import { clusterFlowsOf, clusterGraphOf } from '../../src/ir/cluster-flows.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import { withSeatedInputs } from '../../src/ir/input-seats.ts';
import type { Pass } from '../../src/ir/pass.ts';
import type { Placed } from '../../src/ir/placed.ts';
import { messageHops } from './message-hops.ts';
import { PLACERS } from './placers.ts';

export interface PlaceOptions {
  /** Name of a placer. */
  readonly placer: string;
  /** Most rounds of force-directed swaps; 0 keeps the placement before. */
  readonly rounds: number;
  /** Seconds that a search may take. */
  readonly budget_s: number;
}

/** Puts clusters on cores so that messages travel few hops. */
export const place: Pass<Clustered, Placed, PlaceOptions> = {
  name: 'place',
  summary: 'every cluster has a core of its own inside the mesh',
  options: [
    { name: 'placer', help: 'how cores are chosen; the mapper chooses', default: 'force-directed' },
    { name: 'rounds', help: 'most rounds of force-directed swaps', default: '100' },
    { name: 'budget_s', help: 'seconds that a search may take', default: '2' },
  ],
  run(clustered, { placer: name, rounds, budget_s }, { target, seed, progress }) {
    if (!target) throw new Error('the pass place needs a target');
    const placer = PLACERS.find((one) => one.name === name);
    if (!placer) throw new Error(`there is no placer ${name}`);
    const { mesh } = target;
    const { clusterCount, clusterOf, unrolled, profile } = clustered;
    const flows = clusterFlowsOf(axonGraphOf(unrolled, target, profile), clusterOf, clusterCount);
    const graph = clusterGraphOf(flows);
    const coreOf = placer.run({ clusterCount, flows, graph, mesh, rounds, budget_s, seed, progress });
    const statistics = { messageHops: messageHops(coreOf, graph, mesh) };
    return { output: withSeatedInputs({ stage: 'placed', clustered, coreOf }, target), diagnostics: [], statistics };
  },
};
