/** One timestep of a whole population of integrate-and-fire neurons, four at a time. */
import { integrate } from './neuron';

export function updateI32(accumulators: usize, drives: usize, biases: usize, potentials: usize, decays: usize, fires: usize,
    thresholds: usize, hard: i32, resetValue: f32, length: i32, firstId: i32, spikes: usize, spikeCounts: usize, most: f32): i32 {
  let spike = spikes;
  for (let at: usize = 0, end = <usize>length << 2; at < end; at += 16) {
    const current = takeCurrentI32(accumulators + at, drives + at, biases + at);
    const fired = hard
      ? integrate(current, potentials + at, decays + at, fires + at, thresholds + at, true, resetValue, most)
      : integrate(current, potentials + at, decays + at, fires + at, thresholds + at, false, resetValue, most);
    spike = emit(fired, at, firstId, spike, spikeCounts);
  }
  return <i32>((spike - spikes) >> 2);
}

export function updateF32(accumulators: usize, drives: usize, biases: usize, potentials: usize, decays: usize, fires: usize,
    thresholds: usize, hard: i32, resetValue: f32, length: i32, firstId: i32, spikes: usize, spikeCounts: usize, most: f32): i32 {
  let spike = spikes;
  for (let at: usize = 0, end = <usize>length << 2; at < end; at += 16) {
    const current = takeCurrentF32(accumulators + at, drives + at, biases + at);
    const fired = hard
      ? integrate(current, potentials + at, decays + at, fires + at, thresholds + at, true, resetValue, most)
      : integrate(current, potentials + at, decays + at, fires + at, thresholds + at, false, resetValue, most);
    spike = emit(fired, at, firstId, spike, spikeCounts);
  }
  return <i32>((spike - spikes) >> 2);
}

/** The current of four neurons; their accumulators are left at 0. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function takeCurrentI32(accumulator: usize, drive: usize, bias: usize): v128 {
  const sum = i32x4.add(v128.load(accumulator), v128.load(drive));
  v128.store(accumulator, i32x4.splat(0));
  return f32x4.add(f32x4.convert_i32x4_s(sum), v128.load(bias));
}

// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function takeCurrentF32(accumulator: usize, drive: usize, bias: usize): v128 {
  const sum = f32x4.add(v128.load(accumulator), v128.load(drive));
  v128.store(accumulator, f32x4.splat(0));
  return f32x4.add(sum, v128.load(bias));
}

/** Appends the ids of the fired lanes, lowest first, and returns the end of the list. */
// @ts-ignore: decorator (AssemblyScript has them on functions, TypeScript has not)
@inline
function emit(fired: v128, at: usize, firstId: i32, spike: usize, spikeCounts: usize): usize {
  for (let lanes = i32x4.bitmask(fired); lanes != 0; lanes &= lanes - 1) {
    const neuron = <i32>(at >> 2) + ctz(lanes);
    store<i32>(spike, firstId + neuron);
    spike += 4;
    const count = spikeCounts + (<usize>neuron << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  return spike;
}
