import type { Configuration } from '../../ir/configuration.ts';
import { length, type Range } from '../../ir/unrolled.ts';
import { indexOf, type EngineLayout } from '../engine/layout.ts';
import { isListedUnit } from '../engine/listed.ts';
import type { Bundle, Wiring } from '../engine/wiring.ts';
import type { WeightPool } from './weight-pool.ts';

/**
 * How spikes reach a population. Its columns (features) form clusters, all columns of which have the same inputs at every position, weights apart: one list of inputs, in order of
 * time, serves them all. A site is a cluster at a position: site = cluster * positions + position.
 */
export interface Receiver {
  readonly population: number;
  /** Populations that drive it, ascending. Slots number their neurons, row-major, one population after the other. */
  readonly sources: readonly number[];
  readonly clusters: readonly Cluster[];
  /** Arrivals of the spike of slot s: pairs (site, row) from offsets[s] to offsets[s + 1]. */
  readonly offsets: Int32Array;
  readonly arrivals: Int32Array;
  /** Most arrivals at a site. */
  readonly capacity: number;
}

export interface Cluster {
  readonly parts: readonly ClusterPart[];
  /** Rows of weights, which positions share where they can. */
  readonly rows: number;
}

/** Neighbouring columns of a cluster, and where in the pool the weights of each row begin. */
export interface ClusterPart {
  readonly columns: Range;
  readonly offsets: Float64Array;
}

/** The receivers of a configuration by population; null for inputs. */
export function receiversOf(configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], pool: WeightPool): readonly (Receiver | null)[] {
  return configuration.populations.map(({ kind }, index) => (kind === 'input' ? null : receiverOf(configuration, wiring, layouts, pool, index)));
}

/** Arrivals at one range of columns, in the order of slots. */
interface Arrivals {
  readonly slots: Int32Array;
  readonly positions: Int32Array;
  readonly rows: Int32Array;
  readonly part: ClusterPart;
}

function receiverOf(configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], pool: WeightPool, population: number): Receiver {
  const bundles = wiring.bundles.filter(({ destination }) => destination === population);
  const sources = [...new Set(bundles.map(({ source }) => source))].sort((a, b) => a - b);
  const { ranges, rangesOf } = columnRanges(configuration, population);
  const collected = collectArrivals(configuration, wiring, layouts, pool, bundles, firstSlots(configuration, sources), ranges, rangesOf);
  const clusters = alike(collected);
  const slots = sources.reduce((sum, source) => sum + sizeOf(configuration, source), 0);
  const { positions } = configuration.populations[population]!;
  return {
    population, sources, ...dealt(clusters.map(([first]) => first!), slots, positions),
    clusters: clusters.map((members) => ({ parts: members.map(({ part }) => part), rows: members[0]!.part.offsets.length })),
  };
}

function sizeOf({ populations }: Configuration, population: number): number {
  return populations[population]!.features * populations[population]!.positions;
}

function firstSlots(configuration: Configuration, sources: readonly number[]): ReadonlyMap<number, number> {
  let next = 0;
  return new Map(sources.map((source) => {
    const first = next;
    next += sizeOf(configuration, source);
    return [source, first];
  }));
}

/** Ranges of columns that no unit and no group of one cuts, and those that a row of a unit drives. */
function columnRanges({ units, blocks, populations }: Configuration, population: number): { ranges: readonly Range[]; rangesOf: (unit: number, row: number) => Range } {
  const { features } = populations[population]!;
  const cuts = new Uint8Array(features + 1);
  cuts[0] = cuts[features] = 1;
  units.forEach(({ synapses, columns, population: own }, index) => {
    if (own !== population || !synapses) return;
    cuts[columns.start] = cuts[columns.end] = 1;
    if (isListedUnit({ units, blocks }, index)) return;
    const { columnsPerGroup } = blocks[synapses.block]!;
    for (let group = synapses.groups.start + 1; group < synapses.groups.end; group++) cuts[group * columnsPerGroup] = 1;
  });
  const starts = [...cuts.keys()].filter((column) => cuts[column] === 1);
  const ranges = starts.slice(1).map((end, i) => ({ start: starts[i]!, end }));
  const rangeAt = new Int32Array(features + 1);
  starts.forEach((column, i) => { rangeAt[column] = i; });
  return {
    ranges,
    rangesOf(index, row) {
      const { synapses, columns } = units[index]!;
      if (isListedUnit({ units, blocks }, index) || length(synapses!.groups) === 1) return { start: rangeAt[columns.start]!, end: rangeAt[columns.end]! };
      const group = synapses!.groups.start + Math.floor(row / length(synapses!.rows));
      const { columnsPerGroup } = blocks[synapses!.block]!;
      return { start: rangeAt[Math.max(columns.start, group * columnsPerGroup)]!, end: rangeAt[Math.min(columns.end, (group + 1) * columnsPerGroup)]! };
    },
  };
}

