import type { Dataset } from '../../src/ir/dataset.ts';
import { neuronCount, type Network } from '../../src/ir/network.ts';

/** Samples drawn where the user gave none. */
export const RANDOM_SAMPLES = 64;

/** Uniform random samples in 0..1, the same for the same seed. */
export function randomSamples(network: Network, seed: number): Dataset {
  const neurons = network.populations.filter(({ neuron }) => neuron.kind === 'input').reduce((sum, input) => sum + neuronCount(input), 0);
  return {
    file: 'random samples', count: RANDOM_SAMPLES, shape: [neurons], timesteps: null, labels: null,
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
