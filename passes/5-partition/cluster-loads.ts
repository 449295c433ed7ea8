import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Target } from '../../src/ir/target.ts';
import { PairCounts } from './pair-counts.ts';

/** What a core can run out of. */
export const LIMITS = ['neurons', 'rows', 'columns', 'crossbars', 'axonsIn', 'axonsOut', 'memory_bits'] as const;
export type Limit = (typeof LIMITS)[number];
export type Load = Readonly<Record<Limit, number>>;

/** The limits of a core of this target; Infinity where it sets none. */
export function limitsOfCore({ core, style }: Target): Load {
  const shared = style === 'column-per-neuron' ? core.crossbars : null;
  return {
    neurons: core.neurons ?? Infinity,
    rows: shared?.rows ?? Infinity,
    columns: shared?.columns ?? Infinity,
    crossbars: core.crossbars && !shared ? core.crossbars.count : Infinity,
    axonsIn: core.axonsIn ?? Infinity,
    axonsOut: core.axonsOut ?? Infinity,
    memory_bits: core.synapseMemory_bits ?? Infinity,
  };
}

/**
 * A partition that grows and changes piece by piece, with the exact load of every cluster on every limit and the messages between
 * clusters kept up to date. A bundle counts between pieces that both have a cluster. Lives during one run of a partitioner.
 */
export class ClusterLoads {
  readonly clusterOf: Int32Array;
  readonly #graph: AxonGraph;
  readonly #limits: Load;
  readonly #loads: Record<Limit, number[]>;
  readonly #hearing = new PairCounts();
  readonly #rowUses = new PairCounts();
  /** Clusters that hear each bundle. */
  readonly #heardIn: Int32Array;
  #messages = 0;
  /** Scratch of `broken`: axons that clusters would have to send more. */
  readonly #asked: number[] = [];
  readonly #speakers: number[] = [];

  constructor(graph: AxonGraph, limits: Load) {
    this.#graph = graph;
    this.#limits = limits;
    this.clusterOf = new Int32Array(graph.pieces).fill(-1);
    this.#heardIn = new Int32Array(graph.bundles.count);
    this.#loads = Object.fromEntries(LIMITS.map((limit) => [limit, []])) as unknown as Record<Limit, number[]>;
  }

  /** Clusters opened so far; some may have become empty. */
  get clusters(): number {
    return this.#loads.neurons.length;
  }

  /** Messages of one inference, one for each spike and cluster that hears it, its own included; those of partial sums only between clusters. */
  get messages(): number {
    return this.#messages;
  }

