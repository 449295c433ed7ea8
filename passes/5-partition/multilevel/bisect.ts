import { cutInTwo } from './cut-in-two.ts';
import { regroup, type Plain } from './plain.ts';

/**
 * Cuts a hypergraph into `clusters` parts, by halves of halves; sizes are shares of a core. Each cut may be as uneven as, repeated at each of the cuts below,
 * would just fill all cores (Akhremtsev et al., ALENEX 2017). A part may end up larger than a core where no cut is even enough.
 */
export function bisectRecursively(plain: Plain, clusters: number, seed: number): Int32Array {
  const clusterOf = new Int32Array(plain.vertices);
  cut(plain, Int32Array.from({ length: plain.vertices }, (_, vertex) => vertex), 0, clusters);
  return clusterOf;

  function cut(part: Plain, vertices: Int32Array, first: number, count: number): void {
    if (count <= 1 || part.vertices === 0) {
      for (const vertex of vertices) clusterOf[vertex] = first;
      return;
    }
    const left = count >> 1;
    let [total, largest] = [0, 0];
    for (const size of part.size) {
      total += size;
      largest = Math.max(largest, size);
    }
    const slack = Math.max(1, count / total) ** (1 / Math.ceil(Math.log2(count)));
    const most = [left, count - left].map((cores) => Math.max((total * cores / count) * slack, total * cores / count + largest / 2)) as [number, number];
    const side = cutInTwo(part, total * left / count, most, seed + first);
    for (const [half, begin, cores] of [[0, first, left], [1, first + left, count - left]] as const) {
      const rank = new Int32Array(part.vertices).fill(-1);
      const members: number[] = [];
      for (let vertex = 0; vertex < part.vertices; vertex++) if (side[vertex] === half) rank[vertex] = members.push(vertex) - 1;
      const inner = cores > 1 ? regroup(part, rank, members.length, null) : { ...part, vertices: members.length };
      cut(inner, Int32Array.from(members, (vertex) => vertices[vertex]!), begin, cores);
    }
  }
}
