/**
 * First spikes of the eight neurons of a panel: prefix sums stay in registers while the groups of inputs of equal time pass. Whether any neuron fires before the next group is
 * told by a product, which lets none slip; only then are they looked at one by one, by the quotient that is the definition.
 */
import { FIRST_SPIKE } from './scratch';

/** Scratch: thresholds (+Infinity once fired), sums of weights, sums of weights times z, 64 bytes each. */
const THRESHOLDS: usize = FIRST_SPIKE;
const SUMS_W: usize = FIRST_SPIKE + 64;
const SUMS_X: usize = FIRST_SPIKE + 128;
/** Above 1 by more than the roundings of the product and the quotient together. */
const SLACK: f64 = 1.0 + 1.0 / 1125899906842624.0;

export function exponentialI16(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, zs: usize, limits: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  exponential<i16>(panel, rows, groups, groupCount, events, zs, limits, biases, thresholds, spikes, causal);
}

export function exponentialF32(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, zs: usize, limits: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  exponential<f32>(panel, rows, groups, groupCount, events, zs, limits, biases, thresholds, spikes, causal);
}

export function stepI16(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, times: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  step<i16>(panel, rows, groups, groupCount, events, times, biases, thresholds, spikes, causal);
}

export function stepF32(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, times: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  step<f32>(panel, rows, groups, groupCount, events, times, biases, thresholds, spikes, causal);
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function exponential<T>(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, zs: usize, limits: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  let left = begin(thresholds, spikes, causal);
  let w0 = v128.load(biases), w1 = v128.load(biases, 16), w2 = v128.load(biases, 32), w3 = v128.load(biases, 48);
  // The bias fires at t = 0, where z = 1.
  let x0 = w0, x1 = w1, x2 = w2, x3 = w3;
  let z: f64 = 1, row = rows;
  const none = f64x2.splat(0), last = groups + (<usize>groupCount << 3), lastRow = rows + (<usize>events << 2);
  while (true) {
    // Adds one group after the other until a neuron may fire before the next one.
    while (true) {
      const latest = groups < last ? load<f64>(limits + (load<usize>(groups, 4) << 3)) : Infinity;
      const limit = f64x2.splat(latest * SLACK);
      const d0 = f64x2.sub(w0, v128.load(THRESHOLDS)), d1 = f64x2.sub(w1, v128.load(THRESHOLDS, 16));
      const d2 = f64x2.sub(w2, v128.load(THRESHOLDS, 32)), d3 = f64x2.sub(w3, v128.load(THRESHOLDS, 48));
      const may01 = v128.or(v128.and(f64x2.gt(d0, none), f64x2.le(x0, f64x2.mul(limit, d0))), v128.and(f64x2.gt(d1, none), f64x2.le(x1, f64x2.mul(limit, d1))));
      const may23 = v128.or(v128.and(f64x2.gt(d2, none), f64x2.le(x2, f64x2.mul(limit, d2))), v128.and(f64x2.gt(d3, none), f64x2.le(x3, f64x2.mul(limit, d3))));
      if (v128.any_true(v128.or(may01, may23))) {
        v128.store(SUMS_W, w0); v128.store(SUMS_W, w1, 16); v128.store(SUMS_W, w2, 32); v128.store(SUMS_W, w3, 48);
        v128.store(SUMS_X, x0); v128.store(SUMS_X, x1, 16); v128.store(SUMS_X, x2, 32); v128.store(SUMS_X, x3, 48);
        left -= fireBefore(latest, z, <i32>((row - rows) >> 2), spikes, causal);
        if (left == 0) return;
      }
      if (groups >= last) return;
      z = load<f64>(zs + (load<usize>(groups, 4) << 3));
      groups += 8;
      const end = groups < last ? rows + (load<usize>(groups) << 2) : lastRow;
      const zz = f64x2.splat(z);
      if (isInteger<T>()) {
        let a = i32x4.splat(0), b = a;
        for (; row < end; row += 4) {
          const weights = v128.load(panel + (load<usize>(row) << 4));
          a = i32x4.add(a, i32x4.extend_low_i16x8_s(weights));
          b = i32x4.add(b, i32x4.extend_high_i16x8_s(weights));
        }
        const s0 = f64x2.convert_low_i32x4_s(a), s1 = f64x2.convert_low_i32x4_s(high(a));
        const s2 = f64x2.convert_low_i32x4_s(b), s3 = f64x2.convert_low_i32x4_s(high(b));
        w0 = f64x2.add(w0, s0); w1 = f64x2.add(w1, s1); w2 = f64x2.add(w2, s2); w3 = f64x2.add(w3, s3);
        x0 = f64x2.add(x0, f64x2.mul(s0, zz)); x1 = f64x2.add(x1, f64x2.mul(s1, zz));
        x2 = f64x2.add(x2, f64x2.mul(s2, zz)); x3 = f64x2.add(x3, f64x2.mul(s3, zz));
      } else {
        let s0 = none, s1 = none, s2 = none, s3 = none;
        for (; row < end; row += 4) {
          const at = panel + (load<usize>(row) << 5), a = v128.load(at), b = v128.load(at, 16);
          s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a)); s1 = f64x2.add(s1, f64x2.promote_low_f32x4(high(a)));
          s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b)); s3 = f64x2.add(s3, f64x2.promote_low_f32x4(high(b)));
        }
        w0 = f64x2.add(w0, s0); w1 = f64x2.add(w1, s1); w2 = f64x2.add(w2, s2); w3 = f64x2.add(w3, s3);
        x0 = f64x2.add(x0, f64x2.mul(s0, zz)); x1 = f64x2.add(x1, f64x2.mul(s1, zz));
        x2 = f64x2.add(x2, f64x2.mul(s2, zz)); x3 = f64x2.add(x3, f64x2.mul(s3, zz));
      }
    }
  }
}

