import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Clustered } from './clustered.ts';
import { coreCount, type Mesh, type Target } from './target.ts';

/** Stage 7: a core for every cluster. */
export interface Placed {
  readonly stage: 'placed';
  readonly clustered: Clustered;
  /** Core of each cluster. */
  readonly coreOf: Int32Array;
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

/** Injective and inside the mesh. */
export function verifyPlaced({ clustered, coreOf }: Placed, target: Target): readonly Diagnostic[] {
  const cores = coreCount(target.mesh);
  if (coreOf.length !== clustered.clusterCount) {
    return [diagnose('S705', { reason: `${coreOf.length} cores for ${clustered.clusterCount} clusters` })];
  }
  const found: Diagnostic[] = [];
  const holder = new Int32Array(cores).fill(-1);
  coreOf.forEach((core, cluster) => {
    if (core < 0 || core >= cores) found.push(diagnose('S705', { reason: `cluster ${cluster} is on core ${core}, outside the mesh of ${cores}` }));
    else if (holder[core]! >= 0) found.push(diagnose('S705', { reason: `clusters ${holder[core]} and ${cluster} share core ${core}` }));
    else holder[core] = cluster;
  });
  return found;
}
