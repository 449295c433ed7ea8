import { fail, type Where } from '../../diagnostics/diagnostic.ts';
import { sizeOf } from '../../ir/tensor.ts';
import type { BinOption } from './binning.ts';
import { headerOf, parseTable, type Table } from './csv.ts';
import type { Samples } from './samples.ts';

/** More values in one sample are refused. */
export const SAMPLE_LIMIT = 2 ** 28;
const MOST_SAMPLES = 2 ** 24;
const HEADER = /^(sample,)?time(_s)?,index$/;
/** A time this share of a timestep before its end counts as the next one: 3 x 0.1 ms is 2.9999... timesteps in floats. */
const TIME_TOLERANCE = 1e-6;

/** What must be known beside the file. */
export interface EventsOptions {
  readonly shape: readonly number[] | undefined;
  readonly timesteps: number | undefined;
  readonly dt_s: number | undefined;
  readonly bin: BinOption | undefined;
}

/** Whether this text is a list of spike events. */
export function isEvents(bytes: Uint8Array): boolean {
  return HEADER.test(headerOf(bytes));
}

/**
 * Spike events, one a line, under the header `time,index`, or `sample,time,index` for several samples (counted from 0; those without a
 * line are silent); equal events add up. Times are timesteps; under `time_s` they are seconds, timestep floor(time / length), the length
 * being that of --bin or else the network's.
 * @throws DiagnosticError S206..S208, S218, S219, S236
 */
export function decodeEvents(bytes: Uint8Array, file: string, options: EventsOptions): Samples {
  const [, severalSamples, inSeconds] = HEADER.exec(headerOf(bytes))!;
  const { shape, timesteps } = extentsOf(options, file);
  const size = sizeOf(shape);
  const table = parseTable(bytes, file, 1);
  const where = placesIn(table, file);
  const columns = severalSamples ? 3 : 2;
  if (table.rows > 0 && table.columns !== columns) fail('S206', { expected: columns, found: table.columns }, where(0));
  const stepOf = inSeconds ? secondsToSteps(lengthOf(options, file), timesteps) : wholeSteps(timesteps);
  const samples = new Int32Array(table.rows);
  const places = new Int32Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const at = row * columns;
    if (severalSamples) samples[row] = checked('sample', table.values[at]!, MOST_SAMPLES, row, where);
    const step = stepOf(table.values[at + columns - 2]!, row, where);
    places[row] = step * size + checked('index', table.values[at + columns - 1]!, size, row, where);
  }
  const sorted = bySample(samples, places);
  return {
    count: sorted.offsets.length - 1, shape, timesteps, spikes: true, labels: null, binned: inSeconds !== undefined,
    read: (sample, out) => {
      out.fill(0, 0, timesteps * size);
      for (let i = sorted.offsets[sample]!; i < sorted.offsets[sample + 1]!; i++) out[sorted.places[i]!]!++;
    },
  };
}

function extentsOf({ shape, timesteps }: EventsOptions, file: string): { shape: readonly number[]; timesteps: number } {
  if (!shape) return fail('S218', { missing: 'the number of inputs' }, { file });
  if (!timesteps) return fail('S218', { missing: 'the number of timesteps' }, { file });
  return { shape, timesteps: bounded(timesteps, shape, file) };
}

/** The timesteps again, where one sample of them fits. @throws DiagnosticError S218 */
export function bounded(timesteps: number, shape: readonly number[], file: string): number {
  const size = sizeOf(shape);
  if (timesteps * size > SAMPLE_LIMIT) fail('S218', { missing: `a sample of at most ${SAMPLE_LIMIT} values (${timesteps} timesteps of ${size} inputs are more)` }, { file });
  return timesteps;
}

function lengthOf({ bin, dt_s }: EventsOptions, file: string): number {
  if (bin) return bin.length_us / 1e6;
  return dt_s ?? fail('S218', { missing: 'the length of a timestep (--bin)' }, { file });
}

type PlaceOf = (row: number) => Where;
type StepOf = (time: number, row: number, where: PlaceOf) => number;

function wholeSteps(timesteps: number): StepOf {
  return (time, row, where) => checked('time', time, timesteps, row, where);
}

function secondsToSteps(length_s: number, timesteps: number): StepOf {
  return (time_s, row, where) => {
    const step = Math.floor(time_s / length_s + TIME_TOLERANCE);
    if (!(time_s >= 0 && step < timesteps)) fail('S236', { time_s, end_s: timesteps * length_s }, where(row));
    return step;
  };
}

/** Events grouped by sample (a counting sort): those of sample i are offsets[i] .. offsets[i + 1]. At least one sample. */
function bySample(samples: Int32Array, places: Int32Array): { offsets: Int32Array; places: Int32Array } {
  const count = samples.reduce((most, sample) => Math.max(most, sample), 0) + 1;
  const offsets = new Int32Array(count + 1);
  for (const sample of samples) offsets[sample + 1]!++;
  for (let sample = 0; sample < count; sample++) offsets[sample + 1]! += offsets[sample]!;
  const next = offsets.slice();
  const sorted = new Int32Array(places.length);
  samples.forEach((sample, row) => { sorted[next[sample]!++] = places[row]!; });
  return { offsets, places: sorted };
}

function checked(what: 'sample' | 'time' | 'index', value: number, limit: number, row: number, where: PlaceOf): number {
  if (!(Number.isInteger(value) && value >= 0 && value < limit)) fail('S219', { what, value: String(value), limit }, where(row));
  return value;
}

function placesIn({ lines }: Table, file: string): PlaceOf {
  return (row) => ({ file, span: { line: lines[row]!, column: 1, endLine: lines[row]!, endColumn: 2 } });
}
