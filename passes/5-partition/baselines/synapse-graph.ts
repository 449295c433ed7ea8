import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import { transposed, type Lists } from '../../../src/ir/twins.ts';

/**
 * The graph that mappers see which count spikes on synapses between clusters: beside the axons, which keep their demands but cost nothing, an edge between
 * every two pieces that speak to each other, weighed by spikes times neurons that hear them. Axons of inputs enter from outside and join no two pieces.
 */
export function synapseGraph(graph: AxonGraph): AxonGraph {
  const { bundles } = graph;
  const pairs = pairsOf(graph);
  const count = bundles.count + pairs.weight.length;
  const source = new Int32Array(count).fill(-1);
  const axons = new Int32Array(count);
  const isSum = new Uint8Array(count);
  const messages = new Float64Array(count);
  source.set(bundles.source);
  axons.set(bundles.axons);
  isSum.set(bundles.isSum);
  messages.set(pairs.weight, bundles.count);
  const offsets = new Int32Array(count + 1);
  offsets.set(bundles.pieces.offsets);
  const shared = bundles.pieces.items.length;
  for (let pair = 0; pair < pairs.weight.length; pair++) offsets[bundles.count + pair + 1] = shared + 2 * (pair + 1);
  const items = new Int32Array(shared + pairs.ends.length);
  items.set(bundles.pieces.items);
  items.set(pairs.ends, shared);
  const pieces: Lists = { offsets, items };
  return { ...graph, bundles: { count, source, axons, messages, isSum, pieces }, arriving: transposed(pieces, graph.pieces) };
}

/** Every two pieces with synapses between them, either way, and the spikes on these. */
function pairsOf(graph: AxonGraph): { ends: Int32Array; weight: Float64Array } {
  const { bundles, arriving, leaving, neurons, columns } = graph;
  const weight = new Float64Array(graph.pieces);
  const touched: number[] = [];
  const ends: number[] = [];
  const weights: number[] = [];
  const add = (piece: number, other: number, spikes: number): void => {
    if (other <= piece) return;
    if (weight[other] === 0) touched.push(other);
    weight[other]! += spikes;
  };
  const heardBy = (piece: number): number => Math.max(1, columns[piece]!, neurons[piece]!);
  for (let piece = 0; piece < graph.pieces; piece++) {
    for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
      const bundle = arriving.items[i]!;
      add(piece, bundles.source[bundle]!, bundles.messages[bundle]! * (bundles.isSum[bundle] ? 1 : heardBy(piece)));
    }
    for (let i = leaving.offsets[piece]!; i < leaving.offsets[piece + 1]!; i++) {
      const bundle = leaving.items[i]!;
      for (let j = bundles.pieces.offsets[bundle]!; j < bundles.pieces.offsets[bundle + 1]!; j++) {
        const hears = bundles.pieces.items[j]!;
        add(piece, hears, bundles.messages[bundle]! * (bundles.isSum[bundle] ? 1 : heardBy(hears)));
      }
    }
    for (const other of touched) {
      if (weight[other]! > 0) {
        ends.push(piece, other);
        weights.push(weight[other]!);
      }
      weight[other] = 0;
    }
    touched.length = 0;
  }
  return { ends: Int32Array.from(ends), weight: Float64Array.from(weights) };
}
