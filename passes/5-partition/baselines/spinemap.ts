import { groupByCluster } from '../../../src/ir/clustered.ts';
import type { AxonGraph } from '../../../src/ir/axon-graph.ts';
import { ClusterLoads, LIMITS, limitsOfCore, type Load } from '../cluster-loads.ts';
import type { PartitionProblem } from '../partitioners.ts';
import { sequential } from './sequential.ts';
import { synapseGraph } from './synapse-graph.ts';

/** Sweeps over all pairs of clusters, and exchanges in a row without gain after which a pair is left. */
const SWEEPS = 3;
const PATIENCE = 4;

/**
 * SpiNeCluster of SpiNeMap (Balaji et al., IEEE TVLSI 28(1), 2020, arXiv 1909.01843): from an arbitrary partition, neurons of two clusters change places in the
 * manner of Kernighan and Lin (Bell System Technical Journal 49(2), 1970) while that lowers the spikes on synapses between clusters, within the inputs and
 * outputs of a crossbar. Objective and exchanges are theirs. The start (neurons in the order of the network) and the order of pairs are open, and chosen
 * here; a piece also moves alone where there is room. The public code of SpiNeMap does not hold this algorithm.
 * @throws DiagnosticError S703
 */
export function exchanged(problem: PartitionProblem): Int32Array {
  const { graph, target, progress } = problem;
  const synapses = synapseGraph(graph);
  const start = sequential(problem);
  const count = start.reduce((most, cluster) => Math.max(most, cluster + 1), 0);
  const limited: Limited = { graph, limits: limitsOfCore(target) };
  const loads = new ClusterLoads(graph, limited.limits);
  for (let cluster = 0; cluster < count; cluster++) loads.open();
  start.forEach((cluster, piece) => loads.add(piece, cluster));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const members = groupByCluster(loads.clusterOf, count).map((pieces) => new Set(pieces));
    let gained = 0;
    for (let a = 0; a < count; a++) {
      for (const b of neighbouringClusters(synapses, loads.clusterOf, members[a]!)) if (b > a) gained += improvePair(limited, synapses, loads, members, a, b);
      progress((sweep + a / count) / SWEEPS);
    }
    if (gained <= 0) break;
  }
  return loads.clusterOf;
}

/** The axons that limits count. */
interface Limited {
  readonly graph: AxonGraph;
  readonly limits: Load;
}

/** Calls `visit` for every piece that has synapses with this one. */
function eachNeighbour({ bundles, arriving }: AxonGraph, piece: number, visit: (other: number, spikes: number) => void): void {
  for (let i = arriving.offsets[piece]!; i < arriving.offsets[piece + 1]!; i++) {
    const edge = arriving.items[i]!;
    if (bundles.messages[edge] === 0) continue;
    const start = bundles.pieces.offsets[edge]!;
    visit(bundles.pieces.items[start]! === piece ? bundles.pieces.items[start + 1]! : bundles.pieces.items[start]!, bundles.messages[edge]!);
  }
}

function neighbouringClusters(synapses: AxonGraph, clusterOf: Int32Array, members: ReadonlySet<number>): readonly number[] {
  const found = new Set<number>();
  for (const piece of members) eachNeighbour(synapses, piece, (other) => found.add(clusterOf[other]!));
  return [...found].sort((a, b) => a - b);
}

/** Exchanges pieces of two clusters, the best ones first and each once, and goes back to the best state; returns the spikes saved. */
function improvePair(limited: Limited, synapses: AxonGraph, loads: ClusterLoads, members: readonly Set<number>[], a: number, b: number): number {
  const { clusterOf } = loads;
  const gains = new Map<number, number>();
  for (const piece of [...members[a]!, ...members[b]!]) gains.set(piece, gainOf(synapses, clusterOf, piece, clusterOf[piece] === a ? b : a));
  const done: (readonly number[])[] = [];
  let [total, best, kept] = [0, 0, 0];
  while (done.length - kept < PATIENCE) {
    const step = bestExchange(limited, synapses, loads, gains, a, b);
    if (!step) break;
    total += step.gain;
    done.push(step.pieces);
    if (total > best + 1e-9) [best, kept] = [total, done.length];
  }
  for (const pieces of done.slice(kept).reverse()) place(limited, loads, pieces, (piece) => (clusterOf[piece] === a ? b : a));
  for (const pieces of done.slice(0, kept)) {
    for (const piece of pieces) {
      members[clusterOf[piece] === a ? b : a]!.delete(piece);
      members[clusterOf[piece]!]!.add(piece);
    }
  }
  return best;
}

