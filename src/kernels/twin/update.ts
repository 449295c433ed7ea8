/** Twin of assembly/update.ts. */
import { integrate } from './neuron.ts';
import type { Views } from './views.ts';

export function updateI32({ f32, i32, u32 }: Views, accumulators: number, drives: number, biases: number, potentials: number,
  decays: number, fires: number, thresholds: number, hard: number, resetValue: number, length: number, firstId: number, spikes: number,
  spikeCounts: number, most = NaN): number {
  const reset = Math.fround(resetValue), limit = Math.fround(most);
  let fired = 0;
  for (let i = 0; i < length; ++i) {
    const accumulator = (accumulators >>> 2) + i;
    const sum = (i32[accumulator]! + i32[(drives >>> 2) + i]!) | 0;
    i32[accumulator] = 0;
    const current = Math.fround(Math.fround(sum) + f32[(biases >>> 2) + i]!);
    if (!integrate(f32, current, i, potentials, decays, fires, thresholds, hard, reset, limit)) continue;
    i32[(spikes >>> 2) + fired++] = firstId + i;
    u32[(spikeCounts >>> 2) + i] = u32[(spikeCounts >>> 2) + i]! + 1;
  }
  return fired;
}

export function updateF32({ f32, i32, u32 }: Views, accumulators: number, drives: number, biases: number, potentials: number,
  decays: number, fires: number, thresholds: number, hard: number, resetValue: number, length: number, firstId: number, spikes: number,
  spikeCounts: number, most = NaN): number {
  const reset = Math.fround(resetValue), limit = Math.fround(most);
  let fired = 0;
  for (let i = 0; i < length; ++i) {
    const accumulator = (accumulators >>> 2) + i;
    const sum = Math.fround(f32[accumulator]! + f32[(drives >>> 2) + i]!);
    f32[accumulator] = 0;
    const current = Math.fround(sum + f32[(biases >>> 2) + i]!);
    if (!integrate(f32, current, i, potentials, decays, fires, thresholds, hard, reset, limit)) continue;
    i32[(spikes >>> 2) + fired++] = firstId + i;
    u32[(spikeCounts >>> 2) + i] = u32[(spikeCounts >>> 2) + i]! + 1;
  }
  return fired;
}
