import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fail } from '../../diagnostics/diagnostic.ts';
import { readBytes } from '../../files.ts';
import { extract, type Extraction } from './extract.ts';
import { loadLibrary } from './library.ts';
import type { Hdf5Group } from './tree.ts';
import { isHdf5, nameOf } from './what-it-is.ts';

/**
 * The content of an HDF5 file. It is read once into memory and all of it is returned: model files fit.
 * @throws DiagnosticError S101; S900 for another kind of file, S901 for a damaged one, S902 when it claims more than it can hold
 */
export async function readHdf5(file: string): Promise<Hdf5Group> {
  return hdf5Of(readBytes(file, LIMIT_bytes), file === '-' ? 'standard input' : file);
}

/** The same of bytes that were read already; they may be gone afterwards. @throws DiagnosticError S900, S901, S902 */
export async function hdf5Of(bytes: Uint8Array, file: string): Promise<Hdf5Group> {
  const where = { file };
  if (!isHdf5(bytes)) fail('S900', { found: nameOf(bytes) }, where);
  const extraction = await extractSafely(bytes);
  if ('damaged' in extraction) return fail('S901', { reason: extraction.damaged }, where);
  if ('tooLarge' in extraction) return fail('S902', extraction.tooLarge, { ...where, place: extraction.tooLarge.place.slice(0, 80) });
  return extraction.root;
}

const LIMIT_bytes = 2 ** 30;

/**
 * In a thread, because the HDF5 library runs for ever on some damaged files. Without a build (tests run from the sources) there is no script for
 * a thread; the result is the same.
 */
async function extractSafely(bytes: Uint8Array): Promise<Extraction> {
  const script = new URL('./hdf5-worker.js', import.meta.url);
  if (!existsSync(script)) return extract(await loadLibrary(), bytes);
  return extractInThread(script, bytes, TIME_LIMIT_s + bytes.length * TIME_PER_BYTE_s);
}

/** Sound files take milliseconds, 60 MB of deflated values 0.8 s. */
const TIME_LIMIT_s = 5;
const TIME_PER_BYTE_s = 5e-7;

function extractInThread(script: URL, bytes: Uint8Array, limit_s: number): Promise<Extraction> {
  const thread = new Worker(script, { workerData: bytes, transferList: [bytes.buffer as ArrayBuffer], stdout: true, stderr: true });
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Extraction>((resolve) => {
    thread.on('message', (message: Extraction | 'ready') => {
      if (message !== 'ready') return resolve(message);
      timer = setTimeout(() => resolve({ damaged: `the HDF5 library does not come to an end with it (ended after ${Math.round(limit_s)} s)` }), limit_s * 1000);
    });
    thread.on('error', () => resolve({ damaged: 'it leads the HDF5 library astray' }));
    thread.on('exit', () => resolve({ damaged: 'it leads the HDF5 library astray' }));
  }).finally(() => {
    clearTimeout(timer);
    return thread.terminate();
  });
}
