import { areBytes, rangeOf, type LevelRange, type WeightLevels } from '../../src/ir/levels.ts';
import { channelCount, neuronCount, type Population, type SynapticProjection } from '../../src/ir/network.ts';

export interface Levels {
  readonly data: Int8Array | Int16Array;
  readonly zeros: number;
  /** 10 log10 (sum of squares of the weights / sum of squares of their rounding errors); Infinity when nothing was lost. */
  readonly signalToNoise_dB: number;
}

/** The level nearest to value / scale, half away from zero; of mid-rise levels, 0 becomes 1. */
export function nearestLevel(value: number, scale: number, { most, rise }: LevelRange): number {
  const size = Math.abs(value) / scale;
  const level = Math.min(most, rise === 'mid-tread' ? Math.floor(size + 0.5) : 2 * Math.floor(size / 2) + 1);
  return value < 0 ? 0 - level : level;
}

/**
 * The weights of a projection as levels, each the one nearest to weight x inputScale / scale of the channel
 * (symmetric grid per output channel).
 */
export function roundedWeights(projection: SynapticProjection, destination: Population, scales: Float64Array, inputScale: number, levels: WeightLevels): Levels {
  const { weights } = projection;
  const range = rangeOf(levels);
  const channel = channelOfRow(projection, destination);
  const { rows, start } = rowsOf(projection);
  const data = new Int16Array(weights.data.length);
  for (let row = 0; row < rows; row++) {
    const scale = scales[channel(row)]!;
    for (let index = start(row); index < start(row + 1); index++) data[index] = nearestLevel(weights.data[index]! * inputScale, scale, range);
  }
  return measured(projection, destination, scales, inputScale, levels, data);
}

/** Levels of a projection with how far they are from its weights. Type i8 where all fit, else i16. */
export function measured(projection: SynapticProjection, destination: Population, scales: Float64Array, inputScale: number, levels: WeightLevels, data: Int16Array): Levels {
  const { weights } = projection;
  const channel = channelOfRow(projection, destination);
  const { rows, start } = rowsOf(projection);
  let [zeros, signal, noise] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const scale = scales[channel(row)]!;
    for (let index = start(row); index < start(row + 1); index++) {
      const weight = weights.data[index]! * inputScale;
      const error = weight - data[index]! * scale;
      if (data[index] === 0) zeros++;
      signal += weight * weight;
      noise += error * error;
    }
  }
  return { data: areBytes(levels) ? Int8Array.from(data) : data, zeros, signalToNoise_dB: noise === 0 ? Infinity : 10 * Math.log10(signal / noise) };
}

/** Levels as weights for values of the source, in the order of the network. @param inputScale what one level of the source stands for */
export function asWeights(projection: SynapticProjection, destination: Population, scales: Float64Array, inputScale: number, levels: ArrayLike<number>): Float32Array {
  const channel = channelOfRow(projection, destination);
  const { rows, start } = rowsOf(projection);
  const result = new Float32Array(levels.length);
  for (let row = 0; row < rows; row++) {
    const scale = scales[channel(row)]!;
    for (let index = start(row); index < start(row + 1); index++) result[index] = (levels[index]! * scale) / inputScale;
  }
  return result;
}

/** Rows of the weights, each from start(row) to start(row + 1): the first extent of a matrix or kernel, the list of a neuron. */
export function rowsOf({ weights: { shape, data }, ...projection }: SynapticProjection): { readonly rows: number; readonly start: (row: number) => number } {
  if (projection.kind === 'listed') return { rows: projection.offsets.length - 1, start: (row) => projection.offsets[row]! };
  const columns = data.length / shape[0]!;
  return { rows: shape[0]!, start: (row) => row * columns };
}

/** Channel of the destination that a row of the weights belongs to: that of a neuron (dense, listed) or the channel itself. */
export function channelOfRow({ kind }: SynapticProjection, destination: Population): (row: number) => number {
  const neurons = neuronCount(destination) / channelCount(destination);
  return kind === 'convolution' ? (row) => row : (row) => Math.floor(row / neurons);
}
