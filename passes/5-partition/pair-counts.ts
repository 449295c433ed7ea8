/** Counts by pairs (item, cluster) in one open-addressing table of typed arrays: how many pieces of a cluster hear a bundle. Grows by doubling; a pair once seen stays. */
export class PairCounts {
  #items = new Int32Array(1024).fill(-1);
  #clusters = new Int32Array(1024);
  #counts = new Int32Array(1024);
  #used = 0;

  get(item: number, cluster: number): number {
    const slot = this.#slotOf(item, cluster);
    return this.#items[slot]! < 0 ? 0 : this.#counts[slot]!;
  }

  /** Adds `change` and returns the new count. */
  add(item: number, cluster: number, change: number): number {
    let slot = this.#slotOf(item, cluster);
    if (this.#items[slot]! < 0) {
      if (2 * ++this.#used > this.#items.length) {
        this.#grow();
        slot = this.#slotOf(item, cluster);
      }
      this.#items[slot] = item;
      this.#clusters[slot] = cluster;
    }
    return (this.#counts[slot]! += change);
  }

  #slotOf(item: number, cluster: number): number {
    const mask = this.#items.length - 1;
    let hash = Math.imul(item, 0x9e3779b1) ^ Math.imul(cluster, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = Math.imul(hash, 0xc2b2ae35) >>> 7 & mask;
    while (this.#items[slot]! >= 0 && (this.#items[slot] !== item || this.#clusters[slot] !== cluster)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [items, clusters, counts] = [this.#items, this.#clusters, this.#counts];
    const size = 2 * items.length;
    this.#items = new Int32Array(size).fill(-1);
    this.#clusters = new Int32Array(size);
    this.#counts = new Int32Array(size);
    for (let old = 0; old < items.length; old++) {
      if (items[old]! < 0) continue;
      const slot = this.#slotOf(items[old]!, clusters[old]!);
      this.#items[slot] = items[old]!;
      this.#clusters[slot] = clusters[old]!;
      this.#counts[slot] = counts[old]!;
    }
  }
}