  loadOf(cluster: number): Load {
    return Object.fromEntries(LIMITS.map((limit) => [limit, this.#loads[limit][cluster]!])) as Record<Limit, number>;
  }

  open(): number {
    for (const limit of LIMITS) this.#loads[limit].push(0);
    return this.clusters - 1;
  }

  /**
   * The limit that this piece, which must have no cluster, would break there; null when it fits. `axonsOutFill` is the share of the axons out of the
   * cluster itself that may be used; the axons out of those it hears may be used whole. A sum unit fits only where the clusters
   * that form its sums have room to send them: `remove` lets these leave, whatever the limits.
   */
  broken(piece: number, cluster: number, axonsOutFill = 1): { readonly limit: Limit; readonly demand: number } | null {
    const { neurons, columns, crossbars, memory_bits, bundles, arriving, leaving, rows, rowsInGroup } = this.#graph;
    const adds = (limit: Limit, amount: number, fill = 1): { limit: Limit; demand: number } | null => {
      const demand = this.#loads[limit][cluster]! + amount;
      return amount > 0 && demand > this.#limits[limit] * fill ? { limit, demand } : null;
    };
    let rowsAdded = 0;
    for (let i = rows.offsets[piece]!; i < rows.offsets[piece + 1]!; i++) {
      const group = rows.items[i]!;
      if (this.#rowUses.get(group, cluster) === 0) rowsAdded += rowsInGroup[group]!;
    }
    const simple = adds('columns', columns[piece]!) ?? adds('crossbars', crossbars[piece]!)
      ?? adds('memory_bits', memory_bits[piece]!) ?? adds('rows', rowsAdded);
    if (simple) return simple;
    let [arrives, leaves, sums] = [0, 0, 0];
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      const source = bundles.source[bundle]!;
      const from = source === piece ? cluster : source < 0 ? -1 : this.clusterOf[source]!;
      if (bundles.isSum[bundle]) {
        // Its part has counted as leaving so far.
        if (from === cluster) {
          sums -= bundles.axons[bundle]!;
          leaves -= bundles.axons[bundle]!;
        } else if (from >= 0) {
          const full = this.#holding(from);
          if (full) return full;
          arrives += bundles.axons[bundle]!;
        }
        continue;
      }
      if (this.#hearing.get(bundle, cluster) > 0) continue;
      // Axons of speakers that have no cluster yet arrive all the same.
      arrives += bundles.axons[bundle]!;
      if (from === cluster) leaves += bundles.axons[bundle]!;
      else if (from >= 0) this.#speaks(from, bundles.axons[bundle]!);
    }
    const speaker = this.#overdrawn();
    if (speaker) return speaker;
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
      const bundle = leaving.items[i]!;
      if (!bundles.isSum[bundle]) {
        leaves += bundles.axons[bundle]! * this.#heardIn[bundle]!;
        continue;
      }
      const to = this.clusterOf[bundles.pieces.items[bundles.pieces.offsets[bundle]!]!]!;
      if (to === cluster) continue;
      leaves += bundles.axons[bundle]!;
      sums += bundles.axons[bundle]!;
      if (to < 0) continue;
      const demand = this.#loads.axonsIn[to]! + bundles.axons[bundle]!;
      if (demand > this.#limits.axonsIn) return { limit: 'axonsIn', demand };
    }
    const apart = this.#graph.leavingSumsAreNeurons ? sums : 0;
    return adds('neurons', neurons[piece]! + apart) ?? adds('axonsIn', arrives) ?? adds('axonsOut', leaves, axonsOutFill);
  }

  /** The limit that a cluster breaks already, by sums that began to leave when their sum unit was taken out of it. */
  #holding(cluster: number): { readonly limit: Limit; readonly demand: number } | null {
    for (const limit of ['neurons', 'axonsOut'] as const) {
      const demand = this.#loads[limit][cluster]!;
      if (demand > this.#limits[limit]) return { limit, demand };
    }
    return null;
  }

  /** Adds axons that would leave another cluster. */
  #speaks(from: number, axons: number): void {
    if (!this.#asked[from]) this.#speakers.push(from);
    this.#asked[from] = (this.#asked[from] ?? 0) + axons;
  }

  /** The first of those clusters with more axons out than it may have; forgets all. */
  #overdrawn(): { readonly limit: Limit; readonly demand: number } | null {
    let found: { readonly limit: Limit; readonly demand: number } | null = null;
    for (const cluster of this.#speakers) {
      const demand = this.#loads.axonsOut[cluster]! + this.#asked[cluster]!;
      if (demand > this.#limits.axonsOut) found ??= { limit: 'axonsOut', demand };
      this.#asked[cluster] = 0;
    }
    this.#speakers.length = 0;
    return found;
  }

  /** Messages that this piece, which must have no cluster, would add there. */
  messagesAdded(piece: number, cluster: number): number {
    const { bundles, arriving, leaving } = this.#graph;
    let sum = 0;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      const from = bundles.isSum[bundle] ? this.clusterOf[bundles.source[bundle]!]! : -1;
      if (bundles.isSum[bundle] ? from >= 0 && from !== cluster : this.#hearing.get(bundle, cluster) === 0) sum += bundles.messages[bundle]!;
    }
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
      const bundle = leaving.items[i]!;
      if (!bundles.isSum[bundle]) continue;
      const to = this.clusterOf[bundles.pieces.items[bundles.pieces.offsets[bundle]!]!]!;
      if (to >= 0 && to !== cluster) sum += bundles.messages[bundle]!;
    }
    return sum;
  }

  add(piece: number, cluster: number): void {
    this.#change(piece, cluster, 1);
    this.clusterOf[piece] = cluster;
  }

  remove(piece: number): void {
    const cluster = this.clusterOf[piece]!;
    this.clusterOf[piece] = -1;
    this.#change(piece, cluster, -1);
  }

  /** Books a piece that is without a cluster at this moment. */
  #change(piece: number, cluster: number, sign: 1 | -1): void {
    const { neurons, columns, crossbars, memory_bits, rows, rowsInGroup } = this.#graph;
    const loads = this.#loads;
    loads.neurons[cluster]! += sign * neurons[piece]!;
    loads.columns[cluster]! += sign * columns[piece]!;
    loads.crossbars[cluster]! += sign * crossbars[piece]!;
    loads.memory_bits[cluster]! += sign * memory_bits[piece]!;
    for (let i = rows.offsets[piece]!; i < rows.offsets[piece + 1]!; i++) {
      const group = rows.items[i]!;
      const uses = this.#rowUses.add(group, cluster, sign);
      if (uses === (sign > 0 ? 1 : 0)) loads.rows[cluster]! += sign * rowsInGroup[group]!;
    }
    // A piece that hears itself: its own bundle must be counted once, whichever way.
    if (sign > 0) this.#changeLeaving(piece, cluster, sign);
    this.#changeArriving(piece, cluster, sign);
    if (sign < 0) this.#changeLeaving(piece, cluster, sign);
  }

  #changeLeaving(piece: number, cluster: number, sign: 1 | -1): void {
    const { bundles, leaving } = this.#graph;
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
      const bundle = leaving.items[i]!;
      if (!bundles.isSum[bundle]) this.#loads.axonsOut[cluster]! += sign * bundles.axons[bundle]! * this.#heardIn[bundle]!;
      else this.#changeSum(bundle, cluster, this.clusterOf[bundles.pieces.items[bundles.pieces.offsets[bundle]!]!]!, sign);
    }
  }

