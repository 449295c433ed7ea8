import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Objective } from '../../src/ir/objective.ts';
import type { Load } from './cluster-loads.ts';
import { costOf, countLoads } from './count-loads.ts';
import { cutFromScratch, improveParts, useFewerCores, type MultilevelSettings, type Parts } from './multilevel/multilevel.ts';

export interface GatherRequest {
  readonly limits: Load;
  readonly objective: Objective;
  /** Most cores to use; 0: all that there are. For latency they are all used. */
  readonly cores: number;
  /** Cores of the target that work. */
  readonly available: number;
  /** What a message that stays in its cluster costs of one that leaves it, 0..1. */
  readonly ownShare: number;
  /** A partition that keeps all limits, to do better than; null where there is none. */
  readonly start: Int32Array | null;
  /** How often the partition that was found is improved once more. */
  readonly repeats: number;
  readonly seed: number;
  readonly progress: (fraction: number) => void;
}

/** Room left in all cores together, as a share, so that pieces can move. */
const SLACK: Readonly<Record<Objective, number>> = { energy: 0.03, latency: 0.03, cores: 0, balanced: 0.03 };
/** A start that costs more than this share of what multilevel found does not become the better one by improving it. */
const HOPELESS = 1.2;
/** A start with more clusters than this share of the fewest: other limits than those that add up bind. */
const CROWDED = 1.15;
const ATTEMPTS = 3;

/**
 * Gathers pieces into clusters by multilevel partitioning, from scratch and from the start that is given, whichever comes out better. The start itself where
 * neither keeps all limits on the cores that there are; null where there is none either.
 */
export function gather(graph: AxonGraph, request: GatherRequest): Int32Array | null {
  const { objective, start, progress } = request;
  const fewest = Math.max(1, Math.ceil(fullCores(graph, request.limits) * (1 + SLACK[objective])));
  for (const settings of settingsFor(graph, request, fewest)) {
    let best = fromScratch(graph, settings, request, fewest);
    const offer = (parts: Parts): void => { best = better(best, parts, request); };
    progress(0.6);
    for (let i = 0; best && i < request.repeats; i++) offer(improveParts(graph, { ...settings, seed: settings.seed + i }, best.clusterOf));
    if (start && !settings.balance && (!best || objective === 'cores' || costOf(countLoads(graph, start), request.ownShare) <= HOPELESS * best.cost)) {
      offer(improveParts(graph, settings, start));
    }
    progress(0.9);
    if (best && objective === 'cores') offer(useFewerCores(graph, settings, best.clusterOf));
    if (best) return best.clusterOf;
  }
  return start;
}

/** Ever looser limits on the time of a core where work is to be even, and at last none. */
function* settingsFor({ work }: AxonGraph, { limits, ownShare, objective, seed, cores, available }: GatherRequest, fewest: number): Generator<MultilevelSettings> {
  const plain = { limits, ownShare, balance: null, seed };
  if (objective === 'latency' || objective === 'balanced') {
    const clusters = cores || (objective === 'latency' ? available : Math.min(available, Math.ceil(Math.sqrt(fewest * available))));
    const [total, largest] = work.reduce(([sum, most], one) => [sum + one, Math.max(most, one)], [0, 0] as [number, number]);
    for (const over of [1.03, 1.06, 1.1, 1.15, 1.2, 1.3, 1.5, 2]) {
      const most = Math.max(largest, (total * over) / clusters);
      if (most > 0) yield { ...plain, balance: { work, most, clusters } };
    }
  }
  yield plain;
}

/** Cut into as few clusters as the demands that add up allow, more while limits are broken; where work is to be even, into as many as it is spread over. */
function fromScratch(graph: AxonGraph, settings: MultilevelSettings, { cores, available, start }: GatherRequest, fewest: number): Parts | null {
  const most = Math.min(settings.balance?.clusters ?? (cores || available), graph.pieces);
  if (most < 1) return null;
  // Where limits on rows or axons bind, a packing that keeps them tells better how many clusters are needed.
  const likely = start ? Math.min(most, clustersOf(start)) : 0;
  let clusters = settings.balance ? most : Math.min(most, likely > CROWDED * fewest ? likely : fewest);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const spare = Math.min(most - clusters, 2 + Math.ceil(clusters / 20));
    const parts = cutFromScratch(graph, settings, clusters, spare);
    if (parts.legal) return parts;
    if (clusters >= most) return null;
    clusters = Math.min(most, Math.max(Math.ceil(1.1 * clusters), likely));
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

function better(one: Parts | null, other: Parts, { objective, cores, available }: GatherRequest): Parts | null {
  const b = clustersOf(other.clusterOf);
  if (!other.legal || b > (cores || available)) return one;
  if (!one) return other;
  const a = clustersOf(one.clusterOf);
  if (objective === 'cores' && a !== b) return a < b ? one : other;
  if (one.cost !== other.cost) return one.cost < other.cost ? one : other;
  return a <= b ? one : other;
}

function clustersOf(clusterOf: Int32Array): number {
  return new Set(clusterOf).size;
}
