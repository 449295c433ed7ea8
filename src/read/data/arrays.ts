import { diagnose, fail } from '../../diagnostics/diagnostic.ts';
import { sizeOf, type Tensor } from '../../ir/tensor.ts';
import { readHeader } from '../tensors/npy-header.ts';
import { printable } from '../../diagnostics/printable.ts';
import { decodeNpy } from '../tensors/npy.ts';
import { unzip } from '../tensors/zip.ts';
import { byteSamples, spikeSamples, timedSamples, valueSamples, type Samples } from './samples.ts';

/** An array of numbers; `isImage` tells unsigned bytes (not booleans), which are scaled to 0..1. */
export interface DataArray {
  readonly tensor: Tensor;
  readonly isImage: boolean;
}

export function isNpy(bytes: Uint8Array): boolean {
  return bytes[0] === 0x93 && bytes[1] === 0x4e && bytes[2] === 0x55 && bytes[3] === 0x4d && bytes[4] === 0x50 && bytes[5] === 0x59;
}

/** Whether these bytes begin like a zip archive, also an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6));
}

export function decodeArray(bytes: Uint8Array, file: string, place?: string): DataArray {
  const where = place === undefined ? { file } : { file, place };
  const tensor = decodeNpy(bytes, where);
  return { tensor, isImage: tensor.data instanceof Uint8Array && readHeader(bytes, where).type.kind === 'u' };
}

/** The only array of an .npz file, or that named x or data. @throws DiagnosticError S215 and those of the tensors' reader */
export function decodeArchive(bytes: Uint8Array, file: string): DataArray {
  const entries = [...unzip(bytes, file)].filter(([name]) => name.endsWith('.npy'));
  const chosen = entries.length === 1 ? entries[0] : entries.find(([name]) => name === 'x.npy') ?? entries.find(([name]) => name === 'data.npy');
  if (!chosen) return fail('S215', { names: namesOf(entries) }, { file });
  return decodeArray(chosen[1], file, printable(chosen[0]));
}

const MOST_NAMES = 6;

function namesOf(entries: readonly (readonly [string, Uint8Array])[]): string[] {
  const names = entries.slice(0, MOST_NAMES).map(([name]) => printable(name.slice(0, -'.npy'.length)));
  return entries.length > MOST_NAMES ? [...names, `${entries.length - MOST_NAMES} more`] : names;
}

/**
 * The samples along the first axis; an array that has exactly the size `expected` of one sample is one sample. With `spikes` the second
 * axis holds the timesteps; without, it does so where a sample has the expected size only when that axis is left out.
 * @throws DiagnosticError S208, S216, S217
 */
export function arraySamples(array: DataArray, file: string, expected: readonly number[] | undefined, spikes: boolean): Samples {
  const { tensor: { shape: stored, data }, isImage } = array;
  const axes = withSampleAxis(stored, expected, spikes);
  if (axes.length < (spikes ? 3 : 2)) {
    return fail('S216', { shape: stored, expected: spikes ? '[samples, timesteps, neurons]' : '[samples, values]' }, { file });
  }
  const count = axes[0]!;
  if (spikes) return spikeSamples(data, count, axes[1]!, sampleShape(axes.slice(2)), file);
  if (hasTimeAxis(axes, expected)) {
    const samples = timedSamples(data, count, axes[1]!, sampleShape(axes.slice(2)), file);
    return isImage && data.some((value: number) => value > 1) ? { ...samples, notes: [diagnose('S234', {}, { file })] } : samples;
  }
  const shape = sampleShape(axes.slice(1));
  return isImage ? byteSamples(data as Uint8Array, count, shape) : valueSamples(data, count, shape, file);
}

/** Two dimensions are one plane; more than three are a vector. */
export function sampleShape(axes: readonly number[]): readonly number[] {
  if (axes.length === 2) return [1, axes[0]!, axes[1]!];
  return axes.length === 1 || axes.length === 3 ? axes : [sizeOf(axes)];
}

function withSampleAxis(shape: readonly number[], expected: readonly number[] | undefined, spikes: boolean): readonly number[] {
  if (shape.length === 0) return shape;
  const own = spikes ? shape.slice(1) : shape;
  if (expected && sizeOf(own) === sizeOf(expected) && sizeOf(shape.slice(spikes ? 2 : 1)) !== sizeOf(expected)) return [1, ...shape];
  return shape.length === 1 && !spikes && !expected ? [1, ...shape] : shape;
}

/** Where both readings fit (a time axis of extent 1), the array holds values. */
function hasTimeAxis(axes: readonly number[], expected: readonly number[] | undefined): boolean {
  return expected !== undefined && axes.length >= 3 && sizeOf(axes.slice(1)) !== sizeOf(expected) && sizeOf(axes.slice(2)) === sizeOf(expected);
}
