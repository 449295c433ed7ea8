/** Twin of assembly/sort-times.ts. */
import type { Views } from './views.ts';

export function sortTimes({ f64, i32 }: Views, times: number, count: number, records: number, spare: number): number {
  let fired = 0;
  for (let i = 0; i < count; ++i) {
    const time = f64[(times >>> 3) + i]!;
    if (time === Infinity) continue;
    writeRecord(f64, i32, (records >>> 4) + fired++, time, i);
  }
  let from = records >>> 4, to = spare >>> 4;
  for (let width = 1; width < fired; width *= 2) {
    for (let low = 0; low < fired; low += 2 * width) {
      mergeRuns(f64, from + low, from + Math.min(low + width, fired), from + Math.min(low + 2 * width, fired), to + low);
    }
    [from, to] = [to, from];
  }
  if (from !== records >>> 4) copyRecords(f64, records >>> 4, from, fired);
  return fired;
}

function mergeRuns(f64: Float64Array, left: number, middle: number, end: number, to: number): void {
  let right = middle;
  while (left < middle || right < end) {
    const later = left >= middle || (right < end && f64[2 * right]! < f64[2 * left]!);
    copyRecords(f64, to++, later ? right++ : left++, 1);
  }
}

/** An index below 2^32 and its upper half, 0, are never a NaN, which a copy might change. */
function copyRecords(f64: Float64Array, to: number, from: number, count: number): void {
  f64.copyWithin(2 * to, 2 * from, 2 * (from + count));
}

function writeRecord(f64: Float64Array, i32: Int32Array, record: number, time: number, index: number): void {
  f64[2 * record] = time;
  i32[4 * record + 2] = index;
  i32[4 * record + 3] = 0;
}

export function distributeSpikes({ i32 }: Views, records: number, ranks: number, count: number, offsets: number, arrivals: number, positions: number, capacity: number,
  rows: number, groups: number, counts: number): void {
  i32.fill(0, counts >>> 2, (counts >>> 2) + 4 * positions);
  for (let i = 0; i < count; ++i) {
    const source = (offsets >>> 2) + i32[(records >>> 2) + 4 * i + 2]!, rank = i32[(ranks >>> 2) + i]! + 1;
    for (let arrival = i32[source]!; arrival < i32[source + 1]!; ++arrival) {
      const at = (arrivals >>> 2) + 2 * arrival, position = i32[at]!, list = (counts >>> 2) + 4 * position;
      const events = i32[list]!;
      i32[(rows >>> 2) + position * capacity + events] = i32[at + 1]!;
      if (i32[list + 2]! !== rank) {
        const entry = (groups >>> 2) + 2 * (position * capacity + i32[list + 1]!);
        i32[entry] = events;
        i32[entry + 1] = rank - 1;
        i32[list + 1] = i32[list + 1]! + 1;
        i32[list + 2] = rank;
      }
      i32[list] = events + 1;
    }
  }
}
