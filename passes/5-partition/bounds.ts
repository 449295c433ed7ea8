import type { AxonGraph } from '../../src/ir/axon-graph.ts';
import type { Load } from './cluster-loads.ts';

/** What no mapping of a network to cores with these limits can be below. */
export interface LowerBounds {
  readonly cores: number;
  /** Messages of one inference to distinct cores, the own one included. */
  readonly messages: number;
  /** Those of them that leave their core. */
  readonly leaving: number;
}

/**
 * Lower bounds of cores and messages.
 *
 * Proof. Neurons, columns, crossbars and memory of pieces add up, so that n pieces which demand D together of a limit C are on at least ceil(D / C) cores; over
 * all pieces that bounds the cores. A spike goes once to every core that holds a listener: the pieces that hear it are on at least k = ceil(D / C) cores, for
 * the worst of the limits, hence k messages. At most one of these cores is that of the speaker; with the speaker among the pieces, all but one core are
 * reached by messages that leave. A partial sum travels unless its part is on the core of the piece that adds it: beside that piece a limit leaves room for
 * at most m of its n parts, m being the most of the least demanding ones, so that at least n - m travel, and together not less than the n - m cheapest.
 * The sums over all bundles are bounds of the total, for every term is one, whatever the others are. How listeners of different bundles compete for a core
 * is left out: where kernels overlap, as in convolutions, no mapping need reach the bound; for dense populations it is often met.
 */
export function lowerBounds(graph: AxonGraph, limits: Load): LowerBounds {
  const demands = ([['neurons', graph.neurons], ['columns', graph.columns], ['crossbars', graph.crossbars], ['memory_bits', graph.memory_bits]] as const)
    .filter(([limit]) => limits[limit] < Infinity).map(([limit, of]) => ({ of, most: limits[limit] }));
  const { bundles } = graph;
  let cores = graph.pieces > 0 ? 1 : 0;
  for (const { of, most } of demands) {
    let sum = 0;
    for (const one of of) sum += one;
    cores = Math.max(cores, coresFor(sum, most));
  }
  let [messages, leaving] = [0, 0];
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    if (bundles.isSum[bundle]) continue;
    const source = bundles.source[bundle]!;
    let [hearing, withSource, listens] = [1, 1, source < 0];
    for (const { of, most } of demands) {
      let sum = 0;
      for (let i = bundles.pieces.offsets[bundle]!; i < bundles.pieces.offsets[bundle + 1]!; i++) {
        const piece = bundles.pieces.items[i]!;
        sum += of[piece]!;
        if (piece === source) listens = true;
      }
      hearing = Math.max(hearing, coresFor(sum, most));
      withSource = Math.max(withSource, coresFor(sum + (listens ? 0 : of[source]!), most));
    }
    messages += hearing * bundles.messages[bundle]!;
    // Inputs come from outside, so that every message to a core enters it.
    leaving += (source < 0 ? hearing : withSource - 1) * bundles.messages[bundle]!;
  }
  const sums = travellingSums(graph, demands);
  return { cores, messages: messages + sums, leaving: leaving + sums };
}

function coresFor(demand: number, most: number): number {
  return Math.max(1, Math.ceil(demand / most - 1e-9));
}

/** Messages of partial sums that must travel, as their parts do not all fit beside the piece that adds them. */
function travellingSums({ pieces, bundles, arriving }: AxonGraph, demands: readonly { readonly of: Int32Array | Float64Array; readonly most: number }[]): number {
  let total = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const sums = [...arriving.items.subarray(arriving.offsets[piece]!, arriving.offsets[piece + 1]!)].filter((bundle) => bundles.isSum[bundle]);
    if (sums.length === 0) continue;
    let travelling = 0;
    for (const { of, most } of demands) {
      let room = most - of[piece]!;
      const parts = sums.map((bundle) => of[bundles.source[bundle]!]!).sort((a, b) => a - b);
      const fit = parts.findIndex((part) => (room -= part) < 0);
      if (fit >= 0) travelling = Math.max(travelling, parts.length - fit);
    }
    const cheapest = sums.map((bundle) => bundles.messages[bundle]!).sort((a, b) => a - b);
    for (let i = 0; i < travelling; i++) total += cheapest[i]!;
  }
  return total;
}
