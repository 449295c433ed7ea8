/** Time-to-first-spike populations, forward and backward: panels of 16 columns, four vectors wide, over the inputs in the order of their spikes. */

const INFINITE: u32 = 0x7f800000;

export function firstSpikesF32(spikes: usize, count: i32, weights: usize, columns: i32, used: i32, totals: usize, restZ: f32, horizon: f32,
    times: usize, slopes: usize, causal: usize): void {
  const stride = <usize>columns << 2;
  for (let column: i32 = 0; column < columns; column += 16) {
    for (let quarter: usize = 0; quarter < 64; quarter += 16) {
      v128.store(times + quarter, i32x4.splat(INFINITE));
      v128.store(slopes + quarter, i32x4.splat(0));
      v128.store(causal + quarter, i32x4.splat(0));
    }
    firePanel(spikes, spikes + (<usize>count << 3), weights, stride, min(16, used - column), totals, restZ, horizon, times, slopes, causal);
    weights += 64; times += 64; slopes += 64; causal += 64;
    if (totals) totals += 64;
  }
}

function firePanel(spikes: usize, end: usize, weights: usize, stride: usize, silent: i32, totals: usize, restZ: f32, horizon: f32, times: usize, slopes: usize, causal: usize): void {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const last = totals ? restZ : horizon;
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero, q0 = zero, q1 = zero, q2 = zero, q3 = zero;
  for (let spike = spikes; spike < end; ) {
    const z = load<f32>(spike, 4), splat = f32x4.splat(z);
    const row = weights + <usize>load<u32>(spike) * stride;
    const w0 = v128.load(row), w1 = v128.load(row, 16), w2 = v128.load(row, 32), w3 = v128.load(row, 48);
    s0 = f32x4.add(s0, w0); q0 = f32x4.add(q0, f32x4.mul(w0, splat));
    s1 = f32x4.add(s1, w1); q1 = f32x4.add(q1, f32x4.mul(w1, splat));
    s2 = f32x4.add(s2, w2); q2 = f32x4.add(q2, f32x4.mul(w2, splat));
    s3 = f32x4.add(s3, w3); q3 = f32x4.add(q3, f32x4.mul(w3, splat));
    spike += 8;
    const next = spike < end ? load<f32>(spike, 4) : last;
    if (!(next > z)) continue;
    const after = f32x4.splat(next);
    const f0 = fires(s0, q0, after), f1 = fires(s1, q1, after), f2 = fires(s2, q2, after), f3 = fires(s3, q3, after);
    if (!v128.any_true(v128.or(v128.or(f0, f1), v128.or(f2, f3)))) continue;
    const inputs = <i32>((spike - spikes) >> 3);
    settle(f0, s0, q0, inputs, times, slopes, causal);
    settle(f1, s1, q1, inputs, times + 16, slopes + 16, causal + 16);
    settle(f2, s2, q2, inputs, times + 32, slopes + 32, causal + 32);
    settle(f3, s3, q3, inputs, times + 48, slopes + 48, causal + 48);
    silent -= popcnt(i32x4.bitmask(f0) | (i32x4.bitmask(f1) << 4) | (i32x4.bitmask(f2) << 8) | (i32x4.bitmask(f3) << 12));
    if (silent <= 0) return;
    // A sum far below the threshold keeps a neuron that has fired from firing again.
    const never = f32x4.splat(-1e30);
    s0 = v128.bitselect(never, s0, f0); s1 = v128.bitselect(never, s1, f1); s2 = v128.bitselect(never, s2, f2); s3 = v128.bitselect(never, s3, f3);
  }
  if (!totals) return;
  const inputs = <i32>((end - spikes) >> 3) + 1;
  fireRest(s0, q0, inputs, totals, restZ, horizon, times, slopes, causal);
  fireRest(s1, q1, inputs, totals + 16, restZ, horizon, times + 16, slopes + 16, causal + 16);
  fireRest(s2, q2, inputs, totals + 32, restZ, horizon, times + 32, slopes + 32, causal + 32);
  fireRest(s3, q3, inputs, totals + 48, restZ, horizon, times + 48, slopes + 48, causal + 48);
}

