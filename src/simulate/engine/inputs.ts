import type { ConfiguredInput } from '../../ir/configuration.ts';
import { quantiseInput } from '../crossbar/dac.ts';
import type { InputState, Program } from './program.ts';

/** Samples of a batch: [sample][timesteps or 1][all inputs], inputs side by side in the order of the populations. */
export interface Samples {
  readonly count: number;
  /** Values of one sample (of one timestep for spike trains). */
  readonly width: number;
  /** Timesteps of the spike trains; null for values. */
  readonly timesteps: number | null;
  readonly data: Float32Array;
}

/** Turns the data of one input population into level lists (current) or spike lists (rate, spikes). `first` is its first column. */
export function encodeInput(program: Program, input: InputState, samples: Samples, first: number): void {
  const { coding } = input.population;
  for (let b = 0; b < samples.count; b++) {
    if (coding === 'current') encodeCurrent(program, input, samples, first, b);
    else if (coding === 'rate') encodeRate(program, input, samples, first, b);
    else encodeSpikes(program, input, samples, first, b);
  }
}

/** Level of an input value: round(x / scale), clipped. */
export function levelOf(value: number, { levels }: ConfiguredInput): number {
  const { scale, low, high } = levels!;
  return Math.min(high, Math.max(low, Math.round(value / scale)));
}

function encodeCurrent({ effects }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { size, features } = input.layout;
  const at = b * samples.width + first;
  let count = 0;
  for (let i = 0; i < features; i++) {
    let value = levelOf(samples.data[at + i]!, input.population);
    if (effects.dac) value = quantiseInput(value, input.population.levels!, effects.dac.bits);
    if (value === 0) continue;
    input.ids.data[b * size + count] = i;
    input.values.data[b * size + count++] = value;
  }
  input.valueCounts[b] = count;
}

/** A non-leaky neuron per input: threshold 1 / scale levels, half charged, reset by subtraction, in f32. */
function encodeRate({ timesteps }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { size, features } = input.layout;
  const threshold = Math.fround(1 / input.population.levels!.scale);
  const potentials = new Float32Array(features).fill(Math.fround(threshold / 2));
  const levels = Int32Array.from({ length: features }, (_, i) => levelOf(samples.data[b * samples.width + first + i]!, input.population));
  for (let t = 0; t < timesteps; t++) {
    const base = (b * timesteps + t) * size;
    let count = 0;
    for (let i = 0; i < features; i++) {
      const potential = Math.fround(potentials[i]! + levels[i]!);
      const fired = potential >= threshold;
      potentials[i] = fired ? Math.fround(potential - threshold) : potential;
      if (fired) input.spikes.data[base + count++] = i;
    }
    input.counts[b * timesteps + t] = count;
  }
  countSpikes(input, b, timesteps);
}

/** Spike trains as they are; a train shorter than the run is silent afterwards. Several spikes in one step count as one. */
function encodeSpikes({ timesteps }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { size, features } = input.layout;
  for (let t = 0; t < timesteps; t++) {
    const base = (b * timesteps + t) * size;
    let count = 0;
    if (t < samples.timesteps!) {
      const at = (b * samples.timesteps! + t) * samples.width + first;
      for (let i = 0; i < features; i++) if (samples.data[at + i]! !== 0) input.spikes.data[base + count++] = i;
    }
    input.counts[b * timesteps + t] = count;
  }
  countSpikes(input, b, timesteps);
}

function countSpikes({ spikes, counts, spikeCounts, layout }: InputState, b: number, timesteps: number): void {
  for (let step = b * timesteps; step < (b + 1) * timesteps; step++) {
    for (let i = step * layout.size; i < step * layout.size + counts[step]!; i++) spikeCounts.data[spikes.data[i]!]!++;
  }
}
