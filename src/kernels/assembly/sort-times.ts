/** Spike times in order, and the spikes that arrive at each position of a population in that order. */

/** Bytes of a record: a time (f64) and the index it came with (i64). */
const RECORD: usize = 16;

/** Stable merge sort from runs of one record on, from one buffer to the other and back; runs that are in order already are moved whole. */
export function sortTimes(times: usize, count: i32, records: usize, spare: usize): i32 {
  let end = records;
  for (let i: i32 = 0; i < count; ++i, times += 8) {
    const time = load<f64>(times);
    if (time == Infinity) continue;
    store<f64>(end, time);
    store<i64>(end, i, 8);
    end += RECORD;
  }
  const bytes = end - records, fired = <i32>(bytes / RECORD);
  let from = records, to = spare;
  for (let width: usize = RECORD; width < bytes; width <<= 1) {
    for (let low: usize = 0; low < bytes; low += width << 1) {
      mergeRuns(from + low, from + min(low + width, bytes), from + min(low + (width << 1), bytes), to + low);
    }
    const old = from;
    from = to;
    to = old;
  }
  if (from != records) memory.copy(records, from, bytes);
  return fired;
}

/** Merges [left, middle) and [middle, end); of equal times those of the left first. */
function mergeRuns(left: usize, middle: usize, end: usize, to: usize): void {
  if (middle == end || load<f64>(middle - RECORD) <= load<f64>(middle)) {
    memory.copy(to, left, end - left);
    return;
  }
  let right = middle;
  while (left < middle && right < end) {
    // Without a branch: which run comes next cannot be predicted.
    const later = load<f64>(right) < load<f64>(left);
    v128.store(to, v128.load(later ? right : left));
    right += <usize>later << 4;
    left += <usize>!later << 4;
    to += RECORD;
  }
  if (left < middle) memory.copy(to, left, middle - left);
  else memory.copy(to, right, end - right);
}

export function distributeSpikes(records: usize, ranks: usize, count: i32, offsets: usize, arrivals: usize, positions: i32, capacity: i32, rows: usize, groups: usize, counts: usize): void {
  memory.fill(counts, 0, <usize>positions << 4);
  const rowBytes = <usize>capacity << 2, groupBytes = <usize>capacity << 3;
  for (let i: i32 = 0; i < count; ++i, records += RECORD, ranks += 4) {
    const at = offsets + (load<usize>(records, 8) << 2), rank = load<i32>(ranks) + 1;
    const end = arrivals + (load<usize>(at, 4) << 3);
    for (let arrival = arrivals + (load<usize>(at) << 3); arrival < end; arrival += 8) {
      const position = load<usize>(arrival), list = counts + (position << 4), events = load<usize>(list);
      store<i32>(rows + position * rowBytes + (events << 2), load<i32>(arrival, 4));
      if (load<i32>(list, 8) != rank) {
        const group = load<usize>(list, 4), entry = groups + position * groupBytes + (group << 3);
        store<usize>(entry, events);
        store<i32>(entry, rank - 1, 4);
        store<usize>(list, group + 1, 4);
        store<i32>(list, rank, 8);
      }
      store<usize>(list, events + 1);
    }
  }
}
