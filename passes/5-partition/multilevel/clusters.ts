import { transposed } from '../../../src/ir/twins.ts';
import type { Dimensions, Level } from './level.ts';
import { Membership } from './membership.ts';

/**
 * A partition of a level that changes vertex by vertex: which clusters hear each edge, what each cluster demands, and what moves would gain.
 * Lives during the refinement of one level.
 */
export class Clusters {
  readonly level: Level;
  readonly dimensions: Dimensions;
  readonly count: number;
  readonly clusterOf: Int32Array;
  /** `load[cluster * dimensions.count + d]`, and what it may be. */
  readonly load: Float64Array;
  readonly capacity: Float64Array;
  /** Found by `weigh`: clusters that a vertex could join, what that would gain, and what it would gain where nothing that it hears is heard. */
  readonly candidates: Int32Array;
  readonly gains: Float64Array;
  fresh = 0;
  readonly #heard: Membership;
  readonly #wired: Membership | null;
  readonly #shared: boolean;
  readonly #places: Int32Array;
  /** Clusters whose shared limits a move touches, with their loads before it. */
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  readonly #before: Float64Array;
  #touchedCount = 0;

  constructor(level: Level, dimensions: Dimensions, capacity: Float64Array, clusterOf: Int32Array, count: number) {
    this.level = level;
    this.dimensions = dimensions;
    this.capacity = capacity;
    this.clusterOf = clusterOf;
    this.count = count;
    this.load = new Float64Array(count * dimensions.count);
    this.candidates = new Int32Array(count);
    this.gains = new Float64Array(count);
    this.#places = new Int32Array(count).fill(-1);
    this.#touched = new Int32Array(count);
    this.#isTouched = new Uint8Array(count);
    this.#before = new Float64Array(this.load.length);
    const { axonsIn, axonsOut, rows, neuronsOfSums } = dimensions;
    this.#shared = axonsIn >= 0 || axonsOut >= 0 || rows >= 0 || neuronsOfSums >= 0;
    this.#heard = new Membership(level.pins, clusterOf);
    this.#wired = rows >= 0 ? new Membership(transposed(level.rows, level.rowsInGroup.length), clusterOf) : null;
    this.#countLoads();
  }

  /**
   * What a vertex gains by joining each cluster near it: their number, in `candidates` and `gains`; its own cluster is not among them. `fresh` holds
   * what it would gain in a cluster that hears nothing of its own.
   */
  weigh(vertex: number): number {
    const { arriving, leaving, weight, discount, source } = this.level;
    const { clusterOf, candidates, gains } = this;
    const heard = this.#heard;
    const own = clusterOf[vertex]!;
    const places = this.#places;
    let found = 0;
    let stay = 0;
    for (let i = arriving.offsets[vertex]!; i < arriving.offsets[vertex + 1]!; i++) {
      const edge = arriving.items[i]!;
      const w = weight[edge]!;
      const d = discount[edge]!;
      const speaks = d > 0 ? clusterOf[source[edge]!]! : -1;
      let speakerHears = false;
      stay -= w;
      for (let at = heard.offsets[edge]!, end = at + heard.size[edge]!; at < end; at++) {
        const cluster = heard.cluster[at]!;
        if (cluster === own) {
          if (heard.uses[at] === 1) stay += speaks === own ? w - d : w;
          continue;
        }
        if (cluster === speaks) speakerHears = true;
        if (places[cluster]! < 0) {
          places[cluster] = found;
          candidates[found] = cluster;
          gains[found++] = w;
        } else gains[places[cluster]!]! += w;
      }
      if (speaks < 0 || speaks === own || speakerHears) continue;
      if (places[speaks]! < 0) {
        places[speaks] = found;
        candidates[found] = speaks;
        gains[found++] = d;
      } else gains[places[speaks]!]! += d;
    }
    for (let i = leaving.offsets[vertex]!; i < leaving.offsets[vertex + 1]!; i++) {
      const edge = leaving.items[i]!;
      const d = discount[edge]!;
      if (d === 0) continue;
      for (let at = heard.offsets[edge]!, end = at + heard.size[edge]!; at < end; at++) {
        const cluster = heard.cluster[at]!;
        if (cluster === own) stay -= d;
        else if (places[cluster]! < 0) {
          places[cluster] = found;
          candidates[found] = cluster;
          gains[found++] = d;
        } else gains[places[cluster]!]! += d;
      }
    }
    for (let i = 0; i < found; i++) {
      gains[i]! += stay;
      places[candidates[i]!] = -1;
    }
    this.fresh = stay;
    return found;
  }