/** Lanes whose sums give a spike before `after`. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function fires(s: v128, q: v128, after: v128): v128 {
  const drive = f32x4.sub(s, f32x4.splat(1));
  return v128.and(f32x4.gt(drive, f32x4.splat(0)), f32x4.lt(q, f32x4.mul(drive, after)));
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function settle(fired: v128, s: v128, q: v128, inputs: i32, times: usize, slopes: usize, causal: usize): void {
  const drive = f32x4.sub(s, f32x4.splat(1));
  v128.store(times, v128.bitselect(f32x4.div(q, drive), v128.load(times), fired));
  v128.store(slopes, v128.bitselect(f32x4.div(f32x4.splat(1), drive), v128.load(slopes), fired));
  v128.store(causal, v128.bitselect(i32x4.splat(inputs), v128.load(causal), fired));
}

/** The inputs that fire last, all at one time: their sum is the total of the column less the sum of all others. */
function fireRest(s: v128, q: v128, inputs: i32, totals: usize, restZ: f32, horizon: f32, times: usize, slopes: usize, causal: usize): void {
  const total = v128.load(totals);
  const all = f32x4.add(q, f32x4.mul(f32x4.sub(total, s), f32x4.splat(restZ)));
  const silent = i32x4.eq(v128.load(causal), i32x4.splat(0));
  settle(v128.and(silent, fires(total, all, f32x4.splat(horizon))), total, all, inputs, times, slopes, causal);
}

export function firstSpikeGradientF32(spikes: usize, count: i32, weights: usize, columns: i32, restZ: f32, limit: f32, times: usize, slopes: usize,
    causal: usize, pulls: usize, rest: usize, gradients: usize, sources: usize, inputPulls: usize): void {
  const stride = <usize>columns << 2;
  for (let column: i32 = 0; column < columns; column += 16) {
    if (rest) {
      pullRest(restZ, limit, count, times, slopes, causal, pulls, rest);
      pullRest(restZ, limit, count, times + 16, slopes + 16, causal + 16, pulls + 16, rest + 16);
      pullRest(restZ, limit, count, times + 32, slopes + 32, causal + 32, pulls + 32, rest + 32);
      pullRest(restZ, limit, count, times + 48, slopes + 48, causal + 48, pulls + 48, rest + 48);
      rest += 64;
    }
    if (inputPulls) pullPanel(spikes, count, weights, gradients, stride, restZ, limit, times, slopes, causal, pulls, sources, inputPulls);
    else learnPanel(spikes, count, gradients, stride, restZ, limit, times, slopes, causal, pulls);
    weights += 64; times += 64; slopes += 64; causal += 64; pulls += 64; gradients += 64;
  }
}

/** dL/dz of a neuron times dz/dw per unit of z: dL/dz / (S - threshold). */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function force(pulls: usize, slopes: usize, limit: f32): v128 {
  return f32x4.max(f32x4.min(f32x4.mul(v128.load(pulls), v128.load(slopes)), f32x4.splat(limit)), f32x4.splat(-limit));
}

/** The z that weights are pulled towards: that of the neuron, or where the rest is causal that of the rest, since `rest` has the remainder. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function reference(times: usize, causal: usize, count: i32, restZ: f32): v128 {
  const inputs = v128.load(causal);
  const chosen = v128.bitselect(f32x4.splat(restZ), v128.load(times), i32x4.gt_s(inputs, i32x4.splat(count)));
  return v128.and(chosen, i32x4.gt_s(inputs, i32x4.splat(0)));
}

function pullRest(restZ: f32, limit: f32, count: i32, times: usize, slopes: usize, causal: usize, pulls: usize, rest: usize): void {
  const pulled = f32x4.mul(force(pulls, slopes, limit), f32x4.sub(f32x4.splat(restZ), v128.load(times)));
  v128.store(rest, f32x4.add(v128.load(rest), v128.and(pulled, i32x4.gt_s(v128.load(causal), i32x4.splat(count)))));
}

/** Most inputs that any neuron of the panel waits for, of those that are pulled at. */
function mostCausal(a0: v128, a1: v128, a2: v128, a3: v128, causal: usize, count: i32): i32 {
  const most = i32x4.max_s(i32x4.max_s(pulled(a0, causal), pulled(a1, causal + 16)), i32x4.max_s(pulled(a2, causal + 32), pulled(a3, causal + 48)));
  return min(count, max(max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)), max(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3))));
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function pulled(a: v128, causal: usize): v128 {
  return v128.and(v128.load(causal), f32x4.ne(a, f32x4.splat(0)));
}

