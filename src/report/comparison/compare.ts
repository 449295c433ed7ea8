import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AsplosMetrics } from '../../ir/asplos-metrics.ts';
import type { Objective } from '../../ir/objective.ts';
import type { Report } from '../report.ts';
import type { Unrolling } from '../unrolling.ts';

/** One mapping strategy on one network: what it costs, or why it failed. */
export interface MappingPoint {
  readonly mapper: string;
  readonly summary: string;
  /** null where the strategy failed. */
  readonly costs: MappingCosts | null;
  /** What travels if neurons speak as often as mapping was told; null where the strategy failed. */
  readonly traffic: MappedTraffic | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly compile_s: number;
}

/** Per inference; counts are those of the simulated samples, not of an estimate. */
export interface MappingCosts {
  readonly cores: number;
  readonly energy_J: number;
  /** Routers and links. */
  readonly networkEnergy_J: number;
  readonly latency_s: number;
  readonly spikeLatencyMean_s: number | null;
  readonly packets: number;
  readonly hops: number;
  readonly hopsPerPacket: number | null;
  readonly maxLinkLoad: number;
  /** Largest share of a limit that any core fills. */
  readonly fullest: number;
  /** Share of the cells of the crossbars in use that hold a synapse; null without crossbars. */
  readonly cellShare: number | null;
}

/** Per inference, by the spike counts that mapping was told. */
export interface MappedTraffic {
  /** One for each spike, value or partial sum and each other core that hears it. */
  readonly messagesBetweenCores: number;
  readonly hops: number;
  /** No placement of these clusters has fewer. */
  readonly leastHops: number;
  /** Metrics of Jin et al. (ASPLOS 2023) with their constants, which have no units. */
  readonly asplos: AsplosMetrics;
}

/** The report of `synaptile map`, schema `synaptile-map/1`. */
export interface MappingComparison {
  readonly schema: 'synaptile-map/1';
  readonly version: string;
  readonly model: string;
  readonly target: string;
  readonly seed: number;
  readonly samples: number;
  /** The data that were simulated; null where samples were drawn from the seed. */
  readonly data: string | null;
  readonly objective: Objective;
  /** What unrolling did, which all mappings begin with; null where the file was unrolled already. */
  readonly unrolling: Unrolling | null;
  /** How it is known how often neurons speak. */
  readonly spikeCounts: string;
  /** The strategy that serves the objective best. */
  readonly chosen: string;
  readonly mappings: readonly (MappingPoint & { readonly pareto: boolean })[];
  /** No mapping of these units onto this target can do with less. */
  readonly bounds: MappingBounds;
}

export interface MappingBounds {
  readonly cores: number;
  readonly messagesBetweenCores: number;
}

/** What mapping changes, read from the report of a simulation. */
export function costsOf({ energy, latency, traffic, utilisation, placement, samples }: Report): MappingCosts {
  return {
    cores: utilisation.coresUsed,
    energy_J: energy.perInference_J,
    networkEnergy_J: energy.parts_J.router + energy.parts_J.link,
    // Where the time of the decision has no seconds, it is the same for all mappings: what differs is the work of a pass.
    latency_s: latency.perInference_s ?? latency.step_s,
    spikeLatencyMean_s: latency.spike_s.mean,
    packets: traffic.packets / samples,
    hops: traffic.hops / samples,
    hopsPerPacket: traffic.hopsPerPacket,
    maxLinkLoad: traffic.maxLinkLoad / samples,
    fullest: placement.cores.reduce((most, { load }) => Math.max(most, load), 0),
    cellShare: utilisation.cellShare,
  };
}

type Axis = 'energy_J' | 'latency_s' | 'cores';
const AXES: readonly Axis[] = ['energy_J', 'latency_s', 'cores'];

/** Whether no other point is at least as good in energy, latency and cores and better in one of them. */
export function isPareto(costs: MappingCosts, all: readonly MappingCosts[]): boolean {
  return !all.some((other) => AXES.every((axis) => other[axis] <= costs[axis]) && AXES.some((axis) => other[axis] < costs[axis]));
}

/**
 * Index of the point that serves an objective best, ties to the first. `balanced`: smallest product of energy, latency and cores, which asks
 * for no weights.
 */
export function bestFor(objective: Objective, all: readonly MappingCosts[]): number {
  const score = ({ energy_J, latency_s, cores }: MappingCosts): number => ({ energy: energy_J, latency: latency_s, cores, balanced: energy_J * latency_s * cores })[objective];
  return all.reduce((best, costs, i) => (score(costs) < score(all[best]!) ? i : best), 0);
}

/** Marks the Pareto front and chooses; `points` holds at least one that did not fail. */
export function compareMappings(points: readonly MappingPoint[], objective: Objective): Pick<MappingComparison, 'chosen' | 'mappings'> {
  const made = points.filter((point): point is MappingPoint & { costs: MappingCosts } => point.costs !== null);
  const costs = made.map((point) => point.costs);
  return {
    chosen: made[bestFor(objective, costs)]!.mapper,
    mappings: points.map((point) => ({ ...point, pareto: point.costs !== null && isPareto(point.costs, costs) })),
  };
}
