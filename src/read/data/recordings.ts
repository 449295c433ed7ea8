import { diagnose, fail, stopOnErrors, DiagnosticError, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { aedatVersion, walkAedat } from './aedat.ts';
import { binLength_ms, binningFor, binOf, type BinOption, type Binning } from './binning.ts';
import { bounded } from './events.ts';
import { NMNIST_LENGTH_us, NMNIST_SENSOR, walkNmnist } from './nmnist.ts';
import type { Recording, Recordings } from './recording-folder.ts';
import type { Samples } from './samples.ts';

export interface RecordingOptions {
  /** Shape of the network's input: [2, height, width], or 2 n n values for a sensor of n x n pixels. */
  readonly shape: readonly number[] | undefined;
  readonly timesteps: number | undefined;
  readonly bin: BinOption | undefined;
  /** Numbers of events instead of 0 and 1. */
  readonly counts: boolean;
  /** Recordings looked at before anything runs. */
  readonly checked: number;
}

interface Sensor {
  readonly height: number;
  readonly width: number;
}

/** How the events of one recording fit. */
interface Tally {
  readonly events: number;
  /** Events after the last bin. */
  readonly late: number;
  /** The first event outside the sensor. */
  readonly outside: string | null;
}

const POLARITIES = 2;
const MOST_FINDINGS = 20;

/**
 * Recordings of events as spike trains: value [polarity][y][x] of a bin is 1 when there is any event, or their number. Events after the
 * last bin are left out and counted in a note.
 * @param name the file or folder, for diagnostics
 * @throws DiagnosticError S218, S224; S222, S223, S232, S233 for the first `checked` recordings at once, for others when they are read
 */
export function recordingSamples({ recordings, labels }: Recordings, name: string, options: RecordingOptions): Samples {
  const aedat = aedatVersion(recordings[0]!.load()) !== null;
  const sensor = sensorOf(options.shape ?? (aedat ? undefined : [POLARITIES, NMNIST_SENSOR, NMNIST_SENSOR]), name);
  const shape = [POLARITIES, sensor.height, sensor.width];
  const binning = binningFor(options.bin, options.timesteps, aedat ? null : NMNIST_LENGTH_us, name);
  const { timesteps } = binning;
  bounded(timesteps, shape, name);
  const notes = check(recordings.slice(0, options.checked), name, sensor, binning);
  return {
    count: recordings.length, shape, timesteps, spikes: true, labels, notes, binned: true, counted: true,
    read: (index, out) => {
      out.fill(0, 0, timesteps * POLARITIES * sensor.height * sensor.width);
      const tally = present(recordings[index]!, sensor, binning, options.counts ? addTo(out) : markIn(out));
      if (tally.outside !== null) refuse(recordings[index]!, sensor, tally.outside);
    },
  };
}

/** Whether a network with this input takes recordings of events. */
export function isEventShape(shape: readonly number[]): boolean {
  return sensorFor(shape) !== null;
}

function sensorOf(shape: readonly number[] | undefined, file: string): Sensor {
  if (!shape) return fail('S218', { missing: 'the number of inputs' }, { file });
  return sensorFor(shape) ?? fail('S224', { shape }, { file });
}

function sensorFor(shape: readonly number[]): Sensor | null {
  if (shape.length === 3) return shape[0] === POLARITIES ? { height: shape[1]!, width: shape[2]! } : null;
  const side = Math.sqrt(shape[0]! / POLARITIES);
  return shape.length === 1 && side > 0 && Number.isInteger(side) ? { height: side, width: side } : null;
}

type Mark = (place: number) => void;

function markIn(out: Float32Array): Mark {
  return (place) => { out[place] = 1; };
}

function addTo(out: Float32Array): Mark {
  return (place) => { out[place]!++; };
}

/** Calls `mark` with the place [bin][polarity][y][x] of every event. */
function present(recording: Recording, { height, width }: Sensor, binning: Binning, mark: Mark): Tally {
  const bytes = recording.load();
  const isAedat = aedatVersion(bytes) !== null;
  if (isAedat && binning.assumed) fail('S218', { missing: 'the length of a bin (--bin)' }, { file: recording.file });
  let [events, late] = [0, 0];
  let outside: string | null = null;
  (isAedat ? walkAedat : walkNmnist)(bytes, recording.file, (x, y, polarity, time_us) => {
    events++;
    const bin = binOf(binning, time_us);
    if (x >= width || y >= height) outside ??= `event ${events} lies at x ${x}, y ${y}`;
    else if (bin >= binning.timesteps) late++;
    else mark(((bin * POLARITIES + polarity) * height + y) * width + x);
  });
  return { events, late, outside };
}

function check(recordings: readonly Recording[], name: string, sensor: Sensor, binning: Binning): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  let [events, late] = [0, 0];
  for (const recording of recordings) {
    const tally = tallyOf(recording, sensor, binning, findings);
    events += tally.events;
    late += tally.late;
    if (findings.length >= MOST_FINDINGS) break;
  }
  stopOnErrors(findings);
  const { timesteps } = binning;
  return [
    ...(binning.assumed ? [diagnose('S225', { timesteps, bin_ms: binLength_ms(binning), recording_ms: NMNIST_LENGTH_us / 1000 }, { file: name })] : []),
    ...(late > 0 ? [diagnose('S226', { late, events, end_ms: timesteps * binLength_ms(binning) }, { file: name })] : []),
  ];
}

/** Damage of one recording does not hide that of the next. */
function tallyOf(recording: Recording, sensor: Sensor, binning: Binning, findings: Diagnostic[]): Tally {
  try {
    const tally = present(recording, sensor, binning, () => {});
    if (tally.outside !== null) refuse(recording, sensor, tally.outside);
    return tally;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    findings.push(...error.diagnostics);
    return { events: 0, late: 0, outside: null };
  }
}

function refuse({ file }: Recording, { height, width }: Sensor, event: string): never {
  return fail('S223', { event, height, width }, { file });
}
