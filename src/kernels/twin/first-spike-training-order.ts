/** Twin of assembly/first-spike-training-order.ts. */
import type { Views } from './views.ts';

export function sortSpikesF32({ f32, u32 }: Views, times: number, length: number, horizon: number, spikes: number, _workspace: number): number {
  const from = times >>> 2, to = spikes >>> 2;
  const order = Array.from({ length }, (_, index) => index).filter((index) => f32[from + index]! < horizon);
  // Equal times stay in the order of their numbers: sorting is stable.
  order.sort((a, b) => f32[from + a]! - f32[from + b]!);
  const sorted = order.map((index) => f32[from + index]!);
  order.forEach((index, position) => {
    u32[to + 2 * position] = index;
    f32[to + 2 * position + 1] = sorted[position]!;
  });
  return order.length;
}

export function dealSpikes({ u32 }: Views, spikes: number, count: number, tapOffsets: number, taps: number, lists: number, listLength: number, counts: number): void {
  for (let k = 0; k < count; ++k) {
    const source = u32[(spikes >>> 2) + 2 * k]!, bits = u32[(spikes >>> 2) + 2 * k + 1]!;
    for (let tap = u32[(tapOffsets >>> 2) + source]!; tap < u32[(tapOffsets >>> 2) + source + 1]!; ++tap) {
      const patch = u32[(taps >>> 2) + 2 * tap]!, filled = (counts >>> 2) + patch;
      const entry = (lists >>> 2) + 2 * (patch * listLength + u32[filled]!);
      u32[entry] = u32[(taps >>> 2) + 2 * tap + 1]!;
      u32[entry + 1] = bits;
      u32[filled] = u32[filled]! + 1;
    }
  }
}
