import type { Lists } from '../../../src/ir/twins.ts';

/** Which clusters have members of each list, and how many: those of list l stand at offsets[l] .. + size[l], in no order. A cluster is looked for one by one, as a list is in few. Lives during one refinement. */
export class Membership {
  readonly offsets: Int32Array;
  readonly cluster: Int32Array;
  readonly uses: Int32Array;
  readonly size: Int32Array;

  constructor({ offsets, items }: Lists, clusterOf: Int32Array) {
    this.offsets = offsets;
    this.cluster = new Int32Array(items.length);
    this.uses = new Int32Array(items.length);
    this.size = new Int32Array(offsets.length - 1);
    for (let list = 0; list + 1 < offsets.length; list++) {
      for (let i = offsets[list]!; i < offsets[list + 1]!; i++) this.enter(list, clusterOf[items[i]!]!);
    }
  }

  /** Whether the cluster is new to the list. */
  enter(list: number, cluster: number): boolean {
    const at = this.#find(list, cluster);
    if (at >= 0) {
      this.uses[at]!++;
      return false;
    }
    const end = this.offsets[list]! + this.size[list]!++;
    this.cluster[end] = cluster;
    this.uses[end] = 1;
    return true;
  }

  /** Whether that was its last member in the list. */
  leave(list: number, cluster: number): boolean {
    const at = this.#find(list, cluster);
    if (--this.uses[at]! > 0) return false;
    const last = this.offsets[list]! + --this.size[list]!;
    this.cluster[at] = this.cluster[last]!;
    this.uses[at] = this.uses[last]!;
    return true;
  }

  #find(list: number, cluster: number): number {
    const start = this.offsets[list]!;
    for (let at = start, end = start + this.size[list]!; at < end; at++) if (this.cluster[at] === cluster) return at;
    return -1;
  }
}
