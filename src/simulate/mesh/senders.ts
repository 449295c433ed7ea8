import type { Configuration } from '../../ir/configuration.ts';
import { entryTile, tileOf } from '../../ir/placed.ts';
import { coreCount, type Target } from '../../ir/target.ts';

/**
 * The sender of packets on a route: the core of the neuron (-1 for inputs) or application; for inputs from outside the number of cores, which stands
 * for the entry of the mesh. Where that is on another tile than the one on which the route begins, the first core of that tile.
 */
export function senderOn({ routes }: Configuration, { mesh }: Target, route: number, core: number): number {
  const tile = routes.sourceTile[route]!;
  if (core >= 0 && tileOf(mesh, core) === tile) return core;
  return core < 0 && mesh.inputs !== 'cores' && tile === entryTile(mesh) ? coreCount(mesh) : tile * mesh.coresPerTile;
}
