import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Dataset } from '../../../src/ir/dataset.ts';
import { sizeOf } from '../../../src/ir/tensor.ts';

/** A folder for the files of one test. */
export interface Folder {
  readonly put: (name: string, content: Uint8Array | string) => string;
  readonly remove: () => void;
}

export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'synaptile-data-'));
  return {
    put: (name, content) => {
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

export function valuesOf(dataset: Dataset, index: number): number[] {
  const out = new Float32Array((dataset.timesteps ?? 1) * sizeOf(dataset.shape));
  dataset.read(index, out);
  return [...out];
}

/** `S2xx place line:column message` of the one diagnostic that `run` throws. */
export function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const { code, message, where } = error.diagnostics[0]!;
    const place = [where.place, where.span && `${where.span.line}:${where.span.column}`].filter(Boolean).map((part) => `[${part}] `).join('');
    return error.diagnostics.length === 1 && where.file !== undefined ? `${code} ${place}${message}` : 'not one diagnostic with a file';
  }
  return 'no failure';
}
