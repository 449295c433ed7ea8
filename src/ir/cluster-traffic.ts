import { groupByCluster, type Clustered } from './clustered.ts';
import { neuronBases } from './network.ts';
import { axonWalker, piecesOf, sumUnitOf } from './pieces.ts';
import { length } from './unrolled.ts';

/** Who must hear whom: for every neuron the clusters with a row it drives, ascending; CSR over `neuronBases`. */
export interface Listeners {
  readonly offsets: Int32Array;
  readonly clusters: Int32Array;
}

export function listenersOf({ unrolled, style, clusterOf, clusterCount }: Pick<Clustered, 'unrolled' | 'style' | 'clusterOf' | 'clusterCount'>): Listeners {
  const bases = neuronBases(unrolled.network);
  const neurons = bases[bases.length - 1]!;
  const walk = axonWalker(unrolled, style);
  const stamp = new Int32Array(neurons).fill(-1);
  const offsets = new Int32Array(neurons + 1);
  // Walking takes all the time: what it finds is kept, cluster by cluster.
  const heard = groupByCluster(clusterOf, clusterCount).map((members, cluster) => {
    const found: number[] = [];
    const hear = (neuron: number): void => {
      if (stamp[neuron] === cluster) return;
      stamp[neuron] = cluster;
      offsets[neuron + 1]!++;
      found.push(neuron);
    };
    for (const piece of members) walk(piece, nothing, hear);
    return Int32Array.from(found);
  });
  for (let i = 0; i < neurons; i++) offsets[i + 1]! += offsets[i]!;
  const clusters = new Int32Array(offsets[neurons]!);
  const next = offsets.slice(0, neurons);
  heard.forEach((found, cluster) => { for (const neuron of found) clusters[next[neuron]!++] = cluster; });
  return { offsets, clusters };
}

function nothing(): void {}

/** Partial sums that leave their cluster: piece, and the cluster that adds them. */
export interface RemoteSum {
  readonly piece: number;
  readonly columns: number;
  readonly from: number;
  readonly to: number;
}

export function remoteSumsOf({ unrolled, style, clusterOf }: Clustered): readonly RemoteSum[] {
  const pieces = piecesOf(unrolled, style);
  const sumUnit = sumUnitOf(unrolled);
  const sums: RemoteSum[] = [];
  for (let piece = 0; piece < pieces.count; piece++) {
    const unit = pieces.unitOf[piece]!;
    if (sumUnit[unit]! < 0) continue;
    const to = clusterOf[pieces.first[sumUnit[unit]!]! + piece - pieces.first[unit]!]!;
    if (to !== clusterOf[piece]) sums.push({ piece, columns: length(unrolled.units[unit]!.columns), from: clusterOf[piece]!, to });
  }
  return sums;
}
