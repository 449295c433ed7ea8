import { groupByCluster, type Clustered } from './clustered.ts';
import { neuronBases } from './network.ts';
import { axonWalker, piecesOf, sumUnitOf } from './pieces.ts';
import { length } from './unrolled.ts';

/** Who must hear whom: for every neuron the clusters with a row it drives, ascending; CSR over `neuronBases`. */
export interface Listeners {
  readonly offsets: Int32Array;
  readonly clusters: Int32Array;
}

export function listenersOf({ unrolled, style, clusterOf, clusterCount }: Clustered): Listeners {
  const bases = neuronBases(unrolled.network);
  const neurons = bases[bases.length - 1]!;
  const walk = axonWalker(unrolled, style);
  const groups = groupByCluster(clusterOf, clusterCount);
  const visit = (found: (neuron: number, cluster: number) => void): void => {
    const stamp = new Int32Array(neurons).fill(-1);
    groups.forEach((members, cluster) => {
      for (const piece of members) {
        walk(piece, () => {}, (neuron) => {
          if (stamp[neuron] === cluster) return;
          stamp[neuron] = cluster;
          found(neuron, cluster);
        });
      }
    });
  };
  const offsets = new Int32Array(neurons + 1);
  visit((neuron) => { offsets[neuron + 1]!++; });
  for (let i = 0; i < neurons; i++) offsets[i + 1]! += offsets[i]!;
  const clusters = new Int32Array(offsets[neurons]!);
  const next = offsets.slice(0, neurons);
  visit((neuron, cluster) => { clusters[next[neuron]!++] = cluster; });
  return { offsets, clusters };
}

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
