import { extendHash, hash, normalAt } from '../random.ts';

const STREAM = 3;

/** Every read: adds white noise to the columns of one read, `sigma` in levels. Addressed by sample, timestep and readout. */
export function addReadNoise(columns: Float32Array, start: number, length: number, sigma: number, seed: number, sample: number, timestep: number, readout: number): void {
  const address = hash(seed, STREAM, sample, timestep, readout);
  for (let i = 0; i < length; i++) {
    columns[start + i] = Math.fround(columns[start + i]! + sigma * normalAt(extendHash(address, i)));
  }
}
