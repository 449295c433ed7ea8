import { channelCount, neuronCount, type Population, type SynapticProjection } from '../../src/ir/network.ts';

export interface Levels {
  readonly data: Int8Array | Int16Array;
  readonly zeros: number;
  /** 10 log10 (sum of squares of the weights / sum of squares of their rounding errors); Infinity when nothing was lost. */
  readonly signalToNoise_dB: number;
}

/**
 * The weights of a projection as levels: round(weight x inputScale / scale of the channel), half away from zero
 * (symmetric grid per output channel). Type i8 up to 8 bits, else i16.
 */
export function levelsOf(projection: SynapticProjection, destination: Population, scales: Float64Array, inputScale: number, bits: number): Levels {
  const { weights } = projection;
  const most = largestLevel(bits);
  const data = bits <= 8 ? new Int8Array(weights.data.length) : new Int16Array(weights.data.length);
  const rows = weights.shape[0]!;
  const columns = data.length / rows;
  const channel = channelOfRow(projection, destination);
  let [zeros, signal, noise] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const scale = scales[channel(row)]!;
    for (let index = row * columns; index < (row + 1) * columns; index++) {
      const weight = weights.data[index]! * inputScale;
      const level = Math.sign(weight) * Math.min(most, Math.floor(Math.abs(weight) / scale + 0.5));
      data[index] = level;
      if (level === 0) zeros++;
      signal += weight * weight;
      noise += (weight - level * scale) ** 2;
    }
  }
  return { data, zeros, signalToNoise_dB: noise === 0 ? Infinity : 10 * Math.log10(signal / noise) };
}

/** Channel of the destination that row (first extent of the weights) belongs to: a neuron of it (dense) or the channel itself. */
export function channelOfRow({ kind }: SynapticProjection, destination: Population): (row: number) => number {
  const neurons = neuronCount(destination) / channelCount(destination);
  return kind === 'dense' ? (row) => Math.floor(row / neurons) : (row) => row;
}

export function largestLevel(bits: number): number {
  return 2 ** (bits - 1) - 1;
}
