import { clusterGraphOf, type ClusterFlows, type ClusterGraph } from './cluster-flows.ts';
import type { Mesh } from './target.ts';

/**
 * A lower bound on `flowHops` of these flows, whatever core each cluster is on.
 *
 * Pairs: from any tile of the mesh at most so many cores are no more than r hops away as from its middle one (from the entry: as from the entry), so the
 * clusters that one talks to pay at least what they pay when those with most messages take the nearest cores. Adding this up over all clusters counts every pair at both
 * ends; so the messages of a pair are shared between its ends, by halves, or all to the end that has more neighbours; those of the entry, which takes no core from others, are all its own. The sum is a bound for any sharing, and
 * the larger one is taken.
 *
 * Trees (multicast): a tree to k clusters has at least one link fewer than the tiles it needs for them and its source; and it is at least as long as the mean
 * distance of its ends, so that messages / k of its pairs have the bound of pairs. The larger of both sums is taken. Flows to one cluster are pairs.
 */
export function hopBound(flows: ClusterFlows, mesh: Mesh): number {
  if (!mesh.multicast) return pairBound(clusterGraphOf(flows), mesh);
  const single = pairBound(clusterGraphOf(flows, { fewest: 1, most: 1 }), mesh);
  const { offsets } = flows.clusters;
  const shared = flows.messages.map((messages, flow) => messages / Math.max(1, offsets[flow + 1]! - offsets[flow]!));
  return Math.max(single + tilesBound(flows, mesh), pairBound(clusterGraphOf({ ...flows, messages: shared }), mesh));
}

/** Links that trees to two clusters or more need for their tiles alone. */
function tilesBound({ clusterCount, count, source, messages, clusters: { offsets } }: ClusterFlows, { coresPerTile }: Mesh): number {
  let links = 0;
  for (let flow = 0; flow < count; flow++) {
    const heard = offsets[flow + 1]! - offsets[flow]!;
    // The entry takes no core of its tile.
    const cores = heard + (source[flow]! < clusterCount ? 1 : 0);
    if (heard > 1) links += messages[flow]! * (Math.ceil(cores / coresPerTile) - 1);
  }
  return links;
}

function pairBound(graph: ClusterGraph, mesh: Mesh): number {
  const { offsets, neighbours } = graph;
  const degree = (node: number): number => offsets[node + 1]! - offsets[node]!;
  const entry = offsets.length - 2;
  const halves = filled(graph, mesh, (node, i) => (node === entry ? 1 : neighbours[i] === entry ? 0 : 0.5));
  const larger = filled(graph, mesh, (node, i) => {
    const other = neighbours[i]!;
    if (node === entry || other === entry) return node === entry ? 1 : 0;
    return degree(node) > degree(other) || (degree(node) === degree(other) && node < other) ? 1 : 0;
  });
  return Math.max(halves, larger);
}

/** Every cluster's neighbours on the nearest cores, by their share of messages. */
function filled({ offsets, weights }: ClusterGraph, mesh: Mesh, share: (node: number, i: number) => number): number {
  const nodes = offsets.length - 1;
  const { width, height, entry } = mesh;
  const inner = ringsAround(mesh, Math.floor(width / 2), Math.floor(height / 2));
  const outer = ringsAround(mesh, entry.x, entry.y);
  let hops = 0;
  for (let node = 0; node < nodes; node++) {
    const rings = node === nodes - 1 ? outer : inner;
    const shares = weights.slice(offsets[node], offsets[node + 1]).map((weight, i) => weight * share(node, offsets[node]! + i)).sort();
    // The cluster itself takes a core of its tile; the entry does not.
    let [ring, room] = [0, rings[0]! - (node === nodes - 1 ? 0 : 1)];
    for (let i = shares.length - 1; i >= 0 && shares[i]! > 0; i--) {
      while (room === 0 && ring + 1 < rings.length) room = rings[++ring]!;
      room--;
      hops += ring * shares[i]!;
    }
  }
  return hops;
}

/** Cores at each distance from a tile. */
function ringsAround({ width, height, coresPerTile }: Mesh, x: number, y: number): Int32Array {
  const [columns, rows] = [countsAt(width, x), countsAt(height, y)];
  const rings = new Int32Array(columns.length + rows.length - 1);
  for (let i = 0; i < columns.length; i++) for (let k = 0; k < rows.length; k++) rings[i + k]! += columns[i]! * rows[k]! * coresPerTile;
  return rings;
}

/** Places of a line at each distance from one of them. */
function countsAt(size: number, at: number): Int32Array {
  const counts = new Int32Array(Math.max(at, size - 1 - at) + 1);
  for (let place = 0; place < size; place++) counts[Math.abs(place - at)]!++;
  return counts;
}
