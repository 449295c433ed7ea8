/** Accumulation fused with the neuron update: a panel stays in the second-level cache while all timesteps of all images pass. */
import { integrate } from './neuron';
import { SUMS, WIDE_SUMS } from './scratch';
import { sumRowsF32, sumRowsI16, sumRowsWide } from './sum-rows';

const BYTES_I16: usize = 64 << 2; // of an i32 or f32 per column of a panel
const BYTES_F32: usize = 32 << 2;
/** Bounds the byte length of a chunk of events, so that it cannot wrap. */
const MOST_EVENTS: i32 = 1 << 28;

export function panelI16(panel: usize, offsets: usize, events: usize, images: i32, steps: i32, drives: usize, biases: usize,
    initials: usize, potentials: usize, decays: usize, fires: usize, thresholds: usize, hard: i32, resetValue: f32,
    flushEvery: i32, fired: usize, firedStride: usize, spikeCounts: usize, most: f32): void {
  const chunk = <usize>max(1, min(flushEvery, MOST_EVENTS)) << 2;
  for (let image: i32 = 0; image < images; ++image) {
    memory.copy(potentials, initials, BYTES_I16);
    for (let step: i32 = 0; step < steps; ++step) {
      const first = events + (load<u32>(offsets) << 2), last = events + (load<u32>(offsets, 4) << 2);
      if (last - first <= chunk) {
        sumRowsI16(panel, first, last);
        if (hard) updateNarrow(drives, biases, potentials, decays, fires, thresholds, true, resetValue, fired, spikeCounts, most);
        else updateNarrow(drives, biases, potentials, decays, fires, thresholds, false, resetValue, fired, spikeCounts, most);
      } else {
        sumRowsWide(panel, first, last, chunk);
        if (hard) updateWide(drives, biases, potentials, decays, fires, thresholds, true, resetValue, fired, spikeCounts, most);
        else updateWide(drives, biases, potentials, decays, fires, thresholds, false, resetValue, fired, spikeCounts, most);
      }
      offsets += 4;
      fired += firedStride;
    }
    drives += BYTES_I16;
  }
}

export function panelF32(panel: usize, offsets: usize, events: usize, images: i32, steps: i32, drives: usize, biases: usize,
    initials: usize, potentials: usize, decays: usize, fires: usize, thresholds: usize, hard: i32, resetValue: f32,
    fired: usize, firedStride: usize, spikeCounts: usize, most: f32): void {
  for (let image: i32 = 0; image < images; ++image) {
    memory.copy(potentials, initials, BYTES_F32);
    for (let step: i32 = 0; step < steps; ++step) {
      const first = events + (load<u32>(offsets) << 2), last = events + (load<u32>(offsets, 4) << 2);
      // Called in both branches on purpose: with one caller it would be inlined, short of registers here, and twice as slow.
      if (hard) {
        sumRowsF32(panel, first, last);
        updateFloat(drives, biases, potentials, decays, fires, thresholds, true, resetValue, fired, spikeCounts, most);
      } else {
        sumRowsF32(panel, first, last);
        updateFloat(drives, biases, potentials, decays, fires, thresholds, false, resetValue, fired, spikeCounts, most);
      }
      offsets += 4;
      fired += firedStride;
    }
    drives += BYTES_F32;
  }
}

/** One timestep from i16 sums, eight columns a turn: one byte of fired bits. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function updateNarrow(drives: usize, biases: usize, potentials: usize, decays: usize, fires: usize, thresholds: usize,
    hard: bool, resetValue: f32, fired: usize, spikeCounts: usize, most: f32): void {
  for (let sums = SUMS; sums < SUMS + BYTES_I16 / 2; sums += 16) {
    const low = currentI32(v128.load16x4_s(sums), drives, biases), high = currentI32(v128.load16x4_s(sums, 8), drives + 16, biases + 16);
    updateEight(low, high, potentials, decays, fires, thresholds, hard, resetValue, fired, spikeCounts, most);
    drives += 32; biases += 32; potentials += 32; decays += 32; fires += 32; thresholds += 32; spikeCounts += 32; ++fired;
  }
}

/** The same from i32 sums. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function updateWide(drives: usize, biases: usize, potentials: usize, decays: usize, fires: usize, thresholds: usize,
    hard: bool, resetValue: f32, fired: usize, spikeCounts: usize, most: f32): void {
  for (let sums = WIDE_SUMS; sums < WIDE_SUMS + BYTES_I16; sums += 32) {
    const low = currentI32(v128.load(sums), drives, biases), high = currentI32(v128.load(sums, 16), drives + 16, biases + 16);
    updateEight(low, high, potentials, decays, fires, thresholds, hard, resetValue, fired, spikeCounts, most);
    drives += 32; biases += 32; potentials += 32; decays += 32; fires += 32; thresholds += 32; spikeCounts += 32; ++fired;
  }
}

/** The same from f32 sums. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function updateFloat(drives: usize, biases: usize, potentials: usize, decays: usize, fires: usize, thresholds: usize,
    hard: bool, resetValue: f32, fired: usize, spikeCounts: usize, most: f32): void {
  for (let sums = SUMS; sums < SUMS + BYTES_F32; sums += 32) {
    const low = currentF32(v128.load(sums), drives, biases), high = currentF32(v128.load(sums, 16), drives + 16, biases + 16);
    updateEight(low, high, potentials, decays, fires, thresholds, hard, resetValue, fired, spikeCounts, most);
    drives += 32; biases += 32; potentials += 32; decays += 32; fires += 32; thresholds += 32; spikeCounts += 32; ++fired;
  }
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function currentI32(sums: v128, drive: usize, bias: usize): v128 {
  return f32x4.add(f32x4.convert_i32x4_s(i32x4.add(sums, v128.load(drive))), v128.load(bias));
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function currentF32(sums: v128, drive: usize, bias: usize): v128 {
  return f32x4.add(f32x4.add(sums, v128.load(drive)), v128.load(bias));
}

/** Stores the byte of fired bits and adds it to the counts: a fired lane is -1. Without a branch, as spikes cannot be predicted. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function updateEight(lowCurrent: v128, highCurrent: v128, potentials: usize, decays: usize, fires: usize, thresholds: usize,
    hard: bool, resetValue: f32, fired: usize, counts: usize, most: f32): void {
  const low = integrate(lowCurrent, potentials, decays, fires, thresholds, hard, resetValue, most);
  const high = integrate(highCurrent, potentials + 16, decays + 16, fires + 16, thresholds + 16, hard, resetValue, most);
  store<u8>(fired, i32x4.bitmask(low) | (i32x4.bitmask(high) << 4));
  v128.store(counts, i32x4.sub(v128.load(counts), low));
  v128.store(counts, i32x4.sub(v128.load(counts, 16), high), 16);
}
