/** Twin of assembly/first-spike-training.ts. */
import { FIRST_SPIKE_COLUMNS } from '../kernels.ts';
import type { Views } from './views.ts';

const f = Math.fround;

export function firstSpikesF32({ f32, u32, i32 }: Views, spikes: number, count: number, weights: number, columns: number, _used: number, totals: number, restZ: number,
    horizon: number, times: number, slopes: number, causal: number): void {
  const list = spikes >>> 2, last = totals ? restZ : horizon;
  for (let column = 0; column < columns; ++column) {
    const out = column + (times >>> 2), base = column + (weights >>> 2);
    f32[out] = Infinity;
    f32[column + (slopes >>> 2)] = 0;
    i32[column + (causal >>> 2)] = 0;
    const settle = (drive: number, q: number, inputs: number): void => {
      f32[out] = q / drive;
      f32[column + (slopes >>> 2)] = 1 / drive;
      i32[column + (causal >>> 2)] = inputs;
    };
    let s = 0, q = 0, fired = false;
    for (let k = 0; k < count && !fired; ++k) {
      const z = f32[list + 2 * k + 1]!, w = f32[base + u32[list + 2 * k]! * columns]!;
      s = f(s + w);
      q = f(q + f(w * z));
      const next = k + 1 < count ? f32[list + 2 * k + 3]! : last;
      const drive = f(s - 1);
      fired = next > z && drive > 0 && q < f(drive * next);
      if (fired) settle(drive, q, k + 1);
    }
    if (fired || !totals) continue;
    const total = f32[column + (totals >>> 2)]!, drive = f(total - 1);
    const all = f(q + f(f(total - s) * restZ));
    if (drive > 0 && all < f(drive * horizon)) settle(drive, all, count + 1);
  }
}

export function firstSpikeGradientF32(views: Views, spikes: number, count: number, weights: number, columns: number, restZ: number, limit: number, times: number, slopes: number,
    causal: number, pulls: number, rest: number, gradients: number, sources: number, inputPulls: number): void {
  const { f32, u32, i32 } = views;
  const forces = new Float32Array(FIRST_SPIKE_COLUMNS), references = new Float32Array(FIRST_SPIKE_COLUMNS);
  for (let panel = 0; panel < columns; panel += FIRST_SPIKE_COLUMNS) {
    let most = 0;
    for (let lane = 0; lane < FIRST_SPIKE_COLUMNS; ++lane) {
      const column = panel + lane, inputs = i32[column + (causal >>> 2)]!, time = f32[column + (times >>> 2)]!;
      const force = Math.max(Math.min(f(f32[column + (pulls >>> 2)]! * f32[column + (slopes >>> 2)]!), limit), -limit);
      forces[lane] = force;
      references[lane] = inputs > count ? restZ : inputs > 0 ? time : 0;
      if (rest && inputs > count) f32[column + (rest >>> 2)] = f32[column + (rest >>> 2)]! + f(force * f(restZ - time));
      if (force !== 0) most = Math.max(most, inputs);
    }
    for (let k = 0; k < Math.min(count, most); ++k) {
      const row = u32[(spikes >>> 2) + 2 * k]!, z = f32[(spikes >>> 2) + 2 * k + 1]!;
      const back = learnRow(views, row * columns + panel, k, z, forces, references, (causal >>> 2) + panel, gradients >>> 2, inputPulls ? weights >>> 2 : -1);
      if (!inputPulls) continue;
      const source = (inputPulls >>> 2) + (sources ? u32[(sources >>> 2) + row]! : row);
      f32[source] = f32[source]! + back;
    }
  }
}

/** One row of one panel. Returns the pull at the input; four partial sums of every fourth column, as the lanes have them. */
function learnRow({ f32, i32 }: Views, at: number, k: number, z: number, forces: Float32Array, references: Float32Array, causal: number, gradients: number, weights: number): number {
  const forceOf = (lane: number): number => (i32[causal + lane]! > k ? forces[lane]! : 0);
  const product = (lane: number): number => f(forceOf(lane) * f32[weights + at + lane]!);
  const sums = weights < 0 ? [] : [0, 1, 2, 3].map((i) => f(f(product(i) + product(i + 4)) + f(product(i + 8) + product(i + 12))));
  for (let lane = 0; lane < FIRST_SPIKE_COLUMNS; ++lane) {
    f32[gradients + at + lane] = f32[gradients + at + lane]! + f(forceOf(lane) * f(z - references[lane]!));
  }
  return weights < 0 ? 0 : f(f(sums[0]! + sums[1]!) + f(sums[2]! + sums[3]!));
}
