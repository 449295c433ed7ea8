import { extendHash, hash } from '../../ir/random.ts';

const STREAM = 3;

/**
 * Every read: adds white noise to the columns of one read, `sigma` in levels. Addressed by sample, timestep and readout. Two columns
 * share one hash, 16 bits each, which pick their quantiles: this is a hot loop.
 * @param quantiles 2^16 standard normal quantiles (`normalQuantiles`)
 */
export function addReadNoise(
  columns: Float32Array, start: number, length: number, sigma: number, quantiles: Float32Array, seed: number, sample: number, timestep: number, readout: number,
): void {
  const read = hash(seed, STREAM, sample, timestep, readout);
  for (let i = 0; i < length; i += 2) {
    const bits = extendHash(read, i);
    columns[start + i] = columns[start + i]! + sigma * quantiles[bits & 0xffff]!;
    if (i + 1 < length) columns[start + i + 1] = columns[start + i + 1]! + sigma * quantiles[bits >>> 16]!;
  }
}
