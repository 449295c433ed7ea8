import { PANEL_FIRST_SPIKE } from '../../../kernels/kernels.ts';
import type { Membrane } from './response.ts';

/** Inputs of the neurons of a panel, as the kernels deal them out (`Kernels.distributeSpikes`), as typed arrays. */
export interface SiteInputs {
  readonly weights: Int16Array | Float32Array;
  readonly rows: Int32Array;
  readonly groups: Int32Array;
  readonly groupCount: number;
  readonly events: number;
  /** By rank. */
  readonly times: Float64Array;
}

/** What is found of a panel: times (Infinity: silent), and how many events came before each spike. */
export interface PanelSpikes {
  readonly spikes: Float64Array;
  readonly causal: Int32Array;
}

/** First spikes of the neurons of a panel by any membrane, group by group, all columns side by side; ends when all have fired. */
export function closedSpikes(membrane: Membrane, inputs: SiteInputs, biases: Float64Array, thresholds: Float64Array, state: PanelState, found: PanelSpikes): void {
  const { groups, groupCount, events, times } = inputs;
  const { a, b, sums, open } = state;
  const [addsA, addsB] = membrane.adds;
  let left = begin(biases, thresholds, membrane, state, found);
  let now = 0;
  for (let group = 0; left > 0; group++) {
    const last = group === groupCount;
    const next = last ? Infinity : times[groups[2 * group + 1]!]!;
    const came = last ? events : groups[2 * group]!;
    const passed = next - now;
    if (passed > 0) left -= fireWithin(membrane, passed, now, came, thresholds, state, found);
    if (last || left === 0) return;
    const [decayA, decayB] = membrane.decays(passed);
    sumGroup(inputs, came, group + 1 < groupCount ? groups[2 * group + 2]! : events, sums);
    for (let column = 0; column < PANEL_FIRST_SPIKE; column++) {
      if (open[column] === 0) continue;
      const before = a[column]!;
      b[column] = membrane.advance(before, b[column]!, passed, decayA, decayB) + addsB * sums[column]!;
      a[column] = before * decayA + addsA * sums[column]!;
    }
    now = next;
  }
}

/** Room for the work on one panel, used again for the next. */
export interface PanelState {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly sums: Float64Array;
  /** 1 while a neuron may fire. */
  readonly open: Uint8Array;
}

export function panelState(): PanelState {
  const numbers = (): Float64Array => new Float64Array(PANEL_FIRST_SPIKE);
  return { a: numbers(), b: numbers(), sums: numbers(), open: new Uint8Array(PANEL_FIRST_SPIKE) };
}

/** The bias is an input at t = 0. Returns how many columns there are. */
function begin(biases: Float64Array, thresholds: Float64Array, { adds: [addsA, addsB] }: Membrane, { a, b, open }: PanelState, { spikes, causal }: PanelSpikes): number {
  let left = 0;
  spikes.fill(Infinity);
  causal.fill(0);
  for (let column = 0; column < PANEL_FIRST_SPIKE; column++) {
    a[column] = addsA * biases[column]!;
    b[column] = addsB * biases[column]!;
    open[column] = thresholds[column]! < Infinity ? 1 : 0;
    left += open[column]!;
  }
  return left;
}

/** Neurons that reach their threshold before the next input. One that rounding has left at or above it fires at once. */
function fireWithin(membrane: Membrane, passed: number, now: number, came: number, thresholds: Float64Array, { a, b, open }: PanelState, { spikes, causal }: PanelSpikes): number {
  let fired = 0;
  for (let column = 0; column < PANEL_FIRST_SPIKE; column++) {
    if (open[column] === 0) continue;
    const threshold = thresholds[column]!;
    const wait = membrane.potential(a[column]!, b[column]!) >= threshold ? 0 : membrane.wait(a[column]!, b[column]!, threshold, passed);
    if (!(wait <= passed) || wait === Infinity) continue;
    spikes[column] = now + wait;
    causal[column] = came;
    open[column] = 0;
    fired++;
  }
  return fired;
}

function sumGroup({ weights, rows }: SiteInputs, first: number, end: number, sums: Float64Array): void {
  sums.fill(0);
  for (let event = first; event < end; event++) {
    const at = rows[event]! * PANEL_FIRST_SPIKE;
    for (let column = 0; column < PANEL_FIRST_SPIKE; column++) sums[column]! += weights[at + column]!;
  }
}
