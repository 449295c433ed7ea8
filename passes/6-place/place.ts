import { diagnose, fail, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { axonGraphOf } from '../../src/ir/axon-graph.ts';
import { clusterFlowsOf } from '../../src/ir/cluster-flows.ts';
import type { Clustered } from '../../src/ir/clustered.ts';
import { flowHops } from '../../src/ir/flow-hops.ts';
import { usableCores } from '../../src/ir/mesh.ts';
import { withSeatedInputs } from '../../src/ir/input-seats.ts';
import type { Pass, PassContext, PassResult } from '../../src/ir/pass.ts';
import type { Placed } from '../../src/ir/placed.ts';
import { finish, type Search } from '../../src/ir/search.ts';
import { coreCount, type Target } from '../../src/ir/target.ts';
import { placementCost } from './cost.ts';
import { hopWeightsOf } from './plane.ts';
import { PLACERS, type Found } from './placers.ts';
import { problemOf } from './problem.ts';

export interface PlaceOptions {
  /** Name of a placer. */
  readonly placer: string;
  /** Most rounds of force-directed swaps; 0 keeps the placement before. */
  readonly rounds: number;
  /** Seconds that a search may take. */
  readonly budget_s: number;
}

/** Puts clusters on cores that work, so that messages travel few hops. */
export const place: Pass<Clustered, Placed, PlaceOptions> = {
  name: 'place',
  summary: 'every cluster has a core of its own that works, inside the mesh',
  options: [
    { name: 'placer', help: 'how cores are chosen; the mapper chooses', default: 'force-directed' },
    { name: 'rounds', help: 'most rounds of force-directed swaps', default: '100' },
    { name: 'budget_s', help: 'seconds that a search may take', default: '2' },
  ],
  run: (clustered, options, context) => finish(search(clustered, options, context)),
  search,
};

function* search(clustered: Clustered, { placer: name, rounds, budget_s }: PlaceOptions, { target, seed }: PassContext): Search<PassResult<Placed>> {
  if (!target) throw new Error('the pass place needs a target');
  const placer = PLACERS.find((one) => one.name === name);
  if (!placer) throw new Error(`there is no placer ${name}`);
  refuseTooFewCores(clustered, target);
  const { clusterCount, clusterOf, unrolled, profile } = clustered;
  const flows = clusterFlowsOf(axonGraphOf(unrolled, target, profile), clusterOf, clusterCount);
  const problem = problemOf(flows, target.mesh, { rounds, budget_s, seed, weights: hopWeightsOf(target) });
  const { coreOf, search: came } = yield* placer.run(problem);
  const statistics = { messageHops: flowHops(flows, coreOf, target.mesh), placementCost: placementCost(coreOf, problem), ...(came && { [came.of]: came.done }) };
  return { output: withSeatedInputs({ stage: 'placed', clustered, coreOf }, target), diagnostics: sayEnded(came, name), statistics };
}

function refuseTooFewCores({ clusterCount }: Clustered, { name, mesh }: Target): void {
  const [cores, working] = [coreCount(mesh), usableCores(mesh).length];
  if (clusterCount > working) fail('S840', { clusters: clusterCount, cores, faulty: cores - working, target: name });
}

function sayEnded(search: Found['search'], placer: string): readonly Diagnostic[] {
  return search?.endedBy ? [diagnose('S841', { placer, done: search.done, planned: search.planned, of: search.of, by: search.endedBy })] : [];
}
