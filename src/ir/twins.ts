import { extendHash } from './random.ts';

/** Lists in CSR form: those of item i are offsets[i] .. offsets[i + 1] of `items`. */
export interface Lists {
  readonly offsets: Int32Array;
  readonly items: Int32Array;
}

/** Items with equal labels and equal lists are twins. */
export interface Twins {
  readonly count: number;
  /** Group of every item; -1 for items with an empty list. */
  readonly groupOf: Int32Array;
  /** First item of every group, which stands for it. */
  readonly first: Int32Array;
}

/** Groups twins, in the order of their first item; expected linear time. */
export function twinsOf({ offsets, items }: Lists, labels: Int32Array): Twins {
  const count = labels.length;
  const buckets = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * count)))).fill(-1);
  const mask = buckets.length - 1;
  const groupOf = new Int32Array(count).fill(-1);
  const first: number[] = [];
  for (let item = 0; item < count; item++) {
    const [start, end] = [offsets[item]!, offsets[item + 1]!];
    if (start === end) continue;
    let hash = extendHash(labels[item]!, end - start);
    for (let i = start; i < end; i++) hash = extendHash(hash, items[i]!);
    let bucket = hash & mask;
    while (buckets[bucket]! >= 0 && !same(first[buckets[bucket]!]!, item)) bucket = (bucket + 1) & mask;
    if (buckets[bucket]! < 0) buckets[bucket] = first.push(item) - 1;
    groupOf[item] = buckets[bucket]!;
  }
  return { count: first.length, groupOf, first: Int32Array.from(first) };

  function same(a: number, b: number): boolean {
    const size = offsets[a + 1]! - offsets[a]!;
    if (labels[a] !== labels[b] || offsets[b + 1]! - offsets[b]! !== size) return false;
    for (let i = 0; i < size; i++) if (items[offsets[a]! + i] !== items[offsets[b]! + i]) return false;
    return true;
  }
}

/** Turns lists around: for every one of `count` values, the items whose lists name it, ascending. */
export function transposed({ offsets, items }: Lists, count: number): Lists {
  const turned = new Int32Array(count + 1);
  for (const value of items) turned[value + 1]!++;
  for (let i = 0; i < count; i++) turned[i + 1]! += turned[i]!;
  const next = turned.slice(0, count);
  const result = new Int32Array(items.length);
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let i = offsets[item]!; i < offsets[item + 1]!; i++) result[next[items[i]!]!++] = item;
  }
  return { offsets: turned, items: result };
}
