import { axonKeys, type Configuration } from '../ir/configuration.ts';
import type { RouterKeys } from '../ir/router-keys.ts';
import { plural } from './quantity.ts';
import { DIRECTIONS } from './traffic.ts';

/** Most entries that are shown one by one. */
const SHOWN = 200;

/** Keys, and router tables entry by entry: `tile 3: 01x -> east, core 0` sends on packets whose keys begin with 01. The first that fits decides. */
export function describeRouters(configuration: Pick<Configuration, 'keys' | 'routes' | 'axonRoutes' | 'applications' | 'units'>): readonly string[] {
  const { keys, routes } = configuration;
  const { axons, sums } = axonKeys(configuration);
  const width = widthOf(keys);
  const sizes = Array.from(keys.tileOffsets.subarray(1), (end, tile) => end - keys.tileOffsets[tile]!);
  const leaving = sums.reduce((count, key) => count + (key < 0 ? 0 : 1), 0);
  const tables = sizes.flatMap((size, tile) => (size === 0 ? [] : Array.from({ length: size }, (_, i) => `tile ${tile}: ${entryText(keys, keys.tileOffsets[tile]! + i, width)}`)));
  return [
    `keys of ${plural(width, 'bit')}: ${routes.sourceTile.length} routes, ${axons.length} axons${leaving > 0 ? `, partial sums of ${leaving} applications` : ''}`,
    `routers: ${keys.key.length} entries of key and mask for ${routes.entryRoute.length} of routes, in ${sizes.filter((size) => size > 0).length} routers, at most ${Math.max(0, ...sizes)} in one`,
    ...tables.slice(0, SHOWN),
    ...(tables.length > SHOWN ? [`${tables.length - SHOWN} more entries: --format json has all`] : []),
  ];
}

/** Bits that the keys in use need. */
function widthOf({ first, bits }: RouterKeys): number {
  return Math.max(1, 32 - Math.clz32(first.reduce((most, key, route) => Math.max(most, key + 2 ** bits[route]! - 1), 0)));
}

function entryText({ key, mask, ports }: RouterKeys, entry: number, width: number): string {
  const digits = Array.from({ length: width }, (_, i) => width - 1 - i).map((bit) => ((mask[entry]! >> bit) & 1 ? String((key[entry]! >> bit) & 1) : 'x'));
  const through = Array.from({ length: 31 }, (_, port) => port).filter((port) => ports[entry]! & (1 << port)).map((port) => (port < 4 ? DIRECTIONS[port] : `core ${port - 4}`));
  return `${digits.join('')} -> ${through.join(', ')}`;
}
