/** Twin of assembly/scatter.ts. Typed-array stores round to f32 and wrap to i16 and i32 exactly as the vector instructions do. */
import type { Views } from './views.ts';

export function scatterI16({ i16, i32, u32 }: Views, ids: number, count: number, tapOffsets: number, taps: number, weights: number,
  accumulators: number, stamps: number, stamp: number, reads: number): void {
  for (let k = 0; k < count; ++k) {
    const offset = (tapOffsets >>> 2) + i32[(ids >>> 2) + k]!;
    const last = (taps >>> 2) + 4 * i32[offset + 1]!;
    for (let tap = (taps >>> 2) + 4 * i32[offset]!; tap < last; tap += 4) {
      const to = (accumulators >>> 1) + i32[tap]!, from = (weights >>> 1) + i32[tap + 1]!, columns = i32[tap + 2]!;
      for (let i = 0; i < columns; ++i) i16[to + i] = i16[to + i]! + i16[from + i]!;
      countRead(i32, u32, i32[tap + 3]!, stamps, stamp, reads);
    }
  }
}

export function scatterF32({ f32, i32, u32 }: Views, ids: number, count: number, tapOffsets: number, taps: number, weights: number,
  accumulators: number, stamps: number, stamp: number, reads: number): void {
  for (let k = 0; k < count; ++k) {
    const offset = (tapOffsets >>> 2) + i32[(ids >>> 2) + k]!;
    const last = (taps >>> 2) + 4 * i32[offset + 1]!;
    for (let tap = (taps >>> 2) + 4 * i32[offset]!; tap < last; tap += 4) {
      const to = (accumulators >>> 2) + i32[tap]!, from = (weights >>> 2) + i32[tap + 1]!, columns = i32[tap + 2]!;
      for (let i = 0; i < columns; ++i) f32[to + i] = Math.fround(f32[to + i]! + f32[from + i]!);
      countRead(i32, u32, i32[tap + 3]!, stamps, stamp, reads);
    }
  }
}

export function scatterValuesI16({ i16, i32 }: Views, ids: number, values: number, count: number, tapOffsets: number, taps: number,
  weights: number, accumulators: number): void {
  for (let k = 0; k < count; ++k) {
    const value = i32[(values >>> 2) + k]!;
    const offset = (tapOffsets >>> 2) + i32[(ids >>> 2) + k]!;
    const last = (taps >>> 2) + 4 * i32[offset + 1]!;
    for (let tap = (taps >>> 2) + 4 * i32[offset]!; tap < last; tap += 4) {
      const to = (accumulators >>> 2) + i32[tap]!, from = (weights >>> 1) + i32[tap + 1]!, columns = i32[tap + 2]!;
      for (let i = 0; i < columns; ++i) i32[to + i] = i32[to + i]! + Math.imul(value, i16[from + i]!);
    }
  }
}

export function scatterValuesF32({ f32, i32 }: Views, ids: number, values: number, count: number, tapOffsets: number, taps: number,
  weights: number, accumulators: number): void {
  for (let k = 0; k < count; ++k) {
    const value = f32[(values >>> 2) + k]!;
    const offset = (tapOffsets >>> 2) + i32[(ids >>> 2) + k]!;
    const last = (taps >>> 2) + 4 * i32[offset + 1]!;
    for (let tap = (taps >>> 2) + 4 * i32[offset]!; tap < last; tap += 4) {
      const to = (accumulators >>> 2) + i32[tap]!, from = (weights >>> 2) + i32[tap + 1]!, columns = i32[tap + 2]!;
      for (let i = 0; i < columns; ++i) f32[to + i] = Math.fround(f32[to + i]! + Math.fround(value * f32[from + i]!));
    }
  }
}

export function flushI16({ i16, i32 }: Views, accumulatorsI16: number, accumulatorsI32: number, length: number): void {
  const narrow = accumulatorsI16 >>> 1, wide = accumulatorsI32 >>> 2;
  for (let i = 0; i < length; ++i) {
    i32[wide + i] = i32[wide + i]! + i16[narrow + i]!;
    i16[narrow + i] = 0;
  }
}

function countRead(i32: Int32Array, u32: Uint32Array, slot: number, stamps: number, stamp: number, reads: number): void {
  if (slot < 0 || i32[(stamps >>> 2) + slot] === stamp) return;
  i32[(stamps >>> 2) + slot] = stamp;
  u32[(reads >>> 2) + slot] = u32[(reads >>> 2) + slot]! + 1;
}
