import { extendHash, hash } from '../../ir/random.ts';

const STREAM = 6;

/**
 * Every read: adds the noise of the devices of each column, a normal number of the variance that the driven rows have added up. Addressed like the noise
 * of columns; two columns share one hash.
 * @param variances of the columns of this read, levels squared, at the places of the columns
 * @param quantiles 2^16 standard normal quantiles (`normalQuantiles`)
 */
export function addDeviceNoise(
  columns: Float32Array, variances: Float32Array, start: number, length: number, quantiles: Float32Array, seed: number, sample: number, timestep: number, readout: number,
): void {
  const read = hash(seed, STREAM, sample, timestep, readout);
  for (let i = 0; i < length; i += 2) {
    const bits = extendHash(read, i);
    columns[start + i] = columns[start + i]! + Math.sqrt(variances[start + i]!) * quantiles[bits & 0xffff]!;
    if (i + 1 < length) columns[start + i + 1] = columns[start + i + 1]! + Math.sqrt(variances[start + i + 1]!) * quantiles[bits >>> 16]!;
  }
}

const REFERENCE_STREAM = 11;

/**
 * The same of a reference column: one normal number a read, of the variance in each column's levels, as all columns are compared with the same current.
 * @param readout address of the read, whatever its columns are
 */
export function addReferenceNoise(
  columns: Float32Array, variances: Float32Array, start: number, length: number, quantiles: Float32Array, seed: number, sample: number, timestep: number, readout: number,
): void {
  const drawn = quantiles[hash(seed, REFERENCE_STREAM, sample, timestep, readout) & 0xffff]!;
  for (let i = start; i < start + length; i++) columns[i] = columns[i]! - Math.sqrt(variances[i]!) * drawn;
}