function learnPanel(spikes: usize, count: i32, gradients: usize, stride: usize, restZ: f32, limit: f32, times: usize, slopes: usize, causal: usize, pulls: usize): void {
  const a0 = force(pulls, slopes, limit), a1 = force(pulls + 16, slopes + 16, limit), a2 = force(pulls + 32, slopes + 32, limit), a3 = force(pulls + 48, slopes + 48, limit);
  const r0 = reference(times, causal, count, restZ), r1 = reference(times + 16, causal + 16, count, restZ);
  const r2 = reference(times + 32, causal + 32, count, restZ), r3 = reference(times + 48, causal + 48, count, restZ);
  const most = mostCausal(a0, a1, a2, a3, causal, count);
  for (let k: i32 = 0; k < most; ++k, spikes += 8) {
    const z = f32x4.splat(load<f32>(spikes, 4)), turn = i32x4.splat(k);
    const gradient = gradients + <usize>load<u32>(spikes) * stride;
    learn(gradient, waits(a0, causal, turn), z, r0);
    learn(gradient + 16, waits(a1, causal + 16, turn), z, r1);
    learn(gradient + 32, waits(a2, causal + 32, turn), z, r2);
    learn(gradient + 48, waits(a3, causal + 48, turn), z, r3);
  }
}

function pullPanel(spikes: usize, count: i32, weights: usize, gradients: usize, stride: usize, restZ: f32, limit: f32, times: usize, slopes: usize, causal: usize,
    pulls: usize, sources: usize, inputPulls: usize): void {
  const a0 = force(pulls, slopes, limit), a1 = force(pulls + 16, slopes + 16, limit), a2 = force(pulls + 32, slopes + 32, limit), a3 = force(pulls + 48, slopes + 48, limit);
  const r0 = reference(times, causal, count, restZ), r1 = reference(times + 16, causal + 16, count, restZ);
  const r2 = reference(times + 32, causal + 32, count, restZ), r3 = reference(times + 48, causal + 48, count, restZ);
  const most = mostCausal(a0, a1, a2, a3, causal, count);
  for (let k: i32 = 0; k < most; ++k, spikes += 8) {
    const z = f32x4.splat(load<f32>(spikes, 4)), turn = i32x4.splat(k);
    const row = load<u32>(spikes), at = <usize>row * stride;
    const b0 = waits(a0, causal, turn), b1 = waits(a1, causal + 16, turn), b2 = waits(a2, causal + 32, turn), b3 = waits(a3, causal + 48, turn);
    learn(gradients + at, b0, z, r0);
    learn(gradients + at + 16, b1, z, r1);
    learn(gradients + at + 32, b2, z, r2);
    learn(gradients + at + 48, b3, z, r3);
    const w = weights + at;
    const sums = f32x4.add(f32x4.add(f32x4.mul(b0, v128.load(w)), f32x4.mul(b1, v128.load(w, 16))), f32x4.add(f32x4.mul(b2, v128.load(w, 32)), f32x4.mul(b3, v128.load(w, 48))));
    const sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
    const source = inputPulls + (<usize>(sources ? load<u32>(sources + (<usize>row << 2)) : row) << 2);
    store<f32>(source, load<f32>(source) + sum);
  }
}

/** The force of the neurons for which input `turn` is causal, 0 for the others. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function waits(a: v128, causal: usize, turn: v128): v128 {
  return v128.and(a, i32x4.gt_s(v128.load(causal), turn));
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function learn(gradient: usize, a: v128, z: v128, reference: v128): void {
  v128.store(gradient, f32x4.add(v128.load(gradient), f32x4.mul(a, f32x4.sub(z, reference))));
}
