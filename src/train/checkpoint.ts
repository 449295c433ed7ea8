import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { DiagnosticError, diagnose, fail, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { readBytes, reasonOf, writeAtomically } from '../files.ts';
import { STATISTICS } from './board.ts';
import { shortened } from './shortened.ts';
import type { EpochResult, Progress, Vectors } from './trainer.ts';

/** Everything that a training depends on, in words: a checkpoint of another one is refused. */
export type Identity = Readonly<Record<string, string>>;

export interface Checkpoint {
  readonly progress: Progress;
  readonly vectors: Vectors;
}

/** What a checkpoint file is used as. */
export interface CheckpointFile {
  /** Writes a checkpoint; the one before it, if sound, is kept with the ending .previous. */
  readonly write: (checkpoint: Checkpoint) => void;
  /** The newest sound checkpoint. @throws DiagnosticError S667, S668 */
  readonly resume: () => { readonly checkpoint: Checkpoint; readonly diagnostics: readonly Diagnostic[] };
}

const MAGIC = 'synaptile training checkpoint 1\n';
const DIGEST_bytes = 32;

/**
 * Checkpoints of one training: a text header and the vectors, with a SHA-256 digest of all before it at the end, so that damage is found.
 * @param lengths of the vectors of parameters, and of scales
 */
export function checkpointFile(file: string, identity: Identity, lengths: { readonly parameters: number; readonly scales: number }): CheckpointFile {
  const previous = `${file}.previous`;
  let sound = true;
  return {
    write: (checkpoint) => {
      const bytes = encode(identity, checkpoint);
      // A damaged one must not take the place of the good one before it.
      if (sound && existsSync(file)) keep(file, previous);
      writeAtomically(file, bytes);
      sound = true;
    },
    resume: () => {
      const newest = open(file, identity, lengths);
      if (typeof newest !== 'string') return { checkpoint: newest, diagnostics: [] };
      const older = open(previous, identity, lengths);
      if (typeof older === 'string') return fail('S667', { reason: newest }, { file });
      sound = false;
      return { checkpoint: older, diagnostics: [diagnose('S666', { reason: newest, kept: shortened(previous) }, { file })] };
    },
  };
}

/** The digest of arrays, as text. */
export function digestOf(...arrays: readonly (Float32Array | Int32Array)[]): string {
  const digest = createHash('sha256');
  const piece = new Uint8Array(1 << 20);
  for (const array of arrays) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    // By way of a copy: shared memory is not taken.
    for (let at = 0; at < bytes.length; at += piece.length) {
      const part = bytes.subarray(at, at + piece.length);
      piece.set(part);
      digest.update(piece.subarray(0, part.length));
    }
  }
  return digest.digest('hex').slice(0, 16);
}

function keep(file: string, previous: string): void {
  try {
    renameSync(file, previous);
  } catch (error) {
    fail('S102', { reason: reasonOf(error) }, { file: previous });
  }
}

function encode(identity: Identity, { progress, vectors: { weights, means, squares, scales } }: Checkpoint): Uint8Array {
  const header = Buffer.from(`${MAGIC}${JSON.stringify({ identity, progress, parameters: weights.length, scales: scales.length })}\n`);
  const arrays = [weights, means, squares, scales].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const bytes = new Uint8Array(header.length + arrays.reduce((sum, { length }) => sum + length, 0) + DIGEST_bytes);
  let at = 0;
  for (const part of [header, ...arrays]) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at);
  return bytes;
}

/** The checkpoint in a file, or why there is none. @throws DiagnosticError S668 where it belongs to another training */
function open(file: string, identity: Identity, lengths: { readonly parameters: number; readonly scales: number }): Checkpoint | string {
  let bytes: Uint8Array;
  try {
    bytes = readBytes(file);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!.message;
    throw error;
  }
  const body = bytes.subarray(0, Math.max(0, bytes.length - DIGEST_bytes));
  if (Buffer.from(body.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC) return 'it does not begin as a checkpoint does';
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(body.length))) return 'its digest does not fit: it is damaged or cut off';
  const end = body.indexOf(10, MAGIC.length);
  const header = end < 0 ? null : parseHeader(Buffer.from(body.subarray(MAGIC.length, end)).toString('utf8'));
  if (!header) return 'its header cannot be read';
  refuseOther(header.identity, identity, file);
  return body.length - end - 1 === 4 * (3 * lengths.parameters + lengths.scales) ? { progress: header.progress, vectors: cut(body.slice(end + 1), lengths) } : 'it holds another number of weights';
}

function cut(bytes: Uint8Array, { parameters, scales }: { readonly parameters: number; readonly scales: number }): Vectors {
  const part = (first: number, length: number): Float32Array => new Float32Array(bytes.buffer, bytes.byteOffset + 4 * first, length);
  return { weights: part(0, parameters), means: part(parameters, parameters), squares: part(2 * parameters, parameters), scales: part(3 * parameters, scales) };
}

interface Header {
  readonly identity: Identity;
  readonly progress: Progress;
}

function parseHeader(text: string): Header | null {
  try {
    const { identity, progress } = JSON.parse(text) as Partial<Header>;
    const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
    const numbers = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'number');
    const sound = typeof identity === 'object' && identity !== null && progress && whole(progress.epoch) && whole(progress.batch) && numbers(progress.sums)
      && progress.sums.length === STATISTICS && numbers(progress.sigmas) && Array.isArray(progress.history) && progress.history.every(isResult);
    return sound ? { identity, progress } : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function isResult(value: unknown): value is EpochResult {
  const result = value as Partial<EpochResult> | null;
  return typeof result === 'object' && result !== null && typeof result.epoch === 'number' && typeof result.accuracy === 'number';
}

function refuseOther(stored: Identity, given: Identity, file: string): void {
  for (const [setting, value] of Object.entries(given)) {
    if (stored[setting] !== value) fail('S668', { setting, stored: shortened(String(stored[setting] ?? 'unknown')), given: shortened(value) }, { file });
  }
}
