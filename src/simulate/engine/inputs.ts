import type { ConfiguredInput } from '../../ir/configuration.ts';
import type { SteppedCoding } from '../../ir/network.ts';
import { quantiseInput } from '../crossbar/dac.ts';
import { distortInput, solvesReads } from '../crossbar/nonlinearity.ts';
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

/** Samples `start` .. `start + count`; a view. */
export function sliceSamples(samples: Samples, start: number, count: number): Samples {
  const size = samples.width * (samples.timesteps ?? 1);
  return { ...samples, count, data: samples.data.subarray(start * size, (start + count) * size) };
}

/** The spikes and levels of all inputs for a batch of samples. */
export function encodeInputs(program: Program, samples: Samples): void {
  let column = 0;
  for (const state of program.populations) {
    if (state.kind !== 'input') continue;
    encodeInput(program, state, samples, column);
    column += state.layout.features;
  }
}

/** Turns the data of one input population into level lists (current) or spike lists (all other codings). `first` is its first column. */
export function encodeInput(program: Program, input: InputState, samples: Samples, first: number): void {
  const { coding, name } = input.population;
  if (coding === 'time') throw new Error(`input ${name} has no timesteps`);
  const encode = ENCODERS[coding];
  for (let b = 0; b < samples.count; b++) encode(program, input, samples, first, b);
}

type Encode = (program: Program, input: InputState, samples: Samples, first: number, b: number) => void;

const ENCODERS: Readonly<Record<SteppedCoding, Encode>> = { current: encodeCurrent, rate: encodeRate, latency: encodeLatency, spikes: encodeSpikes };

/** Level of an input value: round(x / scale), clipped. */
export function levelOf(value: number, { levels }: ConfiguredInput): number {
  const { scale, low, high } = levels!;
  return Math.min(high, Math.max(low, Math.round(value / scale)));
}

/** Level that is the full read voltage. */
function largestOf({ levels }: ConfiguredInput): number {
  return Math.max(levels!.high, -levels!.low);
}

function encodeCurrent({ effects, device }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { size, features } = input.layout;
  const at = b * samples.width + first;
  let count = 0;
  for (let i = 0; i < features; i++) {
    let value = levelOf(samples.data[at + i]!, input.population);
    if (effects.dac) value = quantiseInput(value, input.population.levels!, effects.dac.bits);
    if (value === 0) continue;
    if (effects.nonlinearity && !solvesReads(effects)) value = distortInput(value, largestOf(input.population), effects.nonlinearity, device!);
    input.ids.data[b * size + count] = i;
    if (input.squares) input.squares.data[b * size + count] = value * value;
    if (input.positive) input.positive.data[b * size + count] = Math.max(0, value);
    if (input.negative) input.negative.data[b * size + count] = Math.max(0, -value);
    input.values.data[b * size + count++] = value;
  }
  input.valueCounts[b] = count;
}

/**
 * A non-leaky neuron per input: threshold amplitude / scale levels, half charged, reset by subtraction, in f32. Only values above 0 ever reach it,
 * so the others are left out.
 */
function encodeRate({ timesteps }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { layout: { size, features }, population: { levels, amplitude = 1 } } = input;
  const threshold = Math.fround(amplitude / levels!.scale);
  const ids = new Int32Array(features);
  const charges = new Int32Array(features);
  let active = 0;
  for (let i = 0; i < features; i++) {
    const level = levelOf(samples.data[b * samples.width + first + i]!, input.population);
    if (level <= 0) continue;
    ids[active] = i;
    charges[active++] = level;
  }
  const potentials = new Float32Array(active).fill(Math.fround(threshold / 2));
  for (let t = 0; t < timesteps; t++) {
    const base = (b * timesteps + t) * size;
    let count = 0;
    for (let k = 0; k < active; k++) {
      const potential = Math.fround(potentials[k]! + charges[k]!);
      const fired = potential >= threshold;
      potentials[k] = fired ? Math.fround(potential - threshold) : potential;
      if (fired) input.spikes.data[base + count++] = ids[k]!;
    }
    input.counts[b * timesteps + t] = count;
  }
  countSpikes(input, b, timesteps);
}

/** One spike a value, put straight into the list of its timestep: the larger the earlier. */
function encodeLatency({ timesteps }: Program, input: InputState, samples: Samples, first: number, b: number): void {
  const { layout: { size, features }, population: { levels, amplitude = 1 } } = input;
  input.counts.fill(0, b * timesteps, (b + 1) * timesteps);
  for (let i = 0; i < features; i++) {
    const level = levelOf(samples.data[b * samples.width + first + i]!, input.population);
    const stepsLeft = Math.min(timesteps, Math.round((level * levels!.scale * timesteps) / amplitude));
    if (stepsLeft <= 0) continue;
    const step = (b + 1) * timesteps - stepsLeft;
    input.spikes.data[step * size + input.counts[step]!++] = i;
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
