import { inflateSync } from 'fflate';
import { fail } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import { crc32 } from './crc32.ts';
import { BYTES_LIMIT } from './file-bytes.ts';

/** An entry of the central directory (APPNOTE.TXT 4.3.12). */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed_bytes: number;
  readonly size_bytes: number;
  readonly offset: number;
}

const STORED = 0;
const DEFLATED = 8;
/** Deflate cannot shrink by more than 1032: a larger claim is false. */
const DEFLATE_RATIO_LIMIT = 1032;

/**
 * The files of a zip archive, in its order. The sizes that the directory claims are checked before anything is inflated, and
 * nothing is inflated beyond them; contents are checked against their CRC-32.
 * @throws DiagnosticError S460..S463
 */
export function unzip(bytes: Uint8Array, file: string): ReadonlyMap<string, Uint8Array> {
  const entries = readDirectory(bytes, file);
  entries.forEach((entry) => checkEntry(entry, file));
  const total = entries.reduce((sum, entry) => sum + entry.size_bytes, 0);
  if (total > BYTES_LIMIT) fail('S462', { bytes: total, limit: BYTES_LIMIT }, { file });
  // Entries that share their bytes could expand a small file without end.
  if (entries.reduce((sum, entry) => sum + entry.compressed_bytes, 0) > bytes.length) fail('S460', { reason: 'its entries are larger than the file' }, { file });
  return new Map(entries.map((entry) => [entry.name, extract(bytes, entry, file)]));
}

function readDirectory(bytes: Uint8Array, file: string): readonly Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view) ?? fail('S460', { reason: 'the directory at its end is missing' }, { file });
  const count = view.getUint16(end + 10, true);
  let offset = view.getUint32(end + 16, true);
  if (count === 0xffff || offset === 0xffffffff) fail('S461', { feature: 'the zip64 format' }, { file });
  return Array.from({ length: count }, () => {
    if (offset + 46 > bytes.length || view.getUint32(offset, true) !== 0x02014b50) fail('S460', { reason: 'its directory is damaged' }, { file });
    const nameLength = view.getUint16(offset + 28, true);
    const entry: Entry = {
      name: new TextDecoder().decode(bytes.subarray(offset + 46, offset + 46 + nameLength)),
      flags: view.getUint16(offset + 8, true),
      method: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      compressed_bytes: view.getUint32(offset + 20, true),
      size_bytes: view.getUint32(offset + 24, true),
      offset: view.getUint32(offset + 42, true),
    };
    offset += 46 + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
    return entry;
  });
}

/** The end record is the last thing of the file but for a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let offset = view.byteLength - 22; offset >= first; offset--) {
    if (view.getUint32(offset, true) === 0x06054b50) return offset;
  }
  return null;
}

function checkEntry({ name, flags, method, compressed_bytes, size_bytes, offset }: Entry, file: string): void {
  const where = { file, place: printable(name) };
  if (flags & 1) fail('S461', { feature: 'encryption' }, where);
  if (method !== STORED && method !== DEFLATED) fail('S461', { feature: `compression method ${method}` }, where);
  if ([compressed_bytes, size_bytes, offset].includes(0xffffffff)) fail('S461', { feature: 'the zip64 format' }, where);
  const most = method === STORED ? compressed_bytes : compressed_bytes * DEFLATE_RATIO_LIMIT;
  if (size_bytes > most) fail('S460', { reason: `it claims that ${compressed_bytes} bytes expand to ${size_bytes}` }, where);
}

function extract(bytes: Uint8Array, entry: Entry, file: string): Uint8Array {
  const where = { file, place: printable(entry.name) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) fail('S460', { reason: 'an entry is not where the directory says' }, where);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const stored = bytes.subarray(start, start + entry.compressed_bytes);
  if (stored.length !== entry.compressed_bytes) fail('S460', { reason: 'it is cut off' }, where);
  const contents = entry.method === STORED ? stored : inflate(stored, entry.size_bytes);
  if (contents === null || contents.length !== entry.size_bytes || crc32(contents) !== entry.crc) fail('S463', {}, where);
  return contents;
}

/** null when the stream is damaged. The buffer that is passed does not grow. */
function inflate(stored: Uint8Array, size_bytes: number): Uint8Array | null {
  try {
    return inflateSync(stored, { out: new Uint8Array(size_bytes) });
  } catch {
    return null;
  }
}