/** Arrivals by range of columns. Rows are numbered as they first appear, one for each place in the pool. */
function collectArrivals(
  configuration: Configuration, wiring: Wiring, layouts: readonly EngineLayout[], pool: WeightPool, bundles: readonly Bundle[], firstSlot: ReadonlyMap<number, number>,
  ranges: readonly Range[], rangesOf: (unit: number, row: number) => Range,
): readonly Arrivals[] {
  const { applications, units } = configuration;
  const counts = new Int32Array(ranges.length);
  for (const { application, row } of bundles) application.forEach((at, i) => {
    const reached = rangesOf(applications.unit[at]!, row[i]!);
    for (let range = reached.start; range < reached.end; range++) counts[range]!++;
  });
  const found = ranges.map((columns, range) => ({ columns, next: 0, slots: new Int32Array(counts[range]!), positions: new Int32Array(counts[range]!), rows: new Int32Array(counts[range]!), ids: new Map<number, number>() }));
  for (const bundle of bundles) {
    const layout = layouts[bundle.source]!;
    for (let local = 0; local + 1 < bundle.offsets.length; local++) {
      for (let i = bundle.offsets[local]!; i < bundle.offsets[local + 1]!; i++) {
        const unit = applications.unit[bundle.application[i]!]!;
        const offset = pool.offsetOf(bundle, i) - units[unit]!.columns.start;
        const reached = rangesOf(unit, bundle.row[i]!);
        for (let range = reached.start; range < reached.end; range++) {
          const own = found[range]!;
          const at = offset + own.columns.start;
          let id = own.ids.get(at);
          if (id === undefined) own.ids.set(at, id = own.ids.size);
          own.slots[own.next] = firstSlot.get(bundle.source)! + indexOf(layout, local);
          own.positions[own.next] = applications.position[wiring.root[bundle.application[i]!]!]!;
          own.rows[own.next++] = id;
        }
      }
    }
  }
  return found.map(({ columns, slots, positions, rows, ids }) => ({ slots, positions, rows, part: { columns, offsets: Float64Array.from(ids.keys()) } }));
}

/** Ranges whose arrivals are the same stand together. */
function alike(collected: readonly Arrivals[]): readonly (readonly Arrivals[])[] {
  const clusters: Arrivals[][] = [];
  const same = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);
  for (const one of collected) {
    const found = clusters.find(([first]) => same(first!.slots, one.slots) && same(first!.positions, one.positions) && same(first!.rows, one.rows));
    if (found) found.push(one);
    else clusters.push([one]);
  }
  return clusters;
}

/** Arrivals of all clusters by slot. */
function dealt(clusters: readonly Arrivals[], slots: number, positions: number): Pick<Receiver, 'offsets' | 'arrivals' | 'capacity'> {
  const offsets = new Int32Array(slots + 1);
  const atSite = new Int32Array(clusters.length * positions);
  clusters.forEach((own, cluster) => own.slots.forEach((slot, i) => {
    offsets[slot + 1]!++;
    atSite[cluster * positions + own.positions[i]!]!++;
  }));
  for (let slot = 0; slot < slots; slot++) offsets[slot + 1]! += offsets[slot]!;
  const arrivals = new Int32Array(2 * offsets[slots]!);
  const next = offsets.slice(0, slots);
  clusters.forEach((own, cluster) => own.slots.forEach((slot, i) => {
    const at = next[slot]!++;
    arrivals[2 * at] = cluster * positions + own.positions[i]!;
    arrivals[2 * at + 1] = own.rows[i]!;
  }));
  return { offsets, arrivals, capacity: atSite.reduce((most, count) => Math.max(most, count), 0) };
}
