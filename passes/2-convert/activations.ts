import type { Dataset } from '../../src/ir/dataset.ts';
import { neuronCount, type Network } from '../../src/ir/network.ts';
import { forward } from '../../src/forward/forward.ts';

/**
 * The percentile of the positive activations of each population over the first `samples` samples, with linear interpolation
 * between the two nearest; 0 for a population that was never active.
 */
export function activationPercentiles(network: Network, data: Dataset, percentile: number, samples: number, progress: (fraction: number) => void): Map<string, number> {
  const measured = network.populations.filter(({ neuron }) => neuron.kind !== 'input');
  const collected = new Map(measured.map(({ name }) => [name, positives()]));
  const count = Math.min(samples, data.count);
  const last = network.populations.at(-1)!.name;
  forward(network, data, {
    limit: count,
    onPopulation: (name, values, sample) => {
      collected.get(name)?.add(values);
      if (name === last) progress((sample + 1) / count);
    },
  });
  return new Map(measured.map(({ name }) => [name, percentileOf(collected.get(name)!.sorted(), percentile)]));
}

/** Uniform random samples in 0..1, the same for the same seed. */
export function randomSamples(network: Network, count: number, seed: number): Dataset {
  const neurons = network.populations.filter(({ neuron }) => neuron.kind === 'input').reduce((sum, input) => sum + neuronCount(input), 0);
  return {
    file: 'random samples', count, shape: [neurons], timesteps: null, labels: null,
    read: (index, out) => {
      const next = mulberry32(seed * 65537 + index);
      for (let value = 0; value < neurons; value++) out[value] = next();
    },
  };
}

/** Tommy Ettinger's generator of 32 bits of state (public domain): uniform in 0..1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A growing list of the values above 0. */
function positives(): { readonly add: (values: Float64Array) => void; readonly sorted: () => Float32Array } {
  let kept = new Float32Array(1024);
  let length = 0;
  return {
    add: (values) => {
      if (length + values.length > kept.length) {
        const larger = new Float32Array(2 * (length + values.length));
        larger.set(kept.subarray(0, length));
        kept = larger;
      }
      for (let index = 0; index < values.length; index++) if (values[index]! > 0) kept[length++] = values[index]!;
    },
    sorted: () => kept.subarray(0, length).sort(),
  };
}

function percentileOf(sorted: Float32Array, percentile: number): number {
  if (sorted.length === 0) return 0;
  const rank = (percentile / 100) * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (rank - below) * (sorted[above]! - sorted[below]!);
}