/** Neurons of the instantaneous synapse fire with the group that lifts them to their threshold. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function step<T>(panel: usize, rows: usize, groups: usize, groupCount: i32, events: i32, times: usize, biases: usize, thresholds: usize, spikes: usize, causal: usize): void {
  let left = begin(thresholds, spikes, causal);
  let w0 = v128.load(biases), w1 = v128.load(biases, 16), w2 = v128.load(biases, 32), w3 = v128.load(biases, 48);
  let time: f64 = 0, row = rows;
  const last = groups + (<usize>groupCount << 3), lastRow = rows + (<usize>events << 2);
  while (true) {
    const next = groups < last ? load<f64>(times + (load<usize>(groups, 4) << 3)) : Infinity;
    // What comes at one time comes together with the bias too.
    if (next > time) {
      const fired01 = v128.or(f64x2.ge(w0, v128.load(THRESHOLDS)), f64x2.ge(w1, v128.load(THRESHOLDS, 16)));
      const fired23 = v128.or(f64x2.ge(w2, v128.load(THRESHOLDS, 32)), f64x2.ge(w3, v128.load(THRESHOLDS, 48)));
      if (v128.any_true(v128.or(fired01, fired23))) {
        v128.store(SUMS_W, w0); v128.store(SUMS_W, w1, 16); v128.store(SUMS_W, w2, 32); v128.store(SUMS_W, w3, 48);
        left -= fireAt(time, <i32>((row - rows) >> 2), spikes, causal);
        if (left == 0) return;
      }
    }
    if (groups >= last) return;
    time = next;
    groups += 8;
    const end = groups < last ? rows + (load<usize>(groups) << 2) : lastRow;
    if (isInteger<T>()) {
      let a = i32x4.splat(0), b = a;
      for (; row < end; row += 4) {
        const weights = v128.load(panel + (load<usize>(row) << 4));
        a = i32x4.add(a, i32x4.extend_low_i16x8_s(weights));
        b = i32x4.add(b, i32x4.extend_high_i16x8_s(weights));
      }
      w0 = f64x2.add(w0, f64x2.convert_low_i32x4_s(a)); w1 = f64x2.add(w1, f64x2.convert_low_i32x4_s(high(a)));
      w2 = f64x2.add(w2, f64x2.convert_low_i32x4_s(b)); w3 = f64x2.add(w3, f64x2.convert_low_i32x4_s(high(b)));
    } else {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
      for (; row < end; row += 4) {
        const at = panel + (load<usize>(row) << 5), a = v128.load(at), b = v128.load(at, 16);
        s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a)); s1 = f64x2.add(s1, f64x2.promote_low_f32x4(high(a)));
        s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b)); s3 = f64x2.add(s3, f64x2.promote_low_f32x4(high(b)));
      }
      w0 = f64x2.add(w0, s0); w1 = f64x2.add(w1, s1); w2 = f64x2.add(w2, s2); w3 = f64x2.add(w3, s3);
    }
  }
}

/** Nobody has fired yet; returns how many may. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function begin(thresholds: usize, spikes: usize, causal: usize): i32 {
  let left: i32 = 0;
  for (let at: usize = 0; at < 64; at += 8) {
    const threshold = load<f64>(thresholds + at);
    store<f64>(THRESHOLDS + at, threshold);
    store<f64>(spikes + at, Infinity);
    store<i32>(causal + (at >> 1), 0);
    left += <i32>(threshold < Infinity);
  }
  return left;
}

/** Neurons whose spike the inputs so far put at `latest` or before. Rounding may put it before the last of them, which caused it. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function fireBefore(latest: f64, z: f64, events: i32, spikes: usize, causal: usize): i32 {
  let fired: i32 = 0;
  for (let at: usize = 0; at < 64; at += 8) {
    const d = load<f64>(SUMS_W + at) - load<f64>(THRESHOLDS + at);
    if (!(d > 0)) continue;
    const quotient = load<f64>(SUMS_X + at) / d, spike = quotient > z ? quotient : z;
    if (!(spike <= latest)) continue;
    store<f64>(spikes + at, spike);
    store<i32>(causal + (at >> 1), events);
    store<f64>(THRESHOLDS + at, Infinity);
    ++fired;
  }
  return fired;
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function fireAt(time: f64, events: i32, spikes: usize, causal: usize): i32 {
  let fired: i32 = 0;
  for (let at: usize = 0; at < 64; at += 8) {
    if (!(load<f64>(SUMS_W + at) >= load<f64>(THRESHOLDS + at))) continue;
    store<f64>(spikes + at, time);
    store<i32>(causal + (at >> 1), events);
    store<f64>(THRESHOLDS + at, Infinity);
    ++fired;
  }
  return fired;
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function high(vector: v128): v128 {
  return v128.shuffle<i64>(vector, vector, 1, 1);
}