  /** Whether the demands that simply add up allow a vertex there, `freed` being taken away before. */
  fits(vertex: number, cluster: number, freed = -1): boolean {
    const { count } = this.dimensions;
    const { demand } = this.level;
    for (let d = 0; d < count; d++) {
      const more = demand[vertex * count + d]! - (freed >= 0 ? demand[freed * count + d]! : 0);
      if (more > 0 && this.load[cluster * count + d]! + more > this.capacity[d]!) return false;
    }
    return true;
  }

  /** What one move would gain. */
  gainOf(vertex: number, cluster: number): number {
    const found = this.weigh(vertex);
    for (let i = 0; i < found; i++) if (this.candidates[i] === cluster) return this.gains[i]!;
    return this.fresh;
  }

  areLegal(): boolean {
    for (let cluster = 0; cluster < this.count; cluster++) if (this.isOver(cluster)) return false;
    return true;
  }

  /** The largest share of a core that a cluster takes. */
  fillOf(cluster: number): number {
    const { count } = this.dimensions;
    let fill = 0;
    for (let d = 0; d < count; d++) fill = Math.max(fill, this.load[cluster * count + d]! / this.capacity[d]!);
    return fill;
  }

  isOver(cluster: number): boolean {
    const { count } = this.dimensions;
    for (let d = 0; d < count; d++) if (this.load[cluster * count + d]! > this.capacity[d]!) return true;
    return false;
  }