  #changeArriving(piece: number, cluster: number, sign: 1 | -1): void {
    const { bundles, arriving } = this.#graph;
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      const source = bundles.source[bundle]!;
      if (bundles.isSum[bundle]) {
        this.#changeSum(bundle, this.clusterOf[source]!, -1, sign > 0 ? -1 : 1);
        this.#changeSum(bundle, this.clusterOf[source]!, cluster, sign);
        continue;
      }
      if (this.#hearing.add(bundle, cluster, sign) !== (sign > 0 ? 1 : 0)) continue;
      this.#heardIn[bundle]! += sign;
      this.#messages += sign * bundles.messages[bundle]!;
      this.#loads.axonsIn[cluster]! += sign * bundles.axons[bundle]!;
      const from = source === piece ? cluster : source < 0 ? -1 : this.clusterOf[source]!;
      if (from >= 0) this.#loads.axonsOut[from]! += sign * bundles.axons[bundle]!;
    }
  }

  /** Partial sums whose sum unit has no cluster yet (-1) count as leaving, so that there is room wherever it goes. */
  #changeSum(bundle: number, from: number, to: number, sign: 1 | -1): void {
    if (from < 0 || from === to) return;
    const { axons, messages } = this.#graph.bundles;
    if (this.#graph.leavingSumsAreNeurons) this.#loads.neurons[from]! += sign * axons[bundle]!;
    this.#loads.axonsOut[from]! += sign * axons[bundle]!;
    if (to < 0) return;
    this.#loads.axonsIn[to]! += sign * axons[bundle]!;
    this.#messages += sign * messages[bundle]!;
  }
}
