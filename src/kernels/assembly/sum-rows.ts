/**
 * Sums of panel rows. A row is 128 bytes, so its sums are eight vectors and stay in registers. One row a turn: with two V8 spills
 * and reaches half the rate (measured: `npm run bench spike`).
 */
import { SUMS, WIDE_SUMS } from './scratch';

const ROW_SHIFT: u32 = 7;

/** SUMS (i16[64]) = sum of the rows listed in [event, last). */
export function sumRowsI16(panel: usize, event: usize, last: usize): void {
  let s0 = i16x8.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (; event < last; event += 4) {
    const row = panel + (load<u32>(event) << ROW_SHIFT);
    s0 = i16x8.add(s0, v128.load(row));
    s1 = i16x8.add(s1, v128.load(row, 16));
    s2 = i16x8.add(s2, v128.load(row, 32));
    s3 = i16x8.add(s3, v128.load(row, 48));
    s4 = i16x8.add(s4, v128.load(row, 64));
    s5 = i16x8.add(s5, v128.load(row, 80));
    s6 = i16x8.add(s6, v128.load(row, 96));
    s7 = i16x8.add(s7, v128.load(row, 112));
  }
  storeSums(s0, s1, s2, s3, s4, s5, s6, s7);
}

/** SUMS (f32[32]) = sum of the rows listed in [event, last), in the order of the list. */
export function sumRowsF32(panel: usize, event: usize, last: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (; event < last; event += 4) {
    const row = panel + (load<u32>(event) << ROW_SHIFT);
    s0 = f32x4.add(s0, v128.load(row));
    s1 = f32x4.add(s1, v128.load(row, 16));
    s2 = f32x4.add(s2, v128.load(row, 32));
    s3 = f32x4.add(s3, v128.load(row, 48));
    s4 = f32x4.add(s4, v128.load(row, 64));
    s5 = f32x4.add(s5, v128.load(row, 80));
    s6 = f32x4.add(s6, v128.load(row, 96));
    s7 = f32x4.add(s7, v128.load(row, 112));
  }
  storeSums(s0, s1, s2, s3, s4, s5, s6, s7);
}

/** WIDE_SUMS (i32[64]) = sum of the rows listed in [first, last), at most `chunk` bytes of list in one i16 sum. */
export function sumRowsWide(panel: usize, first: usize, last: usize, chunk: usize): void {
  memory.fill(WIDE_SUMS, 0, 256);
  for (; last - first > chunk; first += chunk) addChunk(panel, first, first + chunk);
  addChunk(panel, first, last);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function addChunk(panel: usize, first: usize, last: usize): void {
  sumRowsI16(panel, first, last);
  for (let at: usize = 0; at < 256; at += 16) {
    v128.store(WIDE_SUMS + at, i32x4.add(v128.load(WIDE_SUMS + at), v128.load16x4_s(SUMS + (at >> 1))));
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function storeSums(s0: v128, s1: v128, s2: v128, s3: v128, s4: v128, s5: v128, s6: v128, s7: v128): void {
  v128.store(SUMS, s0);
  v128.store(SUMS, s1, 16);
  v128.store(SUMS, s2, 32);
  v128.store(SUMS, s3, 48);
  v128.store(SUMS, s4, 64);
  v128.store(SUMS, s5, 80);
  v128.store(SUMS, s6, 96);
  v128.store(SUMS, s7, 112);
}
