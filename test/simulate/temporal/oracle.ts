import type { FirstSpikeNeuron, Response } from '../../../src/ir/first-spike.ts';
import { inputTime } from '../../../src/ir/first-spike.ts';
import type { ConvolutionProjection, Network, Projection } from '../../../src/ir/network.ts';
import { parameterAt } from '../../../src/ir/network.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';

/** Input spikes of one neuron: [weight, time], the bias at 0 among them. */
type Inputs = readonly (readonly [weight: number, time: number])[];

/** Spike times of all populations of a quantised network by name, synapse by synapse from the definitions; the membrane equations are solved by bisection where no quotient is. */
export function spikeTimes(network: Network, sample: ArrayLike<number>): ReadonlyMap<string, Float64Array> {
  const times = new Map<string, Float64Array>();
  let column = 0;
  for (const { name, shape, neuron } of network.populations) {
    if (neuron.kind !== 'input') continue;
    times.set(name, Float64Array.from({ length: sizeOf(shape) }, () => inputTime(neuron.times!, sample[column++]!)));
  }
  while (times.size < network.populations.length) {
    for (const { name, shape, neuron } of network.populations) {
      const into = network.projections.filter(({ destination }) => destination === name);
      if (times.has(name) || !into.every(({ source }) => times.has(source))) continue;
      const inputs = Array.from({ length: sizeOf(shape) }, (): [number, number][] => []);
      for (const projection of into) forEachSynapse(network, projection, (from, to, weight) => inputs[to]!.push([weight, from === null ? 0 : times.get(projection.source)![from]!]));
      const { response, threshold } = neuron as FirstSpikeNeuron;
      times.set(name, Float64Array.from(inputs, (own, index) => firstSpikeOf(response, own, parameterAt(threshold, shape, index))));
    }
  }
  return times;
}

/** Calls `found` for every synapse; the bias comes from null. */
function forEachSynapse(network: Network, projection: Projection, found: (from: number | null, to: number, weight: number) => void): void {
  const shapeOf = (name: string): readonly number[] => network.populations.find((population) => population.name === name)!.shape;
  const target = shapeOf(projection.destination);
  const size = sizeOf(target);
  if (!('weights' in projection)) throw new Error(projection.kind);
  const { weights: { data } } = projection;
  const bias = projection.bias;
  for (let to = 0; bias && to < size; to++) found(null, to, bias[bias.length === size ? to : Math.floor(to / (size / target[0]!))]!);
  if (projection.kind === 'convolution') return forEachTap(projection, shapeOf(projection.source), target, found);
  if (projection.kind === 'listed') {
    for (let to = 0; to < size; to++) for (let k = projection.offsets[to]!; k < projection.offsets[to + 1]!; k++) found(projection.sources[k]!, to, data[k]!);
    return;
  }
  const inputs = data.length / size;
  for (let to = 0; to < size; to++) for (let from = 0; from < inputs; from++) found(from, to, data[to * inputs + from]!);
}

function forEachTap({ weights, stride, padding, dilation, groups }: ConvolutionProjection, [, height, width]: readonly number[], [channels, outHeight, outWidth]: readonly number[], found: (from: number, to: number, weight: number) => void): void {
  const [, perGroup, kernelHeight, kernelWidth] = weights.shape as [number, number, number, number];
  for (let channel = 0; channel < channels!; channel++) for (let y = 0; y < outHeight!; y++) for (let x = 0; x < outWidth!; x++) {
    for (let c = 0; c < perGroup; c++) for (let ky = 0; ky < kernelHeight; ky++) for (let kx = 0; kx < kernelWidth; kx++) {
      const [row, column] = [y * stride[0] + ky * dilation[0] - padding[0], x * stride[1] + kx * dilation[1] - padding[1]];
      if (row < 0 || column < 0 || row >= height! || column >= width!) continue;
      const source = Math.floor(channel / (channels! / groups)) * perGroup + c;
      found((source * height! + row) * width! + column, (channel * outHeight! + y) * outWidth! + x, weights.data[((channel * perGroup + c) * kernelHeight + ky) * kernelWidth + kx]!);
    }
  }
}

function firstSpikeOf(response: Response, inputs: Inputs, threshold: number): number {
  const groups = new Map<number, number>([[0, 0]]);
  for (const [weight, time] of inputs) if (time < Infinity) groups.set(time, (groups.get(time) ?? 0) + weight);
  const sorted = [...groups].sort(([a], [b]) => a - b);
  let [w, wz] = [0, 0];
  for (const [i, [time, weight]] of sorted.entries()) {
    const next = sorted[i + 1]?.[0] ?? Infinity;
    w += weight;
    if (response === 'step') {
      if (w >= threshold) return time;
      continue;
    }
    const z = Math.exp(time);
    wz += weight * z;
    if (response === 'exponential') {
      const out = wz / (w - threshold);
      if (w > threshold && out <= Math.exp(next)) return Math.log(Math.max(out, z));
      continue;
    }
    const found = crossing((t) => sorted.slice(0, i + 1).reduce((sum, [at, own]) => sum + own * KERNELS[response](t - at), 0), threshold, time, Math.min(next, time + 60));
    if (found !== null) return found;
  }
  return Infinity;
}

const KERNELS = {
  alpha: (s: number) => s * Math.exp(-s),
  lif: (s: number) => s * Math.exp(-s),
  'lif-2': (s: number) => 2 * (Math.exp(-s / 2) - Math.exp(-s)),
} as const;

/** Between two inputs these potentials turn once at most upwards: a fine grid finds the first crossing, and bisection its place. */
function crossing(potential: (t: number) => number, threshold: number, start: number, end: number): number | null {
  const steps = 300;
  for (let i = 0; i < steps; i++) {
    // Finer near the start, where the grid may be as coarse as 60 tau.
    const at = (k: number): number => start + (end - start) * (k / steps) ** 3;
    if (!(potential(at(i + 1)) >= threshold)) continue;
    let [low, high] = [at(i), at(i + 1)];
    for (let k = 0; k < 80; k++) {
      const middle = (low + high) / 2;
      if (potential(middle) >= threshold) high = middle;
      else low = middle;
    }
    return high;
  }
  return null;
}
