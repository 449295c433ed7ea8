import { leavesChip } from '../../ir/mesh.ts';
import type { Mesh, Timing } from '../../ir/target.ts';

/** Times of a mesh in whole ticks. A hop is as long as a link is taken: a link carries one packet at a time. */
export interface Ticks {
  readonly tick_s: number;
  readonly eastWest: number;
  readonly northSouth: number;
  /** What a hop to another chip takes besides. */
  readonly betweenChips: number;
  /** A core sends one packet in this time, at least one tick. */
  readonly interval: number;
  /** What sending itself takes of a packet's time: the interval, or nothing where the target does not time packets. */
  readonly send: number;
  /** A core takes one packet in this time; 0 where the target does not time deliveries: as many as arrive. */
  readonly deliver: number;
  /** Whether all times are whole multiples of the tick; otherwise they are rounded to it. */
  readonly exact: boolean;
}

/** Ticks that the link leaving a tile through a port is taken. */
export function hopTicks({ eastWest, northSouth, betweenChips }: Pick<Ticks, 'eastWest' | 'northSouth' | 'betweenChips'>, mesh: Mesh, tile: number, port: number): number {
  return (port % 2 === 0 ? eastWest : northSouth) + (leavesChip(mesh, tile, port) ? betweenChips : 0);
}

/** Most ticks of the longest time: bounds the wheel, and the empty ticks between two events. */
const MOST_TICKS = 1 << 14;
/** Finest tick, as parts of a nanosecond. */
const PARTS = 1e6;

/**
 * The tick is the greatest time that divides hops (and what one between chips takes besides), packets and deliveries of the target (0.1 ns for 4.1, 6.5, 5.1 and 16 ns), looked for among
 * whole femtoseconds. Where the longest time would be more than 16384 ticks, the tick is that part of it and the others are rounded.
 */
export function ticksOf({ hopEastWest_ns, hopNorthSouth_ns, hopBetweenChips_ns, perCount_ns }: Timing): Ticks {
  const { packets, deliveries } = perCount_ns;
  const times_ns = [hopEastWest_ns.value, hopNorthSouth_ns.value, packets?.value ?? 0, deliveries?.value ?? 0, hopBetweenChips_ns?.value ?? 0];
  const longest_ns = Math.max(...times_ns, Math.max(hopEastWest_ns.value, hopNorthSouth_ns.value) + (hopBetweenChips_ns?.value ?? 0));
  const parts = times_ns.map((time) => Math.round(time * PARTS));
  const divisor = parts.reduce(greatestDivisor, 0) / PARTS || 1;
  const tick_ns = Math.max(divisor, longest_ns / MOST_TICKS);
  const [eastWest, northSouth, send, deliver, betweenChips] = times_ns.map((time) => (time === 0 ? 0 : Math.max(1, Math.round(time / tick_ns)))) as [number, number, number, number, number];
  const exact = times_ns.every((time) => Math.abs(Math.round(time / tick_ns) * tick_ns - time) <= 1e-9 * time);
  return { tick_s: tick_ns * 1e-9, eastWest, northSouth, betweenChips, send, deliver, interval: Math.max(1, send), exact };
}

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