  /** Moves a vertex if no limit that this makes worse is then broken; says whether it did. */
  tryMove(vertex: number, cluster: number): boolean {
    if (!this.fits(vertex, cluster)) return false;
    const from = this.clusterOf[vertex]!;
    this.begin();
    this.move(vertex, cluster);
    if (!this.#shared || this.keepsLimits()) return true;
    this.move(vertex, from);
    return false;
  }

  /** Marks where `keepsLimits` counts from. */
  begin(): void {
    for (let i = 0; i < this.#touchedCount; i++) this.#isTouched[this.#touched[i]!] = 0;
    this.#touchedCount = 0;
  }

  /** Whether the clusters that moves since `begin` touched break no limit more than before. */
  keepsLimits(): boolean {
    const { count } = this.dimensions;
    for (let i = 0; i < this.#touchedCount; i++) {
      const at = this.#touched[i]! * count;
      for (let d = at; d < at + count; d++) if (this.load[d]! > this.capacity[d - at]! && this.load[d]! > this.#before[d]!) return false;
    }
    return true;
  }

  move(vertex: number, cluster: number): void {
    const { demand } = this.level;
    const { count } = this.dimensions;
    const from = this.clusterOf[vertex]!;
    this.#touch(from);
    this.#touch(cluster);
    for (let d = 0; d < count; d++) {
      this.load[from * count + d]! -= demand[vertex * count + d]!;
      this.load[cluster * count + d]! += demand[vertex * count + d]!;
    }
    this.#moveListener(vertex, from, cluster);
    if (this.#shared) this.#moveSpeaker(vertex, from, cluster);
    if (this.#wired) this.#moveRows(this.#wired, vertex, from, cluster);
    this.clusterOf[vertex] = cluster;
  }

  #moveListener(vertex: number, from: number, to: number): void {
    const { arriving, source, axons, isSum } = this.level;
    for (let i = arriving.offsets[vertex]!; i < arriving.offsets[vertex + 1]!; i++) {
      const edge = arriving.items[i]!;
      const left = this.#heard.leave(edge, from);
      const entered = this.#heard.enter(edge, to);
      if (!this.#shared || axons[edge] === 0) continue;
      const speaks = source[edge]! < 0 ? -1 : this.clusterOf[source[edge]!]!;
      if (isSum[edge]) {
        if (speaks !== from) this.#addSum(speaks, from, -axons[edge]!);
        if (speaks !== to) this.#addSum(speaks, to, axons[edge]!);
        continue;
      }
      if (left) this.#addAxons(speaks, from, -axons[edge]!);
      if (entered) this.#addAxons(speaks, to, axons[edge]!);
    }
  }

  #moveSpeaker(vertex: number, from: number, to: number): void {
    const { leaving, axons, isSum } = this.level;
    const { axonsOut, count } = this.dimensions;
    for (let i = leaving.offsets[vertex]!; i < leaving.offsets[vertex + 1]!; i++) {
      const edge = leaving.items[i]!;
      if (axons[edge] === 0) continue;
      if (isSum[edge]) {
        const hears = this.#heard.cluster[this.#heard.offsets[edge]!]!;
        if (hears !== from) this.#addSum(from, hears, -axons[edge]!);
        if (hears !== to) this.#addSum(to, hears, axons[edge]!);
      } else if (axonsOut >= 0) {
        const all = axons[edge]! * this.#heard.size[edge]!;
        this.load[from * count + axonsOut]! -= all;
        this.load[to * count + axonsOut]! += all;
      }
    }
  }

  #addAxons(speaks: number, hears: number, axons: number): void {
    const { axonsIn, axonsOut, count } = this.dimensions;
    if (axonsIn >= 0) this.load[hears * count + axonsIn]! += axons;
    if (axonsOut < 0 || speaks < 0) return;
    this.#touch(speaks);
    this.load[speaks * count + axonsOut]! += axons;
  }

  #addSum(speaks: number, hears: number, axons: number): void {
    const { neuronsOfSums, count } = this.dimensions;
    this.#touch(speaks);
    this.#touch(hears);
    this.#addAxons(speaks, hears, axons);
    if (neuronsOfSums >= 0) this.load[speaks * count + neuronsOfSums]! += axons;
  }

  #moveRows(wired: Membership, vertex: number, from: number, to: number): void {
    const { rows, rowsInGroup } = this.level;
    const { rows: place, count } = this.dimensions;
    for (let i = rows.offsets[vertex]!; i < rows.offsets[vertex + 1]!; i++) {
      const group = rows.items[i]!;
      if (wired.leave(group, from)) this.load[from * count + place]! -= rowsInGroup[group]!;
      if (wired.enter(group, to)) this.load[to * count + place]! += rowsInGroup[group]!;
    }
  }

  #touch(cluster: number): void {
    if (this.#isTouched[cluster]) return;
    this.#isTouched[cluster] = 1;
    this.#touched[this.#touchedCount++] = cluster;
    const { count } = this.dimensions;
    for (let d = cluster * count; d < (cluster + 1) * count; d++) this.#before[d] = this.load[d]!;
  }

  #countLoads(): void {
    const { vertices, demand, edges, source, axons, isSum, rowsInGroup } = this.level;
    const { count, rows } = this.dimensions;
    for (let vertex = 0; vertex < vertices; vertex++) {
      for (let d = 0; d < count; d++) this.load[this.clusterOf[vertex]! * count + d]! += demand[vertex * count + d]!;
    }
    if (!this.#shared) return;
    for (let edge = 0; edge < edges; edge++) {
      const speaks = source[edge]! < 0 ? -1 : this.clusterOf[source[edge]!]!;
      const start = this.#heard.offsets[edge]!;
      for (let at = start; at < start + this.#heard.size[edge]!; at++) {
        const hears = this.#heard.cluster[at]!;
        if (!isSum[edge]) this.#addAxons(speaks, hears, axons[edge]!);
        else if (hears !== speaks) this.#addSum(speaks, hears, axons[edge]!);
      }
    }
    for (let group = 0; this.#wired && group < rowsInGroup.length; group++) {
      const start = this.#wired.offsets[group]!;
      for (let at = start; at < start + this.#wired.size[group]!; at++) this.load[this.#wired.cluster[at]! * count + rows]! += rowsInGroup[group]!;
    }
  }
}
