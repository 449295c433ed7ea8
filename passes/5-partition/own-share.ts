import type { Target } from '../../src/ir/target.ts';

/** Hops that a message between clusters is taken to make, before placement. */
const HOPS = 2;

/**
 * What a message that stays in its core costs of one that leaves it, 0..1, by the energy prices of a target: where hops are dear it is little, where sending is
 * dear it is nearly all. A multicast packet is sent once however many cores hear it, so that only taking it in and the way there count. 1 without prices.
 */
export function ownShare({ mesh, prices }: Target): number {
  const price = (name: string): number => prices.reduce((sum, { count, energy_pJ }) => sum + (count === name ? energy_pJ.value : 0), 0);
  const own = price('deliveries') + (mesh.multicast ? 0 : price('packets'));
  const way = (HOPS * (price('hopsEastWest') + price('hopsNorthSouth'))) / 2;
  return own + way > 0 ? own / (own + way) : 1;
}
