import { fail } from '../../diagnostics/diagnostic.ts';

/** Receives the events of a recording: pixel from the upper left corner, polarity 1 for ON, time from the start of the recording. */
export type Visit = (x: number, y: number, polarity: number, time_us: number) => void;

/** Every N-MNIST recording lasts three saccades of 100 ms (Orchard et al., Frontiers in Neuroscience 2015). */
export const NMNIST_LENGTH_us = 300_000;
/** Pixels of a row and of a column. */
export const NMNIST_SENSOR = 34;

const EVENT_bytes = 5;
/** An event in this row is none, but tells that the clock of the recorder has gone round. */
const OVERFLOW_ROW = 240;
const OVERFLOW_us = 2 ** 13;
/** Events looked at to recognise the format. */
const HEAD = 4096;

/** Whether these bytes can be a recording of N-MNIST: whole events, inside its sensor, in the order of time. */
export function looksLikeNmnist(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % EVENT_bytes !== 0) return false;
  let last_us = 0;
  let fits = true;
  walk(bytes.subarray(0, HEAD * EVENT_bytes), (x, y, _, time_us) => {
    fits &&= x < NMNIST_SENSOR && y < NMNIST_SENSOR && time_us >= last_us;
    last_us = time_us;
  });
  return fits;
}

/**
 * Events of the file format of N-MNIST and N-Caltech101: 5 bytes an event, big-endian: x (8 bits), y (8), polarity (1), time in us (23).
 * @throws DiagnosticError S222 when the bytes are not whole events
 */
export function walkNmnist(bytes: Uint8Array, file: string, visit: Visit): void {
  if (bytes.length === 0 || bytes.length % EVENT_bytes !== 0) fail('S222', { bytes: bytes.length }, { file });
  walk(bytes, visit);
}

function walk(bytes: Uint8Array, visit: Visit): void {
  let passed_us = 0;
  for (let at = 0; at < bytes.length; at += EVENT_bytes) {
    const y = bytes[at + 1]!;
    if (y === OVERFLOW_ROW) {
      passed_us += OVERFLOW_us;
      continue;
    }
    const third = bytes[at + 2]!;
    visit(bytes[at]!, y, third >> 7, passed_us + ((third & 0x7f) << 16) + (bytes[at + 3]! << 8) + bytes[at + 4]!);
  }
}
