import { diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { readBytes } from '../../files.ts';
import type { Dataset } from '../../ir/dataset.ts';
import { sizeOf } from '../../ir/tensor.ts';
import { isHdf5 } from '../hdf5/what-it-is.ts';
import { aedatVersion } from './aedat.ts';
import { arraySamples, decodeArchive, decodeArray, isNpy, isZip, sampleShape } from './arrays.ts';
import type { BinOption } from './binning.ts';
import { decodeCifar } from './cifar.ts';
import { isText, parseTable, startOf } from './csv.ts';
import { decodeEvents, isEvents } from './events.ts';
import { unzipped } from './gzip.ts';
import { decodeIdx, isIdx } from './idx.ts';
import { decodeNirData } from './nir-data.ts';
import { normaliser, type ChannelStatistics } from './normalise.ts';
import { recogniseBin } from './recognise-bin.ts';
import { isFolder, openFolder, singleRecording, type Recordings } from './recording-folder.ts';
import { recordingSamples } from './recordings.ts';
import { byteSamples, valueSamples, type Samples } from './samples.ts';
import { isSpikeName } from '../spinemap/files.ts';

export interface DatasetOptions {
  /** Take the first samples only. */
  readonly limit?: number;
  /** Of each channel, applied after image bytes were scaled to 0..1. */
  readonly normalise?: readonly ChannelStatistics[] | null;
  /** Shape of the network's input: checked, and taken over when the sizes agree. */
  readonly shapeHint?: readonly number[];
  /** Arrays are spike trains [samples, timesteps, ...]. */
  readonly spikes?: boolean;
  /** Timesteps of the network: the length of a sample given as spike events. */
  readonly timesteps?: number;
  /** Length of a timestep of the network. */
  readonly dt_s?: number;
  /** Length of a timestep of recorded events. */
  readonly bin?: BinOption;
  /** Recorded events are counted; without it a bin holds 0 or 1. */
  readonly binCounts?: boolean;
  /** Recordings that are checked when the data are opened; without it all of them. */
  readonly checked?: number;
}

/** A dataset from a file or folder; `available` is the number of samples in it, whatever the limit. */
export interface FileDataset extends Dataset {
  readonly available: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Samples of a file, recognised by its content (see README.md beside this file), or of a folder of recorded events. `-` is standard input.
 * Bytes of images are scaled to 0..1. Samples stay as they are stored until read; recordings stay on disk.
 * @throws DiagnosticError S101, S201..S238, S45x, S46x for arrays, and S901, S902, S938, S939 for NIR data
 */
export async function readDataset(file: string, options: DatasetOptions = {}): Promise<FileDataset> {
  const name = file === '-' ? 'standard input' : file;
  const samples = isFolder(file) ? recorded(openFolder(file), name, options) : await stimulusOf(file, options) ?? await decode(unzipped(readBytes(file), name), name, options);
  if (samples.count === 0 || sizeOf(samples.shape) === 0 || samples.timesteps === 0) fail('S209', {}, { file: name });
  if (options.spikes && samples.timesteps === null) {
    fail('S216', { shape: [samples.count, ...samples.shape], expected: 'spike trains as .npy or .npz of shape [samples, timesteps, neurons]' }, { file: name });
  }
  const shape = fittingShape(samples, options.shapeHint, name);
  const count = Math.min(samples.count, options.limit ?? Infinity);
  return {
    file: name, count, available: samples.count, shape, timesteps: samples.timesteps,
    labels: samples.labels && samples.labels.subarray(0, count),
    diagnostics: [...(samples.notes ?? []), ...findings(samples, name, options)],
    read: reader(samples, shape, options.normalise ?? null, name),
  };
}

/** What a model file of its own feeds its inputs; null for files of samples. */
async function stimulusOf(file: string, { timesteps }: DatasetOptions): Promise<Samples | null> {
  if (/\.(?:ya?ml|net)$/i.test(file)) return (await import('../sanafe/stimulus.ts')).sanafeSamples(file, timesteps);
  if (isSpikeName(file)) return (await import('../spinemap/stimulus.ts')).spinemapSamples(file);
  return null;
}

async function decode(bytes: Uint8Array, file: string, options: DatasetOptions): Promise<Samples> {
  const { shapeHint, spikes = false, timesteps, dt_s, bin } = options;
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (bytes.length === 0) fail('S209', {}, { file });
  if (isHdf5(bytes)) return decodeNirData(bytes, file, { dt_s, bin, counts: options.binCounts ?? false, spikes });
  if (isZip(bytes) || name.endsWith('.npz')) return arraySamples(decodeArchive(bytes, file), file, shapeHint, spikes);
  if (isNpy(bytes) || name.endsWith('.npy')) return arraySamples(decodeArray(bytes, file), file, shapeHint, spikes);
  if (aedatVersion(bytes) !== null) return recorded(singleRecording(file, bytes), file, options);
  if (name.endsWith('.bin')) {
    return recogniseBin(bytes, file, shapeHint) === 'cifar' ? decodeCifar(bytes, file) : recorded(singleRecording(file, bytes), file, options);
  }
  if (isIdx(bytes) || /idx\d-ubyte$/.test(name)) return idxSamples(bytes, file);
  if (isText(bytes)) return isEvents(bytes) ? decodeEvents(bytes, file, { shape: shapeHint, timesteps, dt_s, bin }) : csvSamples(bytes, file);
  return fail('S201', { start: startOf(bytes) }, { file });
}

function recorded(recordings: Recordings, file: string, { shapeHint, timesteps, bin, binCounts = false, limit, checked }: DatasetOptions): Samples {
  return recordingSamples(recordings, file, {
    shape: shapeHint, timesteps, bin, counts: binCounts, checked: Math.min(limit ?? Infinity, checked ?? Infinity),
  });
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

/** Options that had no effect, and time that the network does not run or the data do not fill. */
function findings({ timesteps, binned = false, counted = false }: Samples, file: string, options: DatasetOptions): readonly Diagnostic[] {
  const useless = [...(options.bin && !binned ? ['--bin'] : []), ...(options.binCounts && !counted ? ['--bin-counts'] : [])];
  const other = timesteps !== null && options.timesteps !== undefined && options.timesteps !== timesteps;
  return [
    ...useless.map((option) => diagnose('S228', { option }, { file })),
    ...(other ? [diagnose('S235', { found: timesteps, network: options.timesteps! }, { file })] : []),
  ];
}

/** Values that change over time are normalised in every timestep. */
function reader(samples: Samples, shape: readonly number[], statistics: readonly ChannelStatistics[] | null, file: string): Dataset['read'] {
  if (!statistics) return samples.read;
  if (samples.spikes) fail('S220', {}, { file });
  const normalise = normaliser(statistics, samples.shape.length === 3 ? samples.shape : shape, file);
  const size = sizeOf(shape);
  return (index, out) => {
    samples.read(index, out);
    for (let step = 0; step < (samples.timesteps ?? 1); step++) normalise(out.subarray(step * size, (step + 1) * size));
  };
}
