import type { Kernels } from '../kernels/kernels.ts';
import type { ProjectionMemory } from './lane-memory.ts';

/** One sample forward, and back. */
export interface SamplePass {
  /**
   * Spike times of all populations. @param z of the input neurons, Infinity where silent
   * @returns z of the output neurons (padded), a view that the next sample overwrites
   */
  readonly forward: (z: Float32Array, jitter: Jitter | null) => Float32Array;
  /** Adds the gradients of the sample to those in the memory. @param pulls writes dL/dz of the output neurons there first */
  readonly back: (jitter: Jitter | null) => void;
  /** Where dL/dz of the output neurons goes. */
  readonly pulls: Float32Array;
}

/** Factor on z of a neuron as it is sent: e^(sigma x normal). @param population counted from the input, 0 */
export type Jitter = (population: number, neuron: number) => number;

/** A later spike is none while training: 1e5 in z, as in the released code of Zhou et al.; t = 11.5. */
export const HORIZON = 1e5;

/** How the inputs of a dense projection were heard: those in the list, and whether all others fired at one z after them. */
interface Heard {
  count: number;
  restZ: number;
  hasRest: boolean;
}

/**
 * Passes of one sample after the other over the weights in the memory.
 * @param limit of dL/dz / (S - 1), beyond which a gradient is cut: S near the threshold gives gradients without bound
 */
export function samplePass(kernels: Kernels, memories: readonly ProjectionMemory[], limit: number): SamplePass {
  const buffer = kernels.buffer();
  const view = (pointer: number, length: number): Float32Array => new Float32Array(buffer, pointer, length);
  const heard: Heard[] = memories.map(() => ({ count: 0, restZ: 0, hasRest: false }));
  const first = memories[0]!, last = memories[memories.length - 1]!;
  const input = view(first.inputs, first.planned.sources);
  const outputs = view(last.sent, last.planned.patches * last.planned.columns);
  return {
    pulls: view(last.pulls, last.planned.patches * last.planned.columns),
    forward: (z, jitter) => {
      input.set(z);
      if (jitter) disturb(input, jitter, 0);
      memories.forEach((memory, i) => {
        hear(kernels, memory, heard[i]!, i === 0);
        fire(kernels, memory, heard[i]!);
        if (memory.sent !== memory.times) send(memory, view, jitter, i + 1);
      });
      return outputs;
    },
    back: (jitter) => {
      for (let i = memories.length - 1; i >= 0; i--) {
        const { pulls, planned } = memories[i]!, before = i > 0 ? memories[i - 1]! : null;
        if (jitter) disturb(view(pulls, planned.patches * planned.columns), jitter, i + 1);
        if (before) view(before.pulls, before.planned.patches * before.planned.columns + 1).fill(0);
        learn(kernels, memories[i]!, heard[i]!, before?.pulls ?? 0, limit);
      }
    },
  };
}

function disturb(values: Float32Array, jitter: Jitter, population: number): void {
  for (let neuron = 0; neuron < values.length; neuron++) values[neuron] = values[neuron]! * jitter(population, neuron);
}

function send({ times, sent, planned: { patches, columns } }: ProjectionMemory, view: (pointer: number, length: number) => Float32Array, jitter: Jitter | null, population: number): void {
  const out = view(sent, patches * columns);
  out.set(view(times, patches * columns));
  if (jitter) disturb(out, jitter, population);
}

/** Sorts the spikes of the sources, and deals them to patches. */
function hear(kernels: Kernels, memory: ProjectionMemory, heard: Heard, isFirst: boolean): void {
  const { planned: { sources, rows, patches, patch } } = memory;
  const count = kernels.sortSpikesF32(memory.inputs, sources + 1, HORIZON, memory.spikes, memory.workspace);
  heard.count = count;
  heard.hasRest = false;
  if (patch) {
    new Uint32Array(kernels.buffer(), memory.counts, patches).fill(0);
    kernels.dealSpikes(memory.spikes, count, memory.tapOffsets, memory.taps, memory.lists, rows, memory.counts);
  } else if (isFirst && count === rows) {
    setRestAside(kernels, memory.spikes, heard);
  }
}

/** Where every input fires, those that fire last and together need not be gone through: the background of an image. */
function setRestAside(kernels: Kernels, spikes: number, heard: Heard): void {
  const pairs = new Float32Array(kernels.buffer(), spikes, 2 * heard.count);
  const restZ = pairs[2 * heard.count - 1]!;
  while (heard.count > 0 && pairs[2 * heard.count - 1] === restZ) heard.count--;
  heard.restZ = restZ;
  heard.hasRest = true;
}

function fire(kernels: Kernels, memory: ProjectionMemory, { count, restZ, hasRest }: Heard): void {
  const { weights, times, slopes, causal, planned: { patches, columns, rows, used, patch } } = memory;
  if (!patch) return kernels.firstSpikesF32(memory.spikes, count, weights, columns, used, hasRest ? memory.totals : 0, restZ, HORIZON, times, slopes, causal);
  const counts = new Uint32Array(kernels.buffer(), memory.counts, patches);
  for (let p = 0, at = 0; p < patches; p++, at += 4 * columns) {
    kernels.firstSpikesF32(memory.lists + 8 * p * rows, counts[p]!, weights, columns, used, 0, 0, HORIZON, times + at, slopes + at, causal + at);
  }
}

function learn(kernels: Kernels, memory: ProjectionMemory, { count, restZ, hasRest }: Heard, inputPulls: number, limit: number): void {
  const { weights, gradients, times, slopes, causal, pulls, planned: { patches, columns, rows, patch } } = memory;
  if (!patch) return kernels.firstSpikeGradientF32(memory.spikes, count, weights, columns, restZ, limit, times, slopes, causal, pulls, hasRest ? memory.rest : 0, gradients, 0, inputPulls);
  const counts = new Uint32Array(kernels.buffer(), memory.counts, patches);
  for (let p = 0, at = 0; p < patches; p++, at += 4 * columns) {
    kernels.firstSpikeGradientF32(memory.lists + 8 * p * rows, counts[p]!, weights, columns, 0, limit, times + at, slopes + at, causal + at, pulls + at, 0, gradients, memory.sourceOf + 4 * p * rows, inputPulls);
  }
}
