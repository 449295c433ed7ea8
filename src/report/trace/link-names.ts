import { DIRECTIONS } from '../traffic.ts';
import type { Trace } from './trace.ts';

/** A link of the mesh as `mesh-record.ts` numbers it: `east of tile (3, 2)`, `into core 7`, `out of core 7`, `entry of inputs`. */
export function nameOfLink({ mesh, meshWidth }: Pick<Trace, 'mesh' | 'meshWidth'>, link: number): string {
  const { tiles, cores } = mesh!;
  const core = link - 4 * tiles;
  if (core >= 2 * cores) return 'entry of inputs';
  if (core >= cores) return `out of core ${core - cores}`;
  if (core >= 0) return `into core ${core}`;
  const tile = link >> 2;
  return `${DIRECTIONS[link & 3]} of tile (${tile % meshWidth}, ${Math.floor(tile / meshWidth)})`;
}
