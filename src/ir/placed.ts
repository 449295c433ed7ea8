import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Clustered } from './clustered.ts';
import { usableCores } from './mesh.ts';
import { coreCount, type Mesh, type Target } from './target.ts';

/** Stage 7: a core for every cluster. */
export interface Placed {
  readonly stage: 'placed';
  readonly clustered: Clustered;
  /** Core of each cluster. */
  readonly coreOf: Int32Array;
  /** Core of each input that takes the place of a neuron, by number over all neurons (neuronBases); -1 for all others. Absent where inputs are outside. */
  readonly inputCores?: Int32Array;
}

export interface TilePoint {
  readonly x: number;
  readonly y: number;
}

export function tileOf(mesh: Mesh, core: number): number {
  return Math.floor(core / mesh.coresPerTile);
}

export function pointOf(mesh: Mesh, tile: number): TilePoint {
  return { x: tile % mesh.width, y: Math.floor(tile / mesh.width) };
}

export function entryTile(mesh: Mesh): number {
  return mesh.entry.y * mesh.width + mesh.entry.x;
}

/** Tile that a neuron sends from. @param cluster of its soma; -1 for inputs */
export function sourceTile({ coreOf, inputCores }: Placed, mesh: Mesh, neuron: number, cluster: number): number {
  const core = cluster < 0 ? inputCores?.[neuron] ?? -1 : coreOf[cluster]!;
  return core < 0 ? entryTile(mesh) : tileOf(mesh, core);
}

/** Injective, inside the mesh, and on cores that work. */
export function verifyPlaced({ clustered, coreOf, inputCores }: Placed, target: Target): readonly Diagnostic[] {
  const cores = coreCount(target.mesh);
  if (coreOf.length !== clustered.clusterCount) {
    return [diagnose('S705', { reason: `${coreOf.length} cores for ${clustered.clusterCount} clusters` })];
  }
  const found: Diagnostic[] = [];
  const holder = new Int32Array(cores).fill(-1);
  const works = new Uint8Array(cores);
  for (const core of usableCores(target.mesh)) works[core] = 1;
  coreOf.forEach((core, cluster) => {
    if (core < 0 || core >= cores) found.push(diagnose('S705', { reason: `cluster ${cluster} is on core ${core}, outside the mesh of ${cores}` }));
    else if (!works[core]) found.push(diagnose('S705', { reason: `cluster ${cluster} is on core ${core}, which is faulty` }));
    else if (holder[core]! >= 0) found.push(diagnose('S705', { reason: `clusters ${holder[core]} and ${cluster} share core ${core}` }));
    else holder[core] = cluster;
  });
  const strange = inputCores?.findIndex((core) => core >= 0 && !works[core]) ?? -1;
  if (strange >= 0) found.push(diagnose('S705', { reason: `input ${strange} is on core ${inputCores![strange]}, which does not exist or is faulty` }));
  return found;
}
