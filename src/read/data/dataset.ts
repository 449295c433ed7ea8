import { fail } from '../../diagnostics/diagnostic.ts';
import { readBytes } from '../../files.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { arraySamples, decodeArchive, decodeArray, isNpy, isZip, sampleShape } from './arrays.ts';
import { decodeCifar } from './cifar.ts';
import { isText, parseTable } from './csv.ts';
import { decodeEvents, isEvents } from './events.ts';
import { unzipped } from './gzip.ts';
import { decodeIdx, isIdx } from './idx.ts';
import { normaliser, type ChannelStatistics } from './normalise.ts';
import { byteSamples, valueSamples, type Samples } from './samples.ts';

export interface DatasetOptions {
  /** Take the first samples only. */
  readonly limit?: number;
  /** Of each channel, applied after image bytes were scaled to 0..1. */
  readonly normalise?: readonly ChannelStatistics[] | null;
  /** Shape of the network's input: checked, and taken over when the sizes agree. */
  readonly shapeHint?: readonly number[];
  /** Arrays are spike trains [samples, timesteps, ...]. */
  readonly spikes?: boolean;
  /** Length of a sample given as spike events. */
  readonly timesteps?: number;
}

/** A dataset from a file; `available` is the number of samples in the file, whatever the limit. */
export interface FileDataset extends Dataset {
  readonly available: number;
}

/**
 * Samples of a file, recognised by its content: MNIST-style idx of bytes, CIFAR-10 binary (.bin), .npy, .npz, CSV of numbers, CSV of spike
 * events `time,index`; all but .npz also gzipped. `-` is standard input. Bytes of images are scaled to 0..1. Samples stay as they are stored until read.
 * @throws DiagnosticError S101, S201..S220, and S45x, S46x for arrays
 */
export function readDataset(file: string, options: DatasetOptions = {}): FileDataset {
  const name = file === '-' ? 'standard input' : file;
  const samples = decode(unzipped(readBytes(file), name), name, options);
  if (samples.count === 0 || sizeOf(samples.shape) === 0 || samples.timesteps === 0) fail('S209', {}, { file: name });
  if (options.spikes && samples.timesteps === null) {
    fail('S216', { shape: [samples.count, ...samples.shape], expected: 'spike trains as .npy or .npz of shape [samples, timesteps, neurons]' }, { file: name });
  }
  const shape = fittingShape(samples, options.shapeHint, name);
  const count = Math.min(samples.count, options.limit ?? Infinity);
  return {
    file: name, count, available: samples.count, shape, timesteps: samples.timesteps,
    labels: samples.labels && samples.labels.subarray(0, count),
    read: reader(samples, shape, options.normalise ?? null, name),
  };
}

function decode(bytes: Uint8Array, file: string, { shapeHint, spikes = false, timesteps }: DatasetOptions): Samples {
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (bytes.length === 0) fail('S209', {}, { file });
  if (isZip(bytes) || name.endsWith('.npz')) return arraySamples(decodeArchive(bytes, file), file, shapeHint, spikes);
  if (isNpy(bytes) || name.endsWith('.npy')) return arraySamples(decodeArray(bytes, file), file, shapeHint, spikes);
  if (name.endsWith('.bin')) return decodeCifar(bytes, file);
  if (isIdx(bytes) || /idx\d-ubyte$/.test(name)) return idxSamples(bytes, file);
  if (isText(bytes)) return isEvents(bytes) ? decodeEvents(bytes, file, shapeHint, timesteps) : csvSamples(bytes, file);
  return fail('S201', { start: `the bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}` }, { file });
}

function idxSamples(bytes: Uint8Array, file: string): Samples {
  const { shape, data } = decodeIdx(bytes, file);
  if (shape.length < 2) fail('S216', { shape, expected: '[samples, height, width]' }, { file });
  return byteSamples(data, shape[0]!, sampleShape(shape.slice(1)));
}

function csvSamples(bytes: Uint8Array, file: string): Samples {
  const { rows, columns, values } = parseTable(bytes, file);
  return valueSamples(values, rows, [columns], file);
}

function fittingShape({ shape }: Samples, expected: readonly number[] | undefined, file: string): readonly number[] {
  if (!expected) return shape;
  return sizeOf(shape) === sizeOf(expected) ? expected : fail('S210', { found: shape, expected }, { file });
}

function reader(samples: Samples, shape: readonly number[], statistics: readonly ChannelStatistics[] | null, file: string): Dataset['read'] {
  if (!statistics) return samples.read;
  if (samples.timesteps !== null) fail('S220', {}, { file });
  const normalise = normaliser(statistics, samples.shape.length === 3 ? samples.shape : shape, file);
  return (index, out) => {
    samples.read(index, out);
    normalise(out);
  };
}
