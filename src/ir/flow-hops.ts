import type { ClusterFlows } from './cluster-flows.ts';
import { entryTile, pointOf, tileOf } from './placed.ts';
import type { Mesh } from './target.ts';

/**
 * Links that the messages of one inference cross: with multicast the links of each message's XY tree, without it the Manhattan distance to every cluster that
 * hears it. Links between cores of one tile there are none.
 */
export function flowHops(flows: ClusterFlows, coreOf: Int32Array, mesh: Mesh): number {
  let hops = 0;
  for (let flow = 0; flow < flows.count; flow++) hops += flows.messages[flow]! * linksOf(flows, flow, coreOf, mesh);
  return hops;
}

function linksOf({ clusterCount, source, clusters }: ClusterFlows, flow: number, coreOf: Int32Array, mesh: Mesh): number {
  const from = pointOf(mesh, source[flow]! < clusterCount ? tileOf(mesh, coreOf[source[flow]!]!) : entryTile(mesh));
  const heard = Array.from(clusters.items.subarray(clusters.offsets[flow], clusters.offsets[flow + 1]), (cluster) => pointOf(mesh, tileOf(mesh, coreOf[cluster]!)));
  if (!mesh.multicast) return heard.reduce((sum, to) => sum + Math.abs(to.x - from.x) + Math.abs(to.y - from.y), 0);
  const columns = new Map<number, { low: number; high: number }>([[from.x, { low: from.y, high: from.y }]]);
  for (const { x, y } of heard) {
    const { low, high } = columns.get(x) ?? { low: from.y, high: from.y };
    columns.set(x, { low: Math.min(low, y), high: Math.max(high, y) });
  }
  const xs = [...columns.keys()];
  return Math.max(...xs) - Math.min(...xs) + [...columns.values()].reduce((sum, { low, high }) => sum + high - low, 0);
}
