/** Twin of assembly/first-spike.ts. */
import { PANEL_FIRST_SPIKE } from '../kernels.ts';
import type { Views } from './views.ts';

type Weights = Int16Array | Float32Array;

/** Weights of a panel, and the list of inputs of its position. */
interface Inputs {
  readonly weights: Weights;
  readonly first: number;
  readonly rows: number;
  readonly groups: number;
  readonly groupCount: number;
  readonly events: number;
}

export function exponentialI16(views: Views, panel: number, rows: number, groups: number, groupCount: number, events: number, zs: number, limits: number, biases: number, thresholds: number,
  spikes: number, causal: number): void {
  exponential(views, { weights: views.i16, first: panel >>> 1, rows, groups, groupCount, events }, zs, limits, biases, thresholds, spikes, causal);
}

export function exponentialF32(views: Views, panel: number, rows: number, groups: number, groupCount: number, events: number, zs: number, limits: number, biases: number, thresholds: number,
  spikes: number, causal: number): void {
  exponential(views, { weights: views.f32, first: panel >>> 2, rows, groups, groupCount, events }, zs, limits, biases, thresholds, spikes, causal);
}

export function stepI16(views: Views, panel: number, rows: number, groups: number, groupCount: number, events: number, times: number, biases: number, thresholds: number,
  spikes: number, causal: number): void {
  step(views, { weights: views.i16, first: panel >>> 1, rows, groups, groupCount, events }, times, biases, thresholds, spikes, causal);
}

export function stepF32(views: Views, panel: number, rows: number, groups: number, groupCount: number, events: number, times: number, biases: number, thresholds: number,
  spikes: number, causal: number): void {
  step(views, { weights: views.f32, first: panel >>> 2, rows, groups, groupCount, events }, times, biases, thresholds, spikes, causal);
}

function exponential(views: Views, inputs: Inputs, zs: number, limits: number, biases: number, thresholds: number, spikes: number, causal: number): void {
  const { f64, i32 } = views;
  for (let column = 0; column < PANEL_FIRST_SPIKE; ++column) {
    const threshold = f64[(thresholds >>> 3) + column]!;
    let w = f64[(biases >>> 3) + column]!, x = w, z = 1, spike = Infinity, cause = 0;
    for (let group = 0; group <= inputs.groupCount; ++group) {
      const d = w - threshold;
      if (d > 0 && Math.max(x / d, z) <= valueOf(views, inputs, group, limits)) {
        spike = Math.max(x / d, z);
        cause = startOf(i32, inputs, group);
        break;
      }
      if (group === inputs.groupCount) break;
      const sum = sumOf(i32, inputs, group, column);
      z = valueOf(views, inputs, group, zs);
      w += sum;
      x += sum * z;
    }
    f64[(spikes >>> 3) + column] = spike;
    i32[(causal >>> 2) + column] = cause;
  }
}

function step(views: Views, inputs: Inputs, times: number, biases: number, thresholds: number, spikes: number, causal: number): void {
  const { f64, i32 } = views;
  for (let column = 0; column < PANEL_FIRST_SPIKE; ++column) {
    const threshold = f64[(thresholds >>> 3) + column]!;
    let w = f64[(biases >>> 3) + column]!, time = 0, spike = Infinity, cause = 0;
    for (let group = 0; threshold < Infinity && group <= inputs.groupCount; ++group) {
      const next = valueOf(views, inputs, group, times);
      if (next > time && w >= threshold) {
        spike = time;
        cause = startOf(i32, inputs, group);
        break;
      }
      if (group === inputs.groupCount) break;
      w += sumOf(i32, inputs, group, column);
      time = next;
    }
    f64[(spikes >>> 3) + column] = spike;
    i32[(causal >>> 2) + column] = cause;
  }
}

/** Time of a group, or its exponential; +Infinity after the last one. */
function valueOf({ f64, i32 }: Views, { groups, groupCount }: Inputs, group: number, values: number): number {
  return group < groupCount ? f64[(values >>> 3) + i32[(groups >>> 2) + 2 * group + 1]!]! : Infinity;
}

function startOf(i32: Int32Array, { groups, groupCount, events }: Inputs, group: number): number {
  return group < groupCount ? i32[(groups >>> 2) + 2 * group]! : events;
}

function sumOf(i32: Int32Array, inputs: Inputs, group: number, column: number): number {
  const { weights, first, rows } = inputs;
  const end = startOf(i32, inputs, group + 1);
  let sum = 0;
  for (let event = startOf(i32, inputs, group); event < end; ++event) sum += weights[first + i32[(rows >>> 2) + event]! * PANEL_FIRST_SPIKE + column]!;
  return sum;
}
