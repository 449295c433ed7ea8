import { usableCores } from '../../src/ir/mesh.ts';
import type { Objective } from '../../src/ir/objective.ts';
import type { ClusterLoads } from './cluster-loads.ts';
import { multilevel } from './multilevel.ts';
import { addIfAllowed, withRoomForAxons, type Refusal } from './next-fit.ts';
import type { PartitionProblem } from './partitioners.ts';
import { stepLoadsOf } from './step-loads.ts';
import { seriesOf, type Series } from './step-series.ts';

/** What a message weighs against uneven steps: see `priceOfMessage`. */
const MESSAGES: Readonly<Record<Objective, number>> = { latency: 0.25, balanced: 8, energy: 20_000, cores: 20_000 };
/** How often pieces are taken out and put where they are best, after the first time. */
const PASSES = 3;

/**
 * Pieces one by one, the busiest first, each to the core where it lengthens the timesteps least: the sum over cores and timesteps of the sixth power of what a core does in
 * it, which comes close to the longest of each timestep, plus the messages that it adds. Work that is even over an inference may all fall into the same timesteps,
 * for neighbours in the plane see the same things at the same time. Without spikes step by step, or with too many pieces for them, as `multilevel`.
 * @throws DiagnosticError S703
 */
export function steady(problem: PartitionProblem): Int32Array {
  const working = usableCores(problem.target.mesh).length;
  const cores = problem.cores === 0 ? working : Math.min(working, problem.cores);
  const series = seriesOf(problem, cores);
  if (!series) return multilevel({ ...problem, objective: problem.objective === 'energy' ? 'latency' : problem.objective });
  return withRoomForAxons(problem, (loads, fill) => pack(problem, series, cores, loads, fill));
}

function pack(problem: PartitionProblem, series: Series, cores: number, loads: ClusterLoads, fill: number): Refusal | null {
  const { graph, objective, progress } = problem;
  for (let core = 0; core < cores; core++) loads.open();
  const stepLoads = stepLoadsOf(series, graph.bundles.count, cores, priceOfMessage(series, cores) * MESSAGES[objective]);
  const order = Int32Array.from(Array.from({ length: graph.pieces }, (_, piece) => piece).sort((a, b) => series.total[b]! - series.total[a]! || a - b));
  for (let pass = 0; pass <= PASSES; pass++) {
    for (const [rank, piece] of order.entries()) {
      const before = loads.clusterOf[piece]!;
      if (before >= 0) {
        loads.remove(piece);
        stepLoads.remove(piece, before);
      }
      const core = stepLoads.cheapest(piece, (candidate) => !loads.broken(piece, candidate, fill));
      const refusal = addIfAllowed(loads, piece, core);
      if (refusal) return refusal;
      stepLoads.add(piece, core);
      if (rank % 64 === 0) progress((pass + rank / order.length) / (PASSES + 1));
    }
  }
  return null;
}

/** One message on this scale: as many as there are spikes weigh as much as all cores in all timesteps at the mean load. */
function priceOfMessage({ steps, spikes }: Series, cores: number): number {
  return (cores * steps) / Math.max(1, spikes.all);
}
