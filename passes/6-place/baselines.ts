import { pointOf, tileOf } from '../../src/ir/placed.ts';
import { randomStream } from '../../src/ir/random.ts';
import type { PlaceProblem } from './problem.ts';

/** Any core for each cluster, all being equally likely. */
export function drawn({ clusterCount, cores, seed }: PlaceProblem): Int32Array {
  const random = randomStream(seed, 0x64726177);
  const left = cores.slice();
  for (let i = 0; i < clusterCount; i++) {
    const other = i + Math.floor(random() * (left.length - i));
    [left[i], left[other]] = [left[other]!, left[i]!];
  }
  return left.slice(0, clusterCount);
}

/**
 * Clusters in the order of their numbers, each on the free core nearest to the entry; nearness is that of tiles, then the lower number. The placer of
 * PACMAN (SpiNNaker) takes chips so, going outward from where the host is attached, without looking at traffic.
 */
export function byRadius({ clusterCount, cores, mesh }: PlaceProblem): Int32Array {
  return nearestToEntry(cores, mesh).slice(0, clusterCount);
}

export function nearestToEntry(cores: Int32Array, mesh: PlaceProblem['mesh']): Int32Array {
  const far = (core: number): number => {
    const { x, y } = pointOf(mesh, tileOf(mesh, core));
    return Math.abs(x - mesh.entry.x) + Math.abs(y - mesh.entry.y);
  };
  return cores.slice().sort((a, b) => far(a) - far(b) || a - b);
}
