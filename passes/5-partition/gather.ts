import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Load } from './cluster-loads.ts';
import { costOf, countLoads } from './count-loads.ts';
import { cutFromScratch, improveParts, useFewerCores, type MultilevelSettings, type Parts } from './multilevel/multilevel.ts';

/**
 * What a partition is to be good at: few messages; short timesteps, by even work over all cores; few cores; or `balanced`: even work over the geometric mean
 * of the fewest cores and all.
 */
export const OBJECTIVES = ['energy', 'latency', 'cores', 'balanced'] as const;
export type Objective = (typeof OBJECTIVES)[number];

export interface GatherRequest {
  readonly limits: Load;
  readonly objective: Objective;
  /** Cores to fill; 0: as few as the limits allow, and for latency all that there are. */
  readonly cores: number;
  /** Cores of the target that work. */
  readonly available: number;
  /** What a message that stays in its cluster costs of one that leaves it, 0..1. */
  readonly ownShare: number;
  /** Time that each piece takes in one inference, in any unit: balanced for latency. */
  readonly work: Float64Array;
  /** A partition that keeps all limits, to do better than; null where there is none. */
  readonly start: Int32Array | null;
  /** How often the partition that was found is improved once more. */
  readonly repeats: number;
  readonly seed: number;
  readonly progress: (fraction: number) => void;
}

/** Room left in all cores together, as a share, so that pieces can move. */
const SLACK: Readonly<Record<Objective, number>> = { energy: 0.02, latency: 0.02, cores: 0, balanced: 0.02 };
/** A start that costs more than this share of what multilevel found does not become the better one by improving it. */
const HOPELESS = 1.2;
const ATTEMPTS = 4;

/** Gathers pieces into clusters by multilevel partitioning, from scratch and from the start that is given, whichever comes out better. Null: no legal partition was found. */
export function gather(graph: AxonGraph, request: GatherRequest): Int32Array | null {
  const { start, progress } = request;
  let best: Parts | null = null;
  const fewest = Math.max(1, Math.ceil(fullCores(graph, request.limits) * (1 + SLACK[request.objective])));
  for (const settings of settingsFor(request, fewest)) {
    best = fromScratch(graph, settings, request, fewest);
    progress(0.6);
    for (let i = 0; best && i < request.repeats; i++) best = better(best, improveParts(graph, { ...settings, seed: settings.seed + i }, best.clusterOf), request.objective);
    if (best && settings.balance) break;
    const startCost = start && (request.cores === 0 || clustersOf(start) <= request.cores) ? costOf(countLoads(graph, start), request.ownShare) : Infinity;
    if (start && (request.objective === 'cores' || startCost <= HOPELESS * (best?.cost ?? Infinity)) && startCost < Infinity && !settings.balance) {
      best = better(best, improveParts(graph, settings, start), request.objective);
    }
    progress(0.9);
    if (best && request.objective === 'cores') best = better(best, useFewerCores(graph, settings, best.clusterOf), 'cores');
    if (best) break;
  }
  return best?.clusterOf ?? start;
}

/** Ever looser limits on the time of a core where work is to be even, and at last none. */
function* settingsFor({ limits, ownShare, objective, work, seed, cores, available }: GatherRequest, fewest: number): Generator<MultilevelSettings> {
  const plain = { limits, ownShare, balance: null, seed };
  if (objective === 'latency' || objective === 'balanced') {
    const clusters = cores || (objective === 'latency' ? available : Math.min(available, Math.ceil(Math.sqrt(fewest * available))));
    const [total, largest] = work.reduce(([sum, most], one) => [sum + one, Math.max(most, one)], [0, 0] as [number, number]);
    for (const over of [1.03, 1.1, 1.3, 2]) {
      const most = Math.max(largest, (total * over) / clusters);
      if (most > 0) yield { ...plain, balance: { work, most, clusters } };
    }
  }
  yield plain;
}

/** Cut into as few clusters as the demands that add up allow, more while limits are broken; where work is to be even, into as many as it is spread over. */
function fromScratch(graph: AxonGraph, settings: MultilevelSettings, { cores, available, start }: GatherRequest, fewest: number): Parts | null {
  const most = Math.min(settings.balance?.clusters ?? (cores || available), graph.pieces);
  const likely = start ? Math.max(fewest, Math.min(most, clustersOf(start))) : most;
  let clusters = cores > 0 || settings.balance ? most : Math.min(most, fewest);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const spare = Math.min(most - clusters, 2 + Math.ceil(clusters / 20));
    const parts = cutFromScratch(graph, settings, clusters, spare);
    if (parts.legal) return parts;
    if (clusters >= most) return null;
    clusters = Math.min(most, attempt === ATTEMPTS - 2 ? Math.ceil(1.1 * likely) : Math.max(clusters + 1, Math.ceil(Math.sqrt(clusters * Math.max(likely, 1.2 * clusters)))));
  }
  return null;
}

/** Cores that the demands that simply add up would fill to the last place. */
function fullCores({ neurons, columns, crossbars, memory_bits }: AxonGraph, limits: Load): number {
  const sum = (values: Iterable<number>): number => {
    let total = 0;
    for (const value of values) total += value;
    return total;
  };
  return Math.max(sum(neurons) / limits.neurons, sum(columns) / limits.columns, sum(crossbars) / limits.crossbars, sum(memory_bits) / limits.memory_bits);
}

function better(one: Parts | null, other: Parts, objective: Objective): Parts | null {
  if (!other.legal) return one;
  if (!one) return other;
  const [a, b] = [clustersOf(one.clusterOf), clustersOf(other.clusterOf)];
  if (objective === 'cores' && a !== b) return a < b ? one : other;
  if (one.cost !== other.cost) return one.cost < other.cost ? one : other;
  return a <= b ? one : other;
}

function clustersOf(clusterOf: Int32Array): number {
  return new Set(clusterOf).size;
}
