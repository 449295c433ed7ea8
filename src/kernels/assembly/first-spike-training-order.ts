/** The order of spikes: sorted once for a population, then dealt to the patches of a convolution. */

export function sortSpikesF32(times: usize, length: i32, horizon: f32, spikes: usize, workspace: usize): i32 {
  const end = <usize>length << 2;
  let count: i32 = 0, spike = spikes;
  memory.fill(workspace, 0, 4096);
  for (let at: usize = 0, index: u32 = 0; at < end; at += 4, ++index) {
    const z = load<f32>(times + at);
    if (!(z < horizon)) continue;
    const bits = reinterpret<u32>(z);
    store<u32>(spike, index);
    store<u32>(spike, bits, 4);
    spike += 8;
    ++count;
    for (let digit: u32 = 0; digit < 4; ++digit) bump(workspace + (<usize>digit << 10) + (<usize>((bits >> (digit << 3)) & 255) << 2));
  }
  let from = spikes, to = workspace + 4096;
  for (let digit: u32 = 0; digit < 4; ++digit) {
    const counts = workspace + (<usize>digit << 10);
    if (!cumulate(counts, count)) continue;
    const stop = from + (<usize>count << 3);
    for (let entry = from; entry < stop; entry += 8) {
      const bits = load<u32>(entry, 4), place = counts + (<usize>((bits >> (digit << 3)) & 255) << 2);
      const position = load<u32>(place);
      store<u32>(place, position + 1);
      store<u64>(to + (<usize>position << 3), load<u64>(entry));
    }
    const other = from;
    from = to;
    to = other;
  }
  if (from !== spikes) memory.copy(spikes, from, <usize>count << 3);
  return count;
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function bump(place: usize): void {
  store<u32>(place, load<u32>(place) + 1);
}

/** Counts become first positions. Returns whether there are different digits at all. */
function cumulate(counts: usize, count: u32): bool {
  let sum: u32 = 0;
  for (let place = counts; place < counts + 1024; place += 4) {
    const here = load<u32>(place);
    if (here === count) return false;
    store<u32>(place, sum);
    sum += here;
  }
  return true;
}

export function dealSpikes(spikes: usize, count: i32, tapOffsets: usize, taps: usize, lists: usize, listLength: i32, counts: usize): void {
  for (let spike = spikes, end = spikes + (<usize>count << 3); spike < end; spike += 8) {
    const source = tapOffsets + (<usize>load<u32>(spike) << 2), bits = load<u32>(spike, 4);
    const last = taps + (<usize>load<u32>(source, 4) << 3);
    for (let tap = taps + (<usize>load<u32>(source) << 3); tap < last; tap += 8) {
      const patch = load<u32>(tap), filled = counts + (<usize>patch << 2), position = load<u32>(filled);
      const entry = lists + ((<usize>patch * <usize>listLength + <usize>position) << 3);
      store<u32>(entry, load<u32>(tap, 4));
      store<u32>(entry, bits, 4);
      store<u32>(filled, position + 1);
    }
  }
}
