/** Events to accumulators: for every source id, its taps; for every tap, one row of weights. */

export function scatterI16(ids: usize, count: i32, tapOffsets: usize, taps: usize, weights: usize, accumulators: usize,
    stamps: usize, stamp: i32, reads: usize): void {
  for (let k: i32 = 0; k < count; ++k) {
    const offset = tapOffsets + (load<u32>(ids + (k << 2)) << 2);
    const last = taps + (load<u32>(offset, 4) << 4);
    for (let tap = taps + (load<u32>(offset) << 4); tap < last; tap += 16) {
      addRowI16(accumulators + (load<u32>(tap) << 1), weights + (load<u32>(tap, 4) << 1), load<i32>(tap, 8));
      countRead(load<i32>(tap, 12), stamps, stamp, reads);
    }
  }
}

export function scatterF32(ids: usize, count: i32, tapOffsets: usize, taps: usize, weights: usize, accumulators: usize,
    stamps: usize, stamp: i32, reads: usize): void {
  for (let k: i32 = 0; k < count; ++k) {
    const offset = tapOffsets + (load<u32>(ids + (k << 2)) << 2);
    const last = taps + (load<u32>(offset, 4) << 4);
    for (let tap = taps + (load<u32>(offset) << 4); tap < last; tap += 16) {
      addRowF32(accumulators + (load<u32>(tap) << 2), weights + (load<u32>(tap, 4) << 2), load<i32>(tap, 8));
      countRead(load<i32>(tap, 12), stamps, stamp, reads);
    }
  }
}

export function scatterValuesI16(ids: usize, values: usize, count: i32, tapOffsets: usize, taps: usize, weights: usize,
    accumulators: usize): void {
  for (let k: i32 = 0; k < count; ++k) {
    const value = i16x8.splat(<i16>load<i32>(values + (k << 2)));
    const offset = tapOffsets + (load<u32>(ids + (k << 2)) << 2);
    const last = taps + (load<u32>(offset, 4) << 4);
    for (let tap = taps + (load<u32>(offset) << 4); tap < last; tap += 16) {
      addScaledRowI16(accumulators + (load<u32>(tap) << 2), weights + (load<u32>(tap, 4) << 1), load<i32>(tap, 8), value);
    }
  }
}

export function scatterValuesF32(ids: usize, values: usize, count: i32, tapOffsets: usize, taps: usize, weights: usize,
    accumulators: usize): void {
  for (let k: i32 = 0; k < count; ++k) {
    const value = f32x4.splat(load<f32>(values + (k << 2)));
    const offset = tapOffsets + (load<u32>(ids + (k << 2)) << 2);
    const last = taps + (load<u32>(offset, 4) << 4);
    for (let tap = taps + (load<u32>(offset) << 4); tap < last; tap += 16) {
      addScaledRowF32(accumulators + (load<u32>(tap) << 2), weights + (load<u32>(tap, 4) << 2), load<i32>(tap, 8), value);
    }
  }
}

export function flushI16(accumulatorsI16: usize, accumulatorsI32: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += 8) {
    const narrow = accumulatorsI16 + (i << 1);
    const wide = accumulatorsI32 + (i << 2);
    const sums = v128.load(narrow);
    v128.store(wide, i32x4.add(v128.load(wide), i32x4.extend_low_i16x8_s(sums)));
    v128.store(wide, i32x4.add(v128.load(wide, 16), i32x4.extend_high_i16x8_s(sums)), 16);
    v128.store(narrow, i16x8.splat(0));
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function addRowI16(to: usize, from: usize, columns: i32): void {
  for (; columns >= 32; columns -= 32, to += 64, from += 64) {
    v128.store(to, i16x8.add(v128.load(to), v128.load(from)));
    v128.store(to, i16x8.add(v128.load(to, 16), v128.load(from, 16)), 16);
    v128.store(to, i16x8.add(v128.load(to, 32), v128.load(from, 32)), 32);
    v128.store(to, i16x8.add(v128.load(to, 48), v128.load(from, 48)), 48);
  }
  for (; columns > 0; columns -= 8, to += 16, from += 16) {
    v128.store(to, i16x8.add(v128.load(to), v128.load(from)));
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function addRowF32(to: usize, from: usize, columns: i32): void {
  for (; columns >= 16; columns -= 16, to += 64, from += 64) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    v128.store(to, f32x4.add(v128.load(to, 16), v128.load(from, 16)), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), v128.load(from, 32)), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), v128.load(from, 48)), 48);
  }
  for (; columns > 0; columns -= 4, to += 16, from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function addScaledRowI16(to: usize, from: usize, columns: i32, value: v128): void {
  for (; columns > 0; columns -= 8, to += 32, from += 16) {
    const row = v128.load(from);
    v128.store(to, i32x4.add(v128.load(to), i32x4.extmul_low_i16x8_s(row, value)));
    v128.store(to, i32x4.add(v128.load(to, 16), i32x4.extmul_high_i16x8_s(row, value)), 16);
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function addScaledRowF32(to: usize, from: usize, columns: i32, value: v128): void {
  for (; columns > 0; columns -= 4, to += 16, from += 16) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(value, v128.load(from))));
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function countRead(slot: i32, stamps: usize, stamp: i32, reads: usize): void {
  if (slot < 0) return;
  const at = <usize>slot << 2;
  if (load<i32>(stamps + at) == stamp) return;
  store<i32>(stamps + at, stamp);
  store<u32>(reads + at, load<u32>(reads + at) + 1);
}