/** Spikes saved between the two clusters when a piece moves over, the others staying. */
function gainOf(synapses: AxonGraph, clusterOf: Int32Array, piece: number, to: number): number {
  let gain = 0;
  eachNeighbour(synapses, piece, (other, spikes) => {
    if (clusterOf[other] === to) gain += spikes;
    else if (clusterOf[other] === clusterOf[piece]) gain -= spikes;
  });
  return gain;
}

/** Makes the exchange, or the move of one piece, that saves most and keeps all limits; its pieces lose their place in `gains`. */
function bestExchange(limited: Limited, synapses: AxonGraph, loads: ClusterLoads, gains: Map<number, number>, a: number, b: number): { pieces: readonly number[]; gain: number } | null {
  const { clusterOf } = loads;
  const ranked = (cluster: number): number[] => [...gains.keys()].filter((piece) => clusterOf[piece] === cluster).sort((x, y) => gains.get(y)! - gains.get(x)! || x - y).slice(0, 4);
  const [ofA, ofB] = [ranked(a), ranked(b)];
  const options: { pieces: readonly number[]; gain: number }[] = [...ofA, ...ofB].map((piece) => ({ pieces: [piece], gain: gains.get(piece)! }));
  for (const x of ofA) for (const y of ofB) options.push({ pieces: [x, y], gain: gains.get(x)! + gains.get(y)! - 2 * spikesBetween(synapses, x, y) });
  options.sort((one, other) => other.gain - one.gain);
  for (const option of options) {
    if (!place(limited, loads, option.pieces, (piece) => (clusterOf[piece] === a ? b : a))) continue;
    for (const piece of option.pieces) {
      gains.delete(piece);
      // Neighbours in the cluster that it left now want to follow, those in the other one want to stay.
      eachNeighbour(synapses, piece, (other, spikes) => {
        const gain = gains.get(other);
        if (gain !== undefined) gains.set(other, gain + (clusterOf[other] === clusterOf[piece] ? -2 : 2) * spikes);
      });
    }
    return option;
  }
  return null;
}

function spikesBetween(synapses: AxonGraph, x: number, y: number): number {
  let sum = 0;
  eachNeighbour(synapses, x, (other, spikes) => { if (other === y) sum += spikes; });
  return sum;
}

/** Puts pieces into other clusters unless that breaks a limit; says whether it did. */
function place({ graph, limits }: Limited, loads: ClusterLoads, pieces: readonly number[], to: (piece: number) => number): boolean {
  const targets = pieces.map(to);
  const sources = pieces.map((piece) => loads.clusterOf[piece]!);
  for (const piece of pieces) loads.remove(piece);
  pieces.forEach((piece, i) => loads.add(piece, targets[i]!));
  const touched = new Set([...targets, ...sources, ...pieces.flatMap((piece) => clustersAround(graph, loads.clusterOf, piece))]);
  if ([...touched].every((cluster) => keepsLimits(loads.loadOf(cluster), limits))) return true;
  for (const piece of pieces) loads.remove(piece);
  pieces.forEach((piece, i) => loads.add(piece, sources[i]!));
  return false;
}

/** Clusters that speak to a piece, or hear its sums: their demands change when it moves. */
function clustersAround({ arriving, leaving, bundles }: AxonGraph, clusterOf: Int32Array, piece: number): number[] {
  const speak = [...arriving.items.subarray(arriving.offsets[piece]!, arriving.offsets[piece + 1]!)].map((bundle) => bundles.source[bundle]!);
  const hear = [...leaving.items.subarray(leaving.offsets[piece]!, leaving.offsets[piece + 1]!)].filter((bundle) => bundles.isSum[bundle])
    .map((bundle) => bundles.pieces.items[bundles.pieces.offsets[bundle]!]!);
  return [...speak, ...hear].filter((other) => other >= 0).map((other) => clusterOf[other]!);
}

function keepsLimits(load: Load, limits: Load): boolean {
  return LIMITS.every((limit) => load[limit] <= limits[limit]);
}
