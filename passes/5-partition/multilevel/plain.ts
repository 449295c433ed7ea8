import { transposed, twinsOf, type Lists } from '../../../src/ir/twins.ts';
import type { Level } from './level.ts';

/** A hypergraph for cutting in two: an edge that is cut costs its weight. */
export interface Plain {
  readonly vertices: number;
  readonly pins: Lists;
  readonly edgesOf: Lists;
  readonly weight: Float64Array;
  readonly size: Float64Array;
}

/** Each edge with its source as one pin more where more than half of its cost depends on it. */
export function plainOf({ vertices, edges, pins, source, weight, discount, size }: Level): Plain {
  const offsets = new Int32Array(edges + 1);
  const items = new Int32Array(pins.items.length + edges);
  let next = 0;
  for (let edge = 0; edge < edges; edge++) {
    for (let i = pins.offsets[edge]!; i < pins.offsets[edge + 1]!; i++) items[next++] = pins.items[i]!;
    if (discount[edge]! > weight[edge]! / 2) items[next++] = source[edge]!;
    offsets[edge + 1] = next;
  }
  return regroup({ vertices, pins: { offsets, items: items.subarray(0, next) }, weight, size, edgesOf: pins }, null, vertices, size);
}

/** The hypergraph of the groups of vertices (none where `groupOf` is -1): pins taken once, edges with one pin left out, twins merged. `null`: vertices as they are. */
export function regroup({ vertices, pins, weight, size }: Plain, groupOf: Int32Array | null, count: number, sizes: Float64Array | null): Plain {
  const seen = new Int32Array(count).fill(-1);
  const items = new Int32Array(pins.items.length);
  const offsets = new Int32Array(weight.length + 1);
  const weights = new Float64Array(weight.length);
  let [next, kept] = [0, 0];
  for (let edge = 0; edge < weight.length; edge++) {
    const start = next;
    for (let i = pins.offsets[edge]!; i < pins.offsets[edge + 1]!; i++) {
      const vertex = pins.items[i]!;
      const group = groupOf ? groupOf[vertex]! : vertex;
      if (group < 0 || seen[group] === edge) continue;
      seen[group] = edge;
      items[next++] = group;
    }
    if (next - start < 2) {
      next = start;
      continue;
    }
    sort(items, start, next);
    weights[kept] = weight[edge]!;
    offsets[++kept] = next;
  }
  const merged = mergedTwins({ offsets: offsets.subarray(0, kept + 1), items: items.subarray(0, next) }, weights.subarray(0, kept));
  const groupSize = sizes ?? new Float64Array(count);
  if (!sizes && groupOf) for (let vertex = 0; vertex < vertices; vertex++) if (groupOf[vertex]! >= 0) groupSize[groupOf[vertex]!]! += size[vertex]!;
  return { vertices: count, ...merged, edgesOf: transposed(merged.pins, count), size: groupSize };
}

function mergedTwins(pins: Lists, weight: Float64Array): Pick<Plain, 'pins' | 'weight'> {
  const { count, groupOf, first } = twinsOf(pins, new Int32Array(weight.length));
  if (count === weight.length) return { pins, weight };
  const weights = new Float64Array(count);
  for (let edge = 0; edge < weight.length; edge++) weights[groupOf[edge]!]! += weight[edge]!;
  const offsets = new Int32Array(count + 1);
  for (let to = 0; to < count; to++) offsets[to + 1] = offsets[to]! + pins.offsets[first[to]! + 1]! - pins.offsets[first[to]!]!;
  const items = new Int32Array(offsets[count]!);
  for (let to = 0; to < count; to++) {
    for (let i = pins.offsets[first[to]!]!, at = offsets[to]!; i < pins.offsets[first[to]! + 1]!; i++) items[at++] = pins.items[i]!;
  }
  return { pins: { offsets, items }, weight: weights };
}

/** Sorts a part of an array, by insertion where it is short, as lists of listeners mostly are. */
export function sort(items: Int32Array, start: number, end: number): void {
  if (end - start > 32) {
    items.subarray(start, end).sort();
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const item = items[i]!;
    let at = i;
    for (; at > start && items[at - 1]! > item; at--) items[at] = items[at - 1]!;
    items[at] = item;
  }
}
