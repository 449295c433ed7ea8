import type { Connection } from './connections.ts';
import type { Arena, Block } from './memory.ts';

/** Row drivers that can be reached by more spikes in one timestep than they can express: taps are then driven one by one. */
export interface Saturation {
  readonly most: number;
  /** Word line of each tap, numbered from 0; arrivals of the step so far. */
  readonly rowOf: Int32Array;
  readonly arrivals: Int32Array;
  /** Every tap as a source of its own. */
  readonly tapOffsets: Block<Int32Array>;
  readonly driven: Block<Int32Array>;
}

/** Null when no row of this connection can saturate. */
export function saturationOf(arena: Arena, { taps }: Connection, most: number): (() => Saturation) | null {
  const count = taps.length / 4;
  const rows = new Map<string, number>();
  const sources: number[] = [];
  const rowOf = new Int32Array(count);
  for (let tap = 0; tap < count; tap++) {
    const key = `${taps[4 * tap]} ${taps[4 * tap + 1]}`;
    if (!rows.has(key)) rows.set(key, sources.push(0) - 1);
    rowOf[tap] = rows.get(key)!;
    sources[rowOf[tap]!]!++;
  }
  if (sources.every((number) => number <= most)) return null;
  const tapOffsets = arena.i32(count + 1);
  const driven = arena.i32(count);
  return () => {
    for (let tap = 0; tap <= count; tap++) tapOffsets().data[tap] = tap;
    return { most, rowOf, arrivals: new Int32Array(sources.length), tapOffsets: tapOffsets(), driven: driven() };
  };
}

/** Taps that these spikes still drive; spikes beyond a row's most are lost. Writes them to `driven`, returns how many. */
export function drivenTaps({ most, rowOf, arrivals, driven }: Saturation, { tapOffsets }: Connection, ids: Int32Array, start: number, count: number): number {
  arrivals.fill(0);
  let written = 0;
  for (let i = start; i < start + count; i++) {
    for (let tap = tapOffsets[ids[i]!]!; tap < tapOffsets[ids[i]! + 1]!; tap++) {
      if (++arrivals[rowOf[tap]!]! <= most) driven.data[written++] = tap;
    }
  }
  return written;
}
