import { extendHash, hash, uniformAt } from '../random.ts';

const STREAM = 3;

/**
 * Every read: adds white noise to the columns of one read, `sigma` in levels. Addressed by sample, timestep and readout. Neighbouring
 * columns share the two uniform numbers of which Box and Muller (1958) make two independent normal ones: this is a hot loop.
 */
export function addReadNoise(columns: Float32Array, start: number, length: number, sigma: number, seed: number, sample: number, timestep: number, readout: number): void {
  const read = hash(seed, STREAM, sample, timestep, readout);
  for (let i = 0; i < length; i += 2) {
    const pair = extendHash(read, i);
    const radius = sigma * Math.sqrt(-2 * Math.log(uniformAt(extendHash(pair, 1))));
    const angle = 2 * Math.PI * uniformAt(extendHash(pair, 2));
    columns[start + i] = columns[start + i]! + radius * Math.cos(angle);
    if (i + 1 < length) columns[start + i + 1] = columns[start + i + 1]! + radius * Math.sin(angle);
  }
}
