import { transposed, twinsOf, type Lists } from '../../../src/ir/twins.ts';
import { sort } from './plain.ts';
import { emptyLists, sizesOf, spokenBy, type Dimensions, type Level } from './level.ts';

/**
 * The level whose vertices are the groups `groupOf` of another one's. Edges that one vertex alone hears become part of its demand, twins become one edge;
 * costs that no partition of the new vertices can change are left out.
 */
export function contract(level: Level, groupOf: Int32Array, count: number, dimensions: Dimensions): Level {
  const demand = new Float64Array(count * dimensions.count);
  for (let vertex = 0; vertex < level.vertices; vertex++) {
    for (let d = 0; d < dimensions.count; d++) demand[groupOf[vertex]! * dimensions.count + d]! += level.demand[vertex * dimensions.count + d]!;
  }
  const edges = mergedEdges(keptEdges(level, groupOf, count, demand, dimensions));
  const { rows, rowsInGroup } = sharedRows(level, groupOf, count, demand, dimensions);
  return {
    vertices: count, edges: edges.weight.length, ...edges, arriving: transposed(edges.pins, count), leaving: spokenBy(edges.source, count),
    demand, rows, rowsInGroup, size: sizesOf(demand, dimensions),
  };
}

interface Edges {
  readonly pins: Lists;
  readonly source: Int32Array;
  readonly weight: Float64Array;
  readonly discount: Float64Array;
  readonly axons: Float64Array;
  readonly isSum: Uint8Array;
}

/** Edges that still can cost more or less, before twins are merged. */
function keptEdges({ edges, pins, source, weight, discount, axons, isSum }: Level, groupOf: Int32Array, count: number, demand: Float64Array, dimensions: Dimensions): Edges & { readonly kept: number } {
  const { count: width, axonsIn, axonsOut } = dimensions;
  const seen = new Int32Array(count).fill(-1);
  const items = new Int32Array(pins.items.length);
  const offsets = new Int32Array(edges + 1);
  const made = { source: new Int32Array(edges), weight: new Float64Array(edges), discount: new Float64Array(edges), axons: new Float64Array(edges), isSum: new Uint8Array(edges) };
  let [next, kept] = [0, 0];
  for (let edge = 0; edge < edges; edge++) {
    const start = next;
    for (let i = pins.offsets[edge]!; i < pins.offsets[edge + 1]!; i++) {
      const group = groupOf[pins.items[i]!]!;
      if (seen[group] === edge) continue;
      seen[group] = edge;
      items[next++] = group;
    }
    const speaks = source[edge]! < 0 ? -1 : groupOf[source[edge]!]!;
    const hearsItself = speaks >= 0 && seen[speaks] === edge;
    let counted = axons[edge]!;
    if (next - start === 1 && !isSum[edge]) {
      if (axonsIn >= 0) demand[items[start]! * width + axonsIn]! += counted;
      if (axonsOut >= 0 && speaks >= 0) demand[speaks * width + axonsOut]! += counted;
      counted = 0;
    }
    if (next - start === 1 && (hearsItself || (!isSum[edge] && discount[edge] === 0))) {
      next = start;
      continue;
    }
    sort(items, start, next);
    made.discount[kept] = hearsItself ? 0 : discount[edge]!;
    made.source[kept] = made.discount[kept]! > 0 || axonsOut >= 0 ? speaks : -1;
    made.weight[kept] = weight[edge]!;
    made.axons[kept] = counted;
    made.isSum[kept] = isSum[edge]!;
    offsets[++kept] = next;
  }
  return { ...made, pins: { offsets: offsets.subarray(0, kept + 1), items: items.subarray(0, next) }, kept };
}

function mergedEdges({ pins, source, weight, discount, axons, isSum, kept }: Edges & { readonly kept: number }): Edges {
  const labels = new Int32Array(kept);
  for (let edge = 0; edge < kept; edge++) labels[edge] = 2 * source[edge]! + isSum[edge]!;
  const { count, groupOf, first } = twinsOf(pins, labels);
  const merged = { source: new Int32Array(count), weight: new Float64Array(count), discount: new Float64Array(count), axons: new Float64Array(count), isSum: new Uint8Array(count) };
  const offsets = new Int32Array(count + 1);
  for (let edge = 0; edge < kept; edge++) {
    const to = groupOf[edge]!;
    merged.weight[to]! += weight[edge]!;
    merged.discount[to]! += discount[edge]!;
    merged.axons[to]! += axons[edge]!;
  }
  for (let to = 0; to < count; to++) offsets[to + 1] = offsets[to]! + pins.offsets[first[to]! + 1]! - pins.offsets[first[to]!]!;
  const items = new Int32Array(offsets[count]!);
  for (let to = 0; to < count; to++) {
    const edge = first[to]!;
    merged.source[to] = source[edge]!;
    merged.isSum[to] = isSum[edge]!;
    for (let i = pins.offsets[edge]!, at = offsets[to]!; i < pins.offsets[edge + 1]!; i++) items[at++] = pins.items[i]!;
  }
  return { ...merged, pins: { offsets, items } };
}

/** Groups of word lines that more than one vertex has; those of one vertex alone become its demand. */
function sharedRows(level: Level, groupOf: Int32Array, count: number, demand: Float64Array, { count: width, rows: place }: Dimensions): { rows: Lists; rowsInGroup: Int32Array } {
  if (place < 0) return { rows: emptyLists(count), rowsInGroup: new Int32Array(0) };
  const { rowsInGroup } = level;
  const users = transposed(level.rows, rowsInGroup.length);
  const seen = new Int32Array(count).fill(-1);
  const offsets = new Int32Array(rowsInGroup.length + 1);
  const items = new Int32Array(users.items.length);
  const sizes: number[] = [];
  let next = 0;
  for (let row = 0; row < rowsInGroup.length; row++) {
    const start = next;
    for (let i = users.offsets[row]!; i < users.offsets[row + 1]!; i++) {
      const group = groupOf[users.items[i]!]!;
      if (seen[group] === row) continue;
      seen[group] = row;
      items[next++] = group;
    }
    if (next - start === 1) demand[items[start]! * width + place]! += rowsInGroup[row]!;
    if (next - start <= 1) {
      next = start;
      continue;
    }
    sizes.push(rowsInGroup[row]!);
    offsets[sizes.length] = next;
  }
  const lists = { offsets: offsets.subarray(0, sizes.length + 1), items: items.subarray(0, next) };
  return { rows: transposed(lists, count), rowsInGroup: Int32Array.from(sizes) };
}
