import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';

/** A folder for the files of one test. */
export interface Folder {
  readonly path: string;
  /** Writes a file, in a sub-folder where the name has one. */
  readonly put: (name: string, content: Uint8Array | string) => string;
  readonly remove: () => void;
}

export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'synaptile-data-'));
  return {
    path,
    put: (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      writeFileSync(join(path, name), name.endsWith('.gz') && !(bytes[0] === 0x1f && bytes[1] === 0x8b) ? gzipSync(bytes) : bytes);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** The bytes of an idx file of unsigned bytes. */
export function idx(shape: readonly number[], data: ArrayLike<number>, type = 8): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(data)]);
}

/** The bytes of a recording in the format of N-MNIST. */
export function nmnist(...events: (readonly [x: number, y: number, polarity: number, time_us: number])[]): Uint8Array {
  return Uint8Array.from(events.flatMap(([x, y, polarity, time_us]) => [x, y, (polarity << 7) | (time_us >> 16), (time_us >> 8) & 0xff, time_us & 0xff]));
}

export function valuesOf(dataset: Dataset, index: number): number[] {
  const out = new Float32Array((dataset.timesteps ?? 1) * sizeOf(dataset.shape));
  dataset.read(index, out);
  return [...out];
}

/** `S2xx place line:column message` of the one diagnostic that `run` throws. */
export async function failureOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { code, message, where } = error.diagnostics[0]!;
    const place = [where.place, where.span && `${where.span.line}:${where.span.column}`].filter(Boolean).map((part) => `[${part}] `).join('');
    return error.diagnostics.length === 1 && where.file !== undefined ? `${code} ${place}${message}` : 'not one diagnostic with a file';
  }
  return 'no failure';
}
