import { fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { sizeOf, type TensorData } from '../../ir/tensor.ts';

/** Samples as a file holds them, before the network's shape and normalising. */
export interface Samples {
  readonly count: number;
  /** [N], [channels, height, width]; of one timestep for spike trains. */
  readonly shape: readonly number[];
  readonly timesteps: number | null;
  /** Whether the values are numbers of spikes. */
  readonly spikes: boolean;
  readonly labels: Int32Array | null;
  /** Whether the length of a bin was used, and whether events are counted in it. */
  readonly binned?: boolean;
  readonly counted?: boolean;
  /** Warnings and notes about them. */
  readonly notes?: readonly Diagnostic[];
  readonly read: (index: number, out: Float32Array) => void;
}

/** f32 of byte / 255. */
const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Samples of image bytes, `stride` bytes apart; scaled to 0..1 when they are read. */
export function byteSamples(bytes: Uint8Array, count: number, shape: readonly number[], stride = sizeOf(shape)): Samples {
  const size = sizeOf(shape);
  return {
    count, shape, timesteps: null, spikes: false, labels: null,
    read: (index, out) => {
      const start = index * stride;
      for (let i = 0; i < size; i++) out[i] = SCALED[bytes[start + i]!]!;
    },
  };
}

/** Samples of values as they stand in `data`. @throws DiagnosticError S208 when one is no finite 32-bit float */
export function valueSamples(data: TensorData | Float64Array, count: number, shape: readonly number[], file: string): Samples {
  const size = sizeOf(shape);
  const bad = data.findIndex((value: number) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) fail('S208', { value: String(data[bad]) }, { file, place: placeOf(bad, size) });
  return {
    count, shape, timesteps: null, spikes: false, labels: null,
    read: (index, out) => out.set(data.subarray(index * size, (index + 1) * size)),
  };
}

/** Spike counts, [count, timesteps, ...shape]. @throws DiagnosticError S217 when a value is no count */
export function spikeSamples(data: TensorData, count: number, timesteps: number, shape: readonly number[], file: string): Samples {
  const bad = data.findIndex((value: number) => !(Number.isInteger(value) && value >= 0 && value <= 0xffff));
  const size = timesteps * sizeOf(shape);
  if (bad >= 0) fail('S217', { value: String(data[bad]) }, { file, place: placeOf(bad, size) });
  return { ...valueSamples(data, count, [size], file), shape, timesteps, spikes: true };
}

/** Values that change over time, [count, timesteps, ...shape]. @throws DiagnosticError S208 */
export function timedSamples(data: TensorData, count: number, timesteps: number, shape: readonly number[], file: string): Samples {
  return { ...valueSamples(data, count, [timesteps * sizeOf(shape)], file), shape, timesteps };
}

function placeOf(index: number, size: number): string {
  return `sample ${Math.floor(index / size)}, value ${index % size}`;
}
