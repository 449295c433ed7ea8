import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import { transposed, type Lists } from '../../../src/ir/twins.ts';
import { LIMITS, type Limit, type Load } from '../cluster-loads.ts';

/**
 * A hypergraph at one grain: vertices are sets of pieces, edges are bundles of axons. An edge costs `weight` for each cluster that hears it, less `discount`
 * where the cluster of its source is among them.
 */
export interface Level {
  readonly vertices: number;
  readonly edges: number;
  /** Vertices that hear each edge, ascending, and edges that each vertex hears and speaks. */
  readonly pins: Lists;
  readonly arriving: Lists;
  readonly leaving: Lists;
  /** Vertex that speaks; -1 for inputs, and where who speaks changes neither cost nor limit. */
  readonly source: Int32Array;
  readonly weight: Float64Array;
  readonly discount: Float64Array;
  /** Axons that count against limits at each cluster that hears. */
  readonly axons: Float64Array;
  readonly isSum: Uint8Array;
  /** What each vertex demands of a core, by dimension: `demand[vertex * dimensions + d]`. Of axons and rows only those that no other vertex shares. */
  readonly demand: Float64Array;
  /** Groups of word lines of each vertex that others share, and how many a group has; empty where rows are not limited. */
  readonly rows: Lists;
  readonly rowsInGroup: Int32Array;
  /** Largest share of a core that each vertex takes. */
  readonly size: Float64Array;
}

/** The limits in force, as dimensions of demand. Places of the limits that do not simply add up; -1 where there is no such limit. */
export interface Dimensions {
  readonly count: number;
  readonly capacity: Float64Array;
  readonly axonsIn: number;
  readonly axonsOut: number;
  readonly rows: number;
  /** Neurons, where partial sums that leave their core are neurons of their own. */
  readonly neuronsOfSums: number;
}

/** Limits that are finite, and then work when `mostWork` is finite. */
export function dimensionsOf(limits: Load, leavingSumsAreNeurons: boolean, mostWork: number): Dimensions {
  const used = LIMITS.filter((limit) => limits[limit] < Infinity);
  const capacity = used.map((limit) => limits[limit]);
  if (mostWork < Infinity) capacity.push(mostWork);
  return {
    count: capacity.length, capacity: Float64Array.from(capacity),
    axonsIn: used.indexOf('axonsIn'), axonsOut: used.indexOf('axonsOut'), rows: used.indexOf('rows'),
    neuronsOfSums: leavingSumsAreNeurons ? used.indexOf('neurons') : -1,
  };
}

interface FinestSettings {
  readonly limits: Load;
  readonly ownShare: number;
  readonly balance: { readonly work: Float64Array } | null;
}

/** The graph of pieces as the finest level. */
export function finestLevel(graph: AxonGraph, dimensions: Dimensions, { limits, ownShare, balance }: FinestSettings): Level {
  const { bundles, pieces } = graph;
  const discount = new Float64Array(bundles.count);
  const source = bundles.source.slice();
  for (let edge = 0; edge < bundles.count; edge++) {
    const speaks = source[edge]!;
    const own = bundles.isSum[edge] ? 0 : ownShare;
    if (speaks < 0 || (own < 1 && hears(bundles.pieces, edge, speaks))) continue;
    discount[edge] = bundles.messages[edge]! * (1 - own);
    if (discount[edge] === 0 && dimensions.axonsOut < 0) source[edge] = -1;
  }
  const demand = demandsOf(graph, limits, dimensions.count, balance?.work ?? null);
  const rows = dimensions.rows < 0 ? emptyLists(pieces) : graph.rows;
  return {
    vertices: pieces, edges: bundles.count, pins: bundles.pieces, arriving: graph.arriving, leaving: spokenBy(source, pieces), source,
    weight: bundles.messages, discount, axons: Float64Array.from(bundles.axons), isSum: bundles.isSum, demand, rows,
    rowsInGroup: dimensions.rows < 0 ? new Int32Array(0) : graph.rowsInGroup, size: sizesOf(demand, dimensions),
  };
}

/** Demands that simply add up; of axons and rows nothing yet. */
function demandsOf(graph: AxonGraph, limits: Load, width: number, work: Float64Array | null): Float64Array {
  const demand = new Float64Array(graph.pieces * width);
  const additive: Partial<Record<Limit, Int32Array | Float64Array>> = { neurons: graph.neurons, columns: graph.columns, crossbars: graph.crossbars, memory_bits: graph.memory_bits };
  const values = [...LIMITS.filter((limit) => limits[limit] < Infinity).map((limit) => additive[limit]), ...(work ? [work] : [])];
  values.forEach((of, d) => {
    if (of) for (let piece = 0; piece < graph.pieces; piece++) demand[piece * width + d] = of[piece]!;
  });
  return demand;
}

export function emptyLists(count: number): Lists {
  return { offsets: new Int32Array(count + 1), items: new Int32Array(0) };
}

/** Edges that each vertex speaks. */
export function spokenBy(source: Int32Array, vertices: number): Lists {
  const offsets = new Int32Array(source.length + 1);
  for (let edge = 0; edge < source.length; edge++) offsets[edge + 1] = offsets[edge]! + (source[edge]! >= 0 ? 1 : 0);
  return transposed({ offsets, items: source.filter((vertex) => vertex >= 0) }, vertices);
}

export function sizesOf(demand: Float64Array, { count, capacity }: Dimensions): Float64Array {
  const size = new Float64Array(count === 0 ? 0 : demand.length / count);
  for (let vertex = 0; vertex < size.length; vertex++) {
    for (let d = 0; d < count; d++) size[vertex] = Math.max(size[vertex]!, demand[vertex * count + d]! / capacity[d]!);
  }
  return size;
}

function hears({ offsets, items }: Lists, edge: number, vertex: number): boolean {
  for (let i = offsets[edge]!; i < offsets[edge + 1]!; i++) if (items[i] === vertex) return true;
  return false;
}
