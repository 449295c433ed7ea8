import type { ClusterFlows, ClusterGraph } from '../../src/ir/cluster-flows.ts';
import type { Plane } from './plane.ts';
import type { PlaceProblem } from './problem.ts';

/** What messages of one inference pay for their hops: the number that placers make small. */
export function placementCost(coreOf: Int32Array, { pairs, trees, plane }: PlaceProblem): number {
  return pairCost(coreOf, pairs, plane) + (trees ? treeCost(coreOf, trees, plane) : 0);
}

/** What messages pay for their hops when each goes to every cluster on its own. */
export function pairCost(coreOf: Int32Array, { offsets, neighbours, weights }: ClusterGraph, { x, y }: Plane): number {
  const entry = x.length - 1;
  let cost = 0;
  for (let node = 0; node <= coreOf.length; node++) {
    const core = node < coreOf.length ? coreOf[node]! : entry;
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const other = neighbours[i]!;
      if (other < node) continue;
      const place = other < coreOf.length ? coreOf[other]! : entry;
      cost += weights[i]! * (Math.abs(x[core]! - x[place]!) + Math.abs(y[core]! - y[place]!));
    }
  }
  return cost;
}

/** What messages pay when each is copied at the branches of its XY tree. */
export function treeCost(coreOf: Int32Array, flows: ClusterFlows, plane: Plane): number {
  const measure = treeMeter(flows, plane);
  let cost = 0;
  for (let flow = 0; flow < flows.count; flow++) cost += flows.messages[flow]! * measure(flow, coreOf);
  return cost;
}

/**
 * Length of the XY tree of a flow: along x from its westernmost to its easternmost column through the source, and in each of these columns along y
 * from its northernmost to its southernmost destination through the row of the source.
 */
export function treeMeter({ clusterCount, source, clusters: { offsets, items } }: ClusterFlows, { x, y, column, east }: Plane): (flow: number, coreOf: Int32Array) => number {
  const stamps = new Int32Array(east.length).fill(-1);
  const [low, high] = [new Float64Array(east.length), new Float64Array(east.length)];
  let stamp = 0;
  return (flow, coreOf) => {
    stamp = (stamp + 1) | 0;
    const from = source[flow]! < clusterCount ? coreOf[source[flow]!]! : x.length - 1;
    const row = y[from]!;
    let west = x[from]!;
    let most = west;
    let length = 0;
    for (let i = offsets[flow]!, end = offsets[flow + 1]!; i < end; i++) {
      const core = coreOf[items[i]!]!;
      const [across, down, at] = [x[core]!, y[core]!, column[core]!];
      if (across < west) west = across;
      else if (across > most) most = across;
      if (stamps[at] !== stamp) {
        stamps[at] = stamp;
        low[at] = high[at] = row;
      }
      if (down < low[at]!) {
        length += low[at]! - down;
        low[at] = down;
      } else if (down > high[at]!) {
        length += down - high[at]!;
        high[at] = down;
      }
    }
    return length + most - west;
  };
}
