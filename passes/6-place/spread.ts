import type { ClusterGraph } from '../../src/ir/cluster-flows.ts';
import type { PlaceProblem } from './problem.ts';

/** After so many rounds of averaging a placement is made. */
const CHECKPOINTS = [4, 12, 40, 120, 360];
/** Work, in neighbours looked at, beyond which no further rounds are made. */
const MOST_WORK = 4e7;

/**
 * Placements by the smooth coordinates of a graph: every cluster goes to the weighted middle of its neighbours, and the two coordinates are kept of one
 * spread and unrelated to each other, which is power iteration towards the two lowest eigenvectors of the Laplacian after the constant one (Hall, "An r-dimensional
 * quadratic placement algorithm", Management Science 17(3), 1970). Coordinates become cores by cutting the plane in halves, clusters and cores sorted along
 * its longer side.
 */
export function* spreadPlacements(start: Int32Array, { graph, plane, mesh }: PlaceProblem): Generator<Int32Array> {
  const { coresPerTile, width } = mesh;
  const ground = start.slice().sort();
  let x: Float64Array = Float64Array.from(start, (core) => plane.x[core]!);
  let y: Float64Array = Float64Array.from(start, (core) => plane.y[core]!);
  const total = weightOfEach(graph, start.length);
  for (let round = 1, work = 0; round <= CHECKPOINTS.at(-1)!; round++) {
    x = averaged(x, graph, total);
    y = averaged(y, graph, total);
    centre(x, total);
    centre(y, total);
    separate(y, x, total);
    work += graph.neighbours.length;
    if (CHECKPOINTS.includes(round)) yield halved(x, y, ground, (core) => Math.floor(core / coresPerTile) % width, (core) => Math.floor(core / coresPerTile / width));
    if (work > MOST_WORK) return;
  }
}

function weightOfEach({ offsets, weights }: ClusterGraph, clusterCount: number): Float64Array {
  const total = new Float64Array(clusterCount);
  for (let node = 0; node < clusterCount; node++) for (let i = offsets[node]!; i < offsets[node + 1]!; i++) total[node]! += weights[i]!;
  return total;
}

/** Half of where each cluster is and half of the middle of its neighbours, so that clusters that only talk across do not swing. The entry pulls nobody. */
function averaged(from: Float64Array, { offsets, neighbours, weights }: ClusterGraph, total: Float64Array): Float64Array {
  return from.map((value, node) => {
    let [sum, weight] = [total[node]! * value, total[node]!];
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      const other = neighbours[i]!;
      if (other === from.length) continue;
      sum += weights[i]! * from[other]!;
      weight += weights[i]!;
    }
    return weight > 0 ? sum / weight : value;
  });
}

/** Mean 0 and spread 1, clusters weighed by how much they talk. */
function centre(values: Float64Array, weights: Float64Array): void {
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const mean = values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / all;
  const spread = Math.sqrt(values.reduce((sum, value, i) => sum + weights[i]! * (value - mean) ** 2, 0) / all) || 1;
  values.forEach((value, i) => { values[i] = (value - mean) / spread; });
}

/** Takes from y what it has in common with x. */
function separate(y: Float64Array, x: Float64Array, weights: Float64Array): void {
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const shared = y.reduce((sum, value, i) => sum + weights[i]! * value * x[i]!, 0) / all;
  y.forEach((value, i) => { y[i] = value - shared * x[i]!; });
}

/** Gives clusters the cores of `ground`: both are cut in halves along the longer side of the ground until one is left. */
function halved(x: Float64Array, y: Float64Array, ground: Int32Array, columnOf: (core: number) => number, rowOf: (core: number) => number): Int32Array {
  const coreOf = new Int32Array(x.length);
  const open: [Int32Array, Int32Array][] = [[Int32Array.from(x.keys()), ground.slice()]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [clusters, cores] = part;
    if (clusters.length <= 1) {
      if (clusters.length === 1) coreOf[clusters[0]!] = cores[0]!;
      continue;
    }
    const [columns, rows] = [extent(cores, columnOf), extent(cores, rowOf)];
    const wide = columns >= rows;
    const values = wide ? x : y;
    const [first, second] = wide ? [columnOf, rowOf] : [rowOf, columnOf];
    clusters.sort((a, b) => values[a]! - values[b]! || a - b);
    cores.sort((a, b) => first(a) - first(b) || second(a) - second(b) || a - b);
    const middle = clusters.length >> 1;
    open.push([clusters.subarray(0, middle), cores.subarray(0, middle)], [clusters.subarray(middle), cores.subarray(middle)]);
  }
  return coreOf;
}

function extent(cores: Int32Array, of: (core: number) => number): number {
  let [low, high] = [Infinity, -Infinity];
  for (const core of cores) {
    const at = of(core);
    if (at < low) low = at;
    if (at > high) high = at;
  }
  return high - low;
}
